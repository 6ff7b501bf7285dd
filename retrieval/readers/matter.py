"""The front matter of a Markdown file: title, author, year, and where the text comes from."""

import re
from collections.abc import Iterator
from datetime import date

from frontmatter.default_handlers import YAMLHandler

from retrieval.readers.blocks import Known, Piece
from retrieval.readers.dates import year_of

LONGEST = 16_000
"""Longer front matter is text: YAML is slow, and a million brackets would end the process."""

LARGEST_NUMBER = 10**12
"""Python refuses to write out a number of thousands of digits."""

_DATES = ("year", "date", "published", "publication_date", "created")
_KEYS = frozenset((*_DATES, "title", "author", "authors", "by", "companion_to", "source", "licence", "license"))
_YAML = YAMLHandler()
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")


def split_matter(text: str) -> tuple[Known, list[Piece], str]:
    """What it says, the lines of it that are left out, and the text below; text that only looks like it stays text."""
    nothing: tuple[Known, list[Piece], str] = (Known(), [], text)
    if not text.startswith("---\n"):
        return nothing
    end = re.compile(r"^(?:---|\.\.\.)$", re.MULTILINE).search(text, 4, LONGEST)
    if end is None:
        return nothing
    source = text[4 : end.start()]
    values = _loaded(source)
    if values is None:
        return nothing
    return _known(values), list(_unused(source)), text[end.end() :]


def _loaded(source: str) -> dict[str, object] | None:
    try:
        values = _YAML.load(source)
    except Exception:  # an impossible date is a ValueError, a list as a key a TypeError, the rest are YAML's own
        return _pairs(source)
    if not isinstance(values, dict):
        return None
    return {key.strip().lower(): value for key, value in values.items() if isinstance(key, str)}


def _unused(source: str) -> Iterator[Piece]:
    """The lines of keys that say nothing to us: they are not shown anywhere else."""
    used = False
    for line in source.split("\n"):
        if found := _PAIR.fullmatch(line):
            used = found["key"].lower() in _KEYS
        if line.strip() and not used:
            yield Piece("left out", line)


def _pairs(source: str) -> dict[str, object] | None:
    """`title: Ally: a word` is not YAML but plain enough; anything less regular is text."""
    values: dict[str, object] = {}
    for line in source.split("\n"):
        found = _PAIR.fullmatch(line)
        if found:
            values[found["key"].lower()] = (found["value"] or "").strip().strip("\"'")
        elif line.strip() and line[0] not in " \t-#":
            return None
    return values or None


def _known(values: dict[str, object]) -> Known:
    dates = (_words(values.get(key)) for key in _DATES)
    return Known(
        title=_words(values.get("title")),
        author=_people(values.get("author") or values.get("authors") or values.get("by")),
        year=next((year for value in dates if value and (year := year_of(value))), None),
        source=_words(values.get("companion_to") or values.get("source")),
        licence=_words(values.get("licence") or values.get("license")),
        sure=True,
    )


def _people(value: object) -> str | None:
    if isinstance(value, dict):
        return _words(value.get("name"))
    if not isinstance(value, list):
        return _words(value)
    names = [name for person in value[:20] if (name := _people(person) if isinstance(person, dict) else _words(person))]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else None


def _words(value: object) -> str | None:
    """One line of plain words; nothing for what is not a single value."""
    if not isinstance(value, (str, int, float, date)) or isinstance(value, bool):
        return None
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return None
    return " ".join(_EMPHASIS.sub("", str(value)).split())[:300] or None
