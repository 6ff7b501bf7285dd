"""Chooses the sentences to quote: whole sentences that follow one another, at most 400 characters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.late import Match
from retrieval.passages import Span
from retrieval.words import stems

EXCERPT_CHARACTERS = 400
"""Length of an excerpt at most: what a reader takes in on a phone without scrolling."""

PER_PARAGRAPH = 2
"""Excerpts of one paragraph at most, so that a long paragraph does not crowd out the other essays."""

TOKENS_WEIGHT = 1.0
SENTENCE_TOKENS_WEIGHT = 0.5
COSINE_WEIGHT = 0.25
PARAGRAPH_WEIGHT = 0.25
COVERAGE_WEIGHT = 0.1
LENGTH_WEIGHT = 0.05
"""Parts of a window's score: late interaction with all of it and with its best sentence, cosine of its best
sentence, its
paragraph's score, the share of the question's words (by rarity) that it holds, its length."""


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

    `first` is the id of the first sentence; `cosine` that of the best; `coverage` the share of the question's words
    held.
    """

    paragraph: int
    first: int
    sentences: int
    span: Span
    score: float
    cosine: float
    coverage: float
    matched: float


def windows(
    paragraph: int,
    text: str,
    sentences: Sequence[Sentence],
    found: Match,
    rarity: Mapping[str, float],
    score: float,
) -> Iterator[Window]:
    """Every run of sentences of a paragraph that fits; a sentence too long for that stands alone.

    `found` are the sentences' tokens, `rarity` weighs the stems of the question, `score` is the paragraph's.
    """
    held = [stems(text[sentence.start : sentence.end]) & rarity.keys() for sentence in sentences]
    alone = found.sentences()
    for start, first in enumerate(sentences):
        cosine, words, tokens, best_alone = first.cosine, held[start], found.best[:, start], float(alone[start])
        for end in range(start + 1, len(sentences) + 1):
            last = sentences[end - 1]
            length = last.end - first.start
            if length > EXCERPT_CHARACTERS and end > start + 1:
                break
            cosine, words = max(cosine, last.cosine), words | held[end - 1]
            tokens, best_alone = np.maximum(tokens, found.best[:, end - 1]), max(best_alone, float(alone[end - 1]))
            matched, coverage = float(found.weights @ tokens), share(words, rarity)
            total = (
                TOKENS_WEIGHT * matched
                + SENTENCE_TOKENS_WEIGHT * best_alone
                + COSINE_WEIGHT * cosine
                + PARAGRAPH_WEIGHT * score
                + COVERAGE_WEIGHT * coverage
                + LENGTH_WEIGHT * min(length / EXCERPT_CHARACTERS, 1)
            )
            span = Span(first.start, last.end)
            yield Window(paragraph, first.number, end - start, span, total, cosine, coverage, matched)


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


def share(words: Iterable[str], rarity: Mapping[str, float]) -> float:
    """Share of the question's words, weighed by rarity, that are among `words` (0 to 1)."""
    total = sum(rarity.values())
    return sum(rarity.get(word, 0.0) for word in words) / total if total else 0.0


def shown(text: str, span: Span) -> Span:
    """What is shown of a window: all of it or, of one sentence over 400 characters, its beginning up to a space."""
    if span.end - span.start <= EXCERPT_CHARACTERS:
        return span
    limit = span.start + EXCERPT_CHARACTERS
    space = text.rfind(" ", span.start + EXCERPT_CHARACTERS // 2, limit + 1)
    return Span(span.start, space if space > 0 else limit)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
