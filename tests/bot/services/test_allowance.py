"""Counts of questions, in a real file, over a restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.allowance import Allowance
from bot.facilitation.errors import Refusal
from bot.services.allowance import Allowances
from bot.storage import allowance as rows
from bot.storage.desk import Desk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TWO = Allowance(minute=2, day=3, server_minute=3)


async def test_counts_outlive_a_restart_and_end_with_their_minute(tmp_path: Path) -> None:
    for _ in range(2):
        desk = await Desk.open(tmp_path / "bot.db")
        await Allowances(desk).take(1, 10, TWO, NOON)
        await desk.close()
    desk = await Desk.open(tmp_path / "bot.db")
    book = Allowances(desk)
    with pytest.raises(Refusal, match="within a minute"):
        await book.take(1, 10, TWO, NOON)
    await book.take(2, 10, TWO, NOON)  # another server
    await book.take(1, 11, TWO, NOON)  # another member
    with pytest.raises(Refusal, match="This server"):
        await book.take(1, 12, TWO, NOON)
    await book.take(1, 10, TWO, NOON + timedelta(minutes=1))
    with pytest.raises(Refusal, match="within a day"):
        await book.take(1, 10, TWO, NOON + timedelta(minutes=5))
    await desk.close()


async def test_who_is_refused_is_not_counted_and_old_counts_are_forgotten(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    book = Allowances(desk)
    for _ in range(2):
        await book.take(1, 10, TWO, NOON)
    for _ in range(5):
        with pytest.raises(Refusal):
            await book.take(1, 10, TWO, NOON)
    used = await desk.run(lambda db: rows.used(db, 1, 10))
    assert used is not None
    assert (used.in_minute, used.in_day) == (2, 2)
    await book.thin(NOON + timedelta(hours=23))
    assert await desk.run(lambda db: rows.used(db, 1, 10)) is not None
    await book.thin(NOON + timedelta(hours=25))
    assert await desk.run(lambda db: rows.used(db, 1, 10)) is None
    await desk.close()
