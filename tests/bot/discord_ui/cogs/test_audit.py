"""/audit: what was changed, by whom, and undoing it; for moderators."""

from typing import Any

import pytest
from simcord import InteractionResult

from tests.bot.discord_ui.planning import BERLIN, found, plan
from tests.sim import World, buttons, raw, read

GROUP = {"name": "Readers *and* writers", "zone": BERLIN, "hour": "19:30"}


async def audit(world: World, **options: Any) -> InteractionResult:
    s = world.server
    result = await s.mod.slash(s.channel, "audit", **options)
    assert result.ephemeral
    return result


async def undo(world: World, shown: InteractionResult, number: int) -> tuple[str, str]:
    """Press *Undo* at a line, and again on the card that asks once more; what both said."""
    s = world.server
    assert shown.response is not None
    asked = await s.mod.click(shown.response.message, custom_id=f"footnote:undo:{number}")
    assert asked.ephemeral
    assert asked.response is not None
    question = read(asked)
    return question, read(await s.mod.click(asked.response.message, label="Undo")) if buttons(asked) else ""


async def test_an_audit_without_lines(world: World) -> None:
    assert read(await audit(world)).splitlines()[0] == "Nothing was changed that fits this."


async def test_who_what_before_after_and_when(world: World) -> None:
    s = world.server
    role = s.guild.create_role("@everyone but *us*")
    channel = s.guild.create_text_channel("questions")
    await s.mod.slash(s.channel, "settings edit", strictness="open", questions_channel=channel)
    card = await s.mod.slash(s.channel, "settings roles")
    assert card.response is not None
    await s.mod.select(card.response.message, [role], custom_id="footnote:settings-roles:askers")
    shown = await audit(world)
    text = read(shown)
    assert text.splitlines()[0] == "### Changes: 2, newest first"
    assert "> strictness: balanced → open" in text
    assert f"> questions channel: none → <#{channel.id}>" in raw(shown)
    assert "> askers: none → @everyone but *us*" in text
    assert "<@&" not in raw(shown)
    assert f"<@{s.mod.id}> · <t:" in raw(shown)


async def test_a_change_is_undone_after_asking_once_more_and_only_once(world: World) -> None:
    s = world.server
    await s.mod.slash(s.channel, "settings edit", strictness="open")
    first = await audit(world)
    asked, done = await undo(world, first, 1)
    assert "It goes back to what it was:\n> strictness: open → balanced" in asked
    assert done.startswith("Undone: **Settings**: edited.")
    assert "**Strictness**: balanced" in raw(await s.mod.slash(s.channel, "settings show"))
    again, _ = await undo(world, first, 1)
    assert "undone already" in again
    lines = read(await audit(world))
    assert "**Settings**: edited (undoes #1)" in lines
    assert "**Settings**: edited (undone)" in lines


async def test_everything_that_facilitators_and_moderators_do_is_a_line(world: World) -> None:
    s = world.server
    await found(world)
    await s.mod.slash(s.channel, "group edit", group="Readers", hour="20:00")
    number = await plan(world)
    for change, options in (
        ("move", {"date": "2026-01-13", "to_hour": "18:00"}),
        ("skip", {"date": "2026-01-20"}),
        ("pause", {"reason": "Holidays"}),
        ("resume", {}),
    ):
        await s.bob.slash(s.channel, f"schedule {change}", schedule=number, **options)
    await s.bob.slash(s.channel, "session start", group="Readers")
    await s.bob.slash(s.channel, "session end", group="Readers")
    cancelling = await s.bob.slash(s.channel, "schedule cancel", schedule=number)
    assert cancelling.response is not None
    await s.bob.click(cancelling.response.message, label="Cancel it")
    text = read(await audit(world, member=s.bob.user))
    for verb in ("cancelled", "resumed", "paused", "skipped", "moved"):
        assert f"**Schedule** On Hedges: {verb}" in text
    for verb in ("ended", "started"):
        assert f"**Session** On Hedges: {verb}" in text
    assert "**Group**" not in text
    assert "**Group** Readers: edited\n> hour: 19:30 → 20:00" in read(await audit(world, kind="group"))
    assert "> state: active → paused" in read(await audit(world, kind="schedule"))


async def test_it_turns_its_pages_and_keeps_its_filter(world: World) -> None:
    s = world.server
    for number in range(1, 11):
        await s.mod.slash(s.channel, "settings edit", asks_a_minute=number + 5)
    await s.mod.slash(s.channel, "group create", **GROUP, channel=s.channel)
    shown = await audit(world, kind="settings")
    assert "### Changes: 10" in read(shown)
    assert shown.response is not None
    turned = await s.mod.click(shown.response.message, label="Next")
    assert "asks a minute: 5 → 6" in read(turned)
    assert "Group" not in read(turned)
    assert "Next" not in buttons(turned)
    assert turned.response is not None


async def test_a_group_that_was_closed_meets_again(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world)
    closing = await s.mod.slash(s.channel, "group close", group="Readers")
    assert "can open it again within 180 days" in read(closing)
    assert closing.response is not None
    await s.mod.click(closing.response.message, label="Close")
    shown = await audit(world, kind="group")
    number = int(buttons(shown)["Undo"].rpartition(":")[2])
    asked, done = await undo(world, shown, number)
    assert "opened again" in asked
    assert done.startswith("Undone: **Group** Readers: closed.")
    assert "Meets in" in read(await s.ann.slash(s.channel, "group show", group="Readers"))
    assert "On Hedges" in read(await s.ann.slash(s.channel, "schedule list"))


async def test_a_name_with_marks_is_shown_as_it_is(world: World) -> None:
    s = world.server
    await s.mod.slash(s.channel, "group create", **GROUP, channel=s.channel)
    assert "**Group** Readers *and* writers: created" in read(await audit(world))
    assert "Readers \\*and\\* writers" in raw(await audit(world))


@pytest.mark.parametrize("button", ["undo:1", "undo-now:1", "audit:any:0:0"])
async def test_only_moderators_of_this_server_see_and_undo(world: World, button: str) -> None:
    s, other = world.server, await world.add_server("Gardeners")
    await s.mod.slash(s.channel, "settings edit", strictness="open")
    for server, who, said in ((s, s.ann, "Only moderators"), (other, other.mod, "no such line")):
        forged = await world.show_button(server, f"footnote:{button}")
        pressed = await who.click(forged, label="Forged")
        shown = read(pressed.followups[0].message) if pressed.followups else read(pressed)
        assert said in shown or (who is other.mod and "Nothing was changed" in shown)
    assert "**Strictness**: open" in raw(await s.mod.slash(s.channel, "settings show"))


async def test_an_id_that_no_file_can_hold_is_a_forgery(world: World) -> None:
    s = world.server
    forged = await world.show_button(s, f"footnote:audit:any:{10**19}:0")
    assert "another version of Footnote" in read(await s.mod.click(forged, label="Forged"))
