"""Reading groups are kept with their facilitators, and closed ones stay."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.groups import Group
from bot.storage import groups
from bot.storage.desk import Desk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
READERS = Group(0, 1, "Tuesday readers", 7, True, frozenset({10, 11}), 3, "Europe/Berlin", "slow", time(9, 5))


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    yield opened
    await opened.close()


async def test_a_group_comes_back_as_it_was(desk: Desk) -> None:
    number = await desk.run(lambda db: groups.add(db, READERS, NOON))
    other = await desk.run(lambda db: groups.add(db, replace(READERS, guild=2, role=None, is_forum=False), NOON))
    kept = replace(READERS, id=number)
    assert await desk.run(lambda db: groups.of_guild(db, 1)) == (kept,)
    found = await desk.run(lambda db: groups.by_number(db, [number, other, 99]))
    assert found == {number: kept, other: replace(kept, id=other, guild=2, role=None, is_forum=False)}
    assert await desk.run(lambda db: groups.by_number(db, [])) == {}


async def test_everything_but_its_server_can_be_replaced(desk: Desk) -> None:
    number = await desk.run(lambda db: groups.add(db, READERS, NOON))
    new = Group(number, 1, "Others", 8, False, frozenset({11, 12}), None, "UTC", "live", time(23, 59))
    await desk.run(lambda db: groups.replace(db, new))
    assert await desk.run(lambda db: groups.of_guild(db, 1)) == (new,)


async def test_a_closed_one_stays(desk: Desk) -> None:
    number = await desk.run(lambda db: groups.add(db, READERS, NOON))
    await desk.run(lambda db: groups.close(db, number, NOON))
    assert await desk.run(lambda db: groups.of_guild(db, 1)) == (replace(READERS, id=number, closed=True),)


async def test_half_a_group_is_none(desk: Desk) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await desk.run(lambda db: groups.add(db, replace(READERS, pace="fast"), NOON))  # type: ignore[arg-type]
    assert await desk.run(lambda db: [groups.of_guild(db, 1), list(db.query("SELECT * FROM facilitators"))]) == [(), []]
