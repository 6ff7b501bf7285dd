"""Questions read beside each other and beside whoever writes."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from retrieval import BrokenLibrary, Library
from retrieval.lookups import KEPT, Lookups
from retrieval.store import Store
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY

KITES = b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most of it.\n"


@pytest.fixture
def store(library: Library, tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "library.db", create=False)
    yield opened
    opened.close()


def test_a_question_is_answered_while_an_essay_is_being_written(library: Library) -> None:
    before = library.ask("what is a weed?")
    with library._store.writing() as db, ThreadPoolExecutor(1) as thread:
        db.execute("SAVEPOINT before")
        db.execute("DELETE FROM passages")
        assert thread.submit(library.ask, "what is a weed?").result(5) == before
        db.execute("ROLLBACK TO SAVEPOINT before")
    assert library.ask("what is a weed?") == before


def test_what_made_the_vectors_is_read_again_when_somebody_wrote(store: Store, tmp_path: Path) -> None:
    made = store.made_by()
    made["encoder"] = "changed outside"
    assert store.made_by() != made
    with store.writing() as db:
        db.execute("UPDATE meta SET value = 'mine' WHERE key = 'encoder'")
        assert store.made_by()["encoder"] != "mine"
    assert store.made_by()["encoder"] == "mine"
    other = sqlite3.connect(tmp_path / "library.db")
    other.execute("UPDATE meta SET value = 'theirs' WHERE key = 'encoder'")
    other.commit()
    other.close()
    assert store.made_by()["encoder"] == "theirs"


def test_the_version_is_that_of_others_and_waits_for_nobody(store: Store, tmp_path: Path) -> None:
    before = store.version()
    with store.writing() as db:
        db.execute("UPDATE meta SET value = 'mine' WHERE key = 'encoder'")
        assert store.version() == before
    assert store.version() == before
    other = Library.open(tmp_path / "library.db", WordEncoder())
    other.add("kite.md", KITES)
    other.close()
    assert store.version() != before


def test_a_connection_that_reads_cannot_write_and_makes_no_file(library: Library, tmp_path: Path) -> None:
    lookups = Lookups(tmp_path / "library.db")
    with lookups.one() as lookup, pytest.raises(sqlite3.OperationalError, match="readonly"):
        lookup.rows("DELETE FROM passages")
    lookups.close()
    with pytest.raises(sqlite3.OperationalError), Lookups(tmp_path / "none.db").one():
        pass
    assert not (tmp_path / "none.db").exists()


def test_only_so_many_connections_are_kept(library: Library, tmp_path: Path) -> None:
    lookups = Lookups(tmp_path / "library.db")
    with ExitStack() as stack:
        used = [stack.enter_context(lookups.one()) for _ in range(KEPT + 2)]
        assert all(one.made_by() for one in used)
    assert len(lookups._free) == KEPT
    with lookups.one() as last:
        assert last in used
        lookups.close()
        assert last.made_by()
    assert not lookups._free


def test_a_closed_library_is_not_opened_again_by_a_question(library: Library) -> None:
    library.ask("what is a weed?")
    library.close()
    with pytest.raises(BrokenLibrary, match="closed"):
        library.ask("what is a weed?")


def test_the_file_may_be_deleted_while_it_is_open(library: Library, tmp_path: Path) -> None:
    assert library.ask("what is a weed?").excerpts
    library.close()
    for path in tmp_path.glob("library.db*"):
        path.unlink()
    fresh = Library.open(tmp_path / "library.db", WordEncoder())
    fresh.add("night-bread.md", BAKERY.encode())
    assert {one.essay for one in fresh.ask("what is a weed?").excerpts} == {"night-bread"}
    fresh.close()
