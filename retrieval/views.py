"""Paragraphs and sentences as values, made from columns when somebody asks for one."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from retrieval.answers import Paragraph

Numbers = NDArray[np.integer[Any]]

REMEMBERED = 256
"""Paragraphs that stay values once they were asked for: an answer looks at thirty of them, several times each."""


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph: its essay's id, itself, the rows of its sentences, and its passages as id -> start."""

    essay: int
    paragraph: Paragraph
    sentences: range
    passages: dict[int, int]


@dataclass(frozen=True, slots=True)
class Places(Sequence[Place]):
    """Every paragraph (k), by essay and in order.

    `texts`: by essay; `headings`: of the sections, by id; `sections`: 0 where there is none; `sentence_edges` and
    `passage_edges` (k + 1): the row of each one's first sentence and passage; `passage_ids`, `passage_starts` (n).
    """

    texts: Mapping[int, str]
    headings: Mapping[int, str]
    essays: Numbers
    sections: Numbers
    numbers: Numbers
    starts: Numbers
    ends: Numbers
    sentence_edges: Numbers
    passage_edges: Numbers
    passage_ids: Numbers
    passage_starts: Numbers
    _made: dict[int, Place] = field(default_factory=dict, repr=False, compare=False)

    @property
    def columns(self) -> tuple[Numbers, ...]:
        """Everything but texts and headings."""
        own = (self.essays, self.sections, self.numbers, self.starts, self.ends)
        return (*own, self.sentence_edges, self.passage_edges, self.passage_ids, self.passage_starts)

    def __len__(self) -> int:
        return len(self.essays)

    @overload
    def __getitem__(self, row: int) -> Place: ...
    @overload
    def __getitem__(self, row: slice) -> list[Place]: ...
    def __getitem__(self, row: int | slice) -> Place | list[Place]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        made = self._made.get(row)
        if made is None:
            if len(self._made) >= REMEMBERED:
                self._made.clear()
            self._made[row] = made = self._make(int(row))
        return made

    def _make(self, row: int) -> Place:
        essay, start, end = int(self.essays[row]), int(self.starts[row]), int(self.ends[row])
        row = row % len(self)
        own = slice(self.passage_edges[row], self.passage_edges[row + 1])
        heading = self.headings.get(int(self.sections[row]))
        return Place(
            essay,
            Paragraph(int(self.numbers[row]), heading, self.texts[essay][start:end], start, end),
            range(int(self.sentence_edges[row]), int(self.sentence_edges[row + 1])),
            dict(zip(self.passage_ids[own].tolist(), self.passage_starts[own].tolist(), strict=True)),
        )

    def of(self, essay: int) -> range:
        """The rows of an essay's paragraphs."""
        first, behind = np.searchsorted(self.essays, [essay, essay + 1]).tolist()
        return range(first, behind)


@dataclass(frozen=True, slots=True)
class Sentences(Sequence[tuple[int, int, int]]):
    """Every sentence (m), as (id, start, end)."""

    ids: Numbers
    starts: Numbers
    ends: Numbers

    @property
    def columns(self) -> tuple[Numbers, ...]:
        """All of it."""
        return self.ids, self.starts, self.ends

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, row: int) -> tuple[int, int, int]: ...
    @overload
    def __getitem__(self, row: slice) -> list[tuple[int, int, int]]: ...
    def __getitem__(self, row: int | slice) -> tuple[int, int, int] | list[tuple[int, int, int]]:
        if isinstance(row, slice):
            columns = (column[row].tolist() for column in (self.ids, self.starts, self.ends))
            return list(zip(*columns, strict=True))
        return int(self.ids[row]), int(self.starts[row]), int(self.ends[row])


class RowOf(Mapping[int, int]):
    """The row of each id, without a dictionary of them."""

    def __init__(self, ids: Numbers) -> None:
        self._order: Numbers | None = None if bool(np.all(ids[1:] > ids[:-1])) else np.argsort(ids)
        self._sorted = ids if self._order is None else ids[self._order]

    @property
    def nbytes(self) -> int:
        """Bytes that are not those of the column itself."""
        return 0 if self._order is None else self._order.nbytes + self._sorted.nbytes

    def __len__(self) -> int:
        return len(self._sorted)

    def __iter__(self) -> Iterator[int]:
        return iter(self._sorted.tolist())

    def of(self, ids: Sequence[int]) -> NDArray[np.intp]:
        """The row of each of these ids, -1 where there is none."""
        if not len(self._sorted):
            return np.full(len(ids), -1)
        places = np.minimum(np.searchsorted(self._sorted, ids), len(self._sorted) - 1)
        rows = places if self._order is None else self._order[places]
        return np.where(self._sorted[places] == ids, rows, -1)

    def __getitem__(self, number: int) -> int:
        place = bisect_left(self._sorted, number)
        if place == len(self._sorted) or self._sorted[place] != number:
            raise KeyError(number)
        return place if self._order is None else int(self._order[place])
