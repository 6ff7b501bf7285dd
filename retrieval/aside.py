"""What a library file keeps beside its essays: drafts, former revisions, the stash, the glossary.

SQL inside a transaction of the `store`. None of it is read by anything that searches or shows essays.
"""

import json
from dataclasses import asdict, fields

from sqlite_utils import Database

from retrieval.intact import intact, require
from retrieval.layouts import packed, unpacked
from retrieval.parts import COLUMNS, free_slug, new_row
from retrieval.readers.blocks import Suggested
from retrieval.rows import DraftRow, EssayRow, FormerRow, StandingEssay, StashedEssay, TermRow

_DRAFT_COLUMNS = ", ".join(field.name for field in fields(EssayRow) if field.name != "slug")


def add_draft(db: Database, draft: DraftRow) -> int:
    """Keep what was read, and return the draft's id."""
    row = asdict(draft.row) | {"kind": draft.kind, "layout": packed(draft.layout), "prepared_at": draft.prepared_at}
    del row["slug"]
    found = {"left_out": draft.left_out, "doubts": draft.doubts, "suggested": asdict(draft.suggested)}
    return new_row(db, "drafts", row | {name: json.dumps(value) for name, value in found.items()})


def drafts(db: Database, number: int | None = None) -> list[DraftRow]:
    """Every draft, the newest first; or only the one of that id."""
    columns = f"id, kind, layout, left_out, doubts, suggested, prepared_at, {_DRAFT_COLUMNS}"
    where = "" if number is None else "WHERE id = ?"
    rows = db.execute(f"SELECT {columns} FROM drafts {where} ORDER BY id DESC", [] if number is None else [number])
    found = []
    for draft, kind, layout, left_out, doubts, suggested, prepared_at, *own in rows.fetchall():
        row = intact(EssayRow("", *own))
        found.append(
            DraftRow(
                draft,
                kind,
                row,
                unpacked(row.text, layout),
                tuple(json.loads(left_out)),
                tuple(json.loads(doubts)),
                Suggested(**json.loads(suggested)),
                prepared_at,
            )
        )
    return found


def drop_draft(db: Database, number: int) -> None:
    """Delete a draft."""
    db.execute("DELETE FROM drafts WHERE id = ?", [number])


def keep_former(db: Database, old: StandingEssay, new_revision: str, replaced_at: str) -> None:
    """Keep the text that an essay had; the one that it gets is a former one no more."""
    db.execute(
        "DELETE FROM revisions WHERE essay_id = ? AND revision IN (?, ?)", [old.id, old.row.revision, new_revision]
    )
    row = {"essay_id": old.id, "revision": old.row.revision, "text": old.row.text, "layout": packed(old.layout)}
    new_row(db, "revisions", row | {"cutting": old.cutting, "replaced_at": replaced_at})


def former(db: Database, revision: str) -> list[FormerRow]:
    """Every essay's former text of this revision, the last replaced first."""
    rows = db.execute(
        "SELECT essay_id, revision, text, layout, cutting, replaced_at FROM revisions WHERE revision = ?"
        " ORDER BY replaced_at DESC",
        [revision],
    )
    found = []
    for essay, revision, text, layout, cutting, replaced_at in rows.fetchall():
        require(text, revision)
        found.append(FormerRow(essay, revision, unpacked(text, layout), cutting, replaced_at))
    return found


def replaced(db: Database, essay_id: int) -> list[str]:
    """When the former texts of an essay were replaced, the first one first."""
    rows = db.execute("SELECT replaced_at FROM revisions WHERE essay_id = ? ORDER BY replaced_at", [essay_id])
    return [moment for (moment,) in rows.fetchall()]


def put_away(db: Database, essay: StandingEssay, removed_at: str) -> None:
    """Keep an essay in the stash, under a name that is free there."""
    row = asdict(essay.row) | {"slug": free_slug(db, "stash", essay.row.slug), "essay_id": essay.id}
    parts = {"layout": packed(essay.layout), "cutting": essay.cutting, "sentence_ids": json.dumps(essay.sentence_ids)}
    new_row(db, "stash", row | parts | {"removed_at": removed_at})


def stashed(db: Database, revision: str | None = None) -> list[StashedEssay]:
    """What is in the stash, the last removed first; or only what has the text of this revision."""
    where = "" if revision is None else "WHERE revision = ?"
    rows = db.execute(
        f"SELECT essay_id, layout, cutting, sentence_ids, removed_at, {COLUMNS} FROM stash {where}"
        " ORDER BY removed_at DESC, essay_id DESC",
        [] if revision is None else [revision],
    )
    found = []
    for essay, layout, cutting, ids, removed_at, *own in rows.fetchall():
        row = intact(EssayRow(*own))
        standing = StandingEssay(essay, row, unpacked(row.text, layout), tuple(json.loads(ids)), cutting)
        found.append(StashedEssay(standing, removed_at))
    return found


def take_out(db: Database, essay_id: int) -> bool:
    """Take an essay out of the stash; False when it is not, or no longer, there."""
    return bool(db.execute("DELETE FROM stash WHERE essay_id = ? RETURNING 1", [essay_id]).fetchall())


def define(db: Database, key: str, essay_id: int, row: TermRow) -> None:
    """Set a term's definition in place of the one that it had."""
    undefine(db, key)
    new_row(db, "glossary", asdict(row) | {"key": key, "essay_id": essay_id})


def undefine(db: Database, key: str) -> bool:
    """Take a term out of the glossary; False when it has no such term."""
    return bool(db.execute("DELETE FROM glossary WHERE key = ? RETURNING 1", [key]).fetchall())


def terms(db: Database, key: str | None = None) -> list[TermRow]:
    """The glossary, by term; or only the term of this key."""
    where = "" if key is None else "WHERE key = ?"
    rows = db.execute(f"SELECT term, place, citation FROM glossary {where} ORDER BY key", [] if key is None else [key])
    return [TermRow(*row) for row in rows.fetchall()]


def drop_older(db: Database, drafts_before: str, stash_before: str) -> int:
    """Delete drafts and stashed essays of before these moments, and what was kept for essays that are gone for good."""
    dropped = 0
    for sql, *values in (
        ("DELETE FROM drafts WHERE prepared_at <= ? RETURNING 1", drafts_before),
        ("DELETE FROM stash WHERE removed_at <= ? RETURNING 1", stash_before),
        (f"DELETE FROM revisions WHERE essay_id NOT IN ({_KNOWN}) RETURNING 1",),
        (f"DELETE FROM glossary WHERE essay_id NOT IN ({_KNOWN}) RETURNING 1",),
    ):
        dropped += len(db.execute(sql, values).fetchall())
    return dropped


_KNOWN = "SELECT id FROM essays UNION SELECT essay_id FROM stash"
