"""The words of a library are counted when it is written, and are always those of its texts."""

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlite_utils import Database

from retrieval import Library, opening
from retrieval.loading import load
from retrieval.migrations import library as migrations
from retrieval.parts import vocabularies
from retrieval.vocabulary import RULES, counted, merged, packed, unpacked
from retrieval.words import stem, tokens
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW


def check(library: Library) -> None:
    """What is loaded is what the texts say."""
    index, words, spread = load(library._store), Counter[str](), Counter[str]()
    for number, row in library._store.rows().items():
        words.update(tokens(f"{row.title} {row.author or ''} {row.year or ''} {row.text}"))
        for place in index.places:
            if place.essay == number and place.paragraph.number:
                spread.update(set(map(stem, tokens(place.paragraph.text))))
    with library._store.reading() as db:
        assert merged(vocabularies(db)).words == words
    assert len(index.words) == len(words)
    assert index.spread == spread
    initials = re.findall(r"[A-Z]\w+(?:[ -][A-Z]\w+)+", "\n".join(index.texts.values()))
    short = {"".join(word[0] for word in re.split("[ -]", found)).lower() for found in initials}
    assert index.stems == set(map(stem, words)) | short


def test_they_follow_an_essay_through_its_life(library: Library) -> None:
    check(library)
    library.edit("the-allotment", title="The Plot", author="Jo Zebulon", year=1999)
    check(library)
    assert "zebulon" in library._loaded().stems
    draft = library.prepare("a.md", GARDEN.replace("poppies", "nettles").encode(), NOW)
    library.replace("the-allotment", draft.id, NOW)
    check(library)
    assert "poppi" not in library._loaded().stems
    library.remove("the-allotment", NOW)
    check(library)
    assert "nettl" not in library._loaded().stems
    library.restore("the-allotment")
    check(library)
    assert "zebulon" in library._loaded().stems


def test_initials_of_names_stand_for_them() -> None:
    assert "blm" in counted("T", None, None, "They said Black Lives Matter.", []).stems


def test_what_is_packed_is_unpacked() -> None:
    vocabulary = counted("Crème", "Ann", 1999, "A weed is Red Tape. A weed.", ["A weed is Red Tape.", "A weed."])
    assert unpacked(packed(vocabulary)) == vocabulary
    assert vocabulary.spread["weed"] == 2


def old_file(path: Path, encoder: WordEncoder) -> None:
    """A library as it was before words were counted."""
    opened = Library.open(path, encoder)
    opened.add("allotment.md", GARDEN.encode())
    opened.add("bread.md", BAKERY.encode())
    opened._store.settle()
    opened.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE vocabularies")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_vocabularies'")


def test_an_older_file_is_counted_when_it_is_opened(tmp_path: Path, encoder: WordEncoder) -> None:
    old_file(tmp_path / "l.db", encoder)
    library = Library.open(tmp_path / "l.db", encoder)
    assert library._store._rows("SELECT count(*) FROM vocabularies") == [(2,)]
    check(library)
    assert not migrations.pending(Database(tmp_path / "l.db"))


def test_an_older_file_that_may_not_be_written_is_read_as_it_is(
    tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_file(tmp_path / "l.db", encoder)
    monkeypatch.setattr(opening, "_writable", lambda path: False)
    library = Library.open(tmp_path / "l.db", encoder)
    check(library)
    assert library.ask("which plant is a weed?").excerpts[0].essay == "the-allotment"


def test_counts_by_other_rules_are_not_believed(library: Library) -> None:
    with library._store.writing() as db:
        db.execute("UPDATE vocabularies SET rules = ?, vocabulary = '[{},[],{}]'", [RULES + 1])
    check(library)
