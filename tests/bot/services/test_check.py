"""What a host reads before the first start."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.facilitation.check import Finding, Place
from bot.facilitation.groups import Group
from bot.facilitation.settings import ServerSettings
from bot.services import check
from bot.storage import commands, groups, settings
from bot.storage.desk import Desk
from bot.storage.lock import only_here
from retrieval import Library, ModelName
from retrieval.encoder import prepared
from retrieval.encoder.manifest import folder_of
from tests.fakes import WordEncoder
from tests.sim import HEDGES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
READERS = Group(0, 77, "Readers", 501, False, frozenset({1}), None, "Europe/Berlin", "live", time(19, 30))
NAMED = ModelName.of("some/model")


def test_a_data_folder_that_is_not_there_yet_is_made_at_the_first_start(tmp_path: Path) -> None:
    assert not check.data_folder(tmp_path / "new" / "data").wrong
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = check.data_folder(tmp_path / "file" / "data")
    assert found.wrong
    assert "let the user that runs Footnote write there, or set FOOTNOTE_DATA" in found.text


def marks(found: list[Finding]) -> str:
    return "".join(one.mark for one in found)


async def fill(data: Path) -> Path:
    """bot.db and one library; the path of the library."""
    await (await Desk.open(data / "bot.db")).close()
    path = data / "libraries" / "77.db"
    path.parent.mkdir()
    library = Library.open(path, WordEncoder())
    library.add("hedges.md", HEDGES.encode())
    library.close()
    return path


def test_what_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = [check.room(data, 7), check.desk(data), *check.libraries(data)]
    assert marks(found) == "✓––"
    assert check.another_copy(data) is None
    assert check.chosen(data) is None
    assert not data.exists()


async def test_whole_files_are_said_to_be_whole(tmp_path: Path) -> None:
    await fill(tmp_path)
    found = [check.desk(tmp_path), *check.libraries(tmp_path)]
    assert [one.text for one in found] == [
        "bot.db holds together.",
        "1 library holds together, and every text is the one that was put in.",
    ]


async def test_a_flipped_byte_is_found_in_a_text_and_in_a_database(tmp_path: Path) -> None:
    path = await fill(tmp_path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE essays SET text = replace(text, 'wind', 'mind')")
    (found,) = check.libraries(tmp_path)
    assert found.wrong
    assert "The library of server 77 is damaged" in found.text
    assert "python -m bot restore" in found.text
    (tmp_path / "bot.db").write_bytes(b"no database" * 1000)
    assert "bot.db is damaged" in check.desk(tmp_path).text


async def test_a_file_of_tomorrow_and_one_of_yesterday_are_told(tmp_path: Path) -> None:
    await fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as db, db:
        db.execute(
            "UPDATE _sqlite_migrations SET name = 'm999' WHERE name = (SELECT max(name) FROM _sqlite_migrations)"
        )
    assert check.desk(tmp_path).mark == "✗"
    with closing(sqlite3.connect(tmp_path / "bot.db")) as db, db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm999'")
    found = check.desk(tmp_path)
    assert (found.mark, "earlier version" in found.text) == ("–", True)


async def test_a_backup_that_was_half_put_back_is_told(tmp_path: Path) -> None:
    await fill(tmp_path)
    (tmp_path / "restore-unfinished").touch()
    assert check.desk(tmp_path).wrong


def test_another_copy_is_told_and_is_no_fault(tmp_path: Path) -> None:
    found = check.another_copy(tmp_path)
    assert found is not None
    assert found.mark == "✓"
    with only_here(tmp_path):
        found = check.another_copy(tmp_path)
    assert found is not None
    assert found.mark == "–"
    assert found.text.startswith(f"Another copy runs on {tmp_path} (process ")


async def test_what_servers_chose_is_read_without_a_change(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    for group in (READERS, replace(READERS, guild=78, name="Closed")):
        await desk.run(lambda db, group=group: groups.add(db, group, NOW))  # type: ignore[misc]
    await desk.run(lambda db: groups.close(db, 2, NOW))
    chose = ServerSettings(questions_channel=502, events=False)
    await desk.run(lambda db: settings.replace(db, 78, chose))
    await desk.run(lambda db: commands.publish(db, 4200, "a fingerprint"))
    await desk.close()
    before = (tmp_path / "bot.db").read_bytes()
    chosen = check.chosen(tmp_path)
    assert chosen is not None
    assert chosen.places == {77: [Place(501, "Readers")], 78: [Place(502, None)]}
    assert chosen.unlisted == {78}
    assert chosen.published == {4200: "a fingerprint"}
    assert (tmp_path / "bot.db").read_bytes() == before


def test_a_model_that_was_not_prepared_yet_needs_nothing(tmp_path: Path) -> None:
    found = check.model(NAMED, tmp_path)
    assert (found.wrong, "the first start does that, or python -m bot prepare" in found.text) == (False, True)


def test_why_the_reference_runs_is_told(tmp_path: Path) -> None:
    prepared._remember(folder_of(tmp_path, NAMED), "it leaves its prompts out of its vectors")
    found = check.model(NAMED, tmp_path)
    assert not found.wrong
    assert "three times the memory: it leaves its prompts out of its vectors. python -m bot prepare tries" in found.text


def test_a_damaged_model_is_wrong(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, NAMED)
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    found = check.model(NAMED, tmp_path)
    assert found.wrong
    assert found.text.endswith("run python -m bot prepare.")


def test_a_prepared_model_tells_its_figures(models: Path) -> None:
    text = check.model(ModelName.of(), models).text
    for words in ("runs with onnxruntime, from", "every checksum is right", "least cosine", "91 MB: model.onnx"):
        assert words in text


def test_a_machine_that_has_no_model_and_cannot_prepare_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "preparable", lambda: False)
    found = check.model(ModelName.of(), tmp_path)
    assert found.wrong
    assert "is not prepared in" in found.text
    assert "install sentence-transformers and torch, or copy the folder from another machine" in found.text


def test_a_prepared_model_needs_nothing_that_prepares_it(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "preparable", lambda: False)
    assert not check.model(ModelName.of(), models).wrong
