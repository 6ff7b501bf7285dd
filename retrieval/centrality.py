"""The sentences in which an essay is most itself: LexRank on the sentence vectors.

Source: G. Erkan and D. R. Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", Journal
of Artificial Intelligence Research 22 (2004). The continuous form, with cosines of sentence vectors for those of words.
"""

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Vector
from retrieval.index import Index
from retrieval.sentences import leans, text_of, whole

DAMPING = 0.15
"""Chance to leave for any sentence at all instead of a similar one; the paper takes 0.1 to 0.2."""

STILL = 1e-6
MOST_STEPS = 100

MOST_SENTENCES = 2000
"""Of a longer text only the sentences nearest to its mean are compared: the matrix grows with the square."""

LEANING = 0.85
"""What a sentence that leans on the one before is worth; another as central comes first."""

SAME = 0.75
"""Two sentences whose cosine is higher say the same thing: the second one is not shown."""


def lexrank(vectors: Vector) -> NDArray[np.float64]:
    """How central each sentence is (rows of unit length); the values add up to 1."""
    number = max(len(vectors), 1)
    similar = np.maximum(vectors @ vectors.T, 0).astype(np.float64)
    moves = (similar / np.maximum(similar.sum(axis=1, keepdims=True), 1e-12)).T
    central = np.full(len(vectors), 1 / number)
    for _ in range(MOST_STEPS):
        before, central = central, DAMPING / number + (1 - DAMPING) * moves @ central
        if float(np.abs(central - before).sum()) < STILL:
            break
    return central


def key_sentences(index: Index, essay: int, number: int) -> list[tuple[int, float]]:
    """(row, centrality) of the sentences to show of an essay, in reading order; at most one a paragraph.

    The mean of the essay is 1. List items and other fragments are left out, and they count for nobody's centrality.
    """
    rows = _nearest(index, [row for row in _prose(index, essay) if whole(text_of(index, row))])
    if not rows:
        return []
    vectors = index.vectors.sentences[rows]
    central = lexrank(vectors) * len(rows)
    worth = central * np.array([LEANING if leans(text_of(index, row)) else 1.0 for row in rows])
    chosen: list[int] = []
    for place in np.argsort(-worth, kind="stable").tolist():
        new_paragraph = all(index.place_of[rows[place]] != index.place_of[rows[other]] for other in chosen)
        if new_paragraph and all(float(vectors[place] @ vectors[other]) <= SAME for other in chosen):
            chosen.append(place)
        if len(chosen) == number:
            break
    return [(rows[place], float(central[place])) for place in sorted(chosen)]


def _prose(index: Index, essay: int) -> list[int]:
    """The rows of an essay's sentences, but for the byline's."""
    own = (index.places[row] for row in index.places.of(essay))
    return [row for place in own if place.paragraph.number > 0 for row in place.sentences]


def _nearest(index: Index, rows: list[int]) -> list[int]:
    if len(rows) <= MOST_SENTENCES:
        return rows
    vectors = index.vectors.sentences[rows]
    order = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:MOST_SENTENCES]
    return [rows[place] for place in sorted(order.tolist())]
