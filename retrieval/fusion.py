"""Joins the first stages into one score for each passage, and the passages of one paragraph into one rank."""

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Similarity, Vector

LEXICAL_WEIGHT = 0.035
"""Cosine that one point of BM25 is worth. Chosen on SQuAD 2.0 (development half)."""


def fuse(similarity: Similarity, lexical: Vector) -> Vector:
    """Mean of passage and best-sentence cosine plus weighted BM25, for each passage.

    Scores are added, not ranks: the margin between two passages is information that rank fusion throws away
    (measured: recall@1 0.86 against 0.81 on SQuAD 2.0).
    """
    return (similarity.passages + similarity.best_sentence) / 2 + LEXICAL_WEIGHT * lexical


def best_of_groups(scores: Vector, groups: NDArray[np.intp], number: int) -> list[tuple[int, float]]:
    """(group, its best score), best first, at most `number`: passages to the paragraphs that hold them."""
    best: dict[int, float] = {}
    for row in np.argsort(-scores, kind="stable"):
        if np.isneginf(scores[row]):
            break
        best.setdefault(int(groups[row]), float(scores[row]))
        if len(best) == number:
            break
    return list(best.items())
