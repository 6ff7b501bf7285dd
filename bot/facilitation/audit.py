"""What moderators and facilitators changed: who, what, before, after and when; and whether it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.facilitation.errors import Refusal

Kind = Literal["settings", "essay", "group", "schedule", "session", "protocol", "suggestion", "glossary", "data"]
"""What a change is about; `data`: what is kept about people, such as a member's erasure."""

Value: TypeAlias = "str | int | bool | list[int] | list[str] | None"

KEPT = timedelta(days=180)
"""How long a line is kept."""

ON_ONE_PAGE = 8

GONE = "There is no such line any more: use /audit again."
UNDONE = "That was undone already: /audit shows by whom."
ONE_WAY = "That cannot be undone: /audit shows what it was before."


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was changed. `subject` is its name for people, `key` its lasting name for us.

    `before` and `after` hold what differs, by name; both are empty for what has no two states.
    """

    kind: Kind
    verb: str
    subject: str
    key: str = ""
    before: Mapping[str, Value] | None = None
    after: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as it was written down. `member` is None once her data was erased; the last two are other lines."""

    number: int
    guild: int
    member: int | None
    at: datetime
    change: Change
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted; None for any."""

    kind: Kind | None = None
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, of so many in all."""

    entries: tuple[Entry, ...]
    page: int
    total: int


def differing(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What is not the same in both, by name."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def require_as_left(change: Change, present: Mapping[str, Value]) -> None:
    """Refuses to take a change back over a later one: what it changed has to be as it left it."""
    later = [name for name, value in (change.after or {}).items() if present.get(name) != value]
    if later:
        names = " and ".join(filter(None, (", ".join(later[:-1]), later[-1]))).replace("_", " ")
        raise Refusal(f"It was changed again since then ({names}): undo the later change first.")


def require_undoable(entry: Entry | None) -> Entry:
    """Refuses a line that is gone or undone."""
    if entry is None:
        raise Refusal(GONE)
    if entry.undone_by is not None:
        raise Refusal(UNDONE)
    return entry
