"""What a moderator says of an essay, checked: title, author, year, source, licence or right to use, content note."""

from typing import Final, TypedDict
from urllib.parse import urlsplit

from retrieval.errors import UnfitDetail
from retrieval.readers.normal import normal_form

DETAILS = ("title", "author", "year", "source", "licence", "note")

EARLIEST_YEAR = -3000
LATEST_YEAR = 2100

LONGEST: Final = {"title": 200, "author": 300, "source": 300, "licence": 300, "note": 500}
"""Characters."""

_NAMES: Final = {
    "title": "title",
    "author": "author's name",
    "source": "link to the source",
    "licence": "licence",
    "note": "content note",
}


class Details(TypedDict, total=False):
    """What is to be changed; None takes out what is there, and a key that is missing leaves it."""

    title: str | None
    author: str | None
    year: int | None
    source: str | None
    licence: str | None
    note: str | None


def checked(details: Details, source: str | None = None) -> dict[str, str | int | None]:
    """The details as they are kept: on one line, in normal form, None for nothing. Raises UnfitDetail.

    A new source is an address on the web; the `source` that is there may be any words and stay.
    """
    kept: dict[str, str | int | None] = {}
    for name, value in details.items():
        kept[name] = _line(name, value) if name in LONGEST else _year(value)
    if "title" in kept and kept["title"] is None:
        raise UnfitDetail("An essay needs a title: write one.")
    given = kept.get("source")
    if isinstance(given, str) and given != source and not _is_address(given):
        raise UnfitDetail(f"“{given[:60]}” is no link: give an address that begins with https:// or http://.")
    return kept


def _line(name: str, value: object) -> str | None:
    line = " ".join(normal_form(str(value)).split()) if value is not None else ""
    if len(line) > LONGEST[name]:
        raise UnfitDetail(f"That {_NAMES[name]} has {len(line)} characters: shorten it to {LONGEST[name]}.")
    return line or None


def _year(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not EARLIEST_YEAR <= value <= LATEST_YEAR:
        raise UnfitDetail(f"A year is a number from {EARLIEST_YEAR} to {LATEST_YEAR}: correct it, or leave it out.")
    return value


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and " " not in text
