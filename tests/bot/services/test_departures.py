"""A server that removes the bot: everything waits thirty days, then it is gone from the files."""

import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.discord_ui.wire import Wire
from bot.facilitation.privacy import REMOVED
from tests.bot.discord_ui.planning import found, plan
from tests.sim import TEA, Server, World, buttons, pass_days, raw
from tests.traces import traces

DAY = 24 * 3600


@pytest_asyncio.fixture
async def world(world: World) -> World:
    """Two servers with essays and a group each; the first has a schedule."""
    await world.add_server("Gardeners")
    await world.add_essay(world.servers[1])
    for server in world.servers:
        await found(world, server)
    await plan(world)
    return world


def noted(world: World) -> list[int]:
    with closing(sqlite3.connect(world.folder / "bot.db")) as db:
        return [guild for (guild,) in db.execute("SELECT guild FROM departures ORDER BY guild")]


def schedules(world: World) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(world.folder / "bot.db")) as db:
        return db.execute("SELECT state, reason FROM schedules ORDER BY id").fetchall()


async def leave(world: World, server: Server) -> None:
    world.env.backend.remove_guild(server.guild.id)
    await world.env.settle()


async def test_its_schedules_are_paused_and_the_days_begin(world: World) -> None:
    assert schedules(world) == [("active", None)]
    await leave(world, world.server)
    assert noted(world) == [world.server.guild.id]
    assert schedules(world) == [("paused", REMOVED)]
    assert world.library_file(world.server).exists()


async def test_after_thirty_days_no_byte_of_it_is_left_and_the_other_stays(world: World) -> None:
    gone, other = world.servers
    await leave(world, gone)
    await world.env.advance_time(29 * DAY)
    assert world.library_file(gone).exists()
    assert traces(world.folder, gone.guild.id)
    await world.env.advance_time(2 * DAY)
    assert not list(world.library_file(gone).parent.glob(f"{gone.guild.id}*"))
    assert traces(world.folder, gone.guild.id) == []
    assert noted(world) == []
    assert "Hedges" in raw(await other.ann.slash(other.channel, "essays"))
    assert "Readers" in raw(await other.ann.slash(other.channel, "group show"))


async def test_what_was_worked_out_for_its_texts_goes_with_it(world: World) -> None:
    def remembered() -> int:
        with closing(sqlite3.connect(world.folder / "vectors.db")) as db:
            return int(db.execute("SELECT count(*) FROM vectors").fetchone()[0])

    await leave(world, world.server)
    await world.env.advance_time(29 * DAY)
    await world.add_essay(world.servers[1], "tea.md", TEA)
    assert remembered()
    await world.env.advance_time(2 * DAY)
    assert noted(world) == []
    assert remembered() == 0


async def test_nobody_gets_a_reminder_of_a_session_that_does_not_take_place(world: World) -> None:
    s = world.server
    preview = await s.bob.slash(s.channel, "session preview", group="Readers")
    number = buttons(preview)["Next"].split(":")[2]
    message = await world.show_button(s, f"footnote:remind:{number}")
    await s.ann.click(message, custom_id=f"footnote:remind:{number}")
    await leave(world, s)
    await world.env.advance_time(20 * DAY)
    with closing(sqlite3.connect(world.folder / "bot.db")) as db:
        assert db.execute("SELECT count(*) FROM outbox WHERE kind = 'session-direct'").fetchone() == (0,)
        assert db.execute("SELECT state FROM sessions").fetchall() == [("missed",)]
    assert s.ann.user.dm_channel.history() == []


async def test_a_server_in_an_outage_is_not_gone(world: World) -> None:
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.server.guild.id), "unavailable": True})
    await world.env.settle()
    assert noted(world) == []


async def test_whoever_returns_finds_everything_as_it_was(world: World) -> None:
    s = world.server
    guild = world.bot.get_guild(s.guild.id)
    assert guild is not None
    await world.bot.on_guild_remove(guild)
    assert noted(world) == [s.guild.id]
    await world.bot.on_guild_join(guild)
    assert noted(world) == []
    await world.env.advance_time(32 * DAY)
    assert "Hedges" in raw(await s.ann.slash(s.channel, "essays"))
    assert REMOVED in raw(await s.bob.slash(s.channel, "schedule show", schedule="1"))
    assert "active" not in dict(schedules(world))


async def test_what_happened_while_we_were_away_is_noted_at_the_start(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    gone, other = world.servers
    await world.opened.aclose()
    world.env.backend.remove_guild(gone.guild.id)
    with closing(sqlite3.connect(world.folder / "bot.db")) as db, db:
        db.execute("INSERT INTO departures VALUES (?, 0)", [other.guild.id])  # gone for long, and back meanwhile
    with caplog.at_level(logging.WARNING):
        await world.restart()
    assert noted(world) == [gone.guild.id]
    assert world.library_file(other).exists()
    assert "gone, with something stored: 1;" in caplog.text
    await world.restart()
    assert noted(world) == [gone.guild.id]


async def test_a_library_in_use_is_deleted_the_next_day(world: World) -> None:
    s = world.server
    await leave(world, s)
    shelf = world.bot.shelf
    with shelf._lent(s.guild.id, begin=False):
        await world.env.advance_time(31 * DAY)
        assert noted(world) == [s.guild.id]
    await world.env.advance_time(timedelta(days=1, hours=1).total_seconds())
    assert noted(world) == []
    assert not world.library_file(s).exists()


async def test_nothing_is_deleted_before_it_is_known_who_is_there(world: World) -> None:
    await leave(world, world.server)
    departures = world.bot.departures
    departures._compared = False
    pass_days(world.env, 40)
    await departures.thin(departures._now())
    assert noted(world) == [world.server.guild.id]


async def test_the_days_are_counted_by_discord_s_clock(world: World) -> None:
    departures, wire = world.bot.departures, Wire(lambda: datetime(1970, 1, 1, tzinfo=UTC))
    wire.skew = datetime(1970, 1, 1, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC)
    departures._now = wire.moment  # a machine that has just been switched on, and waits for the time
    await leave(world, world.server)
    await departures.thin(datetime(2026, 1, 2, tzinfo=UTC))
    assert noted(world) == [world.server.guild.id]
