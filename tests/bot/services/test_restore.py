"""A backup is put back on real files: whole, without whoever was erased since, and what was there stays aside."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.services.backup import make
from bot.services.departures import purge
from bot.services.privacy import Privacy
from bot.services.restore import restore
from bot.services.shelf import delete_library
from bot.storage import backup, outbox, privacy
from bot.storage.desk import Desk, UnusableDesk
from tests.bot.services.test_backup import rows
from tests.houses import ANN, AWAY, BOB, HERE, a_house
from tests.traces import traces

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)


@pytest.fixture
async def house(tmp_path: Path) -> Path:
    return await a_house(tmp_path / "data")


def without(found: dict[str, list[tuple[object, ...]]], *tables: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: values for name, values in found.items() if name not in tables}


async def erase(house: Path, member: int, guild: int | None) -> None:
    desk = await Desk.open(house / "bot.db")
    await Privacy(desk, RecentQuestions(), Allowances(desk)).erase(member, guild, LATER)
    await desk.close()


async def test_everything_is_as_it_was_and_the_old_files_are_aside(house: Path) -> None:
    before = {path.name: rows(path) for path in house.rglob("*.db")}
    made = make(house, None, 7, NOW, "1")
    desk = await Desk.open(house / "bot.db")
    await desk.run(lambda db: privacy.erase_guild(db, HERE))
    await desk.close()
    delete_library(house / "libraries", HERE)
    shutil.copyfile(house / "libraries" / f"{AWAY}.db", house / "libraries" / "5.db")
    done = await restore(house, made.folder, LATER, "1")
    assert without(rows(house / "bot.db"), "outbox") == without(before["bot.db"], "outbox")
    for guild in (HERE, AWAY):
        assert rows(house / "libraries" / f"{guild}.db") == before[f"{guild}.db"]
    assert not (house / "libraries" / "5.db").exists()
    aside = house / "before-restore-2026-03-01T083000Z"
    assert {path.name for path in aside.rglob("*.db")} == {"bot.db", "5.db", f"{AWAY}.db"}
    assert str(done) == (
        f"Restored the backup of 2026-03-01 03:30+00:00: bot.db and 2 libraries. "
        f"The files of before are in {aside}: delete them when all is well."
    )
    assert sorted(path.name for path in house.iterdir()) == ["backups", aside.name, "bot.db", "libraries"]
    assert rows(house / "bot.db")["published_commands"] == []


async def test_twice_in_a_second_both_states_of_before_are_aside(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    asides = [(await restore(house, made.folder, LATER, "1")).aside for _ in range(3)]
    assert len({*asides, None}) == 4
    assert all(one and (one / "bot.db").exists() for one in asides)


async def test_into_an_empty_folder(house: Path, tmp_path: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    (tmp_path / "new").mkdir()
    done = await restore(tmp_path / "new", made.folder, LATER, "1")
    assert done.aside is None
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["bot.db", "libraries"]


async def test_members_who_were_erased_since_stay_erased(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    await erase(house, ANN, None)
    done = await restore(house, made.folder, LATER, "1")
    assert traces(house / "libraries", ANN) == []
    assert [name for name in traces(house, ANN) if name == "bot.db"] == ["bot.db"]  # in the backup only
    shutil.rmtree(house / "backups")
    shutil.rmtree(done.aside or house)
    assert traces(house, ANN) == []
    assert traces(house, BOB) == ["bot.db"]
    assert done.erased == 2
    assert "Erased again, as since then: 2." in str(done)


async def test_a_member_who_was_erased_in_one_server_is_erased_there(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    await erase(house, ANN, HERE)
    await restore(house, made.folder, LATER, "1")
    desk = await Desk.open(house / "bot.db")
    assert await desk.run(lambda db: [one.guild for one in privacy.of_member(db, ANN, None)]) == [AWAY]
    await desk.close()


async def test_servers_that_were_erased_since_stay_erased(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    desk = await Desk.open(house / "bot.db")
    delete_library(house / "libraries", HERE)
    await purge(desk, HERE, LATER)
    await desk.close()
    done = await restore(house, made.folder, LATER, "1")
    assert done.erased == 1
    assert [path.name for path in (house / "libraries").iterdir()] == [f"{AWAY}.db"]
    desk = await Desk.open(house / "bot.db")
    assert await desk.run(privacy.guilds) == {AWAY}
    await desk.close()


async def test_whoever_was_erased_before_the_backup_and_came_back_is_not_erased_again(house: Path) -> None:
    await erase(house, ANN, None)
    desk = await Desk.open(house / "bot.db")
    await desk.run(lambda db: db.execute("INSERT INTO asked_lately VALUES (?, ?, 0, 1, 0, 1)", [HERE, ANN]))
    await desk.close()
    made = make(house, None, 7, NOW, "1")
    done = await restore(house, made.folder, LATER, "1")
    assert done.erased == 0
    desk = await Desk.open(house / "bot.db")
    assert await desk.run(lambda db: len(privacy.of_member(db, ANN, None))) == 1
    await desk.close()


async def test_an_erasure_is_remembered_although_an_older_bot_db_was_copied_back_by_hand(house: Path) -> None:
    """And although the clock of the machine was wrong: what counts is the order of lines."""
    made = make(house, None, 7, LATER + timedelta(days=400), "1")
    await erase(house, ANN, None)
    shutil.copyfile(made.folder / "bot.db", house / "bot.db")
    assert (await restore(house, made.folder, LATER, "1")).erased == 2


async def test_a_backup_whose_bytes_changed_is_refused(house: Path) -> None:
    folder = make(house, None, 7, NOW, "1").folder
    path = folder / "libraries" / f"{HERE}.db"
    path.write_bytes(path.read_bytes().replace(b"thanked by the beans", b"thanked by the beanz"))
    before = {one: one.read_bytes() for one in house.rglob("*.db")}
    with pytest.raises(Refusal, match=f"{HERE}.db is not as it was when the backup was made"):
        await restore(house, folder, LATER, "1")
    path.unlink()
    with pytest.raises(Refusal, match="is not as it was"):
        await restore(house, folder, LATER, "1")
    assert {one: one.read_bytes() for one in house.rglob("*.db")} == {k: v for k, v in before.items() if k != path}


@pytest.mark.parametrize("name", ["bot.db", f"libraries/{HERE}.db"])
async def test_a_backup_of_a_newer_version_is_refused_with_both_named(house: Path, name: str) -> None:
    folder = make(house, None, 7, NOW, "9.0").folder
    told = json.loads((folder / "manifest.json").read_text())
    told["files"][name]["schema"].append("m999_later")
    (folder / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(Refusal, match=r"by a newer Footnote \(9\.0, schema m999_later; this is 1\.0, schema m0"):
        await restore(house, folder, LATER, "1.0")
    assert not list(house.glob("before-*"))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": 1}', '{"format": 1, "made_at": "2026-01-01", "files": {"../x": {}}}', "\x00"]
)
async def test_what_is_no_backup_is_refused(house: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="is not a backup of Footnote"):
        await restore(house, tmp_path / "nothing", LATER, "1")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "manifest.json").write_text(text)
    with pytest.raises(Refusal, match="take another backup"):
        await restore(house, tmp_path / "nothing", LATER, "1")


async def test_without_room_nothing_is_touched(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(house, None, 7, NOW, "1").folder
    monkeypatch.setattr(backup, "room", lambda folder: 2**20)
    with pytest.raises(Refusal, match="There is no room"):
        await restore(house, folder, LATER, "1")
    assert sorted(path.name for path in house.iterdir()) == ["backups", "bot.db", "libraries"]


async def test_a_damaged_bot_db_makes_room_for_the_backup(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    (house / "bot.db").write_bytes(b"garbage" * 999)
    with pytest.raises(UnusableDesk, match="restore"):
        await Desk.open(house / "bot.db")
    done = await restore(house, made.folder, LATER, "1")
    assert done.aside
    assert (done.aside / "bot.db").read_bytes() == b"garbage" * 999
    await (await Desk.open(house / "bot.db")).close()


async def test_letters_that_were_due_since_are_looked_for_and_no_others(house: Path) -> None:
    """Also one that was asked for when the backup was made: it may have been posted later than it was tried then."""
    desk = await Desk.open(house / "bot.db")
    due, coming = 1_000_000, int(LATER.timestamp() * 1000) + 1

    def put(db) -> None:
        row = "INSERT INTO outbox (key, lane, kind, guild, channel, form, content, mentions, due, expires, state,"
        row += " anchor, doubt_since, tried_at, lease_until) VALUES (?, 'l', 'x', 1, 1, 'message', '{}', '[]', ?, ?, ?"
        row += ", ?, ?, ?, ?)"
        db.execute(row, ["waiting", due, coming, "pending", None, None, None, None])
        db.execute(row, ["asked", due, coming, "sending", 5, due, due, due])
        db.execute(row, ["coming", coming, coming, "pending", None, None, None, None])
        db.execute(row, ["there", due, coming, "sent", 5, due, due, None])

    await desk.run(put)
    await desk.close()
    made = make(house, None, 7, NOW, "1")
    await restore(house, made.folder, LATER, "1")
    desk = await Desk.open(house / "bot.db")
    found = {
        key: await desk.run(lambda db, key=key: outbox.find(db, key)) for key in ("waiting", "asked", "coming", "there")
    }
    await desk.close()
    doubtful = {key: (one.state, one.anchor, one.tried_at, one.doubt_since is not None) for key, one in found.items()}
    assert doubtful["waiting"] == doubtful["asked"] == ("pending", None, None, True)
    assert doubtful["coming"] == ("pending", None, None, False)
    assert doubtful["there"][0] == "sent"


async def test_a_backup_that_left_something_out_says_so(house: Path) -> None:
    (house / "libraries" / f"{HERE}.db").write_bytes(b"garbage" * 999)
    made = make(house, None, 7, NOW, "1")
    done = await restore(house, made.folder, LATER, "1")
    assert f"It lacks what was damaged then: libraries/{HERE}.db; the damaged file is in {done.aside}." in str(done)
    assert done.aside
    assert (done.aside / "libraries" / f"{HERE}.db").exists()


KILLED = """
import asyncio, os, shutil, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.services import restore

house, folder, base = map(Path, sys.argv[1:])
left = 0

def deadly(function):
    def watched(*given, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*given, **named)
    return watched

copytree = shutil.copytree
restore.os.replace = deadly(os.replace)
restore.shutil.rmtree = deadly(shutil.rmtree)
restore.backup.sync = deadly(restore.backup.sync)
for step in range(99):
    left = step
    data = base / f"try {step}"
    copytree(house, data)
    if not (child := os.fork()):
        asyncio.run(restore.restore(data, folder, datetime(2026, 3, 2, tzinfo=UTC), "1"))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(status, flush=True)
    if status != -signal.SIGKILL:
        break
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and fork")
async def test_killed_at_any_step_nothing_is_lost_and_it_is_done_once_more(house: Path, tmp_path: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    libraries = {path.name: rows(path) for path in (made.folder / "libraries").glob("*.db")}
    suggestions = rows(made.folder / "bot.db")["suggestions"]
    desk = await Desk.open(house / "bot.db")
    await desk.run(lambda db: db.execute("UPDATE suggestions SET title = 'written since'"))
    await desk.close()
    arguments = [sys.executable, "-c", KILLED, str(house), str(made.folder), str(tmp_path)]
    ended = subprocess.run(  # noqa: S603 - our own lines
        arguments, cwd=Path(__file__).parents[3], check=True, capture_output=True, text=True
    )
    *killed, last = map(int, ended.stdout.split())
    assert (last, set(killed)) == (0, {-signal.SIGKILL})
    assert len(killed) >= 10
    for step in range(len(killed)):
        data = tmp_path / f"try {step}"
        if (data / "restore-unfinished").exists():
            with pytest.raises(UnusableDesk, match="once more"):
                await Desk.open(data / "bot.db")
        await restore(data, made.folder, LATER, "1")
        assert rows(data / "bot.db")["suggestions"] == suggestions
        assert {path.name: rows(path) for path in (data / "libraries").glob("*.db")} == libraries
        old = [row[3] for path in data.glob("before-restore-*/bot.db") for row in rows(path)["suggestions"]]
        assert "written since" in old, step
        assert {path.name for path in data.glob("before-restore-*/libraries/*.db")} == set(libraries)
        assert not (data / "restore-unfinished").exists()
        assert not (data / ".restoring").exists()


async def test_backups_of_erasures_that_are_forgotten_are_named(house: Path) -> None:
    made = make(house, None, 7, NOW, "1")
    await erase(house, ANN, None)
    await erase(house, BOB, None)
    memory = (house / "erasures.jsonl").read_text().splitlines(keepends=True)
    made2 = made.folder / "manifest.json"
    told = json.loads(made2.read_text())
    from bot.storage.erasures import Erasures

    told["memory"] = Erasures(house / "erasures.jsonl").mark().memory
    made2.write_text(json.dumps(told))
    (house / "erasures.jsonl").write_text("".join([memory[0], *memory[3:]]))
    assert "older than the memory of erasures" in str(await restore(house, made.folder, LATER, "1"))


def test_the_whole_way_in_real_processes(tmp_path: Path) -> None:
    """Backup, loss, restore, by the commands that a host types."""
    import asyncio

    house = asyncio.run(a_house(tmp_path / "data"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("FOOTNOTE_", "DISCORD_"))}
    environment |= {"FOOTNOTE_DATA": str(house), "PYTHONPATH": str(Path(__file__).parents[3])}

    def footnote(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603

    made = footnote("backup")
    assert (made.returncode, made.stderr, made.stdout.count("\n")) == (0, "", 1)
    folder = made.stdout.split(" all checked) to ")[1].split(";")[0]
    (house / "bot.db").write_bytes(b"")
    (house / "bot.db-wal").unlink(missing_ok=True)
    refused = footnote("forget", "--member", str(ANN), "--yes")
    assert (refused.returncode, refused.stderr.count("\n")) == (78, 1)
    assert "python -m bot restore" in refused.stderr
    done = footnote("restore", folder)
    assert (done.returncode, done.stderr) == (0, "")
    with closing(sqlite3.connect(house / "bot.db")) as db:
        assert db.execute("SELECT count(*) FROM suggestions").fetchone() == (4,)
