"""The file of a library: damaged, foreign, newer, read-only, and used by several at once."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval import (
    BrokenLibrary,
    Library,
    LockedLibrary,
    NewerLibrary,
    UnknownEssay,
)
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW


def test_a_file_that_is_not_sqlite_is_kept_and_explained(tmp_path: Path, encoder: WordEncoder) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(b"this is not a database, just a long enough line of text to look at")
    with pytest.raises(BrokenLibrary, match="not a readable library"):
        Library.open(path, encoder)
    assert path.read_bytes().startswith(b"this is not")


def test_a_database_of_another_program_is_not_touched(tmp_path: Path, encoder: WordEncoder) -> None:
    with sqlite3.connect(tmp_path / "l.db") as db:
        db.execute("CREATE TABLE cats (name)")
    with pytest.raises(BrokenLibrary, match="not a library"):
        Library.open(tmp_path / "l.db", encoder)
    with sqlite3.connect(tmp_path / "l.db") as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("cats",)]


def test_a_library_of_a_newer_footnote_is_refused(library: Library, tmp_path: Path, encoder: WordEncoder) -> None:
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('library', 'm999', '')")
    with pytest.raises(NewerLibrary, match="update Footnote"):
        Library.open(tmp_path / "library.db", encoder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(LockedLibrary, match="folder"):
        Library.open(tmp_path / "nowhere" / "l.db", encoder)


def test_a_library_that_may_not_be_written_refuses_to_add_and_still_answers(
    library: Library, tmp_path: Path, encoder: WordEncoder
) -> None:
    library.close()
    path = tmp_path / "library.db"
    # Stands in for file permissions, which root (a container, CI) passes through.
    reading = Library.open(path, encoder)
    reading._store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(LockedLibrary, match="may not be written"):
        reading.add("x.md", BAKERY.replace("rye", "oats").encode())
    assert reading.ask("what is a weed?").excerpts


def test_what_another_process_adds_is_found_without_a_restart(library: Library, tmp_path: Path) -> None:
    library.ask("what is a weed?")
    other = Library.open(tmp_path / "library.db", WordEncoder())
    other.add("kite.md", b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most of it.\n")
    other.close()
    assert library.ask("who flies a kite?").excerpts[0].essay == "kites"


def test_questions_are_answered_while_an_essay_is_being_embedded(library: Library, encoder: WordEncoder) -> None:
    answers = []

    def ask(done: int, total: int) -> None:
        answers.append(library.ask("which plant is a weed?"))

    library.add("x.md", BAKERY.replace("rye", "oats").encode(), progress=ask)
    assert answers[0].excerpts[0].essay == "the-allotment"


def test_a_library_in_a_folder_that_may_not_be_written_is_read_and_asked(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    reading = Library.open(tmp_path / "library.db", WordEncoder())
    assert reading.ask("which plant is a weed?").excerpts[0].essay == "the-allotment"
    with pytest.raises(LockedLibrary, match="permissions"):
        reading.remove("the-allotment", NOW)


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite form"])
def test_opening_to_read_makes_no_library_of_another_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(content)
    with pytest.raises(BrokenLibrary, match="not a readable library"):
        Library.open(path, WordEncoder(), create=False)
    assert path.read_bytes() == content


def test_essays_come_and_go_while_others_ask_and_read(library: Library) -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def again(work: Callable[[], object]) -> None:
        while not stop.is_set():
            try:
                work()
            except UnknownEssay:
                pass
            except BaseException as error:
                failed.append(error)
                return

    def come_and_go() -> None:
        library.add("kite.md", b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most.\n")
        library.remove("kites", NOW)

    works = [lambda: library.ask("what does the wind do?"), lambda: library.essay("kites"), come_and_go]
    threads = [threading.Thread(target=again, args=[work]) for work in (*works, *works[:2])]
    for thread in threads:
        thread.start()
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert failed == []


def test_a_question_is_answered_and_an_essay_removed_while_another_is_embedded(library: Library) -> None:
    removed = []

    def meanwhile(done: int, total: int) -> None:
        if not removed:
            removed.append(library.remove("the-allotment", NOW).slug)

    library.add("x.md", BAKERY.replace("rye", "oats").encode(), progress=meanwhile)
    assert removed == ["the-allotment"]
    assert [info.slug for info in library.essays()] == ["night-bread", "night-bread-2"]


def test_the_same_file_added_twice_at_once_is_there_once(tmp_path: Path) -> None:
    one, other = (Library.open(tmp_path / "l.db", WordEncoder()) for _ in range(2))
    one.add("bread.md", BAKERY.encode())
    before = threading.Barrier(2)

    def add(library: Library) -> bool:
        def wait(done: int, total: int) -> None:
            if done == total:
                before.wait(10)

        return library.add("allotment.md", GARDEN.encode(), progress=wait).already

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, (one, other))) == [False, True]
    assert len(one.essays()) == 2


def test_two_who_make_one_library_at_once_both_succeed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(lambda _: Library.open(tmp_path / "l.db", WordEncoder()), range(8)))
    assert [library.essays() for library in libraries] == [[]] * 8
