"""First stage, meaning: cosine of the question with every passage, and with the sentences of the best of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.scan import Quantized

Vector = NDArray[np.float32]
Rows = NDArray[np.intp]
Fetch = Callable[[NDArray[np.int64]], Mapping[int, bytes]]
"""Reads the vectors of these ids from the library's file; one that is gone is missing."""

EXACT_UP_TO = 100_000
"""Passages that are compared as they are. Of more, 8-bit vectors are held in memory, a quarter of the bytes, and the
best passages are compared with their own vectors, read from the file."""

SENTENCES_HELD = 32 * 2**20
"""Bytes of sentence vectors that are held in memory: of some 6,000 passages with the default model. Those of a larger
library are read from the file, for the best passages of each question."""


class Some(Protocol):
    """Vectors that are read by their rows."""

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""

    def __getitem__(self, rows: Sequence[int] | Rows) -> Vector:
        """The vectors of these rows."""


class All(Some, Protocol):
    """Vectors that can be compared with a question all at once."""

    @property
    def exact(self) -> bool:
        """Whether the cosines are: else those that matter are to be made again."""

    def cosines(self, question: Vector) -> Vector:
        """With every row."""


@dataclass(frozen=True, slots=True)
class Held:
    """Vectors in memory, one contiguous block (n, d)."""

    block: Vector
    exact: bool = True

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""
        return self.block.nbytes

    def __getitem__(self, rows: Sequence[int] | Rows) -> Vector:
        """The vectors of these rows."""
        return self.block[np.asarray(rows, dtype=np.intp)]

    def cosines(self, question: Vector) -> Vector:
        """With every row."""
        if not len(self.block):
            return np.zeros(0, dtype=np.float32)  # nothing says how long a vector would be
        return np.asarray(self.block @ question, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Filed:
    """Vectors in the file, by the ids of their rows (n); one that is gone meanwhile is near nothing."""

    ids: NDArray[np.int64]
    dimensions: int
    fetch: Fetch

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""
        return 0

    def __getitem__(self, rows: Sequence[int] | Rows) -> Vector:
        """The vectors of these rows."""
        ids = self.ids[np.asarray(rows, dtype=np.intp)]
        found = self.fetch(ids)
        gone = bytes(4 * self.dimensions)
        block = b"".join(found.get(number, gone) for number in ids.tolist())
        return np.frombuffer(block, dtype=np.float32).reshape(len(ids), self.dimensions)


@dataclass(frozen=True, slots=True)
class Rounded:
    """8-bit vectors in memory, and the vectors themselves in the file."""

    levels: Quantized
    filed: Filed
    exact: bool = False

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""
        return self.levels.nbytes

    def __getitem__(self, rows: Sequence[int] | Rows) -> Vector:
        """The vectors of these rows."""
        return self.filed[rows]

    def cosines(self, question: Vector) -> Vector:
        """With every row, to within some thousandths."""
        return self.levels.cosines(question)


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of a library, rows of unit length.

    `passages` (n); `sentences` (m), those of one passage together, in order; `first` (n + 1): the row of each passage's
    first sentence, and m. Every passage has at least one sentence.
    """

    passages: All
    sentences: Some
    first: Rows


class Similarity:
    """Cosines of one question: with each passage, and with the sentences of those passages that are looked at.

    Without `by_sentence` a passage counts for its best sentence, too.
    """

    def __init__(self, question: Vector, vectors: Vectors, by_sentence: bool = True) -> None:
        self._question = question
        self._vectors = vectors
        self._by_sentence = by_sentence
        # The rows of sentences that were looked at, in order, with one at the end that is none; and their cosines.
        self._seen = np.array([np.iinfo(np.intp).max])
        self._sentences = np.zeros(1, dtype=np.float32)
        self.passages = vectors.passages.cosines(question)

    def look_at(self, passages: Rows) -> Vector:
        """The cosine of the best sentence of each of these passages; theirs are exact from now on."""
        if not len(passages):
            return np.zeros(0, dtype=np.float32)
        if not self._vectors.passages.exact:
            self.passages[passages] = self._vectors.passages[passages] @ self._question
        if not self._by_sentence:
            return self.passages[passages]
        starts = self._vectors.first[passages]
        lengths = self._vectors.first[passages + 1] - starts
        edges = np.cumsum(lengths) - lengths
        rows = np.arange(int(lengths.sum())) + np.repeat(starts - edges, lengths)
        return np.asarray(np.maximum.reduceat(self._of(rows), edges), dtype=np.float32)

    def sentences(self, rows: range) -> Vector:
        """The cosine with each of these sentences."""
        return self._of(np.arange(rows.start, rows.stop))

    def _of(self, rows: Rows) -> Vector:
        """The cosine with each of these sentences, whose rows are in order."""
        new = rows[self._seen[np.searchsorted(self._seen, rows)] != rows]
        if len(new):
            places = np.searchsorted(self._seen, new)
            self._seen = np.insert(self._seen, places, new)
            self._sentences = np.insert(self._sentences, places, self._vectors.sentences[new] @ self._question)
        return self._sentences[np.searchsorted(self._seen, rows)]
