"""Which sentences are quoted: whole ones in a row, that fit, that answer, and that can stand alone."""

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.excerpts import EXCERPT_CHARACTERS, PER_PARAGRAPH, Sentence, Window, best, windows
from retrieval.late import Match
from retrieval.passages import Span


def of(lengths: Sequence[int], matched: Sequence[float], leaning: Sequence[int] = ()) -> list[Window]:
    """The windows of a paragraph whose sentences are so long and match a question of one word so well."""
    sentences, start = [], 0
    for number, length in enumerate(lengths):
        sentences.append(Sentence(number, start, start + length, leans=number in leaning, cosine=0.0))
        start += length + 1
    match = Match(np.array([matched], dtype=np.float32), np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.intp))
    return list(windows(0, sentences, match, 0.0))


def test_every_run_of_sentences_that_fits_is_a_window_and_no_other() -> None:
    found = of([150, 150, 150], [0.1, 0.2, 0.3])
    assert {(window.first, window.sentences) for window in found} == {(0, 1), (0, 2), (1, 1), (1, 2), (2, 1)}
    assert max(window.span.end - window.span.start for window in found) <= EXCERPT_CHARACTERS


def test_the_sentences_around_the_best_one_come_along_when_they_fit() -> None:
    assert best(of([100, 100, 100], [0.1, 0.9, 0.1]), 1)[0].sentences == 3


def test_a_sentence_that_leans_on_the_one_before_takes_it_along() -> None:
    # Two of the three fit, and what stands on either side of the best one is as good.
    upright = best(of([150, 150, 150], [0.1, 0.9, 0.11]), 1)[0]
    leaning = best(of([150, 150, 150], [0.1, 0.9, 0.11], leaning=[1]), 1)[0]
    assert (upright.sentences, leaning.sentences) == (2, 2)
    assert leaning.first == 0


def test_the_first_sentence_of_a_paragraph_may_lean_as_it_likes() -> None:
    plain, leaning = of([100], [0.5])[0], of([100], [0.5], leaning=[0])[0]
    assert plain.score == pytest.approx(leaning.score)


def window(paragraph: int, start: int, score: float) -> Window:
    return Window(paragraph, start, 1, Span(start, start + 10), score, 0.0, 0.0)


def test_no_sentence_is_quoted_twice_and_no_paragraph_too_often() -> None:
    candidates = [window(0, 0, 9), window(0, 5, 8), window(0, 20, 7), window(0, 40, 6), window(1, 0, 5)]
    assert [(one.paragraph, one.span.start) for one in best(candidates, 5)] == [(0, 0), (0, 20), (1, 0)]
    assert PER_PARAGRAPH == 2


def test_every_side_is_heard_before_one_speaks_again() -> None:
    candidates = [window(0, 0, 9), window(0, 20, 8), window(1, 0, 3), window(2, 0, 2)]
    assert [one.paragraph for one in best(candidates, 3)] == [0, 0, 1]
    assert [one.paragraph for one in best(candidates, 3, lambda one: one.paragraph)] == [0, 1, 2]
    assert [one.paragraph for one in best(candidates, 4, lambda one: one.paragraph)] == [0, 1, 2, 0]
