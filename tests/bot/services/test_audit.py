"""What is written down of groups, schedules and protocols, and what undoing a line does to them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import pytest_asyncio

from bot.facilitation.audit import Entry, Filter
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Home, NewGroup
from bot.facilitation.library import Upload, Visitor
from bot.facilitation.plans import Meeting, Plan
from bot.facilitation.schedules import NewSchedule, Schedule
from bot.services.audit import AuditBook
from bot.services.groups import Groups
from bot.services.protocols import Protocols
from bot.services.schedules import Schedules
from bot.services.seed_files import Seeds
from bot.services.shelf import Shelf
from bot.storage import audit, protocols
from bot.storage.desk import Desk
from tests.fakes import WordEncoder

MEETINGS = tuple(Meeting(f"Week {n}", ("hedges.md",), "chalk-talk", "") for n in (1, 2, 3, 4))
SEEDS = Seeds(MappingProxyType({}), MappingProxyType({"four": Plan("four", "Four weeks", "", MEETINGS)}))
MOD, FACILITATOR = Visitor(1, 10, True), Visitor(1, 11, False, facilitates_all=True)
NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)  # a Monday
FIRST, SECOND = date(2026, 3, 17), date(2026, 3, 24)
FILE = """title = "Fishbowl"
about = "Some talk, the others listen."
fewest = 4
most = 20

[[phases]]
title = "Inside"
say = "Talk in the bowl."
how = "open"
minutes = 20
hours = 48
"""


@dataclass
class Room:
    desk: Desk
    audit: AuditBook
    groups: Groups
    schedules: Schedules
    protocols: Protocols

    async def lines(self) -> list[Entry]:
        return list(await self.desk.run(lambda db: audit.page(db, 1, Filter(), 50, 0)))

    async def undo(self, number: int | None = None, now: datetime = NOW) -> None:
        await self.audit.undo(MOD, number or (await self.lines())[0].number, now)

    async def plan(self) -> Schedule:
        wanted = NewSchedule(weekdays=(1,), plan="four")
        draft = await self.schedules.propose(MOD, "Berlin", Home(7), wanted, NOW)
        return await self.schedules.save(MOD, draft.id, NOW)

    async def dates(self, number: int, now: datetime = NOW) -> list[str]:
        found = await self.schedules.find(1, str(number))
        return [f"{one.local:%m-%d %H:%M}" for one in found.next(now, 9)] if not found.paused else []

    async def upload(self, text: str) -> None:
        async def fetch() -> bytes:
            return text.encode()

        await self.protocols.add(MOD, Upload("fishbowl.toml", len(text)), fetch, NOW)

    async def file(self) -> str | None:
        found = await self.desk.run(lambda db: protocols.by_name(db, 1, "fishbowl"))
        return found and found.text


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    desk, shelf = await Desk.open(tmp_path / "bot.db"), Shelf(tmp_path, WordEncoder())
    own = Protocols(desk, SEEDS)
    made = Room(desk, AuditBook(desk), Groups(desk), Schedules(desk, shelf, own), own)
    made.audit.undoers = {**made.groups.undoers, **made.schedules.undoers, **own.undoers}
    await made.groups.create(MOD, NewGroup("Berlin", Home(7), "Europe/Berlin", time(19, 30)), NOW)
    yield made
    await shelf.close()
    await desk.close()


AS_PLANNED = ["03-17 19:30", "03-24 19:30", "03-31 19:30", "04-07 19:30"]


async def test_each_change_of_a_schedule_is_a_line_and_goes_back(room: Room) -> None:
    one = await room.plan()
    number, typed = one.id, str(one.id)
    changes = (
        room.schedules.move(MOD, typed, FIRST, None, time(18), NOW),
        room.schedules.skip(FACILITATOR, typed, SECOND, SECOND, NOW),
        room.schedules.pause(MOD, typed, "Holidays", NOW),
        room.schedules.cancel(MOD, number, NOW),
    )
    for verb, change in zip(("moved", "skipped", "paused", "cancelled"), changes, strict=True):
        assert await room.dates(number) == AS_PLANNED
        await change
        assert (await room.lines())[0].change.verb == verb
        assert await room.dates(number) != AS_PLANNED
        await room.undo()
    assert await room.dates(number) == AS_PLANNED
    assert [one.member for one in await room.lines() if one.change.verb == "skipped"] == [10, 11]


async def test_a_pause_that_was_ended_begins_again_with_its_reason(room: Room) -> None:
    one = await room.plan()
    await room.schedules.pause(MOD, str(one.id), "Holidays", NOW)
    await room.schedules.resume(MOD, str(one.id), Home(7), NOW)
    await room.undo()
    again = await room.schedules.find(1, str(one.id))
    assert (again.state, again.reason) == ("paused", "Holidays")


async def test_what_would_have_been_in_the_meantime_is_left_out(room: Room) -> None:
    one = await room.plan()
    later = NOW + timedelta(days=9)
    await room.schedules.cancel(MOD, one.id, NOW)
    await room.undo(now=later)
    gone_on = ["03-31 19:30", "04-07 19:30", "04-14 19:30", "04-21 19:30"]
    assert await room.dates(one.id, NOW) == gone_on
    await room.groups.close(MOD, one.group.id, later)
    assert await room.dates(one.id, later) == []
    await room.undo(now=later + timedelta(days=7))
    assert await room.dates(one.id, NOW) == ["04-07 19:30", "04-14 19:30", "04-21 19:30", "04-28 19:30"]


async def test_dates_that_are_over_stay_as_they_were_held(room: Room) -> None:
    one = await room.plan()
    await room.schedules.skip(MOD, str(one.id), FIRST, FIRST, NOW)
    with pytest.raises(Refusal, match="over by now"):
        await room.undo(now=NOW + timedelta(days=2))
    assert len(await room.dates(one.id, NOW)) == 4


async def test_nothing_is_written_over_a_later_change(room: Room) -> None:
    one = await room.plan()
    await room.schedules.skip(MOD, str(one.id), FIRST, FIRST, NOW)
    older = (await room.lines())[0].number
    await room.schedules.skip(MOD, str(one.id), SECOND, SECOND, NOW)
    with pytest.raises(Refusal, match=r"changed again since then \(skipped\)"):
        await room.undo(older)
    await room.undo()
    await room.undo(older)
    assert await room.dates(one.id) == AS_PLANNED


async def test_a_schedule_of_a_closed_group_stays_as_it_is(room: Room) -> None:
    one = await room.plan()
    await room.schedules.cancel(MOD, one.id, NOW)
    cancelled = (await room.lines())[0].number
    await room.groups.close(MOD, one.group.id, NOW)
    with pytest.raises(Refusal, match="is closed"):
        await room.undo(cancelled)


async def test_a_protocol_is_put_back_as_it_was(room: Room) -> None:
    other = FILE.replace("Talk in the bowl.", "Talk outside.")
    await room.upload(FILE)
    await room.upload(FILE)  # the same again changes nothing
    assert [one.change.verb for one in await room.lines()] == ["added", "created"]
    await room.upload(other)
    replaced = (await room.lines())[0]
    await room.protocols.remove(MOD, "fishbowl", NOW)
    with pytest.raises(Refusal, match="changed again"):
        await room.undo(replaced.number)
    await room.undo()
    assert await room.file() == other
    await room.undo(replaced.number)
    assert await room.file() == FILE


async def test_only_moderators_undo_and_only_what_can_be_undone(room: Room) -> None:
    created = (await room.lines())[0].number
    with pytest.raises(Refusal, match="cannot be undone"):
        await room.undo(created)
    for act in (room.audit.undo(FACILITATOR, created, NOW), room.audit.page(FACILITATOR, Filter(), 0)):
        with pytest.raises(Refusal, match="Only moderators"):
            await act
