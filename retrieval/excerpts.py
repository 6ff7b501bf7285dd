"""Chooses the sentences to quote: whole sentences that follow one another, at most 400 characters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.late import Match
from retrieval.passages import SENTENCE_CHARACTERS, Span

EXCERPT_CHARACTERS = SENTENCE_CHARACTERS
"""Length of an excerpt at most: what a reader takes in on a phone without scrolling."""

PER_PARAGRAPH = 2
"""Excerpts of one paragraph at most, so that a long paragraph does not crowd out the other essays."""

SENTENCE_WEIGHT = 1.0
COSINE_WEIGHT = 0.25
PARAGRAPH_WEIGHT = 0.1
LENGTH_WEIGHT = 0.15
"""What counts beside late interaction with the whole window (weight 1): late interaction with its best sentence, that
sentence's cosine, its paragraph's score, its length. Chosen on a grid over
the development questions of SQuAD 2.0 (500), CLAPnq, the three essays and the starter essays."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the library with the cosine of the question at hand."""

    number: int
    start: int
    end: int
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
            )
            yield Window(paragraph, first.number, end - start, Span(first.start, last.end), total, cosine, matched)


def best(candidates: Iterable[Window], number: int) -> list[Window]:
    """The best windows that share no sentence, at most two a paragraph, best first."""
    chosen: list[Window] = []
    for window in sorted(candidates, key=lambda window: -window.score):
        same = [other for other in chosen if other.paragraph == window.paragraph]
        if len(same) < PER_PARAGRAPH and not any(_overlap(window.span, other.span) for other in same):
            chosen.append(window)
        if len(chosen) == number:
            break
    return chosen


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
