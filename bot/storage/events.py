"""Rows of sessions in the servers' lists of events. Moments are milliseconds since 1970, as in the outbox."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.events import Entry, Event

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def all_entries(db: Database) -> dict[int, Entry]:
    """Those of every server, by the number of their session."""
    return {row["session"]: _entry(row) for row in db.query("SELECT * FROM session_events")}


def of_session(db: Database, session: int) -> Entry | None:
    """How one session stands in the list."""
    rows = db.query("SELECT * FROM session_events WHERE session = ?", [session])
    return next((_entry(row) for row in rows), None)


def write(db: Database, entry: Entry) -> None:
    """Put it in the place of what was there."""
    row = asdict(entry) | {
        "shown": entry.shown and _written(entry.shown),
        "begun": int(entry.begun),
        "asked_at": _number(entry.asked_at),
        "not_before": _number(entry.not_before),
    }
    cast(Table, db["session_events"]).insert(row, replace=True)  # `upsert` can fail in silence: see `commands`


def forget(db: Database, numbers: Sequence[int]) -> None:
    """Take the rows of these sessions out."""
    marks = ", ".join("?" * len(numbers))
    db.execute(f"DELETE FROM session_events WHERE session IN ({marks})", list(numbers))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        session=row["session"],
        guild=row["guild"],
        state=row["state"],
        event=row["event"],
        shown=row["shown"] and _read(json.loads(row["shown"])),
        begun=bool(row["begun"]),
        asked_at=_moment(row["asked_at"]),
        not_before=_moment(row["not_before"]),
        failures=row["failures"],
    )


def _written(event: Event) -> str:
    known = asdict(event) | {"start": _number(event.start), "end": _number(event.end)}
    return json.dumps(known, ensure_ascii=False)


def _read(known: dict[str, Any]) -> Event:
    moments = {name: _EPOCH + timedelta(milliseconds=known[name]) for name in ("start", "end")}
    return Event(**known | moments)


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + timedelta(milliseconds=number)
