"""From a row of tags and texts to pieces: blocks end paragraphs, <br> ends lines, lists keep their markers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from retrieval.readers.blocks import Piece, PieceKind
from retrieval.readers.bylines import in_parts, signed
from retrieval.readers.dates import bare_date, labelled_date
from retrieval.readers.furniture import is_bare_word, is_furniture
from retrieval.readers.lines import LONGEST_TITLE
from retrieval.readers.plain import paragraphs
from retrieval.readers.tree import Element, Event

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form "
    "header hgroup hr legend li main menu nav ol option p pre section summary table tbody tfoot thead title tr ul html "
    "head".split()
)
_LONGEST_CELL = 200
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class _Walk:
    pieces: list[Piece] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    """The next item's number in each open list; none for bullets."""
    marker: str = ""
    items: int = 0
    heading: int = 0
    verbatim: int = 0
    strong: int = 0
    bold: bool = False
    plain: bool = False
    dated: bool = False
    """A <time> has just ended: what follows may touch it in the source but does not on the screen."""
    link: Literal["note", "back"] | None = None
    """Inside the number that leads to a note, or the arrow that leads back."""
    cells: int | None = None
    """Cells so far in a row whose cells make one line."""


def walk(events: list[Event]) -> list[Piece]:
    """The pieces of a stretch of the page; whatever is open at its end is closed."""
    state = _Walk()
    for at, event in enumerate(events):
        if isinstance(event, str):
            _text(state, event)
        elif isinstance(event, Element):
            _start(state, event, events, at)
        else:
            _end(state, event.element)
    _flush(state)
    return state.pieces


def _text(state: _Walk, text: str) -> None:
    if state.link == "back":
        return
    if state.link == "note" and text.strip().isdigit():
        text = f"[{text.strip()}]"
    if state.dated and text[:1].isalnum() and state.texts:
        state.texts.append(" ")
    state.dated = False
    state.texts.append(text if state.verbatim else _SPACES.sub(" ", text))
    if text.strip():
        state.bold, state.plain = state.bold or state.strong > 0, state.plain or not state.strong


def _start(state: _Walk, element: Element, events: list[Event], at: int) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        _flush(state)
    if tag == "br":
        state.texts.append("\n")
    elif tag in ("td", "th"):
        _cell(state)
    elif tag == "tr":
        state.cells = 0 if _is_one_line(events, at, element) else None
    elif tag in ("ol", "ul", "menu", "dir"):
        state.lists.append(_first_number(element) if tag == "ol" else None)
    elif tag == "li":
        _item(state)
    elif tag == "q":
        state.texts.append("“")
    elif tag == "a":
        state.link = _link(element)
    elif tag == "time" and state.texts and state.texts[-1][-1:].isalnum():
        state.texts.append(" ")
    state.heading += tag in _HEADINGS
    state.verbatim += tag == "pre"
    state.strong += tag in ("b", "strong")


def _end(state: _Walk, element: Element) -> None:
    tag = element.tag
    if tag in _BLOCKS or (tag in ("td", "th") and state.cells is None):
        _flush(state)
    if tag == "q":
        state.texts.append("”")
    elif tag == "a":
        state.link = None
    elif tag in ("ol", "ul", "menu", "dir") and state.lists:
        state.lists.pop()
    elif tag == "li":
        state.items, state.marker = max(0, state.items - 1), ""
    elif tag == "tr":
        state.cells = None
    state.dated = tag == "time"
    state.heading = max(0, state.heading - (tag in _HEADINGS))
    state.verbatim = max(0, state.verbatim - (tag == "pre"))
    state.strong = max(0, state.strong - (tag in ("b", "strong")))


def _first_number(element: Element) -> int:
    start = element.attributes.get("start", "")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _link(element: Element) -> Literal["note", "back"] | None:
    kinds = {element.attributes.get("role", ""), element.attributes.get("epub:type", "")}
    if kinds & {"doc-noteref", "noteref"}:
        return "note"
    return "back" if kinds & {"doc-backlink", "backlink"} else None


def _item(state: _Walk) -> None:
    state.items += 1
    number = state.lists[-1] if state.lists else None
    state.marker = "- " if number is None else f"{number}. "
    if number is not None:
        state.lists[-1] = number + 1


def _cell(state: _Walk) -> None:
    if state.cells is None:
        _flush(state)
    else:
        if state.cells and any(text.strip() for text in state.texts):
            state.texts.append(" | ")
        state.cells += 1


def _is_one_line(events: list[Event], at: int, row: Element) -> bool:
    """Short cells without blocks: a table of facts, not of layout."""
    length = 0
    for event in events[at + 1 : at + row.end - row.start]:
        if isinstance(event, str):
            length += len(event.strip())
        elif isinstance(event, Element):
            if event.tag in _BLOCKS or event.tag == "br":
                return False
            length = 0 if event.tag in ("td", "th") else length
        if length > _LONGEST_CELL:
            return False
    return True


def _flush(state: _Walk) -> None:
    text = "".join(state.texts)
    state.texts.clear()
    bold, state.bold = state.bold and not state.plain, False
    state.plain = False
    lines = [line.strip(" \t") for line in text.split("\n")]
    if state.heading:
        line = " ".join(line for line in lines if line.strip())
        if line:
            state.pieces.append(Piece("heading" if len(line) <= 2 * LONGEST_TITLE else "paragraph", line))
        return
    for group in _groups(lines):
        kind: PieceKind = "item" if state.items else "paragraph"
        for paragraph in (
            group if all(_is_whole(line) for line in group) else paragraphs(group, wrapped=state.verbatim > 0)
        ):
            state.pieces.append(Piece(kind, state.marker + paragraph, bold=bold))
            state.marker = ""


def _groups(lines: Iterable[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _is_whole(line: str) -> bool:
    return bool(
        is_furniture(line)
        or is_bare_word(line)
        or signed(line)
        or labelled_date(line)
        or bare_date(line)
        or in_parts(line)
    )
