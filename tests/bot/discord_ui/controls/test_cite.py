"""Cite hands out a quotation's citations, before and after a restart, and /read opens the permanent one."""

import re

import pytest
from simcord import InteractionResult

from tests.sim import World, buttons, raw, read

BEANS = "Nobody plants a hedge in order to be thanked by the beans behind it."


async def opened(world: World) -> InteractionResult:
    """The essay in context of a quotation."""
    s = world.server
    result = await s.ann.slash(s.channel, "quote", text=BEANS)
    assert result.response is not None
    return await s.ann.click(result.response.message, label="In context")


async def cited(world: World, *, restarted: bool = False) -> InteractionResult:
    page = await opened(world)
    if restarted:
        await world.restart()
    assert page.response is not None
    return await world.server.ann.click(page.response.message, label="Cite")


def permanent(card: InteractionResult) -> str:
    found = re.search(r"```\n(on-hedges ¶.*)\n```", raw(card))
    assert found
    return found[1]


@pytest.mark.parametrize("restarted", [False, True])
async def test_every_form_is_there_to_copy(world: World, restarted: bool) -> None:
    card = await cited(world, restarted=restarted)
    assert card.ephemeral
    assert f"> {BEANS}" in raw(card)
    assert re.fullmatch(r"on-hedges ¶2\.1 @[0-9a-f]{12}", permanent(card))
    for form in (
        "**Plain**\n```\nOdile Marchetti, “On Hedges”, § Wind, ¶ 2\n```",
        "**Markdown**\n```\nOdile Marchetti, *On Hedges*, § Wind, ¶ 2\n```",
        "**APA**\n```\nMarchetti, O. (n.d.). On Hedges.\nIn the text: (Marchetti, n.d., “Wind” section, para. 2)\n```",
        "**MLA**\n```\nMarchetti, Odile. “On Hedges.”\nIn the text: (Marchetti, par. 2)\n```",
        "**BibTeX**\n```\n@misc{on-hedges,\n",
    ):
        assert form in raw(card)


async def test_read_opens_a_permanent_citation_with_its_words_in_bold(world: World) -> None:
    s = world.server
    citation = permanent(await cited(world))
    for options in ({"essay": "on-hedges", "place": citation}, {"essay": citation}):
        page = await s.ann.slash(s.channel, "read", **options)
        assert f"`¶ 2` **{BEANS}**" in raw(page)


async def test_a_citation_from_another_essay_or_text_is_one_sentence(world: World) -> None:
    s = world.server
    citation = permanent(await cited(world))
    other = await s.ann.slash(s.channel, "read", essay="tea-before-minutes", place=citation)
    assert read(other).startswith("This citation is from “On Hedges”: choose that essay")
    gone = await s.ann.slash(s.channel, "read", essay="on-hedges", place=f"{citation[:-12]}{'0' * 12}")
    assert read(gone).startswith("No essay here has the text of revision 000000000000;")


async def test_a_quotation_that_is_gone_cannot_be_cited(world: World) -> None:
    s = world.server
    page = await opened(world)
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert removing.response is not None
    assert page.response is not None
    await s.mod.click(removing.response.message, label="Remove")
    card = await s.ann.click(page.response.message, label="Cite")
    assert "no longer in the library" in read(card)


async def test_a_place_of_another_server_cannot_be_cited(world: World) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle.\n")
    custom_id = buttons(await opened(world))["Cite"]
    forged = await world.show_button(other, custom_id)
    pressed = await other.ann.click(forged, label="Forged")
    assert BEANS not in read(pressed)
