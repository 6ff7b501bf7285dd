"""Counts of questions, in a real file, over a restart."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.allowance import Allowance
from bot.facilitation.errors import Refusal
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.services.privacy import Privacy
from bot.storage import allowance as rows
from bot.storage.desk import Desk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TWO = Allowance(minute=2, day=3, server_minute=3)


async def test_counts_outlive_a_restart_and_end_with_their_minute(tmp_path: Path) -> None:
    for _ in range(2):
        desk = await Desk.open(tmp_path / "bot.db")
        book = Allowances(desk)
        await book.load()
        book.take(1, 10, TWO, NOON)
        await desk.close()
    desk = await Desk.open(tmp_path / "bot.db")
    book = Allowances(desk)
    await book.load()
    with pytest.raises(Refusal, match="within a minute"):
        book.take(1, 10, TWO, NOON)
    book.take(2, 10, TWO, NOON)  # another server
    book.take(1, 11, TWO, NOON)  # another member
    with pytest.raises(Refusal, match="This server"):
        book.take(1, 12, TWO, NOON)
    book.take(1, 10, TWO, NOON + timedelta(minutes=1))
    with pytest.raises(Refusal, match="within a day"):
        book.take(1, 10, TWO, NOON + timedelta(minutes=5))
    await desk.close()


async def test_who_is_refused_is_not_counted_and_old_counts_are_forgotten(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    book = Allowances(desk)
    for _ in range(2):
        book.take(1, 10, TWO, NOON)
    for _ in range(5):
        with pytest.raises(Refusal):
            book.take(1, 10, TWO, NOON)
    used, _ = await desk.run(lambda db: rows.used(db, 1, 10))
    assert used is not None
    assert (used.in_minute, used.in_day) == (2, 2)
    await book.thin(NOON + timedelta(hours=23))
    assert all(await desk.run(lambda db: rows.used(db, 1, 10)))
    await book.thin(NOON + timedelta(hours=25))
    assert await desk.run(lambda db: rows.used(db, 1, 10)) == (None, None)
    await desk.close()


async def test_who_is_erased_begins_anew_and_nothing_of_her_comes_back(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    book, privacy = Allowances(desk), Privacy(desk, RecentQuestions(), allowances := Allowances(desk))
    for guild in (1, 2):
        allowances.take(guild, 10, TWO, NOON)
        allowances.take(guild, 10, TWO, NOON)
    await privacy.erase(10, 1, NOON)
    await book.load()
    for counts in (book, allowances):
        with pytest.raises(Refusal):
            counts.take(2, 10, TWO, NOON)
        counts.take(1, 10, TWO, NOON)
    await desk.close()


async def test_counts_that_cannot_be_written_are_told_to_the_host_and_nobody_is_kept_waiting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    await desk.run(lambda db: db.execute("DROP TABLE asked_lately"))
    book = Allowances(desk)
    for _ in range(2):
        book.take(1, 10, TWO, NOON)
    with pytest.raises(Refusal):
        book.take(1, 10, TWO, NOON)
    await desk.run(lambda db: None)
    await asyncio.sleep(0)
    assert [one.getMessage() for one in caplog.records] == [
        "bot.db could not be written: no such table: asked_lately"
    ] * 2
    await desk.close()
