"""Headings that no format marks: `§2 …`, `II. The Turn`, `Introduction`, a short line in title case above prose."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.readers.blocks import Piece
from retrieval.readers.bylines import signed
from retrieval.readers.lines import in_title_case, is_prose, word_count

LONGEST = 100

NAMED = frozenset(
    """introduction conclusion conclusions abstract preface foreword prologue epilogue afterword postscript
    acknowledgements acknowledgments acknowledgement references bibliography notes endnotes footnotes appendix
    background discussion summary methods results overview interlude coda""".split()
) | {"works cited", "further reading", "author's note", "author’s note"}
"""Lines that are headings whatever follows them."""

_NUMERAL = r"(?:\d{1,3}|[IVXLC]{1,7}|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|[A-Z])"
_SECTION = re.compile(r"§+\s*\d[\d.]*[.:)]?(?:\s+\S.*)?")
_CHAPTER = re.compile(
    rf"(?:Chapter|CHAPTER|Part|PART|Section|SECTION|Book|BOOK|Act|ACT|Scene|SCENE|Lecture|Essay|Letter"
    rf"|Appendix|APPENDIX)\s+{_NUMERAL}"
    r"(?P<rest>[.:]?(?:\s*[–—-]?\s*\S.*)?)"
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVXLC]{1,6}[.)])\s+(?P<words>\S.*)")
_BARE_NUMERAL = re.compile(r"(?:\d{1,2}|[IVXLC]{1,6})\.?")


def is_marked(line: str) -> bool:
    """A heading by its own words or sign, whatever follows."""
    if len(line) > LONGEST or "\n" in line or (line.rstrip()[-1:] in (".", ",", ";") and not _CHAPTER.fullmatch(line)):
        return False
    if line.strip(" :\u00a0").lower() in NAMED or _SECTION.fullmatch(line):
        return True
    chapter = _CHAPTER.fullmatch(line)
    if not chapter:
        return False
    rest = chapter["rest"].strip(" .:–—-\u00a0")
    return not rest or (word_count(rest) <= 12 and in_title_case(rest) and rest[-1] not in ".,;")


def is_numbered(line: str) -> bool:
    """`1. Introduction`, `II. The Turn`: a heading when prose follows, a list item when the next number does."""
    found = _NUMBERED.fullmatch(line)
    return found is not None and _short(line) and in_title_case(found["words"])


def mark_headings(pieces: Sequence[Piece], *, title_case: bool) -> list[Piece]:
    """The same pieces, with headings told from paragraphs; `title_case` when the format has given none."""
    marked: list[Piece] = []
    for at, piece in enumerate(pieces):
        before = next((p for p in reversed(pieces[max(0, at - 3) : at]) if p.kind != "left out"), None)
        after = next((p for p in pieces[at + 1 : at + 6] if p.kind != "left out"), None)
        is_heading = piece.kind in ("paragraph", "item") and _is_heading(piece, before, after, title_case)
        marked.append(replace(piece, kind="heading") if is_heading else piece)
    return marked


def _is_heading(piece: Piece, before: Piece | None, after: Piece | None, title_case: bool) -> bool:
    line = piece.text
    above_prose = after is not None and after.kind == "paragraph" and is_prose(after.text)
    if piece.kind == "item":
        listed = any(p is not None and p.kind == "item" for p in (before, after))
        return above_prose and not listed and is_numbered(line)
    if is_marked(line):
        return True
    above_text = above_prose or (after is not None and is_marked(after.text))
    if not above_text or not _short(line) or signed(line):
        return False
    if piece.bold or is_numbered(line) or _BARE_NUMERAL.fullmatch(line):
        return True
    return title_case and in_title_case(line)


def _short(line: str) -> bool:
    return (
        len(line) <= LONGEST
        and "\n" not in line
        and word_count(line) <= 12
        and line.rstrip(" \"'”’»)\u00a0")[-1:] not in (".", ",", ";", ":", "…")
    )
