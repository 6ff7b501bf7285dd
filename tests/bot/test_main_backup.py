"""The command line of backups: what it prints, and the status it exits with."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import __main__
from bot.storage import backup
from bot.storage.lock import only_backup, only_here
from tests.houses import AWAY, HERE, a_house

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return asyncio.run(a_house(tmp_path / "data"))


def footnote(*arguments: str) -> Result:
    return CliRunner().invoke(__main__.cli, arguments)


def assert_one_sentence(result: Result, code: int, words: str) -> None:
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def made(*arguments: str) -> Path:
    """Make a backup and say where."""
    result = footnote("backup", *arguments)
    assert (result.exit_code, result.stderr, result.stdout.count("\n")) == (0, "", 1)
    return Path(result.stdout.split(" all checked) to ")[1].rpartition(";")[0])


def test_backup_prints_one_line_also_while_the_bot_runs(house: Path) -> None:
    with only_here(house):
        assert made().parent == house / "backups"


def test_backup_goes_where_it_is_told(house: Path, tmp_path: Path) -> None:
    places = [made("--to", str(tmp_path / "there"), "--keep", "1") for _ in range(2)]
    assert [place.exists() for place in places] == [False, True]
    assert footnote("backup", "--keep", "0").exit_code == 2


def test_what_stops_a_backup_is_one_sentence(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_backup(house / "backups"):
        assert_one_sentence(footnote("backup"), 75, "A backup is being made in")
    (tmp_path / "file").touch()
    assert_one_sentence(footnote("backup", "--to", str(tmp_path / "file" / "x")), 78, "cannot be opened")
    monkeypatch.setattr(backup, "room", lambda folder: 0)
    assert_one_sentence(footnote("backup"), 1, "There is no room in")
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "nowhere"))
    assert_one_sentence(footnote("backup"), 1, "check FOOTNOTE_DATA")


def test_a_damaged_library_is_named_with_status_1(house: Path) -> None:
    (house / "libraries" / f"{HERE}.db").write_bytes(b"rubbish " * 999)
    result = footnote("backup")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1
    assert f"Left out since they are damaged: libraries/{HERE}.db; an older backup may have them." in result.stderr


def test_restore_is_refused_while_a_copy_runs_and_done_when_none_does(house: Path, tmp_path: Path) -> None:
    folder = made()
    with only_here(house):
        assert_one_sentence(footnote("restore", str(folder)), 75, "Another copy runs on")
    assert_one_sentence(footnote("restore", str(tmp_path)), 1, "is not a backup of Footnote")
    result = footnote("restore", str(folder))
    assert (result.exit_code, result.stderr, result.stdout.count("\n")) == (0, "", 1)
    assert "Restored the backup of" in result.stdout


def test_a_damaged_bot_db_refuses_every_command_with_78_until_a_backup_is_put_back(house: Path) -> None:
    folder = made()
    (house / "bot.db").write_bytes(b"rubbish " * 999)
    assert_one_sentence(footnote("forget", "--server", str(HERE), "--yes"), 78, "python -m bot restore")
    assert footnote("restore", str(folder)).exit_code == 0
    assert "Erased of server" in footnote("forget", "--server", str(HERE), "--yes").stdout


def test_a_locked_bot_db_ends_with_75(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.desk.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(house / "bot.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert_one_sentence(footnote("forget", "--member", "5", "--yes"), 75, "is held by another program")


def test_a_server_moves_to_another_host(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(tmp_path / "here.zip")
    with only_here(house):
        exported = footnote("export", file, "--server", str(HERE))
        assert (exported.exit_code, exported.stdout.count("\n")) == (0, 1)
        assert_one_sentence(footnote("import", file, "--server", str(HERE)), 75, "Another copy runs on")
    assert_one_sentence(footnote("export", file, "--server", str(HERE)), 1, "is there already")
    assert_one_sentence(footnote("import", file, "--server", str(HERE)), 1, "say --replace")
    assert_one_sentence(footnote("import", file, "--server", str(AWAY)), 1, f"say --server {HERE}")
    assert "What was here of it is in" in footnote("import", file, "--server", str(HERE), "--replace").stdout
    monkeypatch.setenv("FOOTNOTE_DATA", str(tmp_path / "new"))
    assert footnote("import", file, "--server", str(HERE)).stdout.startswith(f"Imported server {HERE} with 1 texts: ")
