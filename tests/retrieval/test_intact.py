"""A byte that changed in a text is found before anything of it is quoted; one in another essay's file is no matter."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import AlteredText, BrokenLibrary, ChangedSince, Library, check_texts
from retrieval.intact import revision_of
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CHANGED = HEDGES.replace("wind out", "wind and the rain out")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    library = Library.open(tmp_path / "library.db", WordEncoder())
    library.add("hedges.md", HEDGES.encode())
    library.add("tea.md", TEA.encode())
    library.close()
    return tmp_path / "library.db"


def flip(path: Path, word: bytes, byte: int = ord("z")) -> None:
    """One byte of a word in the file, wherever it stands, becomes another one; SQLite does not notice."""
    content = path.read_bytes()
    assert word in content
    path.write_bytes(content.replace(word, word[:-1] + bytes([byte])))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)


@pytest.mark.parametrize("byte", [ord("z"), 0xFF, 0x80, 0x00])
def test_a_flipped_byte_is_found_before_anything_is_quoted(path: Path, byte: int) -> None:
    flip(path, b"carried home", byte)
    library = Library.open(path, WordEncoder())
    slug = "on-hedges"
    for asking in (
        lambda: library.ask("who drinks tea?"),
        lambda: library.ask_many(["tea"]).__next__(),
        lambda: library.essay(slug),
        lambda: library.excerpt("1.1"),
        lambda: library.cite("on-hedges ¶1 @d998894e675b"),
        lambda: library.compare("tea"),
        lambda: library.check_quote("The ladder still has to be carried home."),
        lambda: library.key_passages(slug),
        lambda: library.text_of("on-hedges"),
        lambda: library.remove("on-hedges", NOW),
    ):
        with pytest.raises(BrokenLibrary):
            asking()
    library.close()
    with pytest.raises(AlteredText, match=r"\(@[0-9a-f]{12}\): a byte changed on the disk"):
        check_texts(path)


def test_every_single_byte_of_a_text_counts(path: Path) -> None:
    text = HEDGES.encode()
    revision = revision_of(HEDGES)
    for place in range(len(text)):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        assert revision_of(changed.decode(errors="surrogateescape").encode(errors="replace").decode()) != revision


def test_a_library_that_is_open_notices_at_its_next_reading(path: Path) -> None:
    library = Library.open(path, WordEncoder())
    assert library.ask("who lends a ladder?").excerpts
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE essays SET text = replace(text, 'carried home', 'carried hone')")
    with pytest.raises(AlteredText):
        library.ask("who lends a ladder?")
    library.close()


def test_former_texts_drafts_and_what_was_removed_are_compared_too(path: Path) -> None:
    library = Library.open(path, WordEncoder())
    citation = library.ask("what keeps the wind out?").excerpts[0].permanent
    library.replace("on-hedges", library.prepare("hedges.md", CHANGED.encode(), NOW).id, NOW)
    library.prepare("new.md", TEA.replace("kettle", "cattle").encode(), NOW)
    library.remove("tea-before-minutes", NOW)
    with pytest.raises(ChangedSince):
        library.cite(citation)
    assert check_texts(path) == 4
    for table, asking in (
        ("revisions", lambda: library.cite(citation)),
        ("drafts", library.drafts),
        ("stash", library.removed),
    ):
        with closing(sqlite3.connect(path)) as db, db:
            kept = db.execute(f"SELECT text FROM {table}").fetchone()
            db.execute(f"UPDATE {table} SET text = text || '!'")
        with pytest.raises(AlteredText):
            asking()
        with pytest.raises(AlteredText):
            check_texts(path)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(f"UPDATE {table} SET text = ?", kept)
    assert check_texts(path) == 4
    library.close()
