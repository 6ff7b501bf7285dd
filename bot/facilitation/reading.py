"""Essays to choose from, and an essay cut into pages to read in place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal

WORDS_A_MINUTE = 230
"""Silent reading of non-fiction; M. Brysbaert, Journal of Memory and Language 109 (2019), gives 238."""

PAGE = 1600
"""Characters on a page. A card takes 4,000, and a text of nothing but markdown doubles when drawn inert."""

MARK = 14
"""What a paragraph costs on a page besides its text: its number and the blank line before it."""

HEADING = 120
"""A longer heading is cut on a page."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s")


@dataclass(frozen=True, slots=True)
class Listing:
    """An essay on the shelf, without its text."""

    slug: str
    file: str
    title: str
    author: str | None
    year: int | None
    sections: int
    paragraphs: int
    words: int
    revision: str
    source: str | None = None
    licence: str | None = None
    note: str | None = None
    """What whoever opens it should know of its content beforehand."""

    @property
    def minutes(self) -> int:
        """Minutes to read it silently, at least one."""
        return minutes(self.words)


@dataclass(frozen=True, slots=True)
class Portrait:
    """An essay introduced: what it is about, and sentences in which it is most itself, in reading order."""

    essay: Listing
    terms: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in its place; number 0 is the byline. `start` is its offset in the essay."""

    number: int
    section: str | None
    text: str
    start: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a page begins: a paragraph, or a later part of one that is too long for a page."""

    paragraph: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a part of one. `heading` is given where a section begins, `bold` is a span of `text`."""

    position: Position
    text: str
    start: int
    heading: str | None = None
    bold: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is read at one time, and where the pages before and after it begin."""

    essay: Listing
    pieces: tuple[Piece, ...]
    number: int
    pages: int
    previous: Position | None
    next: Position | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the first paragraph under it."""

    heading: str
    paragraph: int


def minutes(words: int) -> int:
    """Minutes in which so many words are read silently, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def sections(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The sections of an essay in order."""
    found: list[Section] = []
    before = None
    for paragraph in paragraphs:
        if paragraph.section is not None and paragraph.section != before:
            found.append(Section(paragraph.section, paragraph.number))
        before = paragraph.section
    return tuple(found)


def find_place(paragraphs: Sequence[Paragraph], place: str) -> Position:
    """The paragraph meant by its number (`12`, `¶ 12`) or by words of its section's heading."""
    wanted = place.strip().lstrip("¶").strip()
    if wanted.isdecimal():
        if any(paragraph.number == int(wanted) for paragraph in paragraphs):
            return Position(int(wanted))
    elif wanted:
        folded = wanted.lstrip("§ ").casefold()
        headings = [(s.heading.lstrip("§ ").casefold(), s.paragraph) for s in sections(paragraphs)]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            for heading, number in headings:
                if fits(heading, folded):
                    return Position(number)
    last = max((paragraph.number for paragraph in paragraphs), default=0)
    raise Refusal(
        f"This essay has no place “{place[:80]}”: give a paragraph from 1 to {last}, or choose a section from the list."
    )


def page_at(essay: Listing, paragraphs: Sequence[Paragraph], position: Position | None = None) -> Page:
    """The page on which `position` stands; the first one when it is left out."""
    pages = _pages(paragraphs)
    if not pages:
        raise Refusal("This essay has no paragraphs to read: ask a moderator to add it again.")
    index = 0 if position is None else _page_with(pages, position)
    return Page(
        essay=essay,
        pieces=pages[index],
        number=index + 1,
        pages=len(pages),
        previous=pages[index - 1][0].position if index > 0 else None,
        next=pages[index + 1][0].position if index + 1 < len(pages) else None,
    )


def page_around(essay: Listing, paragraphs: Sequence[Paragraph], start: int, end: int) -> Page:
    """The page on which the words from `start` to `end` of the essay begin, with these words in bold."""
    pieces = [piece for page in _pages(paragraphs) for piece in page]
    inside = [piece.position for piece in pieces if piece.start <= start < piece.start + len(piece.text)]
    page = page_at(essay, paragraphs, inside[0] if inside else None)
    return replace(page, pieces=tuple(_with_bold(piece, start, end) for piece in page.pieces))


def _with_bold(piece: Piece, start: int, end: int) -> Piece:
    first, last = max(start - piece.start, 0), min(end - piece.start, len(piece.text))
    return replace(piece, bold=(first, last)) if first < last else piece


def _page_with(pages: Sequence[tuple[Piece, ...]], position: Position) -> int:
    """The essay may have been replaced since a button was drawn: then the nearest part will do."""
    best = None
    for index, page in enumerate(pages):
        for piece in page:
            if piece.position.paragraph == position.paragraph and piece.position.part <= position.part:
                best = index
    if best is None:
        raise Refusal("This paragraph is no longer in the essay: open it again with /read.")
    return best


def _pages(paragraphs: Sequence[Paragraph]) -> list[tuple[Piece, ...]]:
    pages: list[list[Piece]] = []
    room = 0
    for piece in _pieces(paragraphs):
        cost = len(piece.text) + MARK + len(piece.heading or "")
        if not pages or cost > room:
            pages.append([])
            room = PAGE
        pages[-1].append(piece)
        room -= cost
    return [tuple(page) for page in pages]


def _pieces(paragraphs: Sequence[Paragraph]) -> list[Piece]:
    pieces: list[Piece] = []
    parts: Counter[int] = Counter()
    before = None
    for paragraph in paragraphs:
        heading = paragraph.section if paragraph.section != before else None
        before = paragraph.section
        for first, last in _cuts(paragraph.text, PAGE - MARK - HEADING):
            position = Position(paragraph.number, parts[paragraph.number])
            parts[paragraph.number] += 1
            text = paragraph.text[first:last]
            pieces.append(Piece(position, text, paragraph.start + first, heading and heading[:HEADING]))
            heading = None
    return pieces


def _cuts(text: str, most: int) -> list[tuple[int, int]]:
    """Spans of at most `most` characters that end with a sentence, else with a word; only spaces are lost."""
    cuts: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > most:
        window = text[start : start + most]
        end = max((found.end() for found in _SENTENCE_END.finditer(window)), default=0)
        if end < most // 2:
            end = max(window.rfind(" "), window.rfind("\n")) + 1
        end = start + (end if end > most // 4 else most)
        cuts.append((start, start + len(text[start:end].rstrip())))
        start = end
    cuts.append((start, len(text)))
    return [(first, last) for first, last in cuts if first < last]
