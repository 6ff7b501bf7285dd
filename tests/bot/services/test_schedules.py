"""What is due between two instants, in all servers, and which schedules have nothing due."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import pytest_asyncio

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import GroupWishes, Home, NewGroup
from bot.facilitation.library import Visitor
from bot.facilitation.plans import Meeting, Plan
from bot.facilitation.schedules import NewSchedule, Schedule
from bot.services.groups import Groups
from bot.services.protocols import Protocols
from bot.services.schedules import Schedules
from bot.services.seed_files import Seeds
from bot.services.shelf import Shelf
from bot.storage.desk import Desk
from tests.fakes import WordEncoder

MEETINGS = tuple(Meeting(f"Week {n}", ("hedges.md",), "chalk-talk", "") for n in (1, 2, 3, 4))
SEEDS = Seeds(MappingProxyType({}), MappingProxyType({"four": Plan("four", "Four weeks", "", MEETINGS)}))
MOD, OTHER = Visitor(1, 10, True), Visitor(2, 20, True)
NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)  # a Monday; Berlin's clocks change on 29 March, New York's did on 8 March
HOME = Home(7)
TUE = (1,)


@dataclass
class Room:
    groups: Groups
    schedules: Schedules

    async def plan(self, visitor: Visitor = MOD, group: str = "Berlin", **given: Any) -> Schedule:
        wanted = NewSchedule(**({"weekdays": TUE, "plan": "four"} | given))
        draft = await self.schedules.propose(visitor, group, HOME, wanted, NOW)
        return await self.schedules.save(visitor, draft.id, NOW)

    async def due(self, after: datetime, days: float) -> list[str]:
        found = await self.schedules.due(after, after + timedelta(days=days))
        return [f"{one.group.name} {occurrence.number} {occurrence.due:%m-%dT%H:%M}" for one, occurrence in found]


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    desk, shelf = await Desk.open(tmp_path / "bot.db"), Shelf(tmp_path, WordEncoder())
    made = Room(Groups(desk), Schedules(desk, shelf, Protocols(desk, SEEDS)))
    for visitor, name, zone in ((MOD, "Berlin", "Europe/Berlin"), (OTHER, "York", "America/New_York")):
        await made.groups.create(visitor, NewGroup(name, HOME, zone, time(19, 30)), NOW)
    yield made
    await shelf.close()
    await desk.close()


async def test_what_is_due_in_all_servers_comes_in_order(room: Room) -> None:
    await room.plan(OTHER, "York")
    await room.plan()
    assert await room.due(NOW, 16) == [
        "Berlin 1 03-17T18:30",
        "York 1 03-17T23:30",
        "Berlin 2 03-24T18:30",
        "York 2 03-24T23:30",
        "Berlin 3 03-31T17:30",
        "York 3 03-31T23:30",
    ]


async def test_the_first_instant_is_left_out_and_the_last_is_in(room: Room) -> None:
    await room.plan()
    first = datetime(2026, 3, 17, 18, 30, tzinfo=UTC)
    assert await room.due(first, 6.9) == []
    assert await room.due(first - timedelta(seconds=1), 1 / 86400) == ["Berlin 1 03-17T18:30"]
    assert await room.due(first, 7) == ["Berlin 2 03-24T18:30"]


async def test_nothing_is_due_of_what_rests_is_skipped_cancelled_closed_or_only_a_draft(room: Room) -> None:
    await room.schedules.propose(MOD, "Berlin", HOME, NewSchedule(TUE, plan="four"), NOW)
    assert await room.due(NOW, 60) == []
    one = await room.plan()
    number = str(one.id)
    await room.schedules.skip(MOD, number, date(2026, 3, 24), date(2026, 3, 24), NOW)
    assert await room.due(NOW, 15) == ["Berlin 1 03-17T18:30"]
    await room.schedules.pause(MOD, number, None, NOW)
    assert await room.due(NOW, 60) == []
    await room.schedules.resume(MOD, number, HOME, NOW)
    assert len(await room.due(NOW, 60)) == 4
    await room.groups.close(MOD, one.group.id, NOW)
    assert await room.due(NOW, 60) == []
    other = await room.plan(OTHER, "York")
    await room.schedules.cancel(OTHER, other.id, NOW)
    assert await room.due(NOW, 60) == []


async def test_a_moved_date_is_due_where_it_was_moved(room: Room) -> None:
    one = await room.plan()
    moved = await room.schedules.move(MOD, str(one.id), date(2026, 3, 24), date(2026, 3, 29), time(2, 30), NOW)
    assert moved.version == 2
    assert await room.due(NOW, 14) == ["Berlin 1 03-17T18:30", "Berlin 2 03-29T01:30"]


async def test_after_a_pause_nothing_is_made_up_at_once_and_a_plan_goes_on(room: Room) -> None:
    one = await room.plan()
    await room.schedules.pause(MOD, str(one.id), "Rain", datetime(2026, 3, 18, tzinfo=UTC))
    later = datetime(2026, 4, 1, 12, tzinfo=UTC)
    resumed = await room.schedules.resume(MOD, str(one.id), HOME, later)
    assert (resumed.state, resumed.reason, resumed.version) == ("active", None, 2)
    assert await room.due(NOW, 60) == [
        "Berlin 1 03-17T18:30",
        "Berlin 2 04-07T17:30",
        "Berlin 3 04-14T17:30",
        "Berlin 4 04-21T17:30",
    ]


async def test_the_clock_can_suspend_what_cannot_go_on_once(room: Room) -> None:
    one = await room.plan()
    suspended = await room.schedules.suspend(one.id, "The channel is gone.", NOW)
    assert suspended is not None
    assert (suspended.state, suspended.reason) == ("paused", "The channel is gone.")
    assert await room.schedules.suspend(one.id, "The channel is gone.", NOW) is None
    assert await room.schedules.suspend(99, "?", NOW) is None


async def test_a_change_of_the_group_reaches_its_schedules_but_not_their_times(room: Room) -> None:
    one = await room.plan()
    group = one.group
    await room.groups.edit(MOD, "Berlin", GroupWishes(zone="Asia/Tokyo", hour=time(8)), NOW)
    again = await room.schedules.find(1, str(one.id))
    assert (again.group.zone, again.zone, again.recurrence) == ("Asia/Tokyo", group.zone, one.recurrence)


async def test_another_server_finds_and_changes_nothing(room: Room) -> None:
    one = await room.plan()
    for typed in (str(one.id), "Four weeks"):
        with pytest.raises(Refusal, match="Nothing is scheduled yet"):
            await room.schedules.find(2, typed)
        with pytest.raises(Refusal, match="Nothing is scheduled yet"):
            await room.schedules.pause(OTHER, typed, None, NOW)
    draft = await room.schedules.propose(MOD, "Berlin", HOME, NewSchedule(TUE, plan="four"), NOW)
    with pytest.raises(Refusal, match="saved or discarded in the meantime"):
        await room.schedules.save(OTHER, draft.id, NOW)
    assert await room.schedules.coming(2, None, NOW) == ()


async def test_two_saves_in_the_same_instant_save_once(room: Room) -> None:
    draft = await room.schedules.propose(MOD, "Berlin", HOME, NewSchedule(TUE, plan="four"), NOW)
    results = await asyncio.gather(*(room.schedules.save(MOD, draft.id, NOW) for _ in range(2)), return_exceptions=True)
    assert [type(one).__name__ for one in results] == ["Schedule", "Refusal"]
