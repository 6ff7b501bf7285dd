"""From the blocks of a reading to one clean text and its spans: sections, paragraphs, sentences, passages.

Everything below is a pair of character offsets into `Layout.text`; nothing is ever stored or shown that is not a
slice of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sentencex

from retrieval.readers import Block

CUTTING = "1"
"""Name of the rules in this file. A library remembers it and is cut anew when it changes."""

PASSAGE_CHARACTERS = 900
"""A longer paragraph is embedded in parts: the default model reads 256 tokens and silently drops the rest."""

SENTENCE_CHARACTERS = 400
"""A longer sentence is cut, after a semicolon or comma if there is one: an excerpt is made of whole ones and holds
as many."""

LONG_QUOTATION = 200
"""sentencex keeps a quotation whole however many sentences it holds; one longer than this is split inside."""

_LINE = re.compile(
    r"[^\n]{1,5000}(?=\n|\Z)|[^\n]{1,5000}(?:(?<=[.!?][\s\"'”’])|(?<=[。！？]))|[^\n]{1,5000}(?=\s)|[^\n]{1,5000}"
)
"""A line, or one stretch after another of a very long one: sentencex takes minutes over a million characters."""
_OPENING = re.compile(r"""[“„«]|(?<![^\s(\[—–-])\"""")
_CLOSING = re.compile(r"[”»\"]")
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """From a heading to the next one."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CutParagraph:
    """A paragraph (0: byline) with its sentences, and its passages as ranges of them."""

    number: int
    section: int | None
    start: int
    end: int
    sentences: tuple[Span, ...]
    passages: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One essay's text and every span of it that has a meaning."""

    text: str
    sections: tuple[Section, ...]
    paragraphs: tuple[CutParagraph, ...]


def words(text: str) -> int:
    """How many words a reader reads."""
    return len(_WORD.findall(text))


def lay_out(blocks: Iterable[Block]) -> Layout:
    """Join the blocks into one text, list items to the paragraph that opens them, and cut it."""
    text = ""
    headings: list[Span] = []
    paragraphs: list[tuple[Span, int | None, bool]] = []
    for block in _joined(blocks):
        start = len(text) + (2 if text else 0)
        text += ("\n\n" if text else "") + block.text
        span = Span(start, len(text))
        if block.kind == "heading":
            headings.append(span)
        else:
            paragraphs.append((span, len(headings) - 1 if headings else None, block.kind == "byline"))
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    sections = tuple(
        Section(text[heading.start : heading.end], heading.start, end)
        for heading, end in zip(headings, ends, strict=False)
    )
    return Layout(text, sections, tuple(_numbered(text, paragraphs)))


def cut(text: str, span: Span) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Sentences and passages of one paragraph; the passages cover whole sentences."""
    sentences = tuple(_sentences(text, span))
    return sentences, tuple(_passages(sentences))


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """A list stays with the sentence that opens it: items end up in the paragraph before them."""
    joined: list[Block] = []
    for block in blocks:
        if block.kind == "item" and joined and joined[-1].kind == "paragraph":
            joined[-1] = Block("paragraph", f"{joined[-1].text}\n{block.text}")
        else:
            joined.append(Block("paragraph", block.text) if block.kind == "item" else block)
    return joined


def _numbered(text: str, spans: list[tuple[Span, int | None, bool]]) -> Iterator[CutParagraph]:
    number = 0
    for span, section, byline in spans:
        number += not byline
        sentences, passages = cut(text, span)
        yield CutParagraph(0 if byline else number, section, span.start, span.end, sentences, passages)


def _sentences(text: str, span: Span) -> Iterator[Span]:
    """Sentence spans without the white space around them; a line break always ends one."""
    for line in _LINE.finditer(text[span.start : span.end]):
        for start, end in _boundaries(line.group()):
            piece = line.group()[start:end]
            if kept := piece.strip():
                left = span.start + line.start() + start + piece.index(kept[0])
                yield from _bounded(text, Span(left, left + len(kept)))


def _bounded(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence, or parts of it that fit into an excerpt."""
    start = sentence.start
    while sentence.end - start > SENTENCE_CHARACTERS:
        ends = [
            text.rfind(mark, start + SENTENCE_CHARACTERS // 2, start + SENTENCE_CHARACTERS)
            for mark in ("; ", ": ", ", ")
        ]
        space = text.rfind(" ", start + 1, start + SENTENCE_CHARACTERS)
        end = next((end + 1 for end in ends if end > 0), space if space > 0 else start + SENTENCE_CHARACTERS)
        yield Span(start, end)
        start = _BLANK.match(text, end, sentence.end).end()  # type: ignore[union-attr]
    yield Span(start, sentence.end)


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    for found in sentencex.get_sentence_boundaries("en", line):
        start, end = found["start_index"], found["end_index"]
        if end - start <= LONG_QUOTATION:
            yield start, end
            continue
        # A stand-in of one character each, so that offsets hold: an opening mark begins a sentence, a closing one
        # ends it.
        unquoted = _CLOSING.sub(" ", _OPENING.sub("A", line[start:end]))
        inner = sentencex.get_sentence_boundaries("en", unquoted)
        yield from ((start + part["start_index"], start + part["end_index"]) for part in inner)


def _passages(sentences: tuple[Span, ...]) -> Iterator[Span]:
    """The whole paragraph, or parts of about equal length that end where a sentence ends."""
    if not sentences:
        return
    length = sentences[-1].end - sentences[0].start
    target = length / -(-length // PASSAGE_CHARACTERS)
    start = end = sentences[0].start
    for sentence in sentences:
        if end > start and (end - start >= target or sentence.end - start > PASSAGE_CHARACTERS):
            yield Span(start, end)
            start = sentence.start
        end = sentence.end
    yield Span(start, end)
