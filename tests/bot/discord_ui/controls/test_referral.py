"""*Ask the facilitators*: off until a server wants it, posted once, in the right channel, with nobody notified."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import ChannelHandle, InteractionResult

from bot.discord_ui.client import STRAY
from tests.sim import World, buttons, callbacks, delete_channel, hand_in, raw, read, sent, shut_out

KETTLE = "Is the kettle the chair of the meeting?"
NOWHERE = "How does photosynthesis convert radiation?"
FORM = "footnote:refer-form"
LABEL = "Ask the facilitators"


@pytest_asyncio.fixture
async def questions(world: World) -> AsyncIterator[ChannelHandle]:
    """The channel for questions, in a server that turned it on."""
    channel = world.server.guild.create_text_channel("questions")
    await turn(world, questions_channel=channel)
    yield channel


async def turn(world: World, **options: Any) -> None:
    s = world.server
    assert "changed" in read(await s.mod.slash(s.channel, "settings edit", **options))


async def ask(world: World, question: str = NOWHERE) -> InteractionResult:
    s = world.server
    return await s.ann.slash(s.channel, "ask", question=question)


async def press(world: World, card: InteractionResult) -> InteractionResult:
    assert card.response is not None
    return await world.server.ann.click(card.response.message, label=LABEL)


async def send(world: World, question: str = NOWHERE) -> InteractionResult:
    opened = await press(world, await ask(world))
    return await world.server.ann.submit_modal(opened, {"question": question})


def field(opened: InteractionResult) -> dict[str, Any]:
    assert opened.modal is not None
    inputs = [one["component"] for one in opened.modal["components"] if "component" in one]
    return dict(inputs[0])


async def test_it_is_off_until_moderators_turn_it_on(world: World) -> None:
    assert LABEL not in buttons(await ask(world))


async def test_it_stands_on_refusals_only(world: World, questions: ChannelHandle) -> None:
    s = world.server
    assert LABEL in buttons(await ask(world))
    assert not {LABEL, "Suggest a text"} & buttons(await ask(world, KETTLE)).keys()
    message = await s.bob.send(s.channel, NOWHERE)
    assert LABEL in buttons(await s.ann.context_menu(s.channel, "Find passages", message))


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_form_says_who_will_see_it_and_holds_the_question_while_it_is_remembered(
    world: World, questions: ChannelHandle, restarted: bool
) -> None:
    card = await ask(world)
    if restarted:
        await world.restart()
    opened = await press(world, card)
    assert "Your name and this question will be visible to everyone in **#questions**" in str(opened.modal)
    assert field(opened).get("value") == (None if restarted else NOWHERE)


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_question_is_posted_and_the_member_reads_where(
    world: World, questions: ChannelHandle, restarted: bool
) -> None:
    s = world.server
    opened = await press(world, await ask(world))
    if restarted:  # while she was writing
        await world.restart()
    result = await s.ann.submit_modal(opened, {"question": "Does it, or *not*, @everyone?"})
    assert (raw(result), result.ephemeral) == (f"Your question was posted in <#{questions.id}>.", True)
    assert callbacks(world.env)[-2:] == [9, 5]
    (posted,) = questions.history(viewer=s.bob)
    assert raw(posted).splitlines() == [
        f"<@{s.ann.id}> asked when the essays did not answer:",
        r"> Does it, or \*not\*, \@everyone?",
    ]
    assert [body["allowed_mentions"] for body in sent(world.env)] == [{"parse": []}] * len(sent(world.env))
    (post,) = [one.json for one in world.env.http_requests if one.path == f"/channels/{questions.id}/messages"]
    assert (post["enforce_nonce"], len(str(post["nonce"])) <= 25) == (True, True)
    assert s.channel.history(viewer=s.bob) == []


async def test_no_word_of_it_is_written_to_disk(world: World, questions: ChannelHandle) -> None:
    await send(world, "A question about radiation")
    for file in world.folder.rglob("bot.db*"):
        assert b"radiation" not in file.read_bytes()


async def test_a_channel_that_the_member_cannot_see_is_not_named(world: World) -> None:
    s = world.server
    hidden = discord.PermissionOverwrite(view_channel=False)
    channel = s.guild.create_text_channel("staff-only", overwrites={s.ann: hidden})
    await turn(world, questions_channel=channel)
    opened = await press(world, await ask(world))
    assert "a channel of this server that you cannot see" in str(opened.modal)
    result = await s.ann.submit_modal(opened, {"question": NOWHERE})
    assert read(result) == "Your question was posted where the facilitators read it."
    assert "staff-only" not in str(opened.modal) + raw(result)
    assert len(channel.history(viewer=s.mod)) == 1


async def test_turned_off_meanwhile_it_is_refused_before_and_behind_the_form(
    world: World, questions: ChannelHandle
) -> None:
    s = world.server
    card = await ask(world)
    opened = await press(world, card)
    await turn(world, ask_the_facilitators="off")
    for result in (await press(world, card), await s.ann.submit_modal(opened, {"question": NOWHERE})):
        assert read(result).startswith("Questions are not passed on to the facilitators here")
        assert result.ephemeral
    assert questions.history(viewer=s.bob) == []


async def test_a_channel_that_is_gone_is_one_sentence(world: World, questions: ChannelHandle) -> None:
    s = world.server
    card = await ask(world)
    opened = await press(world, card)
    await delete_channel(world.env, questions)
    for result in (await press(world, card), await s.ann.submit_modal(opened, {"question": NOWHERE})):
        assert read(result).startswith("The channel for these questions is gone: tell a moderator")


async def test_a_channel_where_the_bot_may_not_write_any_more_is_one_sentence(
    world: World, questions: ChannelHandle
) -> None:
    s = world.server
    card = await ask(world)
    opened = await press(world, card)
    await shut_out(world.env, questions)
    for result in (await press(world, card), await s.ann.submit_modal(opened, {"question": NOWHERE})):
        assert read(result).startswith("I may not write in the channel for these questions: tell a moderator")


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (404, 10003, "The channel for these questions is gone"),
        (403, 50001, "I may not write in the channel for these questions"),
        (403, 50013, "I may not write in the channel for these questions"),
        (400, 200000, "AutoMod held the text back"),
        (500, 0, "Something went wrong on my side"),
    ],
)
async def test_what_discord_refuses_is_one_sentence_and_can_be_tried_again(
    world: World, questions: ChannelHandle, status: int, code: int, sentence: str
) -> None:
    world.env.inject_error("POST", f"/channels/{questions.id}/messages", status=status, code=code)
    assert sentence in read(await send(world))
    assert "was posted" in read(await send(world))
    assert len(questions.history(viewer=world.server.bob)) == 1


async def test_the_same_question_is_posted_once(world: World, questions: ChannelHandle) -> None:
    s = world.server
    await send(world)
    assert "a moment ago" in read(await send(world, NOWHERE.upper()))
    forms = [(FORM, {"question": "And at night?"})] * 2
    results = await hand_in(world.env, s.ann, s.channel, *forms)
    assert ["was posted" in read(result) for result in results] == [True, False]
    assert len(questions.history(viewer=s.bob)) == 2
    await world.env.advance_time(601)
    assert "was posted" in read(await send(world))


async def test_after_five_questions_a_member_waits_and_others_do_not(world: World, questions: ChannelHandle) -> None:
    s = world.server
    await s.mod.slash(s.channel, "settings edit", asks_a_minute=30)
    card = await ask(world)
    for number in range(5):
        assert "was posted" in read(await send(world, f"Question number {number}?"))
    assert "wait a little" in read(await press(world, card))
    (result,) = await hand_in(world.env, s.ann, s.channel, (FORM, {"question": "One more?"}))
    assert "wait a little" in read(result)
    (result,) = await hand_in(world.env, s.bob, s.channel, (FORM, {"question": "One of mine?"}))
    assert "was posted" in read(result)
    await world.env.advance_time(601)
    assert "was posted" in read(await send(world, "One more?"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"question": "x" * 5000}, "too long"),
        ({"question": "\u200b"}, "too short"),
        ({}, "too short"),
        ({"other": "Why?"}, "too short"),
    ],
)
async def test_a_forged_form_is_bound_like_any_other(
    world: World, questions: ChannelHandle, fields: dict[str, str], sentence: str
) -> None:
    s = world.server
    (result,) = await hand_in(world.env, s.ann, s.channel, (FORM, fields))
    assert sentence in read(result)
    assert questions.history(viewer=s.bob) == []


async def test_a_forged_button_opens_an_empty_form_and_none_of_another_form_does(
    world: World, questions: ChannelHandle
) -> None:
    s = world.server
    forged = await world.show_button(s, "footnote:refer:zzzzzz")
    assert field(await s.ann.click(forged, label="Forged")).get("value") is None
    for custom_id in ("footnote:refer:zzz", "footnote:refer:ZZZZZZ", f"footnote:refer:zzzzzz:{questions.id}"):
        forged = await world.show_button(s, custom_id)
        assert read(await s.ann.click(forged, label="Forged")) == STRAY


async def test_a_button_in_another_server_asks_nobody_here(world: World, questions: ChannelHandle) -> None:
    other = await world.add_server("Gardeners")
    forged = await world.show_button(other, buttons(await ask(world))[LABEL])
    assert "not passed on" in read(await other.ann.click(forged, label="Forged"))
    (result,) = await hand_in(world.env, other.ann, other.channel, (FORM, {"question": NOWHERE}))
    assert "not passed on" in read(result)
    assert questions.history(viewer=world.server.bob) == []
