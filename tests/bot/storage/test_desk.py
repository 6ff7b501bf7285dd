"""bot.db is opened, migrated and written in whole transactions, or the host reads why not."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from sqlite_utils import Database

from bot.storage import commands
from bot.storage.commands import publish
from bot.storage.desk import Desk, UnusableDesk
from bot.storage.migrations import names


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "new" / "bot.db")
    yield opened
    await opened.close()


async def test_a_new_file_is_strict_with_foreign_keys_and_wal(desk: Desk) -> None:
    strict = await desk.run(lambda db: db["published_commands"].strict)  # type: ignore[union-attr]
    pragmas = [
        await desk.run(lambda db, p=p: db.execute(f"PRAGMA {p}").fetchone()[0])
        for p in ("foreign_keys", "journal_mode")
    ]
    assert (strict, pragmas) == (True, [1, "wal"])


async def test_what_fails_leaves_nothing_behind(desk: Desk) -> None:
    def half(db: Database) -> None:
        commands.publish(db, 1, "abc")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await desk.run(half)
    assert await desk.run(lambda db: commands.published(db, 1)) is None


async def test_a_fingerprint_is_kept_per_application(desk: Desk) -> None:
    await desk.run(lambda db: commands.publish(db, 1, "abc"))
    await desk.run(lambda db: commands.publish(db, 1, "def"))
    assert await desk.run(lambda db: [commands.published(db, one) for one in (1, 2)]) == ["def", None]


async def test_a_second_start_finds_what_the_first_wrote(tmp_path: Path) -> None:
    for _ in range(2):
        desk = await Desk.open(tmp_path / "bot.db")
        found = await desk.run(lambda db: commands.published(db, 1))
        await desk.run(lambda db: commands.publish(db, 1, "abc"))
        await desk.close()
    assert found == "abc"


async def test_a_file_that_is_not_sqlite_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"not a database, but long enough to look like one" * 50)
    with pytest.raises(UnusableDesk, match="backup"):
        await Desk.open(tmp_path / "bot.db")


async def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    await (await Desk.open(tmp_path / "bot.db")).close()
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('bot', 'm999', '')"
        )
    connection.close()
    with pytest.raises(UnusableDesk, match="newer Footnote"):
        await Desk.open(tmp_path / "bot.db")


@pytest.mark.parametrize("name", ["folder", "file/bot.db"])
async def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(UnusableDesk, match="FOOTNOTE_DATA"):
        await Desk.open(tmp_path / name)


async def test_what_was_deleted_is_in_no_byte_of_the_file_once_it_is_settled(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    rows = [(number, f"fingerprint {number * 7919:08d}") for number in range(2000)]
    await desk.run(lambda db: [publish(db, *row) for row in rows])
    await desk.run(lambda db: db.execute("DELETE FROM published_commands WHERE application % 2"))
    await desk.settle()
    assert (tmp_path / "bot.db-wal").stat().st_size == 0
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [number for number, text in rows if text.encode() in written] == list(range(0, 2000, 2))
    await desk.close()


async def test_a_file_that_somebody_reads_is_settled_as_far_as_it_can_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.desk.BUSY_SECONDS", 0.1)
    desk = await Desk.open(tmp_path / "bot.db")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as other, caplog.at_level(logging.WARNING):
        other.execute("BEGIN IMMEDIATE")
        await desk.settle()
        other.rollback()
    assert "could not be written anew" in caplog.text
    await desk.close()


async def test_the_host_reads_when_the_schema_changed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.storage.desk")
    for _ in range(2):
        await (await Desk.open(tmp_path / "bot.db")).close()
    assert caplog.messages == [f"bot.db was brought up to date, by {len(names())} steps."]
