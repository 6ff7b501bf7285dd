"""Passages of different essays that speak about the same thing: two voices to lay side by side.

Nobody's judgement is in it: whether they agree or argue is for the readers to say.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.answers import Excerpt, fields
from retrieval.dense import Vector
from retrieval.index import Index
from retrieval.sentences import LONGEST, leans, text_of, whole
from retrieval.terms import Terms
from retrieval.words import stems

NEAR = 0.5
"""Mean cosine of passages and sentences from which two of them speak about the same thing. By eye, on the three and the
starter essays: below it pairs share a word and no subject."""

LEANING = 0.1
"""Cosine that a sentence loses when it leans on the one before."""

SAME = 0.6
"""Two texts of which so many words are the same are one text, or one quotes the other: no contrast. Below, what is the
same is taken off the score."""

PER_PARAGRAPH = 2
"""Pairs that a paragraph can be in, so that one sweeping paragraph does not stand against everything."""

SPREAD = 0.93
"""What every pair already taken from the same two essays leaves of the next one's score."""

REFINED = 2000
"""Neighbouring paragraphs whose sentences are compared; the others are further apart."""

TERMS = 5
"""Terms of each kind that are named."""

BLOCK = 1024
"""Rows of a comparison at one time: a book against a book fits into memory."""


@dataclass(frozen=True, slots=True)
class ContrastPair:
    """Two excerpts of different essays about the same thing; terms they share, and those of only one of them."""

    one: Excerpt
    other: Excerpt
    shared: tuple[str, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two sentences (their rows, and how many from there on) of two paragraphs that are nearest to each other."""

    one: tuple[int, int]
    other: tuple[int, int]
    score: float


def as_json(pair: ContrastPair) -> dict[str, Any]:
    """The pair in the fields that scripts rely on."""
    terms = {name: list(getattr(pair, name)) for name in ("shared", "only_one", "only_other")}
    return {"one": fields(pair.one), "other": fields(pair.other)} | terms | {"score": round(pair.score, 6)}


def neighbours(index: Index) -> list[Neighbours]:
    """Every pair of paragraphs of two essays that are each other's best, with their nearest sentences, best first."""
    found = sorted(_mutual(index), key=lambda pair: -pair[2])[:REFINED]
    refined = (_refined(index, one, other, cosine) for one, other, cosine in found)
    # Two parts of a long paragraph may lead to the same sentences.
    distinct = {(pair.one, pair.other): pair for pair in refined if pair}
    return sorted(distinct.values(), key=lambda pair: -pair.score)


def chosen(
    index: Index, terms: Terms, pairs: Collection[Neighbours], essays: Collection[str], limit: int
) -> list[ContrastPair]:
    """The best of the pairs between the named essays, spread over essays and paragraphs.

    One essay is laid beside every other; none named means all.
    """
    left = [pair for pair in pairs if len(_essays(index, pair) & set(essays)) >= min(len(essays), 2)]
    taken: list[ContrastPair] = []
    held: Counter[object] = Counter()
    while left and len(taken) < limit:
        best = max(left, key=lambda pair: pair.score * SPREAD ** held[_essays(index, pair)])
        left.remove(best)
        places = [int(index.place_of[row]) for row in _rows(best)]
        if all(held[place] < PER_PARAGRAPH for place in places):
            held.update([*places, _essays(index, best)])
            taken += _shown(index, terms, best)
    return taken


def _mutual(index: Index) -> Iterator[tuple[int, int, float]]:
    """(passage, passage, cosine) of those that are each other's nearest between two essays; never bylines."""
    rows: dict[int, list[int]] = {}
    for row, paragraph in enumerate(index.paragraph_of.tolist()):
        place = index.places[paragraph]
        if place.paragraph.number > 0:
            rows.setdefault(place.essay, []).append(row)
    for one, other in combinations(rows.values(), 2):
        forth, back, cosines = _nearest(index.vectors.passages[one], index.vectors.passages[other])
        for first, second in enumerate(forth.tolist()):
            if back[second] == first:
                yield one[first], other[second], float(cosines[first])


def _nearest(one: Vector, other: Vector) -> tuple[NDArray[np.intp], NDArray[np.intp], Vector]:
    """The nearest row of `other` for each of `one`, the nearest of `one` for each of `other`, cosines of the first."""
    forth, cosines = np.zeros(len(one), dtype=np.intp), np.zeros(len(one), dtype=np.float32)
    back, best = np.zeros(len(other), dtype=np.intp), np.full(len(other), -np.inf, dtype=np.float32)
    for start in range(0, len(one), BLOCK):
        similar = one[start : start + BLOCK] @ other.T
        forth[start : start + BLOCK] = similar.argmax(axis=1)
        cosines[start : start + BLOCK] = similar.max(axis=1)
        nearer = similar.max(axis=0) > best
        back[nearer] = start + similar.argmax(axis=0)[nearer]
        best = np.maximum(best, similar.max(axis=0))
    return forth, back, cosines


def _refined(index: Index, one: int, other: int, cosine: float) -> Neighbours | None:
    """The two sentences of these passages' paragraphs that are nearest, unless they are the same words."""
    ours, theirs = (_sentences(index, index.places[index.paragraph_of[row]].sentences) for row in (one, other))
    if not ours or not theirs:
        return None
    similar = index.vectors.sentences[list(ours)] @ index.vectors.sentences[list(theirs)].T
    worth = similar - np.add.outer(list(ours.values()), list(theirs.values()))
    first, second = np.unravel_index(int(worth.argmax()), worth.shape)
    mean = (cosine + float(similar[first, second])) / 2
    if mean < NEAR:
        return None
    runs = _run(index, list(ours)[first]), _run(index, list(theirs)[second])
    same = _overlap(*(stems(text_of(index, *run)) for run in runs))
    return Neighbours(*runs, mean * (1 - same)) if same < SAME else None


def _sentences(index: Index, rows: range) -> dict[int, float]:
    """The sentences that can be shown, with what each loses for leaning."""
    texts = {row: text_of(index, row) for row in rows}
    return {row: LEANING * leans(text) for row, text in texts.items() if whole(text)}


def _run(index: Index, row: int) -> tuple[int, int]:
    """The sentence, together with the one before it when it leans on that and there is room."""
    first = index.places[index.place_of[row]].sentences.start
    before = leans(text_of(index, row)) and row > first and len(text_of(index, row - 1, 2)) <= LONGEST
    return (row - 1, 2) if before else (row, 1)


def _shown(index: Index, terms: Terms, pair: Neighbours) -> Iterator[ContrastPair]:
    runs = sorted((pair.one, pair.other), key=lambda run: _title(index, run[0]))
    one, other = (index.excerpt(index.sentences[row][0], number) for row, number in runs)
    first, second = (index.places[index.place_of[row]].essay for row, _ in runs)
    if one and other:
        yield ContrastPair(one, other, *terms.apart((first, one.text), (second, other.text), TERMS), pair.score)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of both that stand in both (Jaccard)."""
    return len(one & other) / max(len(one | other), 1)


def _rows(pair: Neighbours) -> tuple[int, int]:
    return pair.one[0], pair.other[0]


def _essays(index: Index, pair: Neighbours) -> frozenset[str]:
    return frozenset(_slug(index, row) for row in _rows(pair))


def _slug(index: Index, row: int) -> str:
    return index.essays[index.places[index.place_of[row]].essay].slug


def _title(index: Index, row: int) -> str:
    return index.essays[index.places[index.place_of[row]].essay].title.casefold()
