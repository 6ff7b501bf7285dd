"""From lines as they stand on pages to paragraphs and headings: by their size, their distance and their indent."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.readers.blocks import Piece
from retrieval.readers.furniture import ITEM
from retrieval.readers.lines import LONGEST_TITLE

LARGER = 1.12
"""Times the size of the text from which on a line is a heading."""

SAME = 0.06
"""Share by which sizes may differ and still be one."""

WIDE_GAP = 1.3
"""Times the usual distance of lines from which on a new paragraph begins."""

INDENT = 0.7
"""Times the size of the type."""

_END = re.compile(r"[.!?…:][)\]\"'”’»*\d]*$")
_CUT = re.compile(r"(?P<half>[^\W\d_]{2,})[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; `x` and `y` are where it begins, in points from the lower left."""

    text: str
    page: int
    size: float
    x: float
    y: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Typeset:
    """The paragraphs, and the one in the largest type if it can only be the title."""

    pieces: list[Piece]
    title: str | None


def typeset(lines: Sequence[Line]) -> Typeset:
    """Paragraphs and headings in the order of the lines, each with the page it begins on."""
    page = _Page.of(lines)
    groups: list[list[Line]] = []
    group: list[Line] | None = None
    for line in lines:
        group = _open(groups, group, line, page)
        if group is None:
            groups.append(group := [])
        group.append(line)
    pieces = [_piece(group, page) for group in groups]
    sizes = [group[0].size for group in groups]
    largest = max(sizes, default=0.0)
    titles = [piece for piece, size in zip(pieces, sizes, strict=True) if _same(size, largest)]
    alone = len(titles) == 1 and titles[0].kind == "heading" and titles[0].page in (1, 2)
    return Typeset(pieces, titles[0].text if alone and len(titles[0].text) <= LONGEST_TITLE else None)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is usual in this file."""

    size: float
    width: int
    """Characters of a full line."""
    leading: float
    """Distance of one line from the next, in sizes."""
    words: Counter[str]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Page":
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        size = max(sizes, key=lambda one: sizes[one], default=0.0)
        widths = sorted(len(line.text) for line in lines if _same(line.size, size))
        gaps = [
            (one.y - two.y) / one.size
            for one, two in pairwise(lines)
            if one.page == two.page and _same(one.size, two.size) and 0.5 < (one.y - two.y) / (one.size or 1.0) < 3
        ]
        words = Counter(word for line in lines for word in _WORD.findall(line.text.lower()))
        return cls(size, widths[len(widths) * 4 // 5] if widths else 0, median(gaps) if gaps else 1.5, words)


def _open(groups: list[list[Line]], group: list[Line] | None, line: Line, page: _Page) -> list[Line] | None:
    """The paragraph that goes on with this line: mostly `group`, which has the line before."""
    if group is None:
        return None
    last = group[-1]
    if last.page != line.page and last.size < page.size * (1 - SAME) and _same(line.size, page.size):
        # The notes at the foot of a page stand between two halves of a paragraph.
        body = next((group for group in reversed(groups[-9:]) if _same(group[-1].size, page.size)), None)
        return body if body and not _END.search(body[-1].text) else None
    return None if _begins(last, line, group, page) else group


def _begins(last: Line, line: Line, group: list[Line], page: _Page) -> bool:
    """Whether a new paragraph begins between two lines that follow each other."""
    if not _same(last.size, line.size) or last.bold != line.bold:
        return True
    ended = bool(_END.search(last.text))
    if ITEM.match(line.text) and (ended or ITEM.match(group[0].text)):
        return True
    gap = last.y - line.y
    if last.page != line.page or gap < -line.size:  # the next page, or the next column
        return ended and not line.text[:1].islower()
    if gap > WIDE_GAP * page.leading * line.size:
        return True
    if not ended:
        return False
    indented = line.x - last.x > INDENT * line.size and not ITEM.match(group[0].text)
    return indented or (len(last.text) < page.width * 0.6 and not line.text[:1].islower())


def _piece(group: list[Line], page: _Page) -> Piece:
    text = _joined(group, page.words)
    first = group[0]
    if first.size > page.size * LARGER and len(text) <= LONGEST_TITLE:
        return Piece("heading", text, page=first.page)
    bold = all(line.bold for line in group)
    return Piece("item" if ITEM.match(text) else "paragraph", text, bold=bold, page=first.page)


def _joined(group: list[Line], words: Counter[str]) -> str:
    parts: list[str] = []
    for line, following in pairwise([*group, None]):
        parts += _line(line.text, following.text if following else "", words) if line else ()
    return " ".join("".join(parts).split())


def _line(text: str, following: str, words: Counter[str]) -> Iterator[str]:
    """A word cut at the line's end is put together; its hyphen stays where the text writes the word with one."""
    cut = _CUT.search(text)
    rest = _WORD.match(following)
    if not cut or not rest or not following[:1].islower():
        yield text + " "
        return
    half, other = cut["half"].lower(), rest.group().lower()
    stays = words[f"{half}-{other}"] > words[half + other] and not text.endswith("\u00ad")
    yield text if stays else text[:-1]


def _same(one: float, two: float) -> bool:
    return abs(one - two) <= SAME * max(one, two)
