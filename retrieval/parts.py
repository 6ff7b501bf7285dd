"""Writes, reads and forgets an essay with all its parts: SQL inside a transaction of the `store`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from itertools import chain, count, repeat
from typing import Any, Literal

from sqlite_utils import Database

from retrieval import vocabulary
from retrieval.intact import intact
from retrieval.layouts import kept_ids
from retrieval.passages import CutParagraph, Layout, Section, Span
from retrieval.rows import EssayRow, NewEssay, StandingEssay, Vectors

SLUG_CHARACTERS = 60
"""Longest name of an essay: it has to fit into a button's custom id together with a place."""

COLUMNS = ", ".join(field.name for field in fields(EssayRow))
"""The columns of an essay's own row, in the order of EssayRow."""

# What is indexed for a passage, from the text itself: a contentless index must be told the old words to forget them.
_INDEXED = """SELECT q.id, coalesce(e.author || ' ', '') || e.title || coalesce(' ' || s.heading, ''),
    substr(e.text, q.start + 1, q."end" - q.start)
    FROM passages q JOIN paragraphs p ON p.id = q.paragraph_id JOIN essays e ON e.id = p.essay_id
    LEFT JOIN sections s ON s.id = p.section_id WHERE e.id = ?"""


def insert(db: Database, essay: NewEssay, number: int | None = None, ids: Sequence[int | None] = ()) -> str:
    """Write a whole essay under a name that is free, and return the name.

    `number` and `ids` are those that the essay and its sentences had before they were removed.
    """
    slug = free_slug(db, "essays", essay.row.slug)
    number = new_row(db, "essays", asdict(essay.row) | {"id": number, "slug": slug})
    _write(db, number, essay, ids)
    return slug


def rewrite(db: Database, old: StandingEssay, new: NewEssay) -> None:
    """Give an essay another text, or other parts; it stays the essay it is. See `kept_ids` for its sentences."""
    forget_words(db, old.id)
    db.execute("DELETE FROM paragraphs WHERE essay_id = ?", [old.id])
    db.execute("DELETE FROM sections WHERE essay_id = ?", [old.id])
    describe(db, "essays", old.id, asdict(new.row) | {"slug": old.row.slug})
    _write(db, old.id, new, kept_ids(old.layout, old.sentence_ids, new.layout))


def edit(db: Database, number: int, details: dict[str, Any]) -> None:
    """Change what is known of an essay; author and title stand in the full-text index."""
    forget_words(db, number)
    describe(db, "essays", number, details)
    index_words(db, number)


def delete(db: Database, number: int) -> None:
    """Delete an essay with all its parts."""
    forget_words(db, number)
    db.execute("DELETE FROM essays WHERE id = ?", [number])


def describe(db: Database, table: Literal["essays", "drafts"], number: int, details: dict[str, Any]) -> None:
    """Change these columns of a row."""
    if details:
        changes = ", ".join(f"{name} = ?" for name in details)
        db.execute(f"UPDATE {table} SET {changes} WHERE id = ?", [*details.values(), number])


def standing(db: Database, slug: str) -> StandingEssay | None:
    """An essay as it is in the file."""
    found = db.execute(f"SELECT id, {COLUMNS} FROM essays WHERE slug = ?", [slug]).fetchone()
    if found is None:
        return None
    number, row = int(found[0]), intact(EssayRow(*found[1:]))
    cutting = db.execute("SELECT value FROM meta WHERE key = 'cutting'").fetchone()
    sections = db.execute('SELECT id, heading, start, "end" FROM sections WHERE essay_id = ? ORDER BY start', [number])
    numbers, parts = {}, []
    for position, (section, heading, start, end) in enumerate(sections.fetchall()):
        numbers[section] = position
        parts.append(Section(heading, start, end))
    passages = _spans(db, 'SELECT p.id, q.start, q."end" FROM passages q', "q", number)
    joined = 'SELECT p.id, t.start, t."end", t.id FROM sentences t JOIN passages q ON q.id = t.passage_id'
    sentences = _spans(db, joined, "t", number)
    own = 'SELECT id, number, section_id, start, "end" FROM paragraphs WHERE essay_id = ? ORDER BY start'
    paragraphs = tuple(
        CutParagraph(
            numbered,
            numbers.get(section),
            start,
            end,
            tuple(Span(*span[:2]) for span in sentences.get(paragraph, ())),
            tuple(Span(*span[:2]) for span in passages.get(paragraph, ())),
        )
        for paragraph, numbered, section, start, end in db.execute(own, [number]).fetchall()
    )
    ids = tuple(span[2] for spans in sentences.values() for span in spans)
    return StandingEssay(number, row, Layout(row.text, tuple(parts), paragraphs), ids, cutting[0] if cutting else "")


def vectors(db: Database, essay: StandingEssay) -> Vectors:
    """The vectors of an essay's passages and sentences, by their words."""
    of_passages = (
        'SELECT q.start, q."end", q.vector, q.tokens FROM passages q JOIN paragraphs p ON p.id = q.paragraph_id'
        " WHERE p.essay_id = ?"
    )
    of_sentences = (
        'SELECT t.start, t."end", t.vector FROM sentences t JOIN passages q ON q.id = t.passage_id'
        " JOIN paragraphs p ON p.id = q.paragraph_id WHERE p.essay_id = ?"
    )
    text = essay.row.text
    return Vectors(
        {text[start:end]: (vector, tokens) for start, end, vector, tokens in db.execute(of_passages, [essay.id])},
        {text[start:end]: vector for start, end, vector in db.execute(of_sentences, [essay.id])},
    )


def slugs(db: Database) -> list[str]:
    """The names of all essays."""
    return [row[0] for row in db.execute("SELECT slug FROM essays").fetchall()]


def slug_of(db: Database, revision: str) -> str | None:
    """The essay whose text has this revision."""
    found = db.execute("SELECT slug FROM essays WHERE revision = ?", [revision]).fetchone()
    return found[0] if found else None


def free_slug(db: Database, table: Literal["essays", "stash"], slug: str) -> str:
    """The slug, or the first of slug-2, slug-3, … that is free and no longer than a slug may be."""
    taken = {row[0] for row in db.execute(f"SELECT slug FROM {table}").fetchall()}
    endings = chain([""], (f"-{number}" for number in count(2)))
    return next(name for end in endings if (name := slug[: SLUG_CHARACTERS - len(end)] + end) not in taken)


def new_row(db: Database, table: str, row: dict[str, Any]) -> int:
    """Insert a row and return its id."""
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    inserted = db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING rowid", list(row.values()))
    return int(inserted.fetchone()[0])


def forget_words(db: Database, number: int) -> None:
    """Take an essay's words out of the full-text index, while its rows still say which they are."""
    forget = "INSERT INTO passage_words (passage_words, rowid, heading, body) VALUES ('delete', ?, ?, ?)"
    for indexed in db.execute(_INDEXED, [number]).fetchall():
        db.execute(forget, indexed)


def index_words(db: Database, number: int) -> None:
    """Put an essay's words into the full-text index, and count them."""
    db.execute(f"INSERT INTO passage_words (rowid, heading, body) {_INDEXED}", [number])
    counts = [number, vocabulary.RULES, vocabulary.packed(counted(db, number))]
    db.execute("INSERT OR REPLACE INTO vocabularies (essay_id, rules, vocabulary) VALUES (?, ?, ?)", counts)


def counted(db: Database, number: int) -> vocabulary.Vocabulary:
    """The words of an essay, counted in its text."""
    title, author, year, text = db.execute(
        "SELECT title, author, year, text FROM essays WHERE id = ?", [number]
    ).fetchone()
    prose = 'SELECT start, "end" FROM paragraphs WHERE essay_id = ? AND number > 0'
    spans = db.execute(prose, [number]).fetchall()
    return vocabulary.counted(title, author, year, text, (text[start:end] for start, end in spans))


def vocabularies(db: Database) -> Iterator[vocabulary.Vocabulary]:
    """The words of every essay; counted here where the file has no count, or one by other rules."""
    # A file that may not be written keeps the schema that it has (see `opening`).
    kept = "vocabularies" in db.table_names()
    rows = (
        db.execute("SELECT essay_id, vocabulary FROM vocabularies WHERE rules = ?", [vocabulary.RULES]) if kept else ()
    )
    found = set()
    for number, packed in rows:
        found.add(number)
        yield vocabulary.unpacked(packed)
    for (number,) in db.execute("SELECT id FROM essays").fetchall():
        if number not in found:
            yield counted(db, number)


def _write(db: Database, number: int, essay: NewEssay, ids: Sequence[int | None]) -> None:
    layout = essay.layout
    sections = [new_row(db, "sections", asdict(section) | {"essay_id": number}) for section in layout.sections]
    passage_vectors, sentence_vectors = iter(essay.passage_vectors), iter(essay.sentence_vectors)
    given: Iterator[int | None] = chain(ids, repeat(None))
    for paragraph in layout.paragraphs:
        section_id = None if paragraph.section is None else sections[paragraph.section]
        place = {"start": paragraph.start, "end": paragraph.end, "number": paragraph.number}
        paragraph_id = new_row(db, "paragraphs", place | {"essay_id": number, "section_id": section_id})
        for passage in paragraph.passages:
            vector, tokens = next(passage_vectors)
            owner = {"paragraph_id": paragraph_id, "vector": vector, "tokens": tokens}
            passage_id = new_row(db, "passages", asdict(passage) | owner)
            own = [one for one in paragraph.sentences if passage.start <= one.start < passage.end]
            db.conn.executemany(
                'INSERT INTO sentences (id, passage_id, start, "end", vector) VALUES (?, ?, ?, ?, ?)',
                [(next(given), passage_id, one.start, one.end, next(sentence_vectors)) for one in own],
            )
    index_words(db, number)


def _spans(db: Database, select: str, ordered: str, number: int) -> dict[int, list[tuple[Any, ...]]]:
    """Parts of an essay by the id of their paragraph, all in reading order."""
    joined = f"{select} JOIN paragraphs p ON p.id = q.paragraph_id WHERE p.essay_id = ? ORDER BY {ordered}.start"
    found: dict[int, list[tuple[Any, ...]]] = {}
    for paragraph, *span in db.execute(joined, [number]).fetchall():
        found.setdefault(paragraph, []).append(tuple(span))
    return found
