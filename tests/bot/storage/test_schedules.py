"""Schedules are kept as local times and rules, with every date that is not as the rule says."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.groups import Group
from bot.facilitation.recurrence import Recurrence
from bot.facilitation.schedules import Schedule
from bot.storage import groups, schedules
from bot.storage.desk import Desk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RULE = Recurrence(
    "weekly",
    (1, 3),
    time(9, 5),
    date(2026, 1, 6),
    every=2,
    count=9,
    skipped=frozenset({date(2026, 1, 8), date(2026, 1, 20)}),
    moved=frozenset({(date(2026, 1, 6), datetime(2026, 1, 7, 10, 15))}),
)


@dataclass
class Shelf:
    desk: Desk
    group: Group
    other: Group

    async def add(self, schedule: Schedule, made_at: datetime = NOON) -> Schedule:
        number = await self.desk.run(lambda db: schedules.add(db, schedule, made_at))
        return replace(schedule, id=number)

    async def there(self, number: int) -> bool:
        return await self.desk.run(lambda db: schedules.by_number(db, number)) is not None


@pytest_asyncio.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Shelf]:
    opened = await Desk.open(tmp_path / "bot.db")
    readers = Group(0, 1, "Readers", 7, False, frozenset({10, 11}), None, "UTC", "live", time(19, 30))
    found = []
    for guild in (1, 2):
        number = await opened.run(lambda db, g=guild: groups.add(db, replace(readers, guild=g), NOON))
        found.append(replace(readers, id=number, guild=guild))
    yield Shelf(opened, *found)
    await opened.close()


def of(group: Group, **given: object) -> Schedule:
    made = Schedule(0, group, "Sea", None, "chalk-talk", ("a", "b"), RULE, "Europe/Berlin", "slow", 10, "active")
    return replace(made, **given)  # type: ignore[arg-type]


PLAN = {"plan": "three", "protocol": None, "essays": ()}


async def test_a_schedule_comes_back_as_it_was(kept: Shelf) -> None:
    until = Recurrence("monthly", (6,), time(0), date(2026, 2, 1), nth=-1, until=date(2026, 12, 31))
    made = [
        await kept.add(of(kept.group)),
        await kept.add(of(kept.group, **PLAN, recurrence=replace(RULE, kind="plan"))),
        await kept.add(of(kept.group, recurrence=until, state="paused", reason="Rain", paused_at=NOON, version=4)),
    ]
    await kept.add(of(kept.other))
    assert await kept.desk.run(lambda db: schedules.of_guild(db, 1)) == tuple(made)
    assert await kept.desk.run(lambda db: schedules.by_number(db, made[2].id)) == made[2]
    assert await kept.desk.run(lambda db: schedules.by_number(db, 99)) is None


async def test_dates_are_replaced_with_the_rest(kept: Shelf) -> None:
    made = await kept.add(of(kept.group))
    rule = replace(RULE, skipped=frozenset(), moved=frozenset({(date(2026, 1, 22), datetime(2026, 1, 23, 8))}))
    new = replace(made, recurrence=rule, version=2, state="cancelled")
    await kept.desk.run(lambda db: schedules.replace(db, new))
    assert await kept.desk.run(lambda db: schedules.by_number(db, made.id)) == new


async def test_no_instant_is_written(kept: Shelf) -> None:
    made = await kept.add(of(kept.group))
    (row,) = await kept.desk.run(lambda db: list(db.query("SELECT * FROM schedules WHERE id = ?", [made.id])))
    assert (row["hour"], row["start"], row["zone"]) == ("09:05", "2026-01-06", "Europe/Berlin")
    dates = await kept.desk.run(lambda db: list(db.query("SELECT planned, moved_to FROM schedule_dates")))
    assert [tuple(one.values()) for one in dates] == [
        ("2026-01-06", "2026-01-07T10:15"),
        ("2026-01-08", None),
        ("2026-01-20", None),
    ]


async def test_what_is_to_come_is_active_open_and_not_over(kept: Shelf) -> None:
    after = datetime(2026, 3, 1, tzinfo=UTC)
    running = await kept.add(of(kept.group))
    elsewhere = await kept.add(of(kept.other))
    for state in ("draft", "paused", "cancelled"):
        await kept.add(of(kept.group, state=state))
    await kept.add(of(kept.group, recurrence=Recurrence("weekly", (1,), time(9), date(2026, 1, 6), count=3)))
    last = Recurrence("weekly", (1,), time(9), date(2026, 1, 6), count=1)
    moved = frozenset({(date(2026, 1, 6), datetime(2026, 2, 28, 9))})
    late = await kept.add(of(kept.group, recurrence=replace(last, moved=moved)))
    assert await kept.desk.run(lambda db: schedules.to_come(db, after)) == (running, elsewhere, late)
    await kept.desk.run(lambda db: groups.close(db, kept.other.id, NOON))
    assert await kept.desk.run(lambda db: schedules.to_come(db, after)) == (running, late)


async def test_drafts_are_not_listed_and_are_taken_out(kept: Shelf) -> None:
    mine = await kept.add(of(kept.group, state="draft"))
    others = await kept.add(of(kept.group, state="draft", made_by=12))
    elsewhere = await kept.add(of(kept.other, state="draft"))
    old = await kept.add(of(kept.other, state="draft", made_by=13), NOON - timedelta(days=2))
    counted = await kept.add(of(kept.group))
    assert await kept.desk.run(lambda db: schedules.of_guild(db, 1)) == (counted,)
    await kept.desk.run(lambda db: schedules.remove_drafts(db, 1, 10, NOON - timedelta(days=1)))
    assert [await kept.there(one.id) for one in (mine, others, elsewhere, old)] == [False, True, True, False]
    for one in (others, counted):
        await kept.desk.run(lambda db, n=one.id: schedules.remove(db, n))
    assert [await kept.there(one.id) for one in (others, counted)] == [False, True]
    dates = await kept.desk.run(lambda db: {row["schedule"] for row in db.query("SELECT * FROM schedule_dates")})
    assert dates == {elsewhere.id, counted.id}


@pytest.mark.parametrize(
    "wrong",
    [
        {"plan": "three"},
        {"protocol": None},
        {"recurrence": replace(RULE, until=date(2026, 5, 1))},
        {"recurrence": replace(RULE, count=None)},
        {"state": "over"},
    ],
)
async def test_what_makes_no_sense_is_no_row(kept: Shelf, wrong: dict[str, object]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await kept.add(of(kept.group, **wrong))
    assert await kept.desk.run(lambda db: list(db.query("SELECT * FROM schedule_dates"))) == []
