"""Turning pages works after a restart, and a page that is gone is one sentence."""

import pytest

from tests.sim import World, read

LONG = "# A Long Walk\n\n" + "\n\n".join(
    f"## Mile {n}\n\nThe walk goes on for another mile. " + "A step follows a step here. " * 20 for n in range(1, 9)
)


async def test_pages_turn_after_a_restart(world: World) -> None:
    s = world.server
    await world.add_essay(s, "walk.md", LONG)
    result = await s.ann.slash(s.channel, "read", essay="a-long-walk")
    await world.restart()
    assert result.response is not None
    await s.ann.click(result.response.message, label="Next")
    assert "Page 2 of" in read(result)


async def test_pages_of_an_essay_with_the_longest_name_turn(world: World) -> None:
    s = world.server
    name = "w" * 60
    await world.add_essay(s, "walk.md", LONG.replace("A Long Walk", name))
    result = await s.ann.slash(s.channel, "read", essay=name)
    assert result.response is not None
    await s.ann.click(result.response.message, label="Next")
    assert "Page 2 of" in read(result)
    await s.ann.click(result.response.message, label="Previous")
    assert "Page 1 of" in read(result)


@pytest.mark.parametrize(
    ("custom_id", "sentence"),
    [
        ("footnote:read:no-such-essay:1.0", "no-such-essay"),
        ("footnote:read:on-hedges:99.0", "no longer in the essay"),
    ],
)
async def test_a_page_that_is_gone_is_one_private_sentence(world: World, custom_id: str, sentence: str) -> None:
    s = world.server
    forged = await world.show_button(s, custom_id)
    pressed = await s.ann.click(forged, label="Forged")
    assert sentence in read(pressed.followups[0].message)
    assert pressed.followups[0].ephemeral


async def test_an_essay_of_another_server_cannot_be_turned_to(world: World) -> None:
    other = await world.add_server("Gardeners")
    forged = await world.show_button(other, "footnote:read:on-hedges:1.0")
    pressed = await other.ann.click(forged, label="Forged")
    assert "no essays yet" in read(pressed.followups[0].message)


async def test_a_list_that_became_shorter_shows_its_last_page(world: World) -> None:
    s = world.server
    forged = await world.show_button(s, "footnote:essays:7")
    await s.ann.click(forged, label="Forged")
    assert "On Hedges" in read(s.channel.last_message)
