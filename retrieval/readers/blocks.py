"""The shapes that text takes here: blocks and the reading for the outside, pieces for the way there."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the essay; an `item` is a list item that still has to join the block before it."""

    kind: Literal["heading", "paragraph", "item", "byline"]
    text: str
    page: int | None = None
    """Where it begins, in a file that has pages."""


Kind = Literal["plain text", "Markdown", "a web page", "a Word document", "an EPUB book", "a PDF file"]
"""What a file is, in words that fit into a sentence."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the properties of a file say; programs and web sites write them, so they are no more than suggestions."""

    title: str | None = None
    author: str | None = None
    year: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: `left_out` holds, in order, every line that was taken for page furniture."""

    file: str
    title: str
    author: str | None
    year: int | None
    source: str | None
    licence: str | None
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    kind: Kind = "plain text"
    suggested: Suggested = Suggested()
    notes: tuple[str, ...] = ()
    """Sentences for whoever adds the file: what is unusual about it, and what may have gone wrong."""


PieceKind = Literal["heading", "paragraph", "item", "byline", "title", "left out"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block on its way: rules change its kind, never its text or its place."""

    kind: PieceKind
    text: str
    bold: bool = False
    """All of it is in bold type: a heading where the author had no heading to give."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a file says of itself beside its text; `sure` when its author wrote it (front matter), not a web site."""

    title: str | None = None
    author: str | None = None
    year: int | None = None
    source: str | None = None
    licence: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What the module of one format makes of a file."""

    pieces: list[Piece]
    known: Known = field(default_factory=Known)
    suggested: Suggested = Suggested()
    notes: tuple[str, ...] = ()
