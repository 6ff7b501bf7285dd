"""The schema of a library file, as numbered steps that are never edited after a release."""

from sqlite_utils import Database, Migrations

from retrieval.vocabulary import RULES, counted, packed

library = Migrations("library")


@library()
def m001_essays(db: Database) -> None:
    """Essays, their parts as spans of the text, and the full-text index.

    AUTOINCREMENT: an id that once named a sentence never names another, so an old button cannot quote other words.
    The index is contentless: the words themselves stand once, in `essays.text`.
    """
    for statement in _SCHEMA_1:
        db.execute(statement)


@library()
def m002_life_cycle(db: Database) -> None:
    """Drafts, former revisions, the stash, the glossary, and what else is known of an essay.

    The last three hold an essay's id, which is never given twice, and outlive its row: a restored essay finds them
    again. A layout is JSON of offsets (see `layouts`), moments are ISO 8601 in UTC.
    """
    for statement in _SCHEMA_2:
        db.execute(statement)


@library()
def m003_vocabularies(db: Database) -> None:
    """The words of each essay, counted; and indexes that tell where the parts stand without reading their vectors.

    `rules` is that of `vocabulary`: a row of other rules, or none, is counted anew by whoever loads the library.
    """
    for statement in _SCHEMA_3:
        db.execute(statement)
    prose = 'SELECT start, "end" FROM paragraphs WHERE essay_id = ? AND number > 0'
    for (number,) in db.execute("SELECT id FROM essays").fetchall():
        row = db.execute("SELECT title, author, year, text FROM essays WHERE id = ?", [number]).fetchone()
        spans = db.execute(prose, [number]).fetchall()
        title, author, year, text = row
        vocabulary = packed(counted(title, author, year, text, (text[start:end] for start, end in spans)))
        db.execute("INSERT INTO vocabularies VALUES (?, ?, ?)", [number, RULES, vocabulary])


_SCHEMA_1 = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE essays (
        id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE, file TEXT NOT NULL, title TEXT NOT NULL,
        author TEXT, year INTEGER, source TEXT, licence TEXT, text TEXT NOT NULL, revision TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE sections (
        id INTEGER PRIMARY KEY AUTOINCREMENT, essay_id INTEGER NOT NULL REFERENCES essays (id) ON DELETE CASCADE,
        heading TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE paragraphs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, essay_id INTEGER NOT NULL REFERENCES essays (id) ON DELETE CASCADE,
        section_id INTEGER REFERENCES sections (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, paragraph_id INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE
        CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL,
        tokens BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE sentences (
        id INTEGER PRIMARY KEY AUTOINCREMENT, passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX sections_of ON sections (essay_id)",
    "CREATE INDEX paragraphs_of ON paragraphs (essay_id)",
    "CREATE INDEX paragraphs_under ON paragraphs (section_id)",
    "CREATE INDEX passages_of ON passages (paragraph_id)",
    "CREATE INDEX sentences_of ON sentences (passage_id)",
    """CREATE VIRTUAL TABLE passage_words USING fts5 (
        heading, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
)

_SCHEMA_2 = (
    "ALTER TABLE essays ADD COLUMN note TEXT",
    "ALTER TABLE essays ADD COLUMN language TEXT",
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, file TEXT NOT NULL, title TEXT NOT NULL,
        author TEXT, year INTEGER, source TEXT, licence TEXT, note TEXT, language TEXT, text TEXT NOT NULL,
        revision TEXT NOT NULL, layout TEXT NOT NULL, left_out TEXT NOT NULL, doubts TEXT NOT NULL,
        suggested TEXT NOT NULL,        prepared_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE revisions (
        essay_id INTEGER NOT NULL, revision TEXT NOT NULL, text TEXT NOT NULL, layout TEXT NOT NULL,
        cutting TEXT NOT NULL, replaced_at TEXT NOT NULL, PRIMARY KEY (essay_id, revision)
    ) STRICT""",
    """CREATE TABLE stash (
        essay_id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, file TEXT NOT NULL, title TEXT NOT NULL,
        author TEXT, year INTEGER, source TEXT, licence TEXT, note TEXT, language TEXT, text TEXT NOT NULL,
        revision TEXT NOT NULL, layout TEXT NOT NULL, cutting TEXT NOT NULL, sentence_ids TEXT NOT NULL,
        removed_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE glossary (
        key TEXT PRIMARY KEY, term TEXT NOT NULL, essay_id INTEGER NOT NULL, place TEXT NOT NULL,
        citation TEXT NOT NULL
    ) STRICT""",
)

_SCHEMA_3 = (
    """CREATE TABLE vocabularies (
        essay_id INTEGER PRIMARY KEY REFERENCES essays (id) ON DELETE CASCADE, rules INTEGER NOT NULL,
        vocabulary TEXT NOT NULL
    ) STRICT""",
    "DROP INDEX passages_of",
    "DROP INDEX sentences_of",
    'CREATE INDEX passages_of ON passages (paragraph_id, start, "end")',
    'CREATE INDEX sentences_of ON sentences (passage_id, start, "end")',
)


def names() -> frozenset[str]:
    """Every step this version knows; a file with others was written by a newer one."""
    with Database(memory=True) as db:
        return frozenset(migration.name for migration in library.pending(db))
