"""The moderators' buttons check the right, the server and the text again when they are pressed."""

from simcord import InteractionResult

from tests.sim import World, buttons, read


async def removing(world: World, essay: str = "on-hedges") -> InteractionResult:
    s = world.server
    return await s.mod.slash(s.channel, "library remove", essay=essay)


async def test_removal_still_works_after_a_restart(world: World) -> None:
    result = await removing(world)
    await world.restart()
    assert result.response is not None
    await world.server.mod.click(result.response.message, label="Remove")
    assert read(result).startswith("Removed")


async def test_an_essay_with_the_longest_name_can_be_removed(world: World) -> None:
    name = "w" * 60
    for text in ("A hedge is long and grows.", "A hedge is longer than it was."):
        await world.add_essay(world.server, "long.md", f"# {name}\n\n{text}\n")
    for slug in (name, f"{name[:58]}-2"):
        result = await removing(world, slug)
        assert result.response is not None
        await world.server.mod.click(result.response.message, label="Remove")
        assert read(result).startswith("Removed")


async def test_a_member_with_a_forged_button_is_refused(world: World) -> None:
    s = world.server
    custom_id = buttons(await removing(world))["Remove"]
    forged = await world.show_button(s, custom_id)
    pressed = await s.ann.click(forged, label="Forged")
    assert read(pressed).startswith("Only moderators")
    assert pressed.ephemeral
    assert "2 essays" in read(await s.ann.slash(s.channel, "essays"))


async def test_a_button_of_another_server_removes_nothing_here_or_there(world: World) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle.\n")
    forged = await world.show_button(other, buttons(await removing(world))["Remove"])
    pressed = await other.mod.click(forged, label="Forged")
    assert "on-hedges" in read(pressed.followups[0].message)
    assert "2 essays" in read(await world.server.ann.slash(world.server.channel, "essays"))


async def test_an_essay_that_was_replaced_meanwhile_is_not_removed_by_an_old_button(world: World) -> None:
    s = world.server
    old = await removing(world)
    new = await removing(world)
    assert old.response is not None
    assert new.response is not None
    await s.mod.click(new.response.message, label="Remove")
    await world.add_essay(s, "hedges.md", "# On Hedges\n\nAnother text under the same name, by another hand.\n")
    pressed = await s.mod.click(old.response.message, label="Remove")
    assert "was replaced in the meantime" in read(pressed.followups[0].message)
    assert "On Hedges" in read(await s.ann.slash(s.channel, "essays"))


async def test_the_moderators_list_turns_its_pages_and_refuses_others(world: World) -> None:
    s = world.server
    for number in range(10):
        await world.add_essay(s, f"{number}.md", f"# Walk {number}\n\nA walk of {number} miles in the rain.\n")
    result = await s.mod.slash(s.channel, "library list")
    assert result.response is not None
    await s.mod.click(result.response.message, label="Next")
    assert "9.md" in read(result)
    forged = await world.show_button(s, "footnote:library:0")
    assert read(await s.ann.click(forged, label="Forged")).startswith("Only moderators")
