"""Each session stands once in the server's list of events, as it is now, whatever fails in between."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
import pytest
import pytest_asyncio
from simcord.backend.models.scheduled_event import ScheduledEvent

from bot.discord_ui.cards import events as cards
from bot.storage import events
from bot.storage.desk import Desk
from tests.bot.discord_ui.planning import BERLIN, found, plan, use
from tests.sim import HEDGES, Server, World, delete_channel, open_world, raw, read

SCHEDULED, ACTIVE, COMPLETED = 1, 2, 3
START = datetime(2026, 1, 6, 18, 30, tzinfo=UTC)
EVENTS = "/guilds/*/scheduled-events"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await found(world)
        yield world


async def until(world: World, local: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    await world.env.advance_time((moment - world.env.now()).total_seconds())


async def invited(world: World, **options: Any) -> None:
    """Tuesday 6 January, 19:30; the group is invited on Saturday."""
    await plan(world, **{"protocol": "notice-and-wonder", "times": 2} | options)
    await until(world, "2026-01-03T19:31")


def listed(world: World, server: Server | None = None) -> list[ScheduledEvent]:
    guild = (server or world.server).guild.id
    return list(world.env.backend.get_guild(guild).scheduled_events.values())


def only(world: World) -> ScheduledEvent:
    (event,) = listed(world)
    return event


def asked(world: World, method: str) -> int:
    return sum(one.method == method and "/scheduled-events" in one.path for one in world.env.http_requests)


async def rows(world: World) -> list[dict[str, Any]]:
    desk = await Desk.open(world.folder / "bot.db")
    try:
        return await desk.run(lambda db: list(db.query("SELECT * FROM session_events")))
    finally:
        await desk.close()


async def spoil(world: World, sql: str) -> None:
    """Change the rows as a kill would have left them."""
    desk = await Desk.open(world.folder / "bot.db")
    await desk.run(lambda db: db.execute(sql))
    await desk.close()


async def may_not_list(world: World, server: Server | None = None, *, again: bool = False) -> None:
    """A moderator takes Create Events from the bot, or gives it `again`."""
    backend, guild = world.env.backend, (server or world.server).guild.id
    role = next(one for one in backend.get_guild(guild).roles.values() if one.managed)
    rights = discord.Permissions(role.permissions)
    rights.update(create_events=again, manage_events=again)
    backend.edit_role(guild, role.id, {"permissions": rights.value})
    await world.env.settle()


async def look(world: World) -> None:
    assert world.bot.clock
    world.bot.clock.wake()
    await world.env.settle()


async def test_with_the_invitation_the_session_stands_in_the_list_of_events(world: World) -> None:
    await plan(world, protocol="notice-and-wonder", times=1)
    await until(world, "2026-01-03T19:29")
    assert listed(world) == []
    await until(world, "2026-01-03T19:31")
    event, s = only(world), world.server
    (card,) = s.channel.history()
    assert (event.name, event.entity_metadata) == ("On Hedges", {"location": f"<#{s.channel.id}>"})
    assert datetime.fromisoformat(event.scheduled_start_time) == START
    assert datetime.fromisoformat(str(event.scheduled_end_time)) == START + timedelta(minutes=20)
    lines = str(event.description).splitlines()
    assert lines[0] == f"Readers meets in <#{s.channel.id}>."
    assert lines[1] == "by Notice and Wonder, 20 minutes"
    assert "On Hedges" in lines[3]
    assert "about 1 minute" in lines[3]
    assert lines[-2] == f"Are you coming? https://discord.com/channels/{s.guild.id}/{s.channel.id}/{card.id}"
    assert lines[-1].startswith("Footnote · ")
    assert asked(world, "POST") == 1


async def test_it_is_made_once_over_restarts_and_follows_the_session_to_its_end(world: World) -> None:
    await invited(world)
    await world.restart()
    await look(world)
    await until(world, "2026-01-06T19:31")
    assert only(world).status == ACTIVE
    await until(world, "2026-01-06T19:35")
    await world.server.bob.slash(world.server.channel, "session end")
    assert only(world).status == COMPLETED
    await look(world)
    assert await rows(world) == []
    assert asked(world, "POST") == 1


async def test_started_early_it_takes_place_at_once(world: World) -> None:
    await invited(world)
    await world.server.bob.slash(world.server.channel, "session start")
    assert only(world).status == ACTIVE


async def test_more_time_than_was_planned_is_shown(world: World) -> None:
    await invited(world)
    await until(world, "2026-01-06T19:31")
    for _ in range(2):
        await world.server.bob.slash(world.server.channel, "session extend")
    assert datetime.fromisoformat(str(only(world).scheduled_end_time)) == START + timedelta(minutes=30)


async def test_a_moved_date_a_new_channel_and_a_skipped_date_are_followed(world: World) -> None:
    s = world.server
    await invited(world)
    number = only(world).id
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_date="2026-01-08")
    event = only(world)
    assert event.id == number
    assert datetime.fromisoformat(event.scheduled_start_time) == START + timedelta(days=2)
    assert f"/{s.channel.history()[-1].id}" in str(event.description)
    other = s.guild.create_text_channel("garden")
    await world.env.settle()
    await s.mod.slash(s.channel, "group edit", group="Readers", channel=other)
    await look(world)
    assert only(world).entity_metadata == {"location": f"<#{other.id}>"}
    await use(world, s.bob, "skip", schedule="1", date="2026-01-08")
    assert listed(world) == []
    await look(world)
    assert await rows(world) == []


async def test_while_a_schedule_is_paused_its_session_is_not_listed(world: World) -> None:
    await invited(world)
    await use(world, world.server.bob, "pause", schedule="1")
    assert listed(world) == []
    await use(world, world.server.bob, "resume", schedule="1")
    assert only(world).name == "On Hedges"


async def test_what_a_moderator_deleted_is_not_made_anew(world: World) -> None:
    s = world.server
    await invited(world)
    world.env.backend.delete_scheduled_event(s.guild.id, only(world).id)
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_hour="20:00")
    await world.restart()
    await until(world, "2026-01-06T20:30")
    assert listed(world) == []
    assert asked(world, "POST") == 1


async def test_what_a_moderator_ended_is_left_alone(world: World) -> None:
    s = world.server
    await invited(world)
    world.env.backend.edit_scheduled_event(s.guild.id, only(world).id, {"status": COMPLETED})
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_hour="20:00")
    await until(world, "2026-01-06T20:30")
    assert (only(world).status, datetime.fromisoformat(only(world).scheduled_start_time)) == (COMPLETED, START)


async def test_killed_after_it_was_made_the_bot_finds_it_again(world: World) -> None:
    await invited(world)
    made = only(world).id
    asked_at = int((world.env.now().timestamp()) * 1000)
    await spoil(world, f"UPDATE session_events SET state = 'asked', event = NULL, asked_at = {asked_at}")
    await world.restart()
    await world.env.advance_time(61)
    assert only(world).id == made
    await use(world, world.server.bob, "skip", schedule="1", date="2026-01-06")
    assert listed(world) == []


async def test_killed_before_it_was_made_the_bot_makes_it_after_a_minute(world: World) -> None:
    s = world.server
    await invited(world)
    world.env.backend.delete_scheduled_event(s.guild.id, only(world).id)
    stranger = world.env.backend.create_scheduled_event(
        s.guild.id,
        name="Jumble sale",
        entity_type=3,
        scheduled_start_time=START.isoformat(),
        creator_id=s.mod.id,
        description="Footnote · of somebody else",
        scheduled_end_time=(START + timedelta(hours=1)).isoformat(),
        entity_metadata={"location": "Hall"},
    )
    asked_at = int((world.env.now().timestamp()) * 1000)
    await spoil(world, f"UPDATE session_events SET state = 'asked', event = NULL, asked_at = {asked_at}")
    await world.restart()
    await world.env.advance_time(55)
    assert listed(world) == [stranger]
    await world.env.advance_time(6)
    assert [one.name for one in listed(world)] == ["Jumble sale", "On Hedges"]


async def test_after_a_failure_of_discord_it_looks_before_it_asks_again(world: World) -> None:
    await plan(world, protocol="notice-and-wonder", times=1)
    world.env.inject_error("POST", EVENTS, status=500, times=2)
    await until(world, "2026-01-03T19:30:50")
    assert (listed(world), asked(world, "POST")) == ([], 1)
    await until(world, "2026-01-03T19:40")
    assert (len(listed(world)), asked(world, "POST")) == (1, 3)


async def test_a_full_list_is_tried_again_after_an_hour(world: World) -> None:
    await plan(world, protocol="notice-and-wonder", times=1)
    world.env.inject_error("POST", EVENTS, status=400, code=30038, times=1)
    await until(world, "2026-01-03T20:29")
    assert (listed(world), asked(world, "POST")) == ([], 1)
    await until(world, "2026-01-03T20:31")
    assert len(listed(world)) == 1


async def test_refused_it_is_asked_once_an_hour_and_nobody_is_told(world: World) -> None:
    await plan(world, protocol="notice-and-wonder", times=1)
    world.env.inject_error("POST", EVENTS, status=403, code=50013, times=None)
    await until(world, "2026-01-03T22:35")
    assert asked(world, "POST") == 4
    assert len(world.server.channel.history()) == 1


async def test_without_the_permission_discord_is_not_asked_and_the_group_says_so(world: World) -> None:
    s = world.server
    await may_not_list(world)
    await invited(world)
    assert asked(world, "POST") + asked(world, "GET") == 0
    assert "I lack Create Events" in raw(await s.ann.slash(s.channel, "group show"))
    assert "I lack Create Events" in raw(await s.mod.slash(s.channel, "settings show"))
    assert len(s.channel.history()) == 1
    await may_not_list(world, again=True)
    await look(world)
    assert only(world).name == "On Hedges"
    assert "I lack Create Events" not in raw(await s.ann.slash(s.channel, "group show"))


async def test_a_server_that_wants_none_gets_none(world: World) -> None:
    s = world.server
    await invited(world)
    assert "**Events**: off" in raw(await s.mod.slash(s.channel, "settings edit", events="off"))
    assert listed(world) == []
    await may_not_list(world)
    assert "I lack" not in raw(await s.ann.slash(s.channel, "group show"))
    await may_not_list(world, again=True)
    assert "**Events**: on" in raw(await s.mod.slash(s.channel, "settings edit", events="on"))
    assert only(world).name == "On Hedges"


async def test_what_is_refused_in_one_server_stops_no_other(world: World) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "hedges.md", HEDGES)
    await found(world, other)
    await plan(world, protocol="notice-and-wonder", times=1)
    card = await other.bob.slash(
        other.channel,
        "schedule create",
        group="Readers",
        weekday="Tuesday",
        protocol="notice-and-wonder",
        essay="on-hedges",
        times=1,
    )
    assert card.response
    await other.bob.click(card.response.message, label="Save")
    world.env.inject_error("*", f"/guilds/{world.server.guild.id}/scheduled-events", status=503, times=None)
    await until(world, "2026-01-03T19:31")
    assert (listed(world), len(listed(world, other))) == ([], 1)
    assert len(world.server.channel.history()) == 1


async def test_without_a_channel_for_the_invitation_there_is_no_event_either(world: World) -> None:
    home = world.server.guild.create_text_channel("home")
    await world.env.settle()
    await world.server.mod.slash(world.server.channel, "group edit", group="Readers", channel=home)
    await plan(world, times=1)
    await delete_channel(world.env, home)
    await until(world, "2026-01-04T12:00")
    assert listed(world) == []


async def test_planned_too_late_for_an_invitation_it_is_listed_all_the_same(world: World) -> None:
    await until(world, "2026-01-06T18:45")
    await plan(world, protocol="notice-and-wonder", times=1)
    assert world.server.channel.history() == []
    assert datetime.fromisoformat(only(world).scheduled_start_time) == START
    assert "coming" not in str(only(world).description)


async def test_a_fault_of_ours_is_logged_and_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(cards, "description", None)
        await invited(world)
        assert "The event of session 1 could not be kept" in caplog.text
        assert listed(world) == []
        assert len(world.server.channel.history()) == 1
    await until(world, "2026-01-03T19:36")
    assert only(world).name == "On Hedges"


async def test_when_nothing_can_be_written_down_nothing_is_asked_and_nothing_storms(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await plan(world, protocol="notice-and-wonder", times=1)
    with monkeypatch.context() as full:
        full.setattr(events, "write", lambda db, entry: 1 / 0)
        await until(world, "2026-01-03T19:31")
        assert caplog.text.count("The events of server") <= 3
        assert asked(world, "POST") == 0
    await look(world)
    assert only(world).name == "On Hedges"


async def test_a_session_that_begins_at_once_is_not_put_into_the_list(world: World) -> None:
    s = world.server
    begun = await s.bob.slash(s.channel, "session start", protocol="notice-and-wonder", essay="on-hedges")
    assert "begins" in read(begun)
    await world.env.advance_time(60)
    assert listed(world) == []


@pytest.mark.parametrize("step", ["PATCH", "DELETE"])
async def test_a_failed_change_is_made_up_for(world: World, step: str) -> None:
    s = world.server
    await invited(world)
    world.env.inject_error(step, f"{EVENTS}/*", status=502, times=2)
    if step == "PATCH":
        await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_hour="20:00")
        await world.env.advance_time(60)
        assert datetime.fromisoformat(only(world).scheduled_start_time) == START + timedelta(minutes=30)
    else:
        await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
        await world.env.advance_time(60)
        assert listed(world) == []
