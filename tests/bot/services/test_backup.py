"""Backups of real files: complete, checked, in place at once, and the older ones go last."""

import asyncio
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.services import backup as story
from bot.services.backup import Backups, make
from bot.storage import backup
from bot.storage.backup import Stopped
from bot.storage.desk import Desk
from bot.storage.lock import AnotherCopy, only_backup
from tests.houses import ANN, AWAY, HERE, a_house

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def house(tmp_path: Path) -> Path:
    return await a_house(tmp_path / "data")


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is in a database."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables if "passage_words" not in name}


async def test_a_backup_holds_every_row_of_every_file(house: Path) -> None:
    made = make(house, None, 7, NOW, "1.2.3")
    assert made.folder == house / "backups" / "2026-03-01T033000Z"
    files = sorted(str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file())
    assert files == ["bot.db", f"libraries/{HERE}.db", f"libraries/{AWAY}.db", "manifest.json"]
    for name in files[:3]:
        assert rows(made.folder / name) == rows(house / name)
        with closing(sqlite3.connect(made.folder / name)) as db:
            assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert str(made).startswith("Backed up bot.db (")
    assert str(made).endswith(f"all checked) to {made.folder}; 1 kept.")
    assert "and 2 libraries (2 texts," in str(made)
    assert "\n" not in str(made)


async def test_the_manifest_tells_versions_schema_rows_and_checksums(house: Path) -> None:
    folder = make(house, None, 7, NOW, "1.2.3").folder
    told = json.loads((folder / "manifest.json").read_text())
    assert (told["footnote"], told["made_at"], told["texts"]) == ("1.2.3", "2026-03-01T03:30:00+00:00", 2)
    desk = told["files"]["bot.db"]
    assert desk["sha256"] == backup.checksum(folder / "bot.db")
    assert "m022_suggestions_that_wait" in desk["schema"]
    assert desk["rows"]["suggestions"] == 4
    assert told["files"][f"libraries/{HERE}.db"]["rows"]["essays"] == 1


async def test_seven_stay_and_the_oldest_goes_after_the_new_one_is_there(house: Path) -> None:
    for day in range(9):
        made = make(house, None, 7, NOW + day * DAY, "1")
    assert made.kept == 7
    assert sorted(path.name for path in (house / "backups").glob("2*Z"))[0] == "2026-03-03T033000Z"
    assert make(house, None, 7, NOW + 8 * DAY, "1").folder.name == "2026-03-09T033001Z"  # within the same second


async def test_another_folder_and_another_number(house: Path, tmp_path: Path) -> None:
    to = tmp_path / "elsewhere" / "backups"
    (to / "photos").mkdir(parents=True)
    for day in range(3):
        made = make(house, to, 2, NOW + day * DAY, "1")
    assert (made.folder.parent, made.kept) == (to, 2)
    assert (to / "photos").exists()
    assert not (house / "backups").exists()


async def test_without_room_nothing_is_written(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "room", lambda folder: 60 * 2**20)
    with pytest.raises(Refusal, match=r"no room in .*backups: 6\d\.\d MB are needed and 60\.0 MB are free"):
        make(house, None, 7, NOW, "1")
    assert [path.name for path in (house / "backups").iterdir()] == ["backup.lock"]


async def test_a_disk_that_fills_up_leaves_nothing_half_done(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    kept = make(house, None, 1, NOW, "1").folder
    monkeypatch.setattr(story, "check_texts", full)
    with pytest.raises(sqlite3.OperationalError):
        make(house, None, 1, NOW + DAY, "1")
    assert [path.name for path in (house / "backups").iterdir() if path.is_dir()] == [kept.name]


async def test_a_damaged_library_is_left_out_and_the_last_whole_backup_stays(
    house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = make(house, None, 2, NOW, "1").folder
    library = house / "libraries" / f"{HERE}.db"
    library.write_bytes(library.read_bytes().replace(b"thanked by the beans", b"thanked by the beanz"))
    with caplog.at_level(logging.ERROR):
        for day in range(1, 5):
            made = make(house, None, 2, NOW + day * DAY, "1")
    assert list(made.manifest.left_out) == [f"libraries/{HERE}.db"]
    assert not (made.folder / "libraries" / f"{HERE}.db").exists()
    assert (made.folder / "libraries" / f"{AWAY}.db").exists()
    assert whole.exists()
    assert made.kept == 3
    assert f"{HERE}.db is damaged and not in the backup" in caplog.text


async def test_a_damaged_bot_db_is_not_backed_up(house: Path) -> None:
    whole = make(house, None, 1, NOW, "1").folder
    path = house / "bot.db"
    path.write_bytes(path.read_bytes()[:8192] + b"x" * 8192 + path.read_bytes()[16384:])
    with pytest.raises(Refusal, match=r"damaged .* so nothing was backed up: .*python -m bot restore"):
        make(house, None, 1, NOW + DAY, "1")
    assert [path for path in (house / "backups").iterdir() if path.is_dir()] == [whole]


def test_where_nothing_is_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="check FOOTNOTE_DATA"):
        make(tmp_path, None, 7, NOW, "1")
    assert list(tmp_path.iterdir()) == []


async def test_one_backup_at_a_time(house: Path) -> None:
    with only_backup(house / "backups"), pytest.raises(AnotherCopy, match="A backup is being made"):
        make(house, None, 7, NOW, "1")


async def test_a_backup_made_while_others_write_is_of_one_moment(house: Path) -> None:
    """Two tables that are always written together are never found apart."""
    with closing(sqlite3.connect(house / "bot.db", isolation_level=None)) as db:
        db.execute("CREATE TABLE one (n INTEGER)")
        db.execute("CREATE TABLE other (n INTEGER, filling BLOB)")
    over, failed = threading.Event(), list[Exception]()

    def write() -> None:
        number = 0
        with closing(sqlite3.connect(house / "bot.db", 30, isolation_level=None)) as db:
            while not over.is_set():
                number += 1
                try:
                    db.execute("BEGIN IMMEDIATE")
                    db.execute("INSERT INTO one VALUES (?)", [number])
                    db.execute("INSERT INTO other VALUES (?, randomblob(4000))", [number])
                    db.execute("COMMIT")
                except Exception as error:
                    failed.append(error)
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [make(house, None, 9, NOW + n * DAY, "1").manifest.files["bot.db"].rows for n in range(5)]
    finally:
        over.set()
        writer.join()
    assert failed == []
    assert all(one["one"] == one["other"] for one in counts)
    assert counts[0]["one"] < counts[-1]["one"]


async def test_what_is_told_to_stop_stops_and_leaves_nothing(house: Path) -> None:
    with pytest.raises(Stopped):
        make(house, None, 7, NOW, "1", lambda: True)
    assert [path.name for path in (house / "backups").iterdir()] == ["backup.lock"]


async def test_once_a_day_in_a_thread_and_not_at_every_start(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for hours in (0, 1, 23, 47):
            backups = Backups(house, 7, "1")  # a new start
            await backups.daily(NOW + timedelta(hours=hours))
            assert backups._making is None or not backups._making.done()
            if backups._making:
                await backups._making
            await backups.close()
    assert [record.message[:17] for record in caplog.records] == ["Backed up bot.db "] * 3
    names = sorted(path.name for path in (house / "backups").glob("2*Z"))
    assert names == ["2026-03-01T033000Z", "2026-03-02T023000Z", "2026-03-03T023000Z"]


async def test_a_host_can_turn_the_daily_one_off(house: Path) -> None:
    backups = Backups(house, 0, "1")
    await backups.daily(NOW)
    await backups.close()
    assert not (house / "backups").exists()


async def test_the_daily_one_says_why_there_is_none(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    (house / "bot.db").unlink()
    backups = Backups(house, 7, "1")
    await backups.daily(NOW)
    assert backups._making
    await backups._making
    assert "No backup was made: There is nothing to back up" in caplog.text


async def test_the_loop_goes_on_meanwhile(house: Path) -> None:
    with closing(sqlite3.connect(house / "bot.db")) as db:
        db.execute("CREATE TABLE filling (b BLOB)")
        db.executemany("INSERT INTO filling VALUES (randomblob(100000))", [()] * 400)
        db.commit()
    backups = Backups(house, 7, "1")
    await backups.daily(NOW)
    longest, making = 0.0, backups._making
    assert making
    while not making.done():
        began = time.monotonic()
        await asyncio.sleep(0.001)
        longest = max(longest, time.monotonic() - began)
    assert longest < 0.5
    assert len(list((house / "backups").glob("2*Z"))) == 1


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.services.backup import make
from bot.storage import backup

point, data = sys.argv[1], Path(sys.argv[2])
function = getattr(backup, point)
calls = iter(range(100))

def deadly(*given, **named):
    done = function(*given, **named)
    if next(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

setattr(backup, point, deadly)
make(data, None, 1, datetime(2026, 3, 2, tzinfo=UTC), "1")
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(("point", "calls"), [("copy", 0), ("copy", 2), ("sync_all", 0), ("write_manifest", 0)])
async def test_killed_at_it_the_old_one_stays_and_the_next_one_tidies_up(house: Path, point: str, calls: int) -> None:
    kept = make(house, None, 1, NOW, "1").folder
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    ended = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", KILLED, point, str(house), str(calls)], cwd=Path(__file__).parents[3], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert [path.name for path in (house / "backups").glob("2*Z")] == [kept.name]
    assert before == {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    made = make(house, None, 1, NOW + 2 * DAY, "1")
    assert [path.name for path in (house / "backups").iterdir() if path.is_dir()] == [made.folder.name]


async def test_nothing_that_was_erased_is_in_the_bytes_of_a_backup(house: Path) -> None:
    from bot.storage import privacy
    from tests.traces import traces

    desk = await Desk.open(house / "bot.db")
    await desk.run(lambda db: privacy.erase_member(db, ANN, None))  # overwritten, but not settled yet
    folder = make(house, None, 7, NOW, "1").folder
    assert traces(folder, ANN) == []
    await desk.close()
