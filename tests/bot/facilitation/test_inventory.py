"""The inventory and the real schema: a column that nobody has decided on fails here."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.facilitation.inventory import (
    LIBRARY_TOPICS,
    MEMORY_TOPIC,
    NO_PERSON,
    NO_PERSON_IN_LIBRARY,
    NO_PERSON_IN_MEMORY,
    TOPICS,
    Topic,
    people,
    topic_of,
    wordy,
)
from bot.storage.desk import Desk
from bot.storage.privacy import OF_GUILD, OF_NO_GUILD
from retrieval import Library, VectorMemory
from tests.fakes import WordEncoder

NOT_OURS = "sqlite_sequence", "_sqlite_migrations"


def columns(path: Path) -> Iterator[tuple[str, str, str]]:
    """Every table with its columns and their types."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in db.execute(f"PRAGMA table_info({table})"):
                yield table, row[1], row[2]


def decided(topics: Sequence[Topic], nobody: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    of_people = {(topic.table, column.name) for topic in topics for column in topic.columns}
    of_nobody = {(table, name) for table, names in nobody.items() for name in names}
    assert not of_people & of_nobody
    return of_people | of_nobody


@pytest.fixture
async def desk_file(tmp_path: Path) -> Path:
    await (await Desk.open(tmp_path / "bot.db")).close()
    return tmp_path / "bot.db"


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    Library.open(tmp_path / "library.db", WordEncoder()).close()
    return tmp_path / "library.db"


async def test_every_column_of_the_desk_is_decided_on(desk_file: Path) -> None:
    there = {(table, name) for table, name, kind in columns(desk_file) if kind in ("INTEGER", "TEXT")}
    assert there == decided(TOPICS, NO_PERSON)


def test_every_column_of_a_library_is_decided_on(library_file: Path) -> None:
    there = {(table, name) for table, name, kind in columns(library_file) if kind in ("INTEGER", "TEXT")}
    assert there == decided(LIBRARY_TOPICS, NO_PERSON_IN_LIBRARY)


def test_the_memory_of_vectors_holds_no_text(tmp_path: Path) -> None:
    VectorMemory(tmp_path / "vectors.db", now=lambda: datetime(2026, 5, 3, tzinfo=UTC)).close()
    there = list(columns(tmp_path / "vectors.db"))
    assert {(table, name) for table, name, _ in there} == decided([MEMORY_TOPIC], NO_PERSON_IN_MEMORY)
    assert {kind for table, _, kind in there if table == MEMORY_TOPIC.table} == {"INTEGER", "BLOB"}


async def test_no_column_has_another_type_but_what_is_no_text(desk_file: Path, library_file: Path) -> None:
    for path in (desk_file, library_file):
        for table, name, kind in columns(path):
            known = kind in ("INTEGER", "TEXT", "BLOB") or table.startswith(("passage_words", *NOT_OURS))
            assert known, (table, name, kind)


async def test_every_table_belongs_to_a_server_or_to_none(desk_file: Path) -> None:
    assert {table for table, _, _ in columns(desk_file)} == {*OF_GUILD, *OF_NO_GUILD, *NOT_OURS}


def test_members_are_numbers_and_are_found_in_every_table_that_names_them() -> None:
    named = {(topic.table, column.name) for topic, column in people()}
    assert len(named) == 9
    assert ("audit", "member") in named
    assert {topic.table for topic, _ in people()} <= {topic.table for topic in TOPICS if topic.about_you}
    assert ("outbox", "content") in {(topic.table, column.name) for topic, column in wordy()}
    assert topic_of("audit").kept == "180 days"
