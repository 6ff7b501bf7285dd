"""Chooses the sentences to quote: whole sentences that follow one another, at most 400 characters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.passages import Span
from retrieval.words import stems

EXCERPT_CHARACTERS = 400
"""Length of an excerpt at most: what a reader takes in on a phone without scrolling."""

PER_PARAGRAPH = 2
"""Excerpts of one paragraph at most, so that a long paragraph does not crowd out the other essays."""

COVERAGE_WEIGHT = 0.5
PARAGRAPH_WEIGHT = 1.0
LENGTH_WEIGHT = 0.1
"""What counts beside the cosine of a window's best sentence (weight 1): the share of the question's words, by
rarity, that stand
in it; the fused score of its paragraph; its length. Chosen on a grid over SQuAD 2.0 (600 questions) and CLAPnq,
development halves: excerpt hit @1 stays within 0.02 between half and twice of each."""


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


def windows(
    paragraph: int, text: str, sentences: Sequence[Sentence], rarity: Mapping[str, float], score: float
) -> Iterator[Window]:
    """Every run of sentences of a paragraph that fits; a sentence too long for that stands alone.

    `rarity` weighs the stems of the question; `score` is the paragraph's.
    """
    held = [stems(text[sentence.start : sentence.end]) & rarity.keys() for sentence in sentences]
    for start, first in enumerate(sentences):
        cosine, words = first.cosine, held[start]
        for end in range(start + 1, len(sentences) + 1):
            last = sentences[end - 1]
            length = last.end - first.start
            if length > EXCERPT_CHARACTERS and end > start + 1:
                break
            cosine, words = max(cosine, last.cosine), words | held[end - 1]
            coverage = share(words, rarity)
            total = (
                cosine
                + COVERAGE_WEIGHT * coverage
                + PARAGRAPH_WEIGHT * score
                + LENGTH_WEIGHT * min(length / EXCERPT_CHARACTERS, 1)
            )
            span = Span(first.start, last.end)
            yield Window(paragraph, first.number, end - start, span, total, cosine, coverage)


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
