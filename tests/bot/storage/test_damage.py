"""bot.db is damaged, locked, or its disk is full: what the host and the members read, and that nothing is lost."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.storage import commands
from bot.storage.desk import BusyDesk, Desk, UnusableDesk
from tests.houses import a_house
from tests.small_disk import fill_up, small_disk

__all__ = ["small_disk"]


@pytest.fixture
async def house(tmp_path: Path) -> Path:
    return await a_house(tmp_path / "data")


def headless(content: bytes) -> bytes:
    return b"x" * 100 + content[100:]


def torn(content: bytes) -> bytes:
    return content[: len(content) // 2]


def torn_in_a_page(content: bytes) -> bytes:
    return content[:5000]


def rubbish(content: bytes) -> bytes:
    return b"rubbish " * 2000


def a_rotten_page(content: bytes) -> bytes:
    return content[:-4096] + b"\xa5" * 4096


def a_rotten_first_page(content: bytes) -> bytes:
    return content[:100] + b"\xa5" * 3996 + content[4096:]


def nothing(content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    "damage", [headless, torn, torn_in_a_page, rubbish, a_rotten_page, a_rotten_first_page, nothing]
)
async def test_a_damaged_file_is_refused_with_what_to_do_and_stays(
    house: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = house / "bot.db"
    path.write_bytes(damage(path.read_bytes()))
    damaged = path.read_bytes()
    for _ in range(2):
        with pytest.raises(UnusableDesk, match="python -m bot restore") as refused:
            await Desk.open(path)
        assert not isinstance(refused.value, BusyDesk)
        assert "\n" not in str(refused.value)
    assert path.read_bytes() == damaged
    assert sorted(one.name for one in house.iterdir()) == ["bot.db", "libraries"]


async def test_an_empty_file_where_nobody_has_a_library_is_a_beginning(tmp_path: Path) -> None:
    (tmp_path / "bot.db").touch()
    await (await Desk.open(tmp_path / "bot.db")).close()


async def test_a_file_that_another_program_holds_may_work_later(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.desk.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(house / "bot.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyDesk, match="is held by another program: end it"):
            await Desk.open(house / "bot.db")
    await (await Desk.open(house / "bot.db")).close()


async def test_a_file_that_is_locked_for_a_while_is_one_sentence_and_recovers(
    house: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.storage.desk.BUSY_SECONDS", 0.1)
    desk = await Desk.open(house / "bot.db")
    with closing(sqlite3.connect(house / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refusal, match="cannot write anything down"), caplog.at_level(logging.ERROR):
            await desk.run(lambda db: commands.publish(db, 1, "abc"))
        other.execute("ROLLBACK")
    await desk.run(lambda db: commands.publish(db, 1, "abc"))
    assert "database is locked" in caplog.text
    await desk.close()


async def test_a_file_that_may_not_grow_is_read_on_and_recovers(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = await Desk.open(house / "bot.db")

    def limit(pages: int) -> None:
        desk._db.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    desk._thread.submit(limit, 1).result()  # as many as there are
    with pytest.raises(Refusal, match="nothing was changed") as refused, caplog.at_level(logging.ERROR):
        await desk.run(lambda db: [commands.publish(db, number, "x" * 9999) for number in range(99)])
    assert "\n" not in str(refused.value)
    assert "database or disk is full" in caplog.text
    assert await desk.run(lambda db: commands.published(db, 0)) is None
    desk._thread.submit(limit, 10**6).result()
    await desk.run(lambda db: [commands.publish(db, number, "x" * 9999) for number in range(99)])
    assert await desk.run(lambda db: commands.published(db, 0)) == "x" * 9999
    await desk.close()


async def test_a_full_disk_is_read_on_and_recovers(small_disk: Path) -> None:
    desk = await Desk.open(small_disk / "bot.db")
    await desk.run(lambda db: commands.publish(db, 1, "abc"))
    ballast = fill_up(small_disk)
    for _ in range(3):
        with pytest.raises(Refusal, match="cannot write anything down"):
            await desk.run(lambda db: [commands.publish(db, number, "x" * 9999) for number in range(99)])
        assert await desk.run(lambda db: commands.published(db, 1)) == "abc"
    ballast.unlink()
    await desk.run(lambda db: commands.publish(db, 1, "def"))
    await desk.close()
    desk = await Desk.open(small_disk / "bot.db")
    assert await desk.run(lambda db: commands.published(db, 1)) == "def"
    await desk.close()


async def test_a_disk_that_is_full_at_the_start_is_one_sentence(small_disk: Path) -> None:
    await (await Desk.open(small_disk / "bot.db")).close()
    before = (small_disk / "bot.db").read_bytes()
    fill_up(small_disk)
    with pytest.raises(UnusableDesk) as refused:
        await Desk.open(small_disk / "bot.db")
    assert "damaged" not in str(refused.value)
    assert "free some room" in str(refused.value)
    assert (small_disk / "bot.db").read_bytes() == before
