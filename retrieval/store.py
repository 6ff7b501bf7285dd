"""The rows of one library file: the only SQL of the package."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from retrieval.answers import EssayInfo
from retrieval.opening import immediate, open_file, sentence
from retrieval.passages import words
from retrieval.rows import EssayRow, NewEssay, ParagraphRow, SectionRow, SpanRow

Row = tuple[Any, ...]
SLUG_CHARACTERS = 60
"""Longest name of an essay: it has to fit into a button's custom id together with a place."""


class Store:
    """One library file. Safe to use from several threads: one connection, one lock, one transaction a call."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open or create the file with today's schema. Raises BrokenLibrary, NewerLibrary, LockedLibrary."""
        self.path = path
        self._lock = threading.RLock()
        with self._explained():
            self._db = open_file(path, create)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def made_by(self) -> dict[str, str]:
        """What made the vectors (`encoder`) and cut the text (`cutting`); nothing in a new file."""
        return dict(self._rows("SELECT key, value FROM meta WHERE key IN ('encoder', 'cutting')"))

    def version(self) -> int:
        """A number that changes when another connection, such as another process, has written to the file."""
        return int(self._rows("PRAGMA data_version")[0][0])

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the file still while several things are read that belong together."""
        with self._lock, self._explained(), self._db.atomic():
            yield

    def essays(self) -> list[EssayInfo]:
        """All essays, by title."""
        return [_info(row) for row in self._rows(f"{_ESSAYS} ORDER BY title COLLATE NOCASE, id")]

    def rows(self) -> dict[int, EssayRow]:
        """The essays' own rows, by id."""
        columns = "slug, file, title, author, year, source, licence, text, revision"
        rows = self._rows(f"SELECT id, {columns} FROM essays ORDER BY id")
        return {row[0]: EssayRow(*row[1:]) for row in rows}

    def slug_of(self, revision: str) -> str | None:
        """The essay whose text has this revision."""
        rows = self._rows("SELECT slug FROM essays WHERE revision = ?", revision)
        return rows[0][0] if rows else None

    def sections(self) -> list[SectionRow]:
        """Every section, in order."""
        return [
            SectionRow(*row)
            for row in self._rows('SELECT id, essay_id, heading, start, "end" FROM sections ORDER BY id')
        ]

    def paragraphs(self) -> list[ParagraphRow]:
        """Every paragraph, in order."""
        rows = self._rows(
            'SELECT p.id, p.essay_id, p.section_id, s.heading, p.number, p.start, p."end" FROM paragraphs p'
            " LEFT JOIN sections s ON s.id = p.section_id ORDER BY p.id"
        )
        return [ParagraphRow(*row) for row in rows]

    def passages(self) -> list[SpanRow]:
        """Every passage, in order; its owner is a paragraph."""
        return [
            SpanRow(*row)
            for row in self._rows('SELECT id, paragraph_id, start, "end", vector FROM passages ORDER BY id')
        ]

    def tokens(self, passages: Iterable[int], encoder: str | None) -> dict[int, bytes]:
        """The packed tokens of these passages, by id; none when it was not this encoder that made them."""
        wanted = list(passages)
        marks = ",".join("?" * len(wanted))
        made = "SELECT value FROM meta WHERE key = 'encoder'"
        sql = f"SELECT id, tokens FROM passages WHERE id IN ({marks}) AND ({made}) = ?"
        return dict(self._rows(sql, *wanted, encoder))

    def sentences(self) -> list[SpanRow]:
        """Every sentence, in order; its owner is a passage."""
        return [
            SpanRow(*row)
            for row in self._rows('SELECT id, passage_id, start, "end", vector FROM sentences ORDER BY id')
        ]

    def matches(self, query: str, heading_weight: float, limit: int) -> list[tuple[int, float]]:
        """(passage id, BM25) for an FTS5 query, best first."""
        return self._rows(
            "SELECT rowid, -bm25(passage_words, ?, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"
            " ORDER BY score DESC LIMIT ?",
            heading_weight,
            query,
            limit,
        )

    def insert(self, essay: NewEssay) -> tuple[str, bool]:
        """Write a whole essay or, whatever happens, nothing.

        Returns its slug, unique in this library, and whether the text was here already.
        """
        with self._writing():
            there = self.slug_of(essay.row.revision)
            return (there, True) if there is not None else (_insert(self._db, essay), False)

    def delete(self, slug: str) -> None:
        """Delete an essay with all its parts."""
        with self._writing():
            _delete(self._db, "WHERE e.slug = ?", [slug])

    def replace_all(self, essays: Sequence[NewEssay], made_by: dict[str, str]) -> None:
        """Write every essay anew and remember what made the vectors (`encoder`, `cutting`).

        Nothing is written when essays came or went since these were read; `made_by` stays as it was.
        """
        with self._writing():
            if self._holds(essays):
                _delete(self._db, "", [])
                for essay in essays:
                    _insert(self._db, essay)
                self._remember(made_by)

    def replace_vectors(self, essays: Sequence[NewEssay], made_by: dict[str, str]) -> None:
        """As `replace_all`, for essays that are cut as they were: new vectors in the old places."""
        update = "UPDATE passages SET vector = ?, tokens = ? WHERE id = ?"
        passages = [passage for essay in essays for passage in essay.passage_vectors]
        sentences = [vector for essay in essays for vector in essay.sentence_vectors]
        with self._writing():
            if self._holds(essays):
                for old, (vector, tokens) in zip(self.passages(), passages, strict=True):
                    self._db.execute(update, [vector, tokens, old.id])
                for old, vector in zip(self.sentences(), sentences, strict=True):
                    self._db.execute("UPDATE sentences SET vector = ? WHERE id = ?", [vector, old.id])
                self._remember(made_by)

    def _holds(self, essays: Sequence[NewEssay]) -> bool:
        """Whether these essays are all that is in the file, in its order."""
        there = self._rows("SELECT revision FROM essays ORDER BY id")
        return [revision for (revision,) in there] == [essay.row.revision for essay in essays]

    def _remember(self, made_by: dict[str, str]) -> None:
        self._db.table("meta").upsert_all(({"key": key, "value": made_by[key]} for key in made_by), pk="key")

    def _rows(self, sql: str, *values: object) -> list[Row]:
        with self._lock, self._explained():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._explained(), immediate(self._db):
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise sentence(self.path, error) from error


_ESSAYS = """SELECT slug, file, title, author, year, source, licence, revision, text,
    (SELECT count(*) FROM sections WHERE essay_id = essays.id),
    (SELECT count(*) FROM paragraphs WHERE essay_id = essays.id AND number > 0),
    (SELECT count(*) FROM passages JOIN paragraphs p ON p.id = paragraph_id WHERE p.essay_id = essays.id)
    FROM essays"""

# What is indexed for a passage, from the text itself: a contentless index must be told the old words to forget them.
_INDEXED = """SELECT q.id, coalesce(e.author || ' ', '') || e.title || coalesce(' ' || s.heading, ''),
    substr(e.text, q.start + 1, q."end" - q.start)
    FROM passages q JOIN paragraphs p ON p.id = q.paragraph_id JOIN essays e ON e.id = p.essay_id
    LEFT JOIN sections s ON s.id = p.section_id"""


def _insert(db: Database, essay: NewEssay) -> str:
    layout = essay.layout
    slug = _free_slug(db, essay.row.slug)
    essay_id = _id(db, "essays", asdict(essay.row) | {"slug": slug})
    sections = [_id(db, "sections", asdict(section) | {"essay_id": essay_id}) for section in layout.sections]
    passage_vectors, sentence_vectors = iter(essay.passage_vectors), iter(essay.sentence_vectors)
    for paragraph in layout.paragraphs:
        section_id = None if paragraph.section is None else sections[paragraph.section]
        place = {"start": paragraph.start, "end": paragraph.end, "number": paragraph.number}
        paragraph_id = _id(db, "paragraphs", place | {"essay_id": essay_id, "section_id": section_id})
        for passage in paragraph.passages:
            vector, tokens = next(passage_vectors)
            owner = {"paragraph_id": paragraph_id, "vector": vector, "tokens": tokens}
            passage_id = _id(db, "passages", asdict(passage) | owner)
            db.table("sentences").insert_all(
                asdict(sentence) | {"passage_id": passage_id, "vector": next(sentence_vectors)}
                for sentence in paragraph.sentences
                if passage.start <= sentence.start < passage.end
            )
    db.execute(f"INSERT INTO passage_words (rowid, heading, body) {_INDEXED} WHERE e.id = ?", [essay_id])
    return slug


def _delete(db: Database, where: str, values: list[str]) -> None:
    forget = "INSERT INTO passage_words (passage_words, rowid, heading, body) VALUES ('delete', ?, ?, ?)"
    for indexed in db.execute(f"{_INDEXED} {where}", values).fetchall():
        db.execute(forget, indexed)
    db.execute(f"DELETE FROM essays AS e {where}", values)


def _free_slug(db: Database, slug: str) -> str:
    """The slug, or the first of slug-2, slug-3, … that is free and no longer than a slug may be."""
    taken = {row[0] for row in db.execute("SELECT slug FROM essays").fetchall()}
    endings = chain([""], (f"-{number}" for number in count(2)))
    return next(name for end in endings if (name := slug[: SLUG_CHARACTERS - len(end)] + end) not in taken)


def _id(db: Database, table: str, row: dict[str, Any]) -> int:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    inserted = db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", list(row.values()))
    return int(inserted.fetchone()[0])


def _info(row: Row) -> EssayInfo:
    slug, file, title, author, year, source, licence, revision, text, sections, paragraphs, passages = row
    return EssayInfo(
        slug,
        file,
        title,
        author,
        year,
        source,
        licence,
        sections,
        paragraphs,
        passages,
        words(text),
        revision,
    )
