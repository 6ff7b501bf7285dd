"""The best rows are found without sorting all of them."""

import numpy as np
import pytest

from retrieval.fusion import best_of_groups, fuse, highest


@pytest.mark.parametrize("number", [1, 10, 300, 5000])
def test_the_highest_are_those_that_sorting_finds(number: int) -> None:
    scores = np.random.default_rng(2).standard_normal(5000).astype(np.float32)
    assert highest(scores, number).tolist() == sorted(np.argsort(-scores)[:number].tolist())


def test_equals_of_the_last_are_taken_too() -> None:
    assert highest(np.array([1, 3, 2, 2, 2, 0], dtype=np.float32), 2).tolist() == [1, 2, 3, 4]


def test_scores_are_added() -> None:
    one = np.ones(2, dtype=np.float32)
    assert fuse(one, one / 2, one * 10) == pytest.approx([1.1, 1.1])


def test_a_paragraph_ranks_by_its_best_passage() -> None:
    scores = np.array([0.1, 0.9, 0.5, -np.inf], dtype=np.float32)
    assert [row for row, _ in best_of_groups(scores, np.array([4, 4, 2, 1]), 3)] == [4, 2]
