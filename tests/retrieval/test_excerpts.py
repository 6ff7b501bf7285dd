"""Which sentences are quoted: whole ones in a row, that fit, that answer, and that can stand alone."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import excerpts
from retrieval.excerpts import EXCERPT_CHARACTERS, PER_PARAGRAPH, Found, Window, around, best, windows
from retrieval.late import Match
from retrieval.passages import Span

LEANING = "This "


def paragraph(
    row: int, lengths: Sequence[int], matched: Sequence[Sequence[float]], leaning: Sequence[int] = (), score: float = 0
) -> Found:
    """A paragraph with sentences of such lengths that match the question's tokens, equal in weight, so well."""
    starts = [0, *accumulate(length + 1 for length in lengths)]
    text = " ".join((LEANING * (number in leaning)).ljust(length, "x") for number, length in enumerate(lengths))
    tokens = np.array(matched, dtype=np.float32)
    weights = np.full(tokens.shape[1], 1 / tokens.shape[1], dtype=np.float32)
    match = Match(tokens, weights, np.arange(len(weights)), float(weights @ tokens.max(axis=0)), tokens @ weights)
    sentences = [
        (row * 100 + number, start, start + length)
        for number, (start, length) in enumerate(zip(starts[:-1], lengths, strict=True))
    ]
    return Found(row, score, match, text, sentences, tokens[:, 0] / 2)


def of(lengths: Sequence[int], matched: Sequence[float], leaning: Sequence[int] = ()) -> list[Window]:
    """The windows of a paragraph whose sentences are so long and match a question of one word so well."""
    return list(windows([paragraph(0, lengths, [[one] for one in matched], leaning)]))


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


def test_windows_come_best_first_and_none_where_no_sentence_fits() -> None:
    scores = [window.score for window in of([150, 90, 150, 200], [0.3, 0.9, 0.1, 0.5], leaning=[1, 2])]
    assert scores == sorted(scores, reverse=True)
    assert of([EXCERPT_CHARACTERS + 1], [0.5]) == []
    assert list(windows([])) == []


sizes = st.integers(10, EXCERPT_CHARACTERS + 20)
share = st.integers(0, 4).map(lambda number: number / 4)
sentence = st.tuples(sizes, st.tuples(share, share), st.booleans())


@given(st.lists(st.tuples(st.lists(sentence, min_size=1, max_size=6), share), min_size=1, max_size=4))
def test_windows_of_several_paragraphs_are_those_of_the_plain_definition(
    drawn: list[tuple[list[tuple[int, tuple[float, float], bool]], float]],
) -> None:
    paragraphs = [
        paragraph(
            row,
            [length for length, _, _ in sentences],
            [matched for _, matched, _ in sentences],
            [number for number, (_, _, leans) in enumerate(sentences) if leans],
            score,
        )
        for row, (sentences, score) in enumerate(drawn)
    ]
    plain = [window for one in paragraphs for window in plainly(one)]
    found = list(windows(paragraphs))
    assert {(one.paragraph, one.first, one.sentences) for one in found} == {
        (one.paragraph, one.first, one.sentences) for one in plain
    }
    # Of equals the first comes first.
    plain.sort(key=lambda one: -round(one.score, 5))
    found.sort(key=lambda one: -round(one.score, 5))
    assert [one.score for one in found] == pytest.approx([one.score for one in plain], abs=1e-5)
    by_place = {(one.first, one.sentences): one for one in plain}
    for one in found:
        same = by_place[one.first, one.sentences]
        assert one.span == same.span
        assert (one.score, one.cosine, one.matched) == pytest.approx((same.score, same.cosine, same.matched), abs=1e-5)


def plainly(found: Found) -> list[Window]:
    """Every run, weighed one after the other."""
    made = []
    for start in range(len(found.sentences)):
        for stop in range(start + 1, len(found.sentences) + 1):
            span = Span(found.sentences[start][1], found.sentences[stop - 1][2])
            if (length := span.end - span.start) <= EXCERPT_CHARACTERS:
                rows = slice(start, stop)
                matched = float(found.match.best[rows].max(axis=0) @ found.match.weights)
                score = (
                    matched
                    + excerpts.SENTENCE_WEIGHT * float(found.match.sentences[rows].max())
                    + excerpts.COSINE_WEIGHT * float(found.cosines[rows].max())
                    + excerpts.PARAGRAPH_WEIGHT * found.score
                    + excerpts.LENGTH_WEIGHT * length / EXCERPT_CHARACTERS
                    + excerpts.LEANING_WEIGHT * (start > 0 and found.text.startswith(LEANING, span.start))
                )
                number, cosine = found.sentences[start][0], float(found.cosines[rows].max())
                made.append(Window(found.row, number, stop - start, span, score, cosine, matched))
    return made


def test_around_the_nearest_sentence_come_those_after_it_then_those_before() -> None:
    near = around([paragraph(0, [150, 150, 90, 150], [[0.1], [0.9], [0.1], [0.1]], score=0.2)])
    assert [(one.first, one.sentences) for one in near] == [(1, 3)]
    last = around([paragraph(0, [150, 150, 90], [[0.1], [0.2], [0.9]], score=0.2)])
    assert [(one.first, one.sentences) for one in last] == [(0, 3)]
    two = around([paragraph(0, [50], [[0.1]], score=0.2), paragraph(1, [50], [[0.1]], score=0.4)])
    assert [one.paragraph for one in two] == [1, 0]


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
