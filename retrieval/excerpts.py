"""Chooses the sentences to quote: whole sentences that follow one another, at most 400 characters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.late import Match
from retrieval.passages import SENTENCE_CHARACTERS, Span

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
class Sentence:
    """A sentence of the library with the cosine of the question at hand; `leans` on the sentence before it."""

    number: int
    start: int
    end: int
    leans: bool
    cosine: float


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


def windows(paragraph: int, sentences: Sequence[Sentence], found: Match, score: float) -> Iterator[Window]:
    """Every run of sentences of a paragraph that fits.

    `found` says how the question's tokens match them, `score` is the paragraph's.
    """
    alone = found.sentences()
    for start, first in enumerate(sentences):
        cosine, tokens, best_alone = first.cosine, found.best[:, start], float(alone[start])
        for end in range(start + 1, len(sentences) + 1):
            last = sentences[end - 1]
            length = last.end - first.start
            if length > EXCERPT_CHARACTERS:
                break
            cosine, best_alone = max(cosine, last.cosine), max(best_alone, float(alone[end - 1]))
            tokens = np.maximum(tokens, found.best[:, end - 1])
            matched = float(found.weights @ tokens)
            total = (
                matched
                + SENTENCE_WEIGHT * best_alone
                + COSINE_WEIGHT * cosine
                + PARAGRAPH_WEIGHT * score
                + LENGTH_WEIGHT * min(length / EXCERPT_CHARACTERS, 1)
                + LEANING_WEIGHT * (start > 0 and first.leans)
            )
            yield Window(paragraph, first.number, end - start, Span(first.start, last.end), total, cosine, matched)


def around(paragraph: int, sentences: Sequence[Sentence], found: Match, score: float) -> Iterator[Window]:
    """One run only: the sentence with the highest cosine, as many after it as fit, then as many before it.

    What the weighing of `windows` is measured against; its arguments are the same.
    """
    if not sentences:
        return
    first = last = max(range(len(sentences)), key=lambda number: sentences[number].cosine)
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= EXCERPT_CHARACTERS:
        last += 1
    while first and sentences[last].end - sentences[first - 1].start <= EXCERPT_CHARACTERS:
        first -= 1
    cosine = max(sentence.cosine for sentence in sentences[first : last + 1])
    matched = float(found.weights @ found.best[:, first : last + 1].max(axis=1))
    span = Span(sentences[first].start, sentences[last].end)
    yield Window(paragraph, sentences[first].number, last - first + 1, span, score, cosine, matched)


def best(candidates: Iterable[Window], number: int, side: Callable[[Window], object] | None = None) -> list[Window]:
    """The best windows that share no sentence, at most two a paragraph, best first.

    With `side`, which says whose a window is, every side has its best one before any has a second.
    """
    ordered = sorted(candidates, key=lambda window: -window.score)
    first = {side(window): window for window in reversed(ordered)} if side else {}
    chosen: list[Window] = []
    for window in sorted(first.values(), key=lambda window: -window.score) + ordered:
        same = [other for other in chosen if other.paragraph == window.paragraph]
        if len(same) < PER_PARAGRAPH and not any(_overlap(window.span, other.span) for other in same):
            chosen.append(window)
        if len(chosen) == number:
            break
    return chosen


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
