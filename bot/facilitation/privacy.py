"""What is stored of one member, and how her id is taken out of words and values that stay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

RETURN = timedelta(days=30)
"""So long everything of a server is kept after Footnote was removed from it."""

SOMEBODY = "somebody"
"""Stands in words in the place of whoever was erased."""

REMOVED = "Footnote was removed from this server."
"""Why the schedules of such a server are paused."""

Record: TypeAlias = Mapping[str, Any]
"""One thing that is stored of a member, by readable names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a member in one server, by table; `named`: how often her id stands in words elsewhere there."""

    guild: int
    records: Mapping[str, tuple[Record, ...]]
    named: int = 0

    @property
    def total(self) -> int:
        """How many things these are."""
        return sum(map(len, self.records.values())) + self.named


def without(value: Any, member: int) -> Any:
    """A value as JSON knows them, without this member: her id is nobody's, and in words she is somebody."""
    if isinstance(value, str):
        return re.sub(rf"<@!?{member}>|(?<!\d){member}(?!\d)", SOMEBODY, value)
    if isinstance(value, list):
        return [without(one, member) for one in value if not _is(one, member)]
    if isinstance(value, dict):
        return {without(name, member): without(one, member) for name, one in value.items()}
    return None if _is(value, member) else value


def _is(value: Any, member: int) -> bool:
    return not isinstance(value, bool) and value == member
