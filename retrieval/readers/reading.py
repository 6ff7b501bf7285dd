"""The public `read`: a file's name and bytes to its reading."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from retrieval.errors import UnreadableFile
from retrieval.readers.blocks import Block, Draft, Piece, Reading
from retrieval.readers.decoding import check_length, decode
from retrieval.readers.front import find_front
from retrieval.readers.furniture import leave_out
from retrieval.readers.headings import mark_headings
from retrieval.readers.html import begins_like_html, has_tags, read_html
from retrieval.readers.lines import word_count
from retrieval.readers.markdown import read_markdown
from retrieval.readers.names import clean_name, ending, title_from_name
from retrieval.readers.normal import normal_form, shortened
from retrieval.readers.plain import read_plain

FEWEST_WORDS = 5
LONGEST_TITLE = 200

Format: TypeAlias = Callable[[str, str], Draft]


def read(file: str, content: bytes) -> Reading:
    """The essay in a .txt, .md or .html file. Raises UnreadableFile, whose sentence says what to do."""
    name = clean_name(file)
    text = decode(name, content)
    draft = _format(name, text)(name, text)
    check_length(name, sum(len(piece.text) for piece in draft.pieces))
    front = find_front(leave_out(_normal(draft.pieces)), draft.known)
    has_headings = not name.lower().endswith((".txt", ".text")) and any(p.kind == "heading" for p in front.pieces)
    pieces = mark_headings(front.pieces, title_case=not has_headings)
    blocks = tuple(_blocks(pieces))
    _check_words(name, blocks)
    return Reading(
        file=name,
        title=shortened(normal_form(front.title or ""), LONGEST_TITLE) or title_from_name(name),
        author=_line(front.author),
        year=front.year,
        source=_line(draft.known.source),
        licence=_line(draft.known.licence),
        blocks=blocks,
        left_out=tuple(piece.text for piece in pieces if piece.kind == "left out"),
    )


def _format(name: str, text: str) -> Format:
    if begins_like_html(text) or (ending(name) in ("html", "htm", "xhtml") and has_tags(text)):
        return read_html
    if ending(name) in ("md", "markdown"):
        return _markdown
    return _plain


def _markdown(name: str, text: str) -> Draft:
    check_length(name, len(text))
    return read_markdown(text)


def _plain(name: str, text: str) -> Draft:
    check_length(name, len(text))
    return read_plain(text)


def _normal(pieces: list[Piece]) -> list[Piece]:
    """Entities of HTML and Markdown can bring back what decoding took out."""
    tidy = (replace(piece, text=normal_form(piece.text).strip(" \t\n")) for piece in pieces)
    return [piece for piece in tidy if piece.text.strip()]


def _blocks(pieces: list[Piece]) -> list[Block]:
    blocks: list[Block] = []
    for piece in pieces:
        if piece.kind != "left out" and piece.kind != "title":
            blocks.append(Block(piece.kind, piece.text))
    return blocks


def _check_words(name: str, blocks: tuple[Block, ...]) -> None:
    words = sum(word_count(block.text) for block in blocks if block.kind in ("paragraph", "item"))
    if words == 0:
        raise UnreadableFile(
            f"“{name}” has no text of an essay in it: choose a file that has, or paste the text into a .txt file."
        )
    if words < FEWEST_WORDS:
        counted = "one word" if words == 1 else f"only {words} words"
        raise UnreadableFile(f"“{name}” holds {counted}: choose a file with the whole essay in it.")


def _line(text: str | None) -> str | None:
    return (" ".join(normal_form(text).split()) or None) if text else None
