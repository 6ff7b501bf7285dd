"""A layout as a line of offsets, to be kept beside its text; and what two layouts of an essay share."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from retrieval.passages import CutParagraph, Layout, Section, Span, cut
from retrieval.readers import Block

_Key: TypeAlias = tuple[int, str, tuple[tuple[int, int], ...]]


def packed(layout: Layout) -> str:
    """The layout without its text, as JSON."""
    return json.dumps(
        {
            "sections": [(one.start, one.start + len(one.heading), one.end) for one in layout.sections],
            "paragraphs": [
                (one.number, one.section, one.start, one.end, _flat(one.sentences), _flat(one.passages))
                for one in layout.paragraphs
            ],
        },
        separators=(",", ":"),
    )


def unpacked(text: str, offsets: str) -> Layout:
    """The layout of this text that was packed."""
    found = json.loads(offsets)
    return Layout(
        text,
        tuple(Section(text[start:heading], start, end) for start, heading, end in found["sections"]),
        tuple(
            CutParagraph(number, section, start, end, _spans(sentences), _spans(passages))
            for number, section, start, end, sentences, passages in found["paragraphs"]
        ),
    )


def recut(layout: Layout) -> Layout:
    """The same sections and paragraphs, their sentences and passages cut by today's rules."""
    paragraphs = (
        CutParagraph(one.number, one.section, one.start, one.end, *cut(layout.text, Span(one.start, one.end)))
        for one in layout.paragraphs
    )
    return Layout(layout.text, layout.sections, tuple(paragraphs))


def blocks(layout: Layout) -> Iterator[Block]:
    """The blocks that give this layout again."""
    headings = [(one.start, Block("heading", one.heading)) for one in layout.sections]
    rest = [
        (one.start, Block("paragraph" if one.number else "byline", layout.text[one.start : one.end]))
        for one in layout.paragraphs
    ]
    yield from (block for _, block in sorted(headings + rest, key=lambda placed: placed[0]))


def sentences(layout: Layout) -> Iterator[Span]:
    """Every sentence, in reading order."""
    for paragraph in layout.paragraphs:
        yield from paragraph.sentences


def kept_ids(old: Layout, ids: Sequence[int], new: Layout) -> list[int | None]:
    """The ids that the sentences of the new layout keep: those of paragraphs with the same words under the same number.

    A place is a sentence and how many follow it, so a paragraph keeps all of its ids or none: a place then leads to
    the very words that it led to before, or to nothing.
    """
    there: defaultdict[_Key, list[list[int]]] = defaultdict(list)
    edges = [0]
    for paragraph in old.paragraphs:
        edges.append(edges[-1] + len(paragraph.sentences))
    for paragraph, (first, last) in zip(old.paragraphs, pairwise(edges), strict=True):
        there[_key(old.text, paragraph)].append(list(ids[first:last]))
    kept: list[int | None] = []
    for paragraph in new.paragraphs:
        same = there[_key(new.text, paragraph)]
        kept += same.pop(0) if same else [None] * len(paragraph.sentences)
    return kept


def _key(text: str, paragraph: CutParagraph) -> _Key:
    start = paragraph.start
    spans = tuple((one.start - start, one.end - start) for one in paragraph.sentences)
    return paragraph.number, text[start : paragraph.end], spans


def _flat(spans: Sequence[Span]) -> list[int]:
    return [offset for span in spans for offset in (span.start, span.end)]


def _spans(offsets: Sequence[int]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in zip(offsets[::2], offsets[1::2], strict=True))
