"""The buttons under a comparison: the essays that come next, Share, In context; before and after a restart."""

import pytest
from simcord import InteractionResult

from bot.discord_ui.client import STRAY
from tests.sim import World, buttons, raw, read

KETTLE = "The kettle is the chair of the meeting"


async def compare(world: World) -> InteractionResult:
    s = world.server
    return await s.ann.slash(s.channel, "compare", idea=KETTLE)


async def with_many(world: World) -> InteractionResult:
    """Nine essays: seven say it."""
    for number in range(1, 8):
        text = f"# Kettles {number}\n\nHere {KETTLE[0].lower()}{KETTLE[1:]} of house {number}.\n"
        await world.add_essay(world.server, f"{number}.md", text)
    return await compare(world)


async def press(world: World, result: InteractionResult, label: str) -> InteractionResult:
    assert result.response is not None
    return await world.server.ann.click(result.response.message, label=label)


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_next_essays_are_shown_below(world: World, restarted: bool) -> None:
    result = await with_many(world)
    assert "-# Essays 1 to 5 of 9, by title." in read(result)
    if restarted:
        await world.restart()
    more = await press(world, result, "Essays 6 to 9")
    assert more.ephemeral
    assert "-# Essays 6 to 9 of 9, by title." in read(more)
    assert "*On Hedges* does not take this up." in read(more)
    assert "Kettles 6" in read(more)
    assert "Kettles 5" not in read(more)
    assert (f"**{KETTLE}**" in read(more)) is not restarted
    assert set(buttons(more)) == {"1 in context", "2 in context", "3 in context", "Share"}


@pytest.mark.parametrize("restarted", [False, True])
async def test_share_posts_the_comparison_with_its_silent_essays(world: World, restarted: bool) -> None:
    s = world.server
    result = await compare(world)
    if restarted:
        await world.restart()
    confirmed = await press(world, result, "Share")
    assert (read(confirmed), confirmed.ephemeral) == ("Shared with this channel.", True)
    posted = s.channel.history(viewer=s.bob)[-1]
    assert read(posted).splitlines()[0] == "Ann shares from the library"
    assert (f"**{KETTLE}**" in read(posted)) is not restarted
    assert "*On Hedges* does not take this up." in read(posted)
    assert f"{KETTLE}." in read(posted)
    assert "<@" not in raw(posted)
    assert set(buttons(posted)) == {"In context"}


async def test_in_context_opens_the_essay_for_whoever_presses(world: World) -> None:
    s = world.server
    await press(world, await compare(world), "Share")
    opened = await s.bob.click(s.channel.history(viewer=s.bob)[-1], label="In context")
    assert opened.ephemeral
    assert "### *Tea Before Minutes*" in read(opened)


@pytest.mark.parametrize("slug", ["on-hedges", "tea-before-minutes"])
async def test_an_essay_that_is_gone_is_one_sentence(world: World, slug: str) -> None:
    s = world.server
    result = await compare(world)
    removing = await s.mod.slash(s.channel, "library remove", essay=slug)
    assert removing.response is not None
    await s.mod.click(removing.response.message, label="Remove")
    assert "removed or replaced" in read(await press(world, result, "Share"))
    assert len(s.channel.history(viewer=s.bob)) == 0


async def test_a_comparison_of_another_server_leads_nowhere(world: World) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle.\n")
    custom_id = buttons(await compare(world))["Share"].replace("share-sides", "sides")
    pressed = await other.ann.click(await world.show_button(other, custom_id), label="Forged")
    assert "kettle is the chair" not in read(pressed)
    assert "Hedges" not in read(pressed)


@pytest.mark.parametrize(
    "custom_id", ["footnote:sides:1.1:", "footnote:sides:1.1:../etc", "footnote:share-sides:x.1:1.1"]
)
async def test_a_forged_id_of_another_form_does_nothing(world: World, custom_id: str) -> None:
    pressed = await world.server.ann.click(await world.show_button(world.server, custom_id), label="Forged")
    assert read(pressed) == STRAY
