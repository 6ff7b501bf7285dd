"""Puts one question through the stages of an answer, in their order: words, meaning, fusion, excerpts, support."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval import late, lexical
from retrieval.answers import Answer, Ranked
from retrieval.dense import Similarity, Vector, compare
from retrieval.excerpts import Sentence, Window, best, windows
from retrieval.fusion import best_of_groups, fuse
from retrieval.index import Index
from retrieval.late import Match, Sought
from retrieval.passages import Span
from retrieval.questions import asks_for_author
from retrieval.store import Store
from retrieval.support import ENOUGH, Evidence, support
from retrieval.tokens import Encoded, unpack
from retrieval.words import tokens

RANKED = 10
"""Paragraphs in the ranking of an answer, and those whose sentences may become its excerpts."""


def answer(store: Store, index: Index, question: str, encoded: Encoded, essay: str | None, limit: int) -> Answer:
    """The best excerpts; `encoded` is the question. A question without words gets none."""
    words = tokens(question)
    if not index.places or not words:
        return Answer(question, False, 0.0, (), ())
    similarity = compare(encoded.vector, index.vectors)
    scores = fuse(similarity, _by_row(index, lexical.match(store, words)))
    first = best_of_groups(np.where(_searched(index, question, essay), scores, -np.inf), index.paragraph_of, late.DEPTH)
    found = _matches(store, index, late.sought(question, encoded), [row for row, _ in first])
    ranking = sorted(((row, late.rescore(score, found[row])) for row, score in first), key=lambda one: -one[1])[:RANKED]
    rarity = lexical.rarity(store, words)
    candidates = (w for row, score in ranking for w in _windows(index, row, similarity, found[row], rarity, score))
    chosen = best(candidates, limit)
    excerpts = [index.excerpt(window.first, window.sentences, window.score) for window in chosen]
    sure = support(_evidence(index, chosen[0], similarity)) if chosen else 0.0
    return Answer(
        question,
        sure >= ENOUGH,
        sure,
        tuple(excerpt for excerpt in excerpts if excerpt),
        tuple(_ranked(index, row, score) for row, score in ranking),
    )


def _by_row(index: Index, scores: dict[int, float]) -> Vector:
    by_row = np.zeros(len(index.paragraph_of), dtype=np.float32)
    for passage, score in scores.items():
        if passage in index.passage_row:
            by_row[index.passage_row[passage]] = score
    return by_row


def _matches(store: Store, index: Index, question: Sought, rows: list[int]) -> dict[int, Match]:
    """Late interaction with these paragraphs: only their tokens are read."""
    packed = store.tokens(passage for row in rows for passage in index.places[row].passages)
    matches = {}
    for row in rows:
        place = index.places[row]
        passages = [
            (start, unpack(packed[passage], question.vectors.shape[1]))
            for passage, start in place.passages.items()
            if passage in packed
        ]
        sentences = [Span(*index.sentences[number][1:]) for number in place.sentences]
        matches[row] = late.match(question, passages, sentences)
    return matches


def _searched(index: Index, question: str, essay: str | None) -> NDArray[np.bool_]:
    """The passages a question is put to: bylines when it asks for an author and there are any, else all the others."""
    if asks_for_author(question):
        bylines = index.allowed(essay, bylines=True)
        if bylines.any():
            return bylines
    return index.allowed(essay, bylines=False)


def _windows(
    index: Index, row: int, similarity: Similarity, found: Match, rarity: dict[str, float], score: float
) -> Iterator[Window]:
    place = index.places[row]
    sentences = [
        Sentence(*index.sentences[number], cosine=float(similarity.sentences[number])) for number in place.sentences
    ]
    return windows(row, index.texts[place.essay], sentences, found, rarity, score)


def _evidence(index: Index, window: Window, similarity: Similarity) -> Evidence:
    passages = similarity.passages[index.paragraph_of == window.paragraph]
    return Evidence(window.cosine, float(passages.max()), window.coverage)


def _ranked(index: Index, row: int, score: float) -> Ranked:
    place = index.places[row]
    return Ranked(index.essays[place.essay].slug, place.paragraph.number, score)
