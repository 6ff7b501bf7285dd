"""What is known of an essay beside its text, and how it is written into a form of five fields."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.facilitation.audit import Value
from bot.facilitation.errors import Refusal

LONGEST_TITLE = 200
LONGEST_AUTHOR = 300
LONGEST_YEAR = 6
LONGEST_RIGHTS = 620
LONGEST_NOTE = 500

NO_LINK = "-"
"""Stands in the place of a link where only a licence is known."""

NAMES: Mapping[str, str] = {
    "title": "Title",
    "author": "Author",
    "year": "Year",
    "source": "Source",
    "licence": "Licence or right to use",
    "note": "Content note",
}

_YEAR = re.compile(r"-?\d{1,4}")


@dataclass(frozen=True, slots=True)
class Details:
    """None is what nobody knows."""

    title: str | None = None
    author: str | None = None
    year: int | None = None
    source: str | None = None
    licence: str | None = None
    note: str | None = None

    def values(self) -> dict[str, Value]:
        """All of them by name, as the audit writes them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an essay's details: only what differs, by name."""

    title: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def rights(known: Details) -> str:
    """Source and licence as one field shows them: a line each."""
    if known.licence is None:
        return known.source or ""
    return f"{known.source or NO_LINK}\n{known.licence}"


def details_of(given: Mapping[str, str], known: Details) -> Details:
    """What was filled into the form. Refuses a year that is none.

    The first line of its rights is the link, or NO_LINK; where it is neither a link nor the source that is known, all
    of it is the licence.
    """
    source, licence = _rights(given.get("rights", ""), known.source)
    return Details(
        _line(given.get("title", "")),
        _line(given.get("author", "")),
        _year(given.get("year", "")),
        source,
        licence,
        _line(given.get("note", "")),
    )


def _rights(text: str, source: str | None) -> tuple[str | None, str | None]:
    first, _, rest = text.strip().partition("\n")
    if first.strip() == NO_LINK:
        return None, _line(rest)
    if _line(first) == _line(source or ""):
        return source, _line(rest)
    link, _, tail = first.strip().partition(" ")
    if link.casefold().startswith(("https://", "http://")):
        return link, _line(f"{tail} {rest}")
    return None, _line(f"{first} {rest}")


def _line(text: str) -> str | None:
    return " ".join(text.split()) or None


def _year(text: str) -> int | None:
    text = text.strip().replace("−", "-")
    if not text:
        return None
    if not _YEAR.fullmatch(text):
        raise Refusal("Give the year as a number, such as 1998, or leave it out.")
    return int(text)
