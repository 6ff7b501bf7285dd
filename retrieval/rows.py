"""The rows of a library file, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.passages import Layout


@dataclass(frozen=True, slots=True)
class EssayRow:
    """An essay's own row: what is known of it, and its text."""

    slug: str
    file: str
    title: str
    author: str | None
    year: int | None
    source: str | None
    licence: str | None
    text: str
    revision: str


class SectionRow(NamedTuple):
    """A section's row."""

    id: int
    essay_id: int
    heading: str
    start: int
    end: int


class ParagraphRow(NamedTuple):
    """A paragraph's row, with the heading it stands under."""

    id: int
    essay_id: int
    section_id: int | None
    section: str | None
    number: int
    start: int
    end: int


class SpanRow(NamedTuple):
    """A passage of a paragraph, or a sentence of a passage, with its vector as float32 bytes."""

    id: int
    owner: int
    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class NewEssay:
    """An essay ready to be written: (vector, packed tokens) of its passages, vectors of its sentences, in order.

    Vectors are float32 bytes.
    """

    row: EssayRow
    layout: Layout
    passage_vectors: Sequence[tuple[bytes, bytes]]
    sentence_vectors: Sequence[bytes]
