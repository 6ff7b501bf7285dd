"""Chooses the sentences to quote: whole sentences that follow one another, at most 400 characters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Vector
from retrieval.late import APART, Match
from retrieval.passages import SENTENCE_CHARACTERS, Span
from retrieval.sentences import leans

EXCERPT_CHARACTERS = SENTENCE_CHARACTERS
"""Length of an excerpt at most: what a reader takes in on a phone without scrolling."""

PER_PARAGRAPH = 2
"""Excerpts of one paragraph at most, so that a long paragraph does not crowd out the other essays."""

SENTENCE_WEIGHT = 1.5
COSINE_WEIGHT = 0.25
PARAGRAPH_WEIGHT = 0.4
LENGTH_WEIGHT = 0.1
LEANING_WEIGHT = -0.03
"""What counts beside late interaction with the whole window (weight 1): late interaction with its best sentence, that
sentence's cosine, its paragraph's score, its length; and that it begins with "This …" or "However …", while the
sentence before is left out. Chosen among a hundred settings on all development questions (SQuAD 2.0, CLAPnq, two sets
each on the three essays and on the starter essays); the best twelve differ by a thousandth."""


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph of the ranking, as a row of the index, with its score and how the question's tokens match it.

    `text` is its essay's; `sentences`: its own as (id, start, end); `cosines`: theirs with the question.
    """

    row: int
    score: float
    match: Match
    text: str
    sentences: Sequence[tuple[int, int, int]]
    cosines: Vector


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences of one paragraph (the row `paragraph` of the index), and how well they answer.

    `first` is the id of the first sentence; `cosine` that of the best; `matched` how well the question's tokens match.
    """

    paragraph: int
    first: int
    sentences: int
    span: Span
    score: float
    cosine: float
    matched: float


def windows(paragraphs: Sequence[Found]) -> Iterator[Window]:
    """Every run of sentences of these paragraphs that fits, best first; each is made when it is asked for."""
    if not paragraphs:
        return
    ids, starts, ends = np.array([sentence for one in paragraphs for sentence in one.sentences], dtype=np.int64).T
    sizes = [len(one.sentences) for one in paragraphs]
    owner = np.repeat(np.arange(len(paragraphs)), sizes)
    first = {0, *accumulate(sizes)}
    begin, behind = _runs(starts + owner * APART, ends + owner * APART)
    matched, alone, cosine = _best_of_each(paragraphs, begin, behind)
    total = (
        matched
        + SENTENCE_WEIGHT * alone
        + COSINE_WEIGHT * cosine
        + PARAGRAPH_WEIGHT * np.array([one.score for one in paragraphs])[owner[begin]]
        + LENGTH_WEIGHT * ((ends[behind - 1] - starts[begin]) / EXCERPT_CHARACTERS)
    )

    @cache
    def leaning(start: int) -> bool:
        return start not in first and leans(paragraphs[owner[start]].text[starts[start] : ends[start]])

    heap = [(-score, run, False) for run, score in enumerate(total.tolist())]
    heapify(heap)
    while heap:
        score, run, seen = heappop(heap)
        start, stop = int(begin[run]), int(behind[run])
        # To lean is to lose, so that only those need be looked at that would come next.
        if not seen and leaning(start):
            heappush(heap, (score - LEANING_WEIGHT, run, True))
            continue
        span = Span(int(starts[start]), int(ends[stop - 1]))
        row = paragraphs[owner[start]].row
        yield Window(row, int(ids[start]), stop - start, span, -score, float(cosine[run]), float(matched[run]))


def around(paragraphs: Sequence[Found]) -> list[Window]:
    """One run of each paragraph: the sentence with the highest cosine, as many after it as fit, then as many before it.

    What the weighing of `windows` is measured against; best first, too.
    """
    return sorted((_around(one) for one in paragraphs), key=_by_score)


def best(candidates: Iterable[Window], number: int, side: Callable[[Window], object] | None = None) -> list[Window]:
    """The best windows that share no sentence, at most two a paragraph; they come best first, and so do these.

    With `side`, which says whose a window is, every side has its best one before any has a second.
    """
    chosen: list[Window] = []
    for window in _by_sides(list(candidates), side) if side else candidates:
        same = [other for other in chosen if other.paragraph == window.paragraph]
        if len(same) < PER_PARAGRAPH and not any(_overlap(window.span, other.span) for other in same):
            chosen.append(window)
        if len(chosen) == number:
            break
    return chosen


def _runs(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first sentence of every run that fits, and the one behind its last, in order."""
    numbers = np.arange(len(starts))
    fitting = np.maximum(np.searchsorted(ends, starts + EXCERPT_CHARACTERS, side="right") - numbers, 0)
    begin = np.repeat(numbers, fitting)
    before = np.cumsum(fitting) - fitting
    return begin, begin + 1 + np.arange(len(begin)) - before[begin]


def _best_of_each(
    paragraphs: Sequence[Found], begin: NDArray[np.intp], behind: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of each run: late interaction with all of it and with its best sentence, and that sentence's cosine."""
    weights = paragraphs[0].match.weights
    # One more than there are sentences, for the runs that end with the last.
    columns = np.zeros((sum(len(one.sentences) for one in paragraphs) + 1, len(weights) + 2), dtype=np.float32)
    np.concatenate([one.match.best for one in paragraphs], out=columns[:-1, 2:])
    np.concatenate([one.match.sentences for one in paragraphs], out=columns[:-1, 1])
    np.concatenate([one.cosines for one in paragraphs], out=columns[:-1, 0])
    # Of every two edges the first begins a run, the second ends it; what lies between two runs is left out.
    held = np.maximum.reduceat(columns, np.stack([begin, behind], axis=1).ravel(), axis=0)[::2]
    return (held[:, 2:] @ weights).astype(np.float64), held[:, 1].astype(np.float64), held[:, 0].astype(np.float64)


def _around(found: Found) -> Window:
    sentences, cosines = found.sentences, found.cosines.tolist()
    first = last = max(range(len(sentences)), key=cosines.__getitem__)
    while last + 1 < len(sentences) and sentences[last + 1][2] - sentences[first][1] <= EXCERPT_CHARACTERS:
        last += 1
    while first and sentences[last][2] - sentences[first - 1][1] <= EXCERPT_CHARACTERS:
        first -= 1
    cosine = max(cosines[first : last + 1])
    matched = float(found.match.best[first : last + 1].max(axis=0) @ found.match.weights)
    span = Span(sentences[first][1], sentences[last][2])
    return Window(found.row, sentences[first][0], last - first + 1, span, found.score, cosine, matched)


def _by_sides(ordered: Sequence[Window], side: Callable[[Window], object]) -> list[Window]:
    """The best of each side, then all."""
    first = {side(window): window for window in reversed(ordered)}
    return [*sorted(first.values(), key=_by_score), *ordered]


def _by_score(window: Window) -> float:
    return -window.score


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
