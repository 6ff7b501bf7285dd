"""/ask and Find passages, as members meet them."""

import re

import pytest
import simcord

from tests.sim import World, at_once, buttons, callbacks, raw, read, unchecked

KETTLE = "Is the kettle the chair of the meeting?"


async def test_an_answer_quotes_the_essay_with_its_place(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert result.ephemeral
    assert "The kettle is the chair of the meeting." in read(result)
    assert re.search(r"^(\*\*1\*\* )?— Bertrand Quill, \*Tea Before Minutes\*, ¶ 1$", raw(result), re.MULTILINE)
    assert "In context" in buttons(result) or "1 in context" in buttons(result)
    assert "Share" in buttons(result)


async def test_the_first_thing_is_to_defer_privately(world: World) -> None:
    s = world.server
    before = len(callbacks(world.env))
    await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert callbacks(world.env)[before:] == [5]


async def test_a_question_reads_nothing_from_the_desk_and_writes_its_count(world: World) -> None:
    s, statements = world.server, list[str]()
    await s.ann.slash(s.channel, "ask", question=KETTLE)
    world.bot.allowances._desk._db.conn.set_trace_callback(statements.append)
    await s.ann.slash(s.channel, "ask", question=KETTLE)
    world.bot.allowances._desk._db.conn.set_trace_callback(None)
    assert [one.split()[0] for one in statements] == ["PRAGMA", "BEGIN", "INSERT", "COMMIT", "PRAGMA"]


async def test_nobody_else_sees_the_answer(world: World) -> None:
    s = world.server
    await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert s.channel.history(viewer=s.bob) == []
    assert len(s.channel.history(viewer=s.ann)) == 1


async def test_one_essay_can_be_asked_alone(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question=KETTLE, essay="on-hedges")
    assert "On Hedges" in read(result)
    assert "Tea Before Minutes" not in read(result)


async def test_an_essay_can_be_named_by_its_title(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question=KETTLE, essay="tea before MINUTES")
    assert "On Hedges" not in read(result)


async def test_an_unknown_essay_is_one_sentence(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question=KETTLE, essay="on-hedgehogs")
    assert "on-hedgehogs" in read(result)
    assert "\n" not in read(result)


async def test_what_the_essays_do_not_say_is_near_but_not_an_answer(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question="How does photosynthesis convert radiation?")
    assert "do not answer this. Near, not an answer:" in read(result)
    assert read(result).count("\n— ") + read(result).count("** — ") <= 3
    assert not {"Share", "More"} & buttons(result).keys()


async def test_without_essays_a_member_reads_how_to_begin(empty_world: World) -> None:
    s = empty_world.server
    result = await s.ann.slash(s.channel, "ask", question=KETTLE)
    assert read(result) == "This server has no essays yet. A moderator can add one with /library add."


async def test_discord_offers_the_bounds_of_a_question(world: World) -> None:
    s = world.server
    for question in ("ab", "x" * 6000):
        with pytest.raises(simcord.OptionError):
            await s.ann.slash(s.channel, "ask", question=question)


@pytest.mark.parametrize(("question", "sentence"), [("ab", "too short"), ("hedge " * 1000, "too long")])
async def test_a_question_that_slips_past_discord_is_still_refused(world: World, question: str, sentence: str) -> None:
    s = world.server
    result = await unchecked(world.env, s.ann, s.channel, "ask", question=question)
    assert sentence in read(result)
    assert len(read(result)) < 120


@pytest.mark.parametrize(
    "question",
    [
        '"kettle" AND NOT (chair OR "meeting',
        "title:kettle NEAR(chair, 5) ^meeting*",
        "'; DROP TABLE essays; --",
        "kettle* OR -chair + {meeting}",
        '""""""',
        "what of the kettle’s “chair”?",
    ],
)
async def test_quotes_and_operators_are_just_characters(world: World, question: str) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question=question)
    assert "went wrong" not in read(result)
    assert "kettle" in read(result) or "There is no word" in read(result)


async def test_the_question_stands_over_the_answer_and_is_inert(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "ask", question="@everyone [kettle](http://evil.example) chair?")
    assert r"**\@everyone \[kettle](http://evil.example) chair?**" in raw(result)


async def test_essays_are_suggested_by_title_and_author(world: World) -> None:
    s = world.server
    both = await s.ann.autocomplete(s.channel, "ask", "essay", "")
    assert {choice["value"] for choice in both} == {"on-hedges", "tea-before-minutes"}
    by_author = await s.ann.autocomplete(s.channel, "ask", "essay", "quill")
    assert by_author == [{"name": "Tea Before Minutes - Bertrand Quill", "value": "tea-before-minutes"}]


async def test_without_essays_nothing_is_suggested(empty_world: World) -> None:
    s = empty_world.server
    assert await s.ann.autocomplete(s.channel, "ask", "essay", "") == []


async def test_a_message_can_be_asked_about(world: World) -> None:
    s = world.server
    message = await s.bob.send(s.channel, "I say the kettle is the chair of the meeting!")
    result = await s.ann.context_menu(s.channel, "Find passages", message)
    assert result.ephemeral
    assert "Tea Before Minutes" in read(result)


async def test_a_message_without_words_cannot(world: World) -> None:
    s = world.server
    message = await s.bob.send(s.channel, "<:hedge:123>")
    result = await s.ann.context_menu(s.channel, "Find passages", message)
    assert "no words" in read(result)


async def test_two_members_who_ask_at_once_get_their_own_answers(world: World) -> None:
    s = world.server
    wishes = [
        (s.ann, "ask", {"question": KETTLE}),
        (s.bob, "ask", {"question": "Who keeps the wind out of the kitchen garden?"}),
    ]
    to_ann, to_bob = await at_once(world.env, s.channel, wishes)
    assert "The kettle is the chair of the meeting." in read(to_ann).split("— ")[0]
    assert "A hedge keeps the wind out of the kitchen garden." in read(to_bob).split("— ")[0]


async def test_a_server_never_sees_the_texts_of_another(world: World) -> None:
    other = await world.add_server("Gardeners")
    result = await other.ann.slash(other.channel, "ask", question=KETTLE)
    assert "no essays yet" in read(result)
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle or a meeting.\n")
    result = await other.ann.slash(other.channel, "ask", question=KETTLE)
    assert "On Ferns" in read(result)
    assert "Tea" not in read(result)
