"""The front matter of a Markdown file: title, author, year, and where the text comes from."""

import re

from frontmatter.default_handlers import YAMLHandler

from retrieval.readers.blocks import Known, Piece
from retrieval.readers.dates import year_of

LONGEST = 16_000
"""Longer front matter is text: YAML is slow, and a million brackets would end the process."""

_YAML = YAMLHandler()
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")


def split_matter(text: str) -> tuple[Known, list[Piece], str]:
    """What it says, its lines (left out, or none) and the text below; text that only looks like it stays text."""
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
    pieces = [Piece("left out", line) for line in source.split("\n") if line.strip()]
    return _known(values), pieces, text[end.end() :]


def _loaded(source: str) -> dict[str, object] | None:
    try:
        values = _YAML.load(source)
    except Exception:  # an impossible date is a ValueError, a list as a key a TypeError, the rest are YAML's own
        return _pairs(source)
    if not isinstance(values, dict):
        return None
    return {str(key).strip().lower(): value for key, value in values.items()}


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
    dates = (values.get(key) for key in ("year", "date", "published", "publication_date", "created"))
    return Known(
        title=_words(values.get("title")),
        author=_people(values.get("author", values.get("authors", values.get("by")))),
        year=next((year for value in dates if value is not None and (year := year_of(value))), None),
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
    if value is None or isinstance(value, (list, dict, set, bool, bytes)):
        return None
    return " ".join(_EMPHASIS.sub("", str(value)).split())[:300] or None
