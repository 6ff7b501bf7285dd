"""Lines of the audit, in a real file."""

import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.facilitation.audit import Change, Filter
from bot.storage import audit
from bot.storage.desk import Desk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRICTER = Change("settings", "edited", "settings", before={"strictness": "balanced"}, after={"strictness": "strict"})
CLOSED = Change("group", "closed", "Readers", "7")


async def test_lines_come_back_newest_first_and_only_to_their_server(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    first = await desk.run(lambda db: audit.add(db, 1, 10, STRICTER, NOON))
    second = await desk.run(lambda db: audit.add(db, 1, 11, CLOSED, NOON + timedelta(hours=1)))
    await desk.run(lambda db: audit.add(db, 2, 10, CLOSED, NOON))
    found = await desk.run(lambda db: audit.page(db, 1, Filter(), 10, 0))
    assert [(one.number, one.member, one.at, one.change) for one in found] == [
        (second, 11, NOON + timedelta(hours=1), CLOSED),
        (first, 10, NOON, STRICTER),
    ]
    for wanted, number in ((Filter(), 2), (Filter("group"), 1), (Filter(member=10), 1), (Filter("group", 10), 0)):
        assert await desk.run(partial(audit.count, guild=1, wanted=wanted)) == number
        assert len(await desk.run(partial(audit.page, guild=1, wanted=wanted, most=10, skipped=0))) == number
    assert await desk.run(lambda db: audit.by_number(db, 2, first)) is None
    await desk.close()


async def test_a_line_is_undone_once(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    first = await desk.run(lambda db: audit.add(db, 1, 10, STRICTER, NOON))
    second = await desk.run(lambda db: audit.add(db, 1, 11, STRICTER, NOON, undoes=first))
    line = await desk.run(lambda db: audit.by_number(db, 1, first))
    assert line is not None
    assert line.undone_by == second
    with pytest.raises(sqlite3.IntegrityError):
        await desk.run(lambda db: audit.add(db, 1, 12, STRICTER, NOON, undoes=first))
    await desk.close()


async def test_old_lines_go(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    await desk.run(lambda db: audit.add(db, 1, 10, STRICTER, NOON))
    await desk.run(lambda db: audit.add(db, 1, 10, CLOSED, NOON + timedelta(days=1)))
    assert await desk.run(lambda db: audit.thin(db, NOON + timedelta(hours=1))) == 1
    (left,) = await desk.run(lambda db: audit.page(db, 1, Filter(), 10, 0))
    assert left.change == CLOSED
    await desk.close()


async def test_what_was_done_to_one_thing_comes_newest_first(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    await desk.run(lambda db: audit.add(db, 1, 10, CLOSED, NOON))
    await desk.run(lambda db: audit.add(db, 1, 10, Change("group", "opened", "Readers", "7"), NOON))
    for guild, change in ((2, CLOSED), (1, STRICTER), (1, Change("schedule", "closed", "Readers", "7"))):
        await desk.run(partial(audit.add, guild=guild, member=10, change=change, now=NOON))
    found = await desk.run(lambda db: audit.of_key(db, 1, "group", "7"))
    assert [line.change.verb for line in found] == ["opened", "closed"]
    await desk.close()
