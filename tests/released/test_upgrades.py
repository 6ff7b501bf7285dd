"""A file of every schema that was ever released is brought up to date with all that it holds, after a copy was made."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.services.backup import make
from bot.services.moving import export_server, import_server
from bot.services.restore import restore
from bot.services.shelf import Shelf
from bot.storage import backup
from bot.storage.desk import Desk, UnusableDesk
from bot.storage.migrations import names as bot_names
from retrieval import Library, check_texts, library_schema
from tests.bot.storage.test_privacy import HERE, NOW
from tests.fakes import WordEncoder
from tests.released.write import FOLDER

BOT, LIBRARY = (sorted(path.stem for path in FOLDER.glob(f"{kind}-*.sql")) for kind in ("bot", "library"))
OLD_BOT, OLD_LIBRARY = BOT[:-1], LIBRARY[:-1]


def released(name: str, path: Path) -> Path:
    """The file that a host has, made of its statements."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return path


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in db.execute(f'SELECT * FROM "{name}"')]
            for name in tables
            if not name.startswith(("sqlite_", "passage_words_"))
        }


def schema(path: Path) -> dict[str, object]:
    """Columns, indexes and options of every table, whatever the words by which they came about."""
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name, strict, wr FROM pragma_table_list WHERE type = 'table'").fetchall()
        return {
            name: (
                strict,
                without_rowid,
                sorted(row[1:] for row in db.execute(f"PRAGMA table_info({name})")),
                sorted(row[2:] for row in db.execute(f"PRAGMA foreign_key_list({name})")),
                sorted(
                    (row[2], row[4], tuple(one[2] for one in db.execute(f"PRAGMA index_info('{row[1]}')")))
                    for row in db.execute(f"PRAGMA index_list({name})")
                ),
            )
            for name, strict, without_rowid in tables
            if not name.startswith("sqlite_")
        }


def assert_kept(old: dict[str, list[dict[str, object]]], new: dict[str, list[dict[str, object]]]) -> None:
    """Every row with every column that there still is."""
    for table, rows in old.items():
        assert len(new[table]) == len(rows) or table == "_sqlite_migrations", table
        for before, after in zip(rows, new[table], strict=False):
            gone = before.keys() - after.keys()
            assert gone <= {"state"}, (table, gone)
            assert {name: after[name] for name in before.keys() - gone} == {
                name: before[name] for name in before.keys() - gone
            }


def test_todays_schemas_are_written_down() -> None:
    """After a new step: python -m tests.released.write"""
    assert (BOT[-1], LIBRARY[-1]) == (f"bot-{max(bot_names())}", f"library-{max(library_schema())}")


def test_the_newest_files_have_rows_in_every_table(tmp_path: Path) -> None:
    for name in (BOT[-1], LIBRARY[-1]):
        found = contents(released(name, tmp_path / f"{name}.db"))
        assert [table for table, rows in found.items() if not rows] == []


@pytest.mark.parametrize("name", BOT)
async def test_a_bot_db_of_any_release_becomes_todays_with_all_its_rows(name: str, tmp_path: Path) -> None:
    path = released(name, tmp_path / "bot.db")
    old = contents(path)
    await (await Desk.open(path)).close()
    await (await Desk.open(tmp_path / "fresh" / "bot.db")).close()
    assert schema(path) == schema(tmp_path / "fresh" / "bot.db")
    assert_kept(old, contents(path))
    copies = sorted(tmp_path.glob("backups/*/*"))
    if name in OLD_BOT:
        (copy,) = copies
        assert copy == tmp_path / "backups" / f"before-upgrade-{name}" / "bot.db"
        assert contents(copy) == old
        assert backup.examine(copy).schema == tuple(sorted(row["name"] for row in old["_sqlite_migrations"]))
    else:
        assert copies == []


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    shelf = Shelf(tmp_path / "libraries", WordEncoder(8))
    yield shelf
    await shelf.close()


@pytest.mark.parametrize("name", LIBRARY)
async def test_a_library_of_any_release_becomes_todays_with_all_its_rows(
    name: str, tmp_path: Path, shelf: Shelf
) -> None:
    path = released(name, tmp_path / "libraries" / f"{HERE}.db")
    old = contents(path)
    answer = await shelf.search(HERE, lambda library: library.ask("who lends a ladder?"))
    assert answer.ranking
    Library.open(tmp_path / "fresh.db", WordEncoder(8)).close()
    assert schema(path) == schema(tmp_path / "fresh.db")
    assert_kept(old, contents(path))
    assert check_texts(path) == sum(len(old.get(table, ())) for table in ("essays", "drafts", "revisions", "stash"))
    copies = list(tmp_path.glob("backups/*/*"))
    if name in OLD_LIBRARY:
        assert copies == [tmp_path / "backups" / f"before-upgrade-{HERE}-{name.split('-')[1]}" / f"{HERE}.db"]
        assert contents(copies[0]) == old
    else:
        assert copies == []


async def test_of_copies_before_upgrades_a_few_stay(tmp_path: Path) -> None:
    for number, name in enumerate((*OLD_BOT, OLD_BOT[0])):
        (tmp_path / "bot.db").unlink(missing_ok=True)
        released(name, tmp_path / "bot.db")
        await (await Desk.open(tmp_path / "bot.db")).close()
        for copy in tmp_path.glob(f"backups/before-upgrade-{name}/*"):
            if number < len(OLD_BOT):
                os.utime(copy, (number, number))
    found = {str(path.relative_to(tmp_path / "backups")) for path in tmp_path.glob("backups/*/*")}
    first, second, third, fourth = (f"before-upgrade-{name}" for name in OLD_BOT)
    assert found == {f"{third}/bot.db", f"{fourth}/bot.db", f"{first}/bot.db"}
    assert not (tmp_path / "backups" / second).exists()


async def test_without_room_for_the_copy_nothing_is_changed(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    paths = released(OLD_BOT[-1], tmp_path / "bot.db"), released(OLD_LIBRARY[0], tmp_path / "libraries" / "5.db")
    before = [path.read_bytes() for path in paths]
    monkeypatch.setattr(backup, "room", lambda folder: 2**20)
    with pytest.raises(UnusableDesk, match=r"was not brought up to date, since it could not be copied.*no room"):
        await Desk.open(paths[0])
    with (
        pytest.raises(Refusal, match=r"cannot be opened or written right now\. Please tell"),
        caplog.at_level(logging.ERROR),
    ):
        await shelf.use(5, Library.essays)
    assert "There is no room in" in caplog.text
    assert [path.read_bytes() for path in paths] == before


KILLED = """
import asyncio, os, shutil, signal, sqlite3, sys
from pathlib import Path
from bot.storage.desk import Desk
from retrieval import Library
from tests.fakes import WordEncoder

source, base, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
connect, left = sqlite3.connect, 0

def deadly(statement):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1

def watched(*given, **named):
    connection = connect(*given, **named)
    connection.set_trace_callback(deadly)
    return connection

for step in range(0, 999, int(sys.argv[4])):
    place = base / f"try {step}"
    place.mkdir()
    shutil.copyfile(source, place / "it.db")
    if not (child := os.fork()):
        sqlite3.connect = sqlite3.dbapi2.connect = watched
        left = step
        if kind == "bot":
            desk = asyncio.run(Desk.open(place / "it.db"))
        else:
            Library.open(place / "it.db", WordEncoder(8))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(status, flush=True)
    if status != -signal.SIGKILL:
        break
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and fork")
@pytest.mark.parametrize(("name", "steps"), [(OLD_BOT[0], 9), (OLD_BOT[1], 9), (OLD_BOT[-1], 2), (OLD_LIBRARY[0], 1)])
async def test_killed_at_any_statement_of_an_upgrade_nothing_is_lost(name: str, steps: int, tmp_path: Path) -> None:
    source, kind = released(name, tmp_path / "source.db"), name.split("-")[0]
    old = contents(source)
    ended = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", KILLED, str(source), str(tmp_path), kind, str(steps)],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    *killed, last = map(int, ended.stdout.split())
    assert (last, set(killed)) == (0, {-signal.SIGKILL})
    assert len(killed) >= 5
    wanted = schema(tmp_path / f"try {len(killed) * steps}" / "it.db")
    for step in range(len(killed)):
        path = tmp_path / f"try {step * steps}" / "it.db"
        if kind == "bot":
            await (await Desk.open(path)).close()
        else:
            Library.open(path, WordEncoder(8)).close()
        assert schema(path) == wanted
        assert_kept(old, contents(path))


@pytest.mark.parametrize("name", OLD_BOT)
async def test_a_backup_and_an_export_of_any_release_can_be_taken_back(name: str, tmp_path: Path) -> None:
    released(name, tmp_path / "data" / "bot.db")
    released(OLD_LIBRARY[0], tmp_path / "data" / "libraries" / f"{HERE}.db")
    old = contents(tmp_path / "data" / "bot.db")
    made = make(tmp_path / "data", None, 7, NOW, "1")
    (tmp_path / "new").mkdir()
    await restore(tmp_path / "new", made.folder, NOW, "1")
    new = contents(tmp_path / "new" / "bot.db")
    assert_kept({t: rows for t, rows in old.items() if t not in ("published_commands", "outbox")}, new)
    await export_server(tmp_path / "data", HERE, tmp_path / "here.zip", NOW, "1")
    assert contents(tmp_path / "data" / "bot.db") == old
    await import_server(tmp_path / "other", HERE, tmp_path / "here.zip", NOW, "1", replace=False)
    found = contents(tmp_path / "other" / "bot.db")
    assert [row["id"] for row in found["suggestions"]] == [
        row["id"] for row in old.get("suggestions", []) if row["guild"] == HERE
    ]
