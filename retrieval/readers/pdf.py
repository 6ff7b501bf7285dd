"""PDF files: pypdf's text in lines with their size and place, which `typeset` makes paragraphs of again."""

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from retrieval.errors import UnreadableFile
from retrieval.readers.blocks import Draft, Known, Suggested
from retrieval.readers.damage import damage
from retrieval.readers.dates import year_of
from retrieval.readers.decoding import check_length
from retrieval.readers.running import without_running_lines
from retrieval.readers.typeset import Line, typeset

MOST_PAGES = 2_000

_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_JUNK_SHARE = 0.05
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_MACHINE_TITLES = ("untitled", "microsoft word", "microsoft powerpoint")
_MACHINE_ENDINGS = (".doc", ".docx", ".rtf", ".odt", ".txt", ".htm", ".html", ".pdf", ".tex", ".dvi", ".indd")


def read_pdf(name: str, content: bytes) -> Draft:
    """The text of every page, as extracted. Raises UnreadableFile."""
    with damage(name, "PDF file"):
        pages, suggested = _read(name, content)
    _check_text(name, [line.text for page in pages for line in page])
    kept, left_out = without_running_lines(pages)
    found = typeset(kept)
    notes = ["The text of a PDF file is read off its pages: look whether paragraphs begin and end where they should."]
    if left_out:
        notes.append("Lines that come back at the edges of most pages were left out.")
    return Draft([*found.pieces, *left_out], Known(title=found.title), suggested, tuple(notes))


def _read(name: str, content: bytes) -> tuple[list[list[Line]], Suggested]:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(name)
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableFile(f"“{name}” has more than {MOST_PAGES:,} pages: split it and add the parts.")
        pages: list[list[Line]] = []
        length = 0
        for number, page in enumerate(reader.pages, 1):
            pages.append(_lines(page, number))
            length += sum(len(line.text) for line in pages[-1])
            check_length(name, length)
        return pages, _suggested(reader)
    except FileNotDecryptedError:
        raise _locked(name) from None
    except LimitReachedError:
        raise UnreadableFile(
            f"“{name}” unpacks to far more than an essay holds: copy the essay's text into a .txt file, and add that."
        ) from None


def _lines(page: PageObject, number: int) -> list[Line]:
    lines: list[list[_Fragment]] = [[]]

    def see(text: str, outer: list[float], inner: list[float], font: dict[str, Any] | None, size: float) -> None:
        at = _Fragment.of(outer, inner, font, size)
        for row, part in enumerate(text.split("\n")):
            if row:
                lines.append([])
            if part:
                lines[-1].append(replace(at, text=part))

    page.extract_text(visitor_text=see)
    return [line for fragments in lines if (line := _line(fragments, number))]


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A stretch of a line in one type."""

    text: str
    size: float
    x: float
    y: float
    bold: bool

    @classmethod
    def of(cls, outer: list[float], inner: list[float], font: dict[str, Any] | None, size: float) -> "_Fragment":
        (a, b, c, d, e, f), (x, y) = outer, inner[4:6]
        scale = hypot(b, d) * hypot(inner[1], inner[3])
        name = str((font or {}).get("/BaseFont", ""))
        return cls("", abs(size * scale), a * x + c * y + e, b * x + d * y + f, bool(_BOLD.search(name)))


def _line(fragments: list[_Fragment], page: int) -> Line | None:
    seen = [fragment for fragment in fragments if fragment.text.strip()]
    if not seen:
        return None
    text = "".join(fragment.text for fragment in fragments).translate(_LIGATURES).strip()
    longest = max(seen, key=lambda fragment: len(fragment.text))
    bold = all(fragment.bold for fragment in seen)
    return Line(text, page, longest.size, seen[0].x, longest.y, bold)


def _check_text(name: str, lines: list[str]) -> None:
    text = "".join(lines)
    if not text.strip():
        raise UnreadableFile(
            f"“{name}” has no text in it, only pictures of pages, perhaps a scan: "
            "have a program recognise its text (OCR), and add that."
        )
    junk = sum(unicodedata.category(character) in ("Cc", "Cn", "Co") or character == "\ufffd" for character in text)
    if junk > len(text) * _JUNK_SHARE:
        raise UnreadableFile(
            f"“{name}” does not say which letters its signs are: "
            "have a program recognise its text (OCR), or add another edition of it."
        )


def _suggested(reader: PdfReader) -> Suggested:
    """Nothing, where even that is damaged."""
    try:
        found: Mapping[str, Any] = reader.metadata or {}
        title, author, created = (_words(found.get(key)) for key in ("/Title", "/Author", "/CreationDate"))
        language = _words(reader.root_object.get("/Lang"))
    except Exception:
        return Suggested()
    if title and (title.lower().startswith(_MACHINE_TITLES) or title.lower().endswith(_MACHINE_ENDINGS)):
        title = None
    return Suggested(title, author, year_of((created or "").removeprefix("D:")[:4]), language)


def _words(value: object) -> str | None:
    return " ".join(value.split())[:300] or None if isinstance(value, str) else None


def _locked(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is protected by a password: save or print it without the password, and add that.")
