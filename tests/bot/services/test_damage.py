"""What a damaged, locked or newer library costs: one sentence for its own server, nothing for any other."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.services.shelf import Shelf
from retrieval import Library, library_schema
from tests.fakes import WordEncoder
from tests.houses import AWAY, HERE, add_essay
from tests.sim import HEDGES, TEA


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    add_essay(tmp_path, HERE, "hedges.md", HEDGES)
    add_essay(tmp_path, AWAY, "tea.md", TEA)
    shelf = Shelf(tmp_path / "libraries", WordEncoder())
    yield shelf
    await shelf.close()


def flipped(content: bytes) -> bytes:
    return content.replace(b"carried home", b"carried hone")


def headless(content: bytes) -> bytes:
    return b"x" * 100 + content[100:]


def torn(content: bytes) -> bytes:
    return content[: len(content) // 2]


def rotten(content: bytes) -> bytes:
    return content[:8192] + b"\xa5" * (len(content) - 8192)


def rubbish(content: bytes) -> bytes:
    return b"rubbish " * 2000


@pytest.mark.parametrize(
    ("damage", "sentence", "told"),
    [
        (flipped, "A text of this server's library changed on its disk, so nothing is quoted from it.", "restore it"),
        (headless, "This server's library cannot be read.", "restore a backup"),
        (torn, "This server's library cannot be read.", "restore a backup"),
        (rotten, "This server's library cannot be read.", "restore a backup"),
        (rubbish, "This server's library cannot be read.", "restore a backup"),
    ],
)
async def test_a_damaged_library_costs_its_own_server_one_sentence(
    shelf: Shelf,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
    sentence: str,
    told: str,
) -> None:
    path = tmp_path / "libraries" / f"{HERE}.db"
    path.write_bytes(damage(path.read_bytes()))
    damaged = path.read_bytes()
    for _ in range(2):
        with pytest.raises(Refusal) as refused, caplog.at_level(logging.ERROR):
            await shelf.search(HERE, lambda library: library.ask("who lends a ladder?"))
        assert str(refused.value) == f"{sentence} Please tell whoever hosts Footnote; the log says more."
    assert told in caplog.text
    assert str(HERE) in caplog.text
    assert path.read_bytes() == damaged
    answer = await shelf.search(AWAY, lambda library: library.ask("who drinks tea?"))
    assert answer.excerpts


async def test_a_library_of_tomorrow_is_refused_with_both_schemas_named(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "libraries" / f"{HERE}.db")) as db, db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('library', 'm999_x', '')")
    with pytest.raises(Refusal, match="written by a newer Footnote"), caplog.at_level(logging.ERROR):
        await shelf.use(HERE, Library.essays)
    assert f"(its schema is m999_x, this one knows {max(library_schema())})" in caplog.text
