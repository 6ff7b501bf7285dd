"""The rows of one library file.

SQL stands here and in `lookups`, `parts`, `columns` and `aside`, which work in a connection or a transaction of this.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from retrieval.answers import EssayInfo
from retrieval.columns import Numbers, Table
from retrieval.lookups import Lookup, Lookups
from retrieval.opening import immediate, open_file, sentence
from retrieval.parts import COLUMNS, rewrite, slug_of, standing
from retrieval.passages import words
from retrieval.rows import EssayRow, NewEssay, ParagraphRow, SectionRow

Row = tuple[Any, ...]


class Store:
    """One library file. Safe to use from several threads: one transaction a call.

    What questions read, they read side by side, through connections of their own. All else goes through one
    connection, behind a lock.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open or create the file with today's schema. Raises BrokenLibrary, NewerLibrary, LockedLibrary."""
        self.path = path
        self._lock = threading.RLock()
        with self._explained():
            self._db = open_file(path, create)
        self._version = self._seen()
        self._lookups = Lookups(path)

    def close(self) -> None:
        """Close the file."""
        self._lookups.close()
        with self._lock:
            self._db.close()

    def made_by(self) -> dict[str, str]:
        """What made the vectors (`encoder`) and cut the text (`cutting`); nothing in a new file."""
        with self._looking() as lookup:
            return lookup.made_by()

    def version(self) -> int:
        """A number that changes when another process, or whoever else opened the file, has written to it.

        Waits for nobody: while the file is held or written here, it is the number of before.
        """
        if self._lock.acquire(blocking=False):
            try:
                self._version = self._seen()
            finally:
                self._lock.release()
        return self._version

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Hold the file still while several things are read that belong together."""
        with self._lock, self._explained(), self._db.atomic():
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """Write what belongs together: all of it or, whatever happens, nothing."""
        with self._lock, self._explained(), immediate(self._db):
            self._version = self._seen()  # stays right for the time being, since nobody else can write
            yield self._db

    def settle(self) -> None:
        """Write everything into the file itself, also that deleted words are overwritten, and empty its log."""
        with self._lock, self._explained():
            self._db.execute("INSERT INTO passage_words (passage_words) VALUES ('optimize')")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def essays(self) -> list[EssayInfo]:
        """All essays, by title."""
        return [_info(row) for row in self._rows(f"{_ESSAYS} ORDER BY title COLLATE NOCASE, id")]

    def rows(self) -> dict[int, EssayRow]:
        """The essays' own rows, by id."""
        rows = self._rows(f"SELECT id, {COLUMNS} FROM essays ORDER BY id")
        return {row[0]: EssayRow(*row[1:]) for row in rows}

    def slug_of(self, revision: str) -> str | None:
        """The essay whose text has this revision."""
        with self.reading() as db:
            return slug_of(db, revision)

    def sections(self) -> list[SectionRow]:
        """Every section, in order."""
        return [
            SectionRow(*row)
            for row in self._rows('SELECT id, essay_id, heading, start, "end" FROM sections ORDER BY essay_id, start')
        ]

    def paragraphs(self) -> list[ParagraphRow]:
        """Every paragraph, in order."""
        rows = self._rows(
            'SELECT p.id, p.essay_id, p.section_id, s.heading, p.number, p.start, p."end" FROM paragraphs p'
            " LEFT JOIN sections s ON s.id = p.section_id ORDER BY p.essay_id, p.start"
        )
        return [ParagraphRow(*row) for row in rows]

    def tokens(self, passages: Iterable[int], encoder: str | None) -> dict[int, bytes]:
        """The packed tokens of these passages, by id; none when it was not this encoder that made them."""
        wanted = list(passages)
        marks = ",".join("?" * len(wanted))
        made = "SELECT value FROM meta WHERE key = 'encoder'"
        sql = f"SELECT id, tokens FROM passages WHERE id IN ({marks}) AND ({made}) = ?"
        with self._looking() as lookup:
            return dict(lookup.rows(sql, *wanted, encoder))

    def vectors(self, table: Table, ids: Numbers, encoder: str | None) -> dict[int, bytes]:
        """The vectors of these passages or sentences, by id; none when it was not this encoder that made them."""
        with self._looking() as lookup:
            return lookup.vectors(table, ids, encoder)

    def matches(self, query: str, heading_weight: float, limit: int) -> list[tuple[int, float]]:
        """(passage id, BM25) for an FTS5 query, best first."""
        sql = (
            "SELECT rowid, -bm25(passage_words, ?, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"
            " ORDER BY score DESC LIMIT ?"
        )
        with self._looking() as lookup:
            return lookup.rows(sql, heading_weight, query, limit)

    def replace_all(self, essays: Sequence[NewEssay], made_by: dict[str, str]) -> None:
        """Write every essay anew and remember what made the vectors (`encoder`, `cutting`).

        Nothing is written when essays came or went since these were read; `made_by` stays as it was.
        """
        with self.writing() as db:
            if self._holds(essays):
                for essay in essays:
                    old = standing(db, slug_of(db, essay.row.revision) or "")
                    if old:
                        rewrite(db, old, NewEssay(old.row, essay.layout, essay.passage_vectors, essay.sentence_vectors))
                self._remember(made_by)

    def replace_vectors(self, essays: Sequence[NewEssay], made_by: dict[str, str]) -> None:
        """As `replace_all`, for essays that are cut as they were: new vectors in the old places."""
        passages = [passage for essay in essays for passage in essay.passage_vectors]
        sentences = [vector for essay in essays for vector in essay.sentence_vectors]
        with self.writing():
            if self._holds(essays):
                for (old,), (vector, tokens) in zip(self._rows(_PASSAGES), passages, strict=True):
                    self._db.execute("UPDATE passages SET vector = ?, tokens = ? WHERE id = ?", [vector, tokens, old])
                for (old,), vector in zip(self._rows(_SENTENCES), sentences, strict=True):
                    self._db.execute("UPDATE sentences SET vector = ? WHERE id = ?", [vector, old])
                self._remember(made_by)

    def _holds(self, essays: Sequence[NewEssay]) -> bool:
        """Whether these essays are all that is in the file, in its order."""
        there = self._rows("SELECT revision FROM essays ORDER BY id")
        return [revision for (revision,) in there] == [essay.row.revision for essay in essays]

    def _remember(self, made_by: dict[str, str]) -> None:
        self._db.conn.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", made_by.items())

    def _seen(self) -> int:
        return int(self._rows("PRAGMA data_version")[0][0])

    @contextmanager
    def _looking(self) -> Iterator[Lookup]:
        with self._explained(), self._lookups.one() as lookup:
            yield lookup

    def _rows(self, sql: str, *values: object) -> list[Row]:
        with self._lock, self._explained():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise sentence(self.path, error) from error


_PASSAGES = "SELECT q.id FROM passages q JOIN paragraphs p ON p.id = q.paragraph_id ORDER BY p.essay_id, q.start"
_SENTENCES = """SELECT t.id FROM sentences t JOIN passages q ON q.id = t.passage_id
    JOIN paragraphs p ON p.id = q.paragraph_id ORDER BY p.essay_id, t.start"""
"""Their ids, in order."""

_ESSAYS = """SELECT slug, file, title, author, year, source, licence, note, language,
    (SELECT count(*) FROM sections WHERE essay_id = essays.id),
    (SELECT count(*) FROM paragraphs WHERE essay_id = essays.id AND number > 0),
    (SELECT count(*) FROM passages JOIN paragraphs p ON p.id = paragraph_id WHERE p.essay_id = essays.id),
    text, revision FROM essays"""


def _info(row: Row) -> EssayInfo:
    slug, file, title, author, year, source, licence, note, language, sections, paragraphs, passages, text, revision = (
        row
    )
    return EssayInfo(
        slug,
        file,
        title,
        author,
        year,
        source,
        licence,
        note,
        language,
        sections,
        paragraphs,
        passages,
        words(text),
        revision,
    )
