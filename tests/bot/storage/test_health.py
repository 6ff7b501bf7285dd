"""The outbox in numbers: by state, and how late the oldest letter is that may go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from sqlite_utils import Database

from bot.facilitation.delivery import Letter, Posted
from bot.facilitation.health import Mail
from bot.storage import health, outbox
from bot.storage.desk import Desk

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)


def letter(key: str, minutes: float, guild: int = 1, parent: str | None = None) -> Letter:
    due = NOW + timedelta(minutes=minutes)
    return Letter(key, "note", guild, 2, due, due + timedelta(hours=1), {}, parent=parent)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    yield opened
    await opened.close()


async def mail(desk: Desk, guild: int | None = None) -> Mail:
    return await desk.run(lambda db: health.mail(db, NOW, guild))


async def test_an_empty_outbox_has_nothing_late(desk: Desk) -> None:
    assert await mail(desk) == Mail({}, 0, None)


async def test_letters_are_counted_by_state_for_all_and_for_one_server(desk: Desk) -> None:
    def work(db: Database) -> None:
        outbox.add(db, [letter("a", -3), letter("b", -2, guild=7), letter("c", 9), letter("d", -1)])
        known = outbox.find(db, "d")
        assert known is not None
        claimed = outbox.claim(db, known, NOW, NOW + timedelta(minutes=1))
        assert claimed is not None
        outbox.finish(db, claimed, "uncertain", None, "unreadable")

    await desk.run(work)
    assert await mail(desk) == Mail({"pending": 3, "uncertain": 1}, 0, NOW - timedelta(minutes=3))
    assert await mail(desk, 7) == Mail({"pending": 1}, 0, NOW - timedelta(minutes=2))
    assert await mail(desk, 8) == Mail({}, 0, None)


async def test_what_discord_refuses_and_what_waits_for_it_is_not_late(desk: Desk) -> None:
    def work(db: Database) -> None:
        outbox.add(db, [letter("a", -30), letter("b", -20, parent="a"), letter("c", -1)])
        known = outbox.find(db, "a")
        assert known is not None
        claimed = outbox.claim(db, known, NOW, NOW + timedelta(minutes=1))
        assert claimed is not None
        outbox.retry(db, claimed, NOW + timedelta(hours=1), asked=False, reason="forbidden")

    await desk.run(work)
    assert await mail(desk) == Mail({"pending": 3}, 1, NOW - timedelta(minutes=1))


async def test_what_waits_for_a_parent_that_was_posted_is_late(desk: Desk) -> None:
    def work(db: Database) -> None:
        outbox.add(db, [letter("a", -30), letter("b", -20, parent="a")])
        known = outbox.find(db, "a")
        assert known is not None
        claimed = outbox.claim(db, known, NOW, NOW + timedelta(minutes=1))
        assert claimed is not None
        outbox.finish(db, claimed, "sent", Posted(1, None), None)

    await desk.run(work)
    assert await mail(desk) == Mail({"sent": 1, "pending": 1}, 0, NOW - timedelta(minutes=20))
