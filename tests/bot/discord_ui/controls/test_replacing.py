"""Another text for an essay: seen beforehand, done once, and told by whoever held the old words."""

from simcord import InteractionResult

from bot.facilitation.library import Visitor
from tests.bot.discord_ui.planning import found
from tests.sim import HEDGES, TEA, World, buttons, press_at_once, raw, read

OTHER = HEDGES.replace("A hedge keeps the wind out", "A tall hedge keeps the wind out").replace("twice", "thrice")


async def preview(world: World, text: str = OTHER, essay: str = "on-hedges") -> InteractionResult:
    s = world.server
    return await s.mod.slash(s.channel, "library replace", essay=essay, file=("new.md", text.encode()))


async def press(world: World, result: InteractionResult, label: str) -> InteractionResult:
    assert result.response is not None
    return await world.server.mod.click(result.response.message, label=label)


async def words(world: World) -> str:
    return read(await world.server.ann.slash(world.server.channel, "read", essay="on-hedges"))


async def test_what_would_change_is_shown_and_nothing_is_done(world: World) -> None:
    result = await preview(world)
    shown = read(result)
    assert "Replace the text of *On Hedges*, Odile Marchetti?" in shown
    assert "**4** kept, **1** changed, **0** new, **0** gone" in shown
    assert "> − ¶ 1: A hedge keeps the wind out" in shown
    assert "> + ¶ 1: A tall hedge keeps the wind out" in shown
    assert "No saved citation is of this text." in shown
    assert "tall" not in await words(world)


async def test_a_replaced_essay_keeps_its_name_and_can_be_put_back(world: World) -> None:
    s = world.server
    result = await preview(world)
    await press(world, result, "Replace")
    assert "Replaced the text of *On Hedges*" in read(result)
    assert "A tall hedge" in await words(world)
    shown = await s.mod.slash(s.channel, "library show", essay="on-hedges")
    assert "replaced once, this text since <t:" in raw(shown)
    assert "draft" not in read(await s.mod.slash(s.channel, "library list"))


async def test_discarding_leaves_everything_as_it_is(world: World) -> None:
    s = world.server
    result = await preview(world)
    await press(world, result, "Discard")
    assert "Discarded *On Hedges*." in read(result)
    assert "tall" not in await words(world)
    assert "draft" not in read(await s.mod.slash(s.channel, "library list"))


async def test_saved_citations_that_no_longer_match_are_listed_and_say_changed_since(world: World) -> None:
    s = world.server
    revision = (await world.bot.library.choose(_moderator(world), "on-hedges")).revision
    await s.mod.slash(s.channel, "glossary add", term="Hedge", citation=f"on-hedges ¶1.1 @{revision}")
    await s.mod.slash(s.channel, "glossary add", term="Gate", citation=f"on-hedges ¶4.1 @{revision}")
    result = await preview(world)
    shown = read(result)
    assert "**Saved citations that no longer match: 1**" in shown
    assert f"on-hedges ¶1.1 @{revision} in the glossary, “Hedge”: “A hedge keeps the wind" in shown
    assert "1 more name words that stand in the new text as well." in shown
    await press(world, result, "Replace")
    old = read(await s.ann.slash(s.channel, "read", essay=f"on-hedges ¶1.1 @{revision}"))
    assert "Changed since: “On Hedges” got another text" in old


async def test_a_running_session_says_that_its_passage_changed_since(world: World) -> None:
    s = world.server
    await found(world)
    begun = {"group": "Readers", "protocol": "notice-and-wonder", "essay": "on-hedges"}
    await s.bob.slash(s.channel, "session start", **begun)
    (thread,) = s.channel.threads
    phase = next(one for one in thread.history() if "Read in place" in buttons(one))
    text = HEDGES
    for word in ("hedge", "hedgehogs", "neighbour", "neighbours", "Nobody", "beans", "gate"):
        text = text.replace(f" {word}", f" new {word}")
    replacing = await preview(world, text)
    assert "in the session “" in read(replacing)
    await press(world, replacing, "Replace")
    pressed = await s.ann.click(phase, label="Read in place")
    assert "Changed since: “On Hedges” got another text" in read(pressed)
    await s.bob.slash(s.channel, "session advance", group="Readers")
    later = [read(one) for one in thread.history() if "Read in place" in buttons(one) and one.id != phase.id]
    revision = (await world.bot.library.choose(_moderator(world), "on-hedges")).revision
    assert all(f"@{revision}" in one for one in later)


async def test_an_old_button_does_not_replace_a_newer_text(world: World) -> None:
    first, second = await preview(world), await preview(world, OTHER.replace("thrice", "never"))
    await press(world, first, "Replace")
    pressed = await press(world, second, "Replace")
    assert "was replaced in the meantime" in read(pressed.followups[0].message)
    assert "thrice" in await words(world)


async def test_two_press_replace_at_once(world: World) -> None:
    s = world.server
    shown = await world.show_button(s, buttons(await preview(world))["Replace"])
    custom_id = buttons(shown)["Forged"]
    results = await press_at_once(world.env, shown, [(s.mod, custom_id), (s.mod, custom_id)])
    assert sum(bool(result.followups) for result in results) == 1
    assert "A tall hedge" in await words(world)


async def test_another_text_altogether_is_doubted(world: World) -> None:
    other = TEA.replace("tea", "coffee").replace("Bertrand Quill", "Odile Marchetti")
    assert "This looks like another text" in read(await preview(world, other))


async def test_a_text_that_is_here_already_replaces_nothing(world: World) -> None:
    s = world.server
    assert "in the library already, as “Tea Before Minutes”" in read(await preview(world, TEA))
    assert "in the library already, as “On Hedges”" in read(await preview(world, HEDGES))
    removing = await s.mod.slash(s.channel, "library remove", essay="tea-before-minutes")
    await press(world, removing, "Remove")
    assert "bring it back with /library restore" in read(await preview(world, TEA))
    assert "draft" not in read(await s.mod.slash(s.channel, "library list"))


async def test_a_member_with_a_forged_button_is_refused(world: World) -> None:
    s = world.server
    forged = await world.show_button(s, buttons(await preview(world))["Replace"])
    assert read(await s.ann.click(forged, label="Forged")).startswith("Only moderators")
    assert "tall" not in await words(world)


def _moderator(world: World) -> Visitor:
    return Visitor(world.server.guild.id, world.server.mod.id, manages_server=True)
