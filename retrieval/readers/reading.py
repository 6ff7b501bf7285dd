"""The public `read`: a file's name and bytes to its reading."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from retrieval.errors import UnreadableFile
from retrieval.readers.blocks import Block, Draft, Kind, Piece, Reading, Suggested
from retrieval.readers.decoding import (
    FEWEST_WORDS,
    check_length,
    check_lines,
    check_sentences,
    check_size,
    decode,
)
from retrieval.readers.front import find_front
from retrieval.readers.furniture import leave_out
from retrieval.readers.headings import mark_headings
from retrieval.readers.html import begins_like_html, has_tags, read_html
from retrieval.readers.kinds import container
from retrieval.readers.lines import word_count
from retrieval.readers.markdown import read_markdown
from retrieval.readers.names import clean_name, ending, title_from_name
from retrieval.readers.normal import normal_form, shortened
from retrieval.readers.plain import read_plain

LONGEST_TITLE = 200
LONGEST_AUTHOR = 300

Format: TypeAlias = Callable[[str, str], Draft]

_ENDINGS: dict[Kind, tuple[str, ...]] = {
    "plain text": ("txt", "text"),
    "Markdown": ("md", "markdown"),
    "a web page": ("html", "htm", "xhtml"),
    "a Word document": ("docx",),
    "an EPUB book": ("epub",),
    "a PDF file": ("pdf",),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


def read(file: str, content: bytes) -> Reading:
    """The essay in a text, .md, .html, .docx, .epub or .pdf file. Raises UnreadableFile; its sentence says what to do.

    It reads in this very process: what comes from strangers is for `retrieval.apart`.
    """
    name = clean_name(file)
    check_size(name, content)
    kind, draft = _drafted(name, content)
    check_length(name, sum(len(piece.text) for piece in draft.pieces))
    suggested = _tidy(draft.suggested)
    front = find_front(leave_out(_normal(draft.pieces)), draft.known, suggested)
    has_headings = kind != "plain text" and any(p.kind == "heading" for p in front.pieces)
    pieces = mark_headings(front.pieces, title_case=not has_headings)
    blocks = tuple(_blocks(pieces))
    _check_words(name, blocks)
    check_sentences(name, (block.text for block in blocks))
    title = shortened(normal_form(front.title or ""), LONGEST_TITLE) or suggested.title or title_from_name(name)
    return Reading(
        file=name,
        title=title,
        author=shortened(_line(front.author) or "", LONGEST_AUTHOR) or None,
        year=front.year,
        source=_line(draft.known.source),
        licence=_line(draft.known.licence),
        blocks=blocks,
        left_out=tuple(piece.text for piece in pieces if piece.kind == "left out"),
        kind=kind,
        suggested=suggested,
        notes=(*_surprise(name, kind), *draft.notes),
    )


def _drafted(name: str, content: bytes) -> tuple[Kind, Draft]:
    """The libraries of a format are imported when a file is of that format: they take longer than most essays."""
    match container(name, content):
        case "pdf":
            from retrieval.readers.pdf import read_pdf

            return "a PDF file", read_pdf(name, content)
        case "docx":
            from retrieval.readers.docx import read_docx

            return "a Word document", read_docx(name, content)
        case "epub":
            from retrieval.readers.epub import read_epub

            return "an EPUB book", read_epub(name, content)
    text = decode(name, content)
    kind, draft = _format(name, text)
    return kind, draft(name, text)


def _format(name: str, text: str) -> tuple[Kind, Format]:
    """Text says by its content whether it is a page; between the other two only the name can tell."""
    if begins_like_html(text) or (ending(name) in _ENDINGS["a web page"] and has_tags(text)):
        return "a web page", read_html
    if ending(name) in _ENDINGS["Markdown"]:
        return "Markdown", _markdown
    return "plain text", _plain


def _surprise(name: str, kind: Kind) -> Iterator[str]:
    """A name that contradicts the content changes nothing, but whoever adds the file may have chosen the wrong one."""
    said = next((kind for kind, endings in _ENDINGS.items() if ending(name) in endings), kind)
    if said != kind:
        yield f"The name ends in .{ending(name)}, but this is {kind}."


def _markdown(name: str, text: str) -> Draft:
    check_length(name, len(text))
    check_lines(name, text)
    return read_markdown(text)


def _plain(name: str, text: str) -> Draft:
    check_length(name, len(text))
    check_lines(name, text)
    return read_plain(text)


def _normal(pieces: list[Piece]) -> list[Piece]:
    """Entities of HTML and Markdown can bring back what decoding took out."""
    tidy = (replace(piece, text=normal_form(piece.text).strip(" \t\n")) for piece in pieces)
    return [piece for piece in tidy if piece.text.strip()]


def _blocks(pieces: list[Piece]) -> list[Block]:
    blocks: list[Block] = []
    for piece in pieces:
        if piece.kind != "left out" and piece.kind != "title":
            blocks.append(Block(piece.kind, piece.text, piece.page))
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


def _tidy(suggested: Suggested) -> Suggested:
    title, author, language = (_line(value) for value in (suggested.title, suggested.author, suggested.language))
    return Suggested(
        shortened(title or "", LONGEST_TITLE) or None,
        shortened(author or "", LONGEST_TITLE) or None,
        suggested.year,
        language if language and _LANGUAGE.fullmatch(language) else None,
    )


def _line(text: str | None) -> str | None:
    return (" ".join(normal_form(text).split()) or None) if text else None
