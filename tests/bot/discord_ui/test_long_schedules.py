"""Months of meetings: every date at its local time, once, over clock changes, and as newer rules for clocks say."""

import sqlite3
import struct
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.bot.discord_ui.planning import BERLIN, found, plan
from tests.bot.discord_ui.test_planned_sessions import posts
from tests.sim import HEDGES, World, open_world, pass_days, read

NEW_YORK = "America/New_York"
FORTNIGHTLY = {"weekday": "Tuesday", "every": 2, "start": "2026-02-03", "until": "2026-04-30"}
MONTHLY = {"weekday": "Thursday", "monthly": "last", "zone": NEW_YORK, "hour": "18:00", "until": "2026-04-30"}
WEEKLY = {"weekday": "Sunday", "hour": "02:30", "start": "2026-03-01", "until": "2026-04-15", "holidays": "2026-03-15"}


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        yield world


async def gone_by(world: World, moment: datetime) -> None:
    """The days until a moment go by, a week at a time."""
    while (left := (moment - world.env.now()).total_seconds()) > 0:
        await world.env.advance_time(min(left, 7 * 86400))


def begun(channel: Any, zone: str) -> list[str]:
    """When which openings were posted, by the clocks of a zone."""
    openings = (one for one in channel.history() if "meets now" in read(one))
    return [f"{one.created_at.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" for one in openings]


async def test_three_months_of_three_schedules_are_held_at_their_local_times_each_once(world: World) -> None:
    s = world.server
    pass_days(world.env, 31)  # to the first of February
    homes = {}
    for name, rule in (("fortnightly", FORTNIGHTLY), ("monthly", MONTHLY), ("weekly", WEEKLY)):
        homes[name] = s.guild.create_text_channel(name)
        await world.env.settle()
        await found(world, name=name, channel=homes[name])
        await plan(world, group=name, protocol="notice-and-wonder", times=None, **rule)
    await gone_by(world, datetime(2026, 5, 2, tzinfo=UTC))
    tuesdays = ["02-03", "02-17", "03-03", "03-17", "03-31", "04-14", "04-28"]
    assert begun(homes["fortnightly"], BERLIN) == [f"{day} 19:30" for day in tuesdays]
    thursdays = ["02-26", "03-26", "04-30"]
    assert begun(homes["monthly"], NEW_YORK) == [f"{day} 18:00" for day in thursdays]
    sundays = ["03-01", "03-08", "03-22", "03-29", "04-05", "04-12"]
    hours = {"03-29": "03:30"}  # the clocks skip 02:30 in that night
    assert begun(homes["weekly"], BERLIN) == [f"{day} {hours.get(day, '02:30')}" for day in sundays]
    for name, dates in (("fortnightly", tuesdays), ("monthly", thursdays), ("weekly", sundays)):
        assert len(homes[name].threads) == len(dates)
        assert all(posts(thread)[-1] == "### That was On Hedges" for thread in homes[name].threads)
        assert not any("For the facilitators" in post for post in posts(homes[name]))


@pytest.fixture
def newer_rules(tmp_path: Path) -> Iterator[Path]:
    """A folder of zones that goes before the package's own, as a newer package would."""
    before = zoneinfo.TZPATH
    yield tmp_path / "zones"
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


def decree(folder: Path, zone: str, rule: str) -> None:
    """From now on the clocks of a zone follow this rule (POSIX), whatever they did before."""
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    block = b"TZif2" + bytes(15) + counts + struct.pack(">lbB", 0, 0, 0) + b"LMT\0"
    file = folder / zone
    file.parent.mkdir(parents=True)
    file.write_bytes(block + block + f"\n{rule}\n".encode())
    zoneinfo.reset_tzpath(to=[folder])
    ZoneInfo.clear_cache()


def stored(world: World) -> list[Any]:
    """The rows of schedules, in which local times stand, and of the dates that sessions are for."""
    with closing(sqlite3.connect(world.folder / "bot.db")) as db:
        dates = db.execute("SELECT planned FROM sessions ORDER BY id").fetchall()
        return [*db.execute("SELECT * FROM schedules ORDER BY id"), *dates]


async def test_newer_rules_for_clocks_move_what_is_planned_and_double_nothing(world: World, newer_rules: Path) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="notice-and-wonder", times=3)  # from Tuesday 6 January, 19:30, which was 18:30 UTC
    await gone_by(world, datetime(2026, 1, 4, 12, tzinfo=UTC))
    assert posts(s.channel) == ["### On Hedges"]
    before = stored(world)
    await world.opened.aclose()
    decree(newer_rules, BERLIN, "XXT-3")  # Berlin keeps UTC+3 from now on: 19:30 is 16:30 UTC
    await world.restart()
    await gone_by(world, datetime(2026, 1, 4, 13, tzinfo=UTC))
    assert posts(s.channel)[1:] == ["### Another date: On Hedges"]
    assert "Tuesday 6 January 2026, 19:30" in read(s.channel.history()[-1])
    assert f"<t:{int(datetime(2026, 1, 6, 16, 30, tzinfo=UTC).timestamp())}:F>" in read(s.channel.history()[-1])
    assert stored(world) == before
    await world.restart()
    await gone_by(world, datetime(2026, 1, 24, tzinfo=UTC))
    assert begun(s.channel, "UTC") == ["01-06 16:30", "01-13 16:30", "01-20 16:30"]
    assert len(s.channel.threads) == 3
    kinds = [post.split(" ")[1] for post in posts(s.channel)]
    assert kinds == ["On", "Another", *["To", "On"], *["On", "To", "On"] * 2]
    listed = world.env.backend.get_guild(s.guild.id).scheduled_events.values()
    assert [one.scheduled_start_time[:16] for one in listed] == [f"2026-01-{day}T16:30" for day in ("06", "13", "20")]
