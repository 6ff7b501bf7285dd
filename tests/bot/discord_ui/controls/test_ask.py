"""The buttons under an answer work for whoever may press them, before and after a restart, in their own server only."""

import discord
import pytest
from simcord import InteractionResult

from bot.discord_ui.client import STRAY
from tests.sim import World, buttons, callbacks, raw, read

KETTLE = "Is the kettle the chair of the meeting?"
SENTENCE = "The kettle is the chair of the meeting."


async def ask(world: World) -> InteractionResult:
    s = world.server
    return await s.ann.slash(s.channel, "ask", question=KETTLE)


def first_in_context(result: InteractionResult) -> str:
    return next(custom_id for label, custom_id in buttons(result).items() if label.endswith("context"))


async def press(world: World, result: InteractionResult, custom_id: str) -> InteractionResult:
    assert result.response is not None
    return await world.server.ann.click(result.response.message, custom_id=custom_id)


@pytest.mark.parametrize("restarted", [False, True])
async def test_in_context_opens_the_page_with_the_excerpt_in_bold(world: World, restarted: bool) -> None:
    result = await ask(world)
    if restarted:
        await world.restart()
    opened = await press(world, result, first_in_context(result))
    assert opened.ephemeral
    assert "### *Tea Before Minutes*" in read(opened)
    bold = next(line for line in raw(opened).splitlines() if SENTENCE in line)
    assert bold.endswith(f"{SENTENCE}**")
    assert SENTENCE in read(result)


@pytest.mark.parametrize("restarted", [False, True])
async def test_more_shows_the_next_three_below(world: World, restarted: bool) -> None:
    result = await ask(world)
    if restarted:
        await world.restart()
    more = await press(world, result, buttons(result)["More"])
    assert more.ephemeral
    assert raw(more).count("— ") == 3
    shown = {line for line in raw(result).splitlines() if line.startswith(">")}
    assert not shown & set(raw(more).splitlines())
    assert (KETTLE in read(more)) is not restarted


@pytest.mark.parametrize("restarted", [False, True])
async def test_share_posts_the_excerpts_and_names_only_the_sharer(world: World, restarted: bool) -> None:
    s = world.server
    result = await ask(world)
    if restarted:
        await world.restart()
    confirmed = await press(world, result, buttons(result)["Share"])
    assert (read(confirmed), confirmed.ephemeral) == ("Shared with this channel.", True)
    posted = s.channel.history(viewer=s.bob)[-1]
    lines = read(posted).splitlines()
    assert lines[0] == "Ann shares from the library"
    assert (lines[1] == f"**{KETTLE}**") is not restarted
    assert SENTENCE in read(posted)
    assert "Bob" not in read(posted)
    assert "<@" not in raw(posted)


async def test_two_questions_with_the_same_answer_are_shared_each_under_its_own(world: World) -> None:
    s = world.server
    first = await ask(world)
    second = await s.ann.slash(s.channel, "ask", question=KETTLE.upper())
    assert buttons(first)["Share"].split(":")[3:] == buttons(second)["Share"].split(":")[3:]
    await press(world, first, buttons(first)["Share"])
    assert read(s.channel.history(viewer=s.bob)[-1]).splitlines()[1] == f"**{KETTLE}**"
    await press(world, second, buttons(second)["Share"])
    assert read(s.channel.history(viewer=s.bob)[-1]).splitlines()[1] == f"**{KETTLE.upper()}**"


async def test_whoever_reads_a_shared_card_can_open_it_in_context(world: World) -> None:
    s = world.server
    result = await ask(world)
    await press(world, result, buttons(result)["Share"])
    posted = s.channel.history(viewer=s.bob)[-1]
    assert not {"Share", "More"} & buttons(posted).keys()
    opened = await s.bob.click(posted, custom_id=next(iter(buttons(posted).values())))
    assert opened.ephemeral
    assert SENTENCE in read(opened)


async def test_every_press_is_answered_at_once_by_deferring(world: World) -> None:
    result = await ask(world)
    before = len(callbacks(world.env))
    for custom_id in buttons(result).values():
        await press(world, result, custom_id)
    assert set(callbacks(world.env)[before:]) == {5}


async def test_who_may_not_write_here_may_not_share_here(world: World) -> None:
    s = world.server
    deny = discord.PermissionOverwrite(send_messages=False)
    channel = s.guild.create_text_channel("announcements", overwrites={s.ann: deny})
    result = await s.ann.slash(channel, "ask", question=KETTLE)
    assert "You may not write" in read(await press(world, result, buttons(result)["Share"]))
    assert channel.history(viewer=s.bob) == []


async def test_where_the_bot_may_not_write_it_says_so(world: World) -> None:
    s = world.server
    deny = discord.PermissionOverwrite(send_messages=False)
    assert s.guild.me is not None
    channel = s.guild.create_text_channel("quiet", overwrites={s.guild.me: deny})
    result = await s.ann.slash(channel, "ask", question=KETTLE)
    assert "I am not allowed to post here" in read(await press(world, result, buttons(result)["Share"]))


async def test_in_a_thread_the_right_to_write_in_threads_counts(world: World) -> None:
    s = world.server
    opener = await s.bob.send(s.channel, "Let us talk.")
    channel = world.bot.get_channel(s.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await (await channel.fetch_message(opener.id)).create_thread(name="Tea")
    await world.env.settle()
    (thread,) = s.channel.threads
    result = await s.ann.slash(thread, "ask", question=KETTLE)
    assert read(await press(world, result, buttons(result)["Share"])) == "Shared with this channel."
    assert "Ann shares" in read(thread.history(viewer=s.bob)[-1])


@pytest.mark.parametrize(
    ("code", "sentence"), [(200000, "AutoMod"), (240000, "harmful"), (50013, "not allowed to post"), (160005, "locked")]
)
async def test_what_discord_refuses_to_post_is_told_in_one_sentence(world: World, code: int, sentence: str) -> None:
    result = await ask(world)
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=code)
    assert sentence in read(await press(world, result, buttons(result)["Share"]))


@pytest.mark.parametrize("kind", ["context", "more:aaaaaa", "share:aaaaaa"])
async def test_a_place_of_another_server_leads_nowhere(world: World, kind: str) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle.\n")
    result = await ask(world)
    place = first_in_context(result).split(":")[-1]
    forged = await world.show_button(other, f"footnote:{kind}:{place}")
    pressed = await other.ann.click(forged, label="Forged")
    assert "kettle is the chair" not in read(pressed)
    assert "no longer in the library" in read(pressed) or "On Ferns" in read(pressed)


@pytest.mark.parametrize("label", ["More", "Share", "context"])
async def test_a_place_that_is_gone_is_one_sentence(world: World, label: str) -> None:
    s = world.server
    result = await ask(world)
    for slug in ("tea-before-minutes", "on-hedges"):
        removing = await s.mod.slash(s.channel, "library remove", essay=slug)
        assert removing.response is not None
        await s.mod.click(removing.response.message, label="Remove")
    custom_id = first_in_context(result) if label == "context" else buttons(result)[label]
    assert "no longer in the library" in read(await press(world, result, custom_id))


@pytest.mark.parametrize(
    "custom_id",
    [
        "footnote:share:../../etc",
        "footnote:share:1.1",
        "footnote:context:zzzzzzzzz.1",
        "footnote:more:",
        "footnote:nothing:1.1",
    ],
)
async def test_a_forged_id_of_another_form_does_nothing(world: World, custom_id: str) -> None:
    forged = await world.show_button(world.server, custom_id)
    assert read(await world.server.ann.click(forged, label="Forged")) == STRAY


async def test_a_huge_place_is_only_a_place_that_is_gone(world: World) -> None:
    forged = await world.show_button(world.server, "footnote:context:zzzzzzzz.zz")
    assert "no longer" in read(await world.server.ann.click(forged, label="Forged"))
