"""Cosines are made for what is looked at, and are the same wherever the vectors are."""

import numpy as np
import pytest

from retrieval.dense import Filed, Held, Rounded, Similarity, Vectors
from retrieval.scan import Quantized

RANDOM = np.random.default_rng(5)


def units(number: int) -> np.ndarray:
    vectors = RANDOM.standard_normal((number, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


PASSAGES, SENTENCES, QUESTION = units(6), units(11), units(1)[0]
FIRST = np.array([0, 1, 4, 5, 8, 10, 11])


def filed(vectors: np.ndarray, gone: int | None = None) -> Filed:
    """Vectors in a file under ids that are not their rows."""
    ids = np.arange(len(vectors))[::-1] * 3 + 7
    there = {int(number): row.tobytes() for number, row in zip(ids, vectors, strict=True) if number != gone}
    return Filed(ids, 16, lambda wanted: {number: there[number] for number in wanted.tolist() if number in there})


@pytest.mark.parametrize("held", [True, False])
def test_a_passage_has_the_cosine_of_its_best_sentence(held: bool) -> None:
    levels = Quantized(6, 16)
    levels.put(np.arange(6), PASSAGES)
    passages = Held(PASSAGES) if held else Rounded(levels, filed(PASSAGES))
    similarity = Similarity(QUESTION, Vectors(passages, Held(SENTENCES) if held else filed(SENTENCES), FIRST))
    assert similarity.passages == pytest.approx(PASSAGES @ QUESTION, abs=0.02)
    rows = np.array([1, 3, 5])
    best = [(SENTENCES @ QUESTION)[FIRST[row] : FIRST[row + 1]].max() for row in rows]
    assert similarity.look_at(rows) == pytest.approx(best, abs=1e-6)
    assert similarity.passages[rows] == pytest.approx((PASSAGES @ QUESTION)[rows], abs=1e-6)
    assert similarity.sentences(range(3, 9)) == pytest.approx((SENTENCES @ QUESTION)[3:9], abs=1e-6)
    assert len(similarity.look_at(np.array([], dtype=np.intp))) == 0


def test_without_sentences_a_passage_counts_for_its_best_one() -> None:
    similarity = Similarity(QUESTION, Vectors(Held(PASSAGES), Held(SENTENCES), FIRST), by_sentence=False)
    assert similarity.look_at(np.arange(6)) == pytest.approx(PASSAGES @ QUESTION)


def test_a_sentence_that_is_gone_from_the_file_is_near_nothing() -> None:
    vectors = filed(SENTENCES, gone=7)
    assert not vectors[[10]].any()
    assert vectors[[9]].any()
    assert vectors.nbytes == 0
