"""Joins the first stages into one score for each passage, and the passages of one paragraph into one rank."""

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Rows, Vector

LEXICAL_WEIGHT = 0.035
"""Cosine that one point of BM25 is worth. Chosen on SQuAD 2.0 (development half)."""

_STRETCH = 256


def fuse(passages: Vector, sentences: Vector, lexical: Vector) -> Vector:
    """Mean of passage and best-sentence cosine plus weighted BM25, for each passage.

    Scores are added, not ranks: the margin between two passages is information that rank fusion throws away
    (measured: recall@1 0.86 against 0.81 on SQuAD 2.0).
    """
    return (passages + sentences) / 2 + LEXICAL_WEIGHT * lexical


def highest(scores: Vector, number: int) -> Rows:
    """The rows of so many highest scores, and of any that equal the last of them, in order."""
    if len(scores) <= number:
        return np.arange(len(scores))
    whole = len(scores) // _STRETCH * _STRETCH
    best_of_stretches = scores[:whole].reshape(-1, _STRETCH).max(axis=1)
    # So many stretches have something as high: what is lower need not be sorted. A million take a millisecond.
    least = np.partition(best_of_stretches, -number)[-number] if len(best_of_stretches) > number else -np.inf
    rows = np.flatnonzero(scores >= least)
    kept: Rows = rows[scores[rows] >= np.partition(scores[rows], -number)[-number]]
    return kept


def best_of_groups(scores: Vector, groups: NDArray[np.integer], number: int) -> list[tuple[int, float]]:
    """(group, its best score), best first, at most `number`: passages to the paragraphs that hold them."""
    best: dict[int, float] = {}
    for row in np.argsort(-scores, kind="stable"):
        if np.isneginf(scores[row]):
            break
        best.setdefault(int(groups[row]), float(scores[row]))
        if len(best) == number:
            break
    return list(best.items())
