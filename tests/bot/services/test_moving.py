"""A server moves from one host to another: all of it, and nothing of anybody else."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.services.moving import export_server, import_server
from bot.services.privacy import Privacy
from bot.storage import backup, departures, privacy
from bot.storage.desk import Desk
from bot.storage.moving import NUMBERED, POINTING
from bot.storage.privacy import OF_GUILD, OF_NO_GUILD
from retrieval import Library
from tests.bot.services.test_backup import rows
from tests.fakes import WordEncoder
from tests.houses import ANN, AWAY, BOB, HERE, a_house
from tests.traces import traces

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NOT_SENT = ("outbox",)


@pytest.fixture
async def house(tmp_path: Path) -> Path:
    return await a_house(tmp_path / "old")


@pytest.fixture
async def file(house: Path, tmp_path: Path) -> Path:
    await export_server(house, HERE, tmp_path / "here.zip", NOW, "1")
    return tmp_path / "here.zip"


async def of_guild(data: Path, guild: int) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a server."""
    desk = await Desk.open(data / "bot.db")

    def read(db) -> dict[str, list[tuple[object, ...]]]:
        return {
            table: [tuple(row.values()) for row in db.query(f"SELECT * FROM {table} WHERE {where}", {"guild": guild})]
            for table, where in OF_GUILD.items()
        }

    found = await desk.run(read)
    await desk.close()
    return found


async def test_every_table_of_a_server_arrives_row_by_row(house: Path, file: Path, tmp_path: Path) -> None:
    """A table that is in neither list fails in test_inventory; one that the test leaves empty fails here."""
    said = await import_server(tmp_path / "new", HERE, file, LATER, "1", replace=False)
    old, new = await of_guild(house, HERE), await of_guild(tmp_path / "new", HERE)
    assert {table for table, found in old.items() if not found} == {"departures"}
    assert {table: found for table, found in new.items() if table not in NOT_SENT} == {
        table: found for table, found in old.items() if table not in NOT_SENT
    }
    assert len(new["outbox"]) == len(old["outbox"])
    name = f"libraries/{HERE}.db"
    assert rows(tmp_path / "new" / name) == rows(house / name)
    assert said.startswith(f"Imported server {HERE} with 1 texts: ")
    library = Library.open(tmp_path / "new" / name, WordEncoder())
    assert library.ask("who lends a ladder?").excerpts
    library.close()


async def test_nothing_of_another_server_is_in_the_bytes(house: Path, file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        packed.extractall(tmp_path / "open")
    assert sorted(path.name for path in (tmp_path / "open").iterdir()) == ["bot.db", "library.db", "manifest.json"]
    assert traces(tmp_path / "open", AWAY) == []
    assert b"kettle" not in b"".join(path.read_bytes() for path in (tmp_path / "open").iterdir())
    assert traces(tmp_path / "open", ANN) == traces(tmp_path / "open", BOB) == ["bot.db"]  # members' ids are in it
    with closing(sqlite3.connect(tmp_path / "open" / "bot.db")) as db:
        assert all(not db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in OF_NO_GUILD)
    assert (tmp_path / "old").exists()
    assert await of_guild(house, AWAY)


async def test_where_numbers_are_taken_all_move_on_and_still_belong_together(file: Path, tmp_path: Path) -> None:
    """Nothing in the new numbers is one of the old: an old button leads nowhere rather than to something else."""
    new = tmp_path / "new"
    desk = await Desk.open(new / "bot.db")
    from tests.bot.storage.test_privacy import fill

    await desk.run(lambda db: fill(db, AWAY, 1))  # the very numbers that Here has
    await desk.close()
    neighbour = await of_guild(new, AWAY)
    await import_server(new, HERE, file, LATER, "1", replace=False)
    assert await of_guild(new, AWAY) == neighbour
    with closing(sqlite3.connect(new / "bot.db")) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        session, start = db.execute(
            "SELECT sessions.id, title FROM sessions JOIN reading_groups ON reading_groups.id = reading_group"
            " WHERE guild = ? AND facilitator = ?",
            [HERE, ANN],
        ).fetchone()
        assert session > 12
        keys = [key for (key,) in db.execute("SELECT key FROM outbox WHERE guild = ? ORDER BY number", [HERE])]
        assert keys[-1] == f"session:{session}:news:2"
        (parent,) = db.execute("SELECT parent FROM outbox WHERE key = ?", [keys[-1]]).fetchone()
        assert parent == f"session:{session}:news"
        assert f"session:{session}:direct:1:{ANN}:" in keys
        counts = {
            t: db.execute(f"SELECT count(*) FROM {t} WHERE session = ?", [session]).fetchone()[0]
            for t in ("attendance", "reminders", "session_phases", "session_events")
        }
        assert counts == {"attendance": 2, "reminders": 2, "session_phases": 1, "session_events": 1}
        assert start == f"<@{ANN}>"


async def test_every_number_and_every_reference_is_known(house: Path) -> None:
    """A new table that gives out numbers, or names those of another, is decided on here."""
    with closing(sqlite3.connect(house / "bot.db")) as db:
        tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        numbered = {name for name, sql in tables if "AUTOINCREMENT" in sql}
        pointing = {
            (name, key[3]): key[2] for name, _ in tables for key in db.execute(f"PRAGMA foreign_key_list({name})")
        }
    assert numbered == set(NUMBERED)
    assert {one: to for one, to in POINTING.items() if one != ("audit", "undoes")} == {
        one: to for one, to in pointing.items() if one != ("outbox", "parent")
    }


async def test_of_letters_that_were_due_a_facilitator_says_whether_they_are_there(house: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(house / "bot.db")) as db, db:
        later = int(LATER.timestamp() * 1000) + 1
        db.execute("UPDATE outbox SET due = ?, expires = due WHERE guild = ? AND key LIKE '%news'", [later, HERE])
    await export_server(house, HERE, tmp_path / "here.zip", NOW, "1")
    await import_server(tmp_path / "new", HERE, tmp_path / "here.zip", LATER, "1", replace=False)
    with closing(sqlite3.connect(tmp_path / "new" / "bot.db")) as db:
        states = dict(db.execute("SELECT key, state FROM outbox"))
    assert states.pop("session:1:news") == "pending"
    assert set(states.values()) == {"uncertain"}


async def test_a_server_that_is_here_is_replaced_only_when_told(house: Path, file: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"is here already \(.* say --replace"):
        await import_server(house, HERE, file, LATER, "1", replace=False)
    desk = await Desk.open(house / "bot.db")
    await desk.run(lambda db: db.execute("UPDATE suggestions SET title = 'written since' WHERE guild = ?", [HERE]))
    await desk.run(lambda db: departures.note(db, HERE, NOW))
    await desk.close()
    before = await of_guild(house, AWAY)
    said = await import_server(house, HERE, file, LATER, "1", replace=True)
    aside = house / "before-import-2026-03-01T010000Z"
    assert f"What was here of it is in {aside}." in said
    assert {row[3] for row in rows(aside / "bot.db")["suggestions"]} == {"A text", "written since"}
    assert (aside / "libraries" / f"{HERE}.db").exists()
    found = await of_guild(house, HERE)
    assert {row[3] for row in found["suggestions"]} == {"A text"}
    assert found["departures"] == []
    assert await of_guild(house, AWAY) == before
    assert not list(house.glob(".import-*"))


async def test_whoever_was_erased_since_the_export_is_not_brought_back(house: Path, file: Path) -> None:
    desk = await Desk.open(house / "bot.db")
    await Privacy(desk, RecentQuestions(), Allowances(desk)).erase(ANN, HERE, LATER)
    await desk.close()
    await import_server(house, HERE, file, LATER, "1", replace=True)
    desk = await Desk.open(house / "bot.db")
    assert await desk.run(lambda db: privacy.of_member(db, ANN, HERE)) == ()
    assert await desk.run(lambda db: privacy.of_member(db, BOB, HERE))
    await desk.close()


async def test_what_cannot_be_exported_is_one_sentence(house: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Nothing is stored of server 5"):
        await export_server(house, 5, tmp_path / "5.zip", NOW, "1")
    with pytest.raises(Refusal, match="check FOOTNOTE_DATA"):
        await export_server(tmp_path / "nowhere", HERE, tmp_path / "5.zip", NOW, "1")
    (tmp_path / "there.zip").touch()
    with pytest.raises(Refusal, match="is there already"):
        await export_server(house, HERE, tmp_path / "there.zip", NOW, "1")
    (house / "libraries" / f"{HERE}.db").write_bytes(b"garbage" * 999)
    with pytest.raises(Refusal, match="is damaged"):
        await export_server(house, HERE, tmp_path / "5.zip", NOW, "1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "there.zip"]


async def test_what_cannot_be_imported_is_one_sentence(file: Path, tmp_path: Path, monkeypatch) -> None:
    async def refused(path: Path, words: str, guild: int = HERE) -> None:
        with pytest.raises(Refusal, match=words):
            await import_server(tmp_path / "new", guild, path, LATER, "1", replace=False)
        assert list((tmp_path / "new").iterdir()) == []

    await refused(tmp_path / "none.zip", "There is no file")
    (tmp_path / "bad.zip").write_bytes(b"PK no zip")
    await refused(tmp_path / "bad.zip", "is no export of a server")
    await refused(file, f"holds server {HERE}, not 5: say --server {HERE}", 5)
    await refused(
        _changed(file, tmp_path / "flipped.zip", "library.db", lambda b: b.replace(b"beans", b"beanz")),
        "is not as it was",
    )

    def newer(content: bytes) -> bytes:
        told = json.loads(content)
        told["files"]["bot.db"]["schema"].append("m999_later")
        return json.dumps(told).encode()

    await refused(_changed(file, tmp_path / "newer.zip", "manifest.json", newer), "m999_later; this is 1")
    monkeypatch.setattr(backup, "room", lambda folder: 5)
    await refused(file, "There is no room")


def _changed(file: Path, to: Path, name: str, change) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
    return to
