"""The rows of a library file, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from retrieval.passages import Layout
from retrieval.readers.blocks import Suggested


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
    note: str | None = None
    language: str | None = None


Embedded: TypeAlias = tuple[bytes, bytes | None]
"""What an encoder made of a text: its vector as float32 bytes, and its packed tokens if they are needed."""


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


@dataclass(frozen=True, slots=True)
class NewEssay:
    """An essay ready to be written: (vector, packed tokens) of its passages, vectors of its sentences, in order.

    Vectors are float32 bytes.
    """

    row: EssayRow
    layout: Layout
    passage_vectors: Sequence[tuple[bytes, bytes]]
    sentence_vectors: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What is known of texts already: (vector, packed tokens) of passages and vectors of sentences, by their words."""

    passages: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)
    sentences: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingEssay:
    """An essay as it is in the file, with the ids of its sentences in reading order."""

    id: int
    row: EssayRow
    layout: Layout
    sentence_ids: tuple[int, ...]
    cutting: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What was read from a file and is not published: without an id and a moment where it is not kept either."""

    id: int
    kind: str
    row: EssayRow
    layout: Layout
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]
    suggested: Suggested = field(default_factory=Suggested)
    prepared_at: str = ""


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A text that an essay had before, as it was cut then."""

    essay_id: int
    revision: str
    layout: Layout
    cutting: str
    replaced_at: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of the glossary: where its definition stands, and the citation that it had when it was chosen."""

    term: str
    place: str
    citation: str


@dataclass(frozen=True, slots=True)
class StashedEssay:
    """An essay out of sight, as it was when it was removed."""

    essay: StandingEssay
    removed_at: str
