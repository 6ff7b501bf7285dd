"""First stage, meaning: cosine of the question with every passage and every sentence, in two matrix products."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of a library, rows of unit length.

    `passages` (n, d); `sentences` (m, d), those of one passage together, in order; `first` (n): the row of each
    passage's first sentence. Every passage has at least one sentence.
    """

    passages: Vector
    sentences: Vector
    first: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Similarity:
    """Cosines of one question: with each passage, with each sentence, and the best sentence of each passage."""

    passages: Vector
    sentences: Vector
    best_sentence: Vector


def compare(question: Vector, vectors: Vectors, by_sentence: bool = True) -> Similarity:
    """Cosine of the question (d) with everything: exact, no index needed at a server's size.

    Without `by_sentence` a passage counts for its best sentence, too.
    """
    if not len(vectors.first):
        none = np.zeros(0, dtype=np.float32)
        return Similarity(none, none, none)
    passages, sentences = vectors.passages @ question, vectors.sentences @ question
    best = np.maximum.reduceat(sentences, vectors.first) if by_sentence else passages
    return Similarity(passages, sentences, best)
