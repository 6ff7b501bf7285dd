"""The buttons under a draft: rights, numbers and moments are checked when they are pressed."""

import pytest
from simcord import InteractionResult

from bot.facilitation.library import Visitor
from tests.sim import HEDGES, TEA, World, buttons, hand_in, press_at_once, raw, read


async def draft(world: World, text: str = HEDGES) -> InteractionResult:
    s = world.server
    return await s.mod.slash(s.channel, "library add", file=("a.md", text.encode()))


async def test_a_draft_is_published_after_a_restart(empty_world: World) -> None:
    result = await draft(empty_world)
    await empty_world.restart()
    assert result.response is not None
    await empty_world.server.mod.click(result.response.message, label="Publish")
    assert "Published *On Hedges*" in read(result)


@pytest.mark.parametrize("label", ["Publish", "Edit details", "Discard"])
async def test_a_member_with_a_forged_button_is_refused(empty_world: World, label: str) -> None:
    s = empty_world.server
    forged = await empty_world.show_button(s, buttons(await draft(empty_world))[label])
    pressed = await s.ann.click(forged, label="Forged")
    assert read(pressed).startswith("Only moderators")
    assert pressed.ephemeral
    assert "1 draft" in read(await s.mod.slash(s.channel, "library list"))


async def test_a_member_with_a_forged_form_is_refused(empty_world: World) -> None:
    s = empty_world.server
    await draft(empty_world)
    filled = {"title:1:1-1:0:publish": "Mine", "author": "Ann"}
    (result,) = await hand_in(empty_world.env, s.ann, s.channel, ("footnote:draft-form", filled))
    assert read(result).startswith("Only moderators")
    assert "no essays yet" in read(await s.ann.slash(s.channel, "essays"))


@pytest.mark.parametrize("label", ["Publish", "Edit details", "Discard"])
async def test_a_draft_of_another_server_is_not_reached(empty_world: World, label: str) -> None:
    other = await empty_world.add_server("Gardeners")
    await empty_world.add_essay(other, "tea.md", TEA)
    forged = await empty_world.show_button(other, buttons(await draft(empty_world))[label])
    pressed = await other.mod.click(forged, label="Forged")
    said = read(pressed.followups[0].message) if pressed.followups else read(pressed)
    assert "That draft is gone" in said
    assert "1 draft" in read(await empty_world.server.mod.slash(empty_world.server.channel, "library list"))


async def test_a_form_that_names_no_draft_is_refused(empty_world: World) -> None:
    s = empty_world.server
    await draft(empty_world)
    forms = ({"title:x": "X"}, {"author": "Y"}, {"title:1:all:0": "X"}, {f"title:{'9' * 40}:all:0:keep": "X"})
    for filled in forms:
        (result,) = await hand_in(empty_world.env, s.mod, s.channel, ("footnote:draft-form", filled))
        assert "another version of Footnote" in read(result)


async def test_two_moderators_publish_at_once_and_it_is_published_once(empty_world: World) -> None:
    s = empty_world.server
    role = next(one for one in s.guild.roles.values() if one.name == "Moderators")
    second = s.guild.add_member(empty_world.env.create_user("mod-2", global_name="Nora"), roles=[role])
    shown = await empty_world.show_button(s, buttons(await draft(empty_world))["Publish"])
    custom_id = buttons(shown)["Forged"]
    results = await press_at_once(empty_world.env, shown, [(s.mod, custom_id), (second, custom_id)])
    told = [read(result.followups[0].message) for result in results if result.followups]
    assert ["That draft is gone" in one for one in told] in ([True], [])
    assert "1 essay " in read(await s.ann.slash(s.channel, "essays"))
    audit = read(await s.mod.slash(s.channel, "audit"))
    assert audit.count("On Hedges") == 1


async def test_drafts_of_several_commands_have_a_list_of_their_own(empty_world: World) -> None:
    s = empty_world.server
    await draft(empty_world)
    second = await draft(empty_world, TEA)
    assert "Draft: *Tea Before Minutes*" in read(second)
    result = await s.mod.slash(s.channel, "library list")
    assert result.response is not None
    await s.mod.click(result.response.message, label="Look at 2 drafts")
    assert "Draft (1 of 2): *On Hedges*" in read(result)
    assert "Publish all" not in buttons(result)


async def test_a_title_full_of_marks_is_drawn_inert(empty_world: World) -> None:
    result = await draft(empty_world, HEDGES.replace("On Hedges", "On @everyone and ||Hedges||"))
    assert r"Draft: *On \@everyone and \|\|Hedges\|\|*" in raw(result)


@pytest.mark.parametrize("press", [False, True])
async def test_what_takes_more_than_fifteen_minutes_is_found_in_the_list(empty_world: World, press: bool) -> None:
    s = empty_world.server
    result = await draft(empty_world) if press else None
    empty_world.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    if result and result.response:
        await s.mod.click(result.response.message, label="Publish")
    else:
        await draft(empty_world)
    found = await empty_world.bot.library.holdings(Visitor(s.guild.id, s.mod.id, manages_server=True))
    assert (len(found.essays), len(found.drafts)) == ((1, 0) if press else (0, 1))


async def test_a_file_that_says_more_than_a_form_takes_can_be_described(empty_world: World) -> None:
    s = empty_world.server
    matter = f"---\ntitle: {'Hedge ' * 60}\nauthor: {'Odile ' * 90}\nlicence: {'free ' * 200}\n---\n"
    result = await draft(empty_world, matter + HEDGES)
    assert result.response is not None
    opened = await s.mod.click(result.response.message, label="Edit details")
    await s.mod.submit_modal(opened, {"title:1:1-1:0:keep": "Hedges", "author": "O. M.", "rights": ""})
    assert "Draft: *Hedges*" in read(result)
