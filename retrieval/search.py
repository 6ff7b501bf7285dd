"""Puts one question through the stages of an answer, in their order: words, meaning, fusion, excerpts, support."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval import late, lexical
from retrieval.answers import Answer, Excerpt, Ranked
from retrieval.dense import Similarity, Vector, compare
from retrieval.excerpts import Sentence, Window, best, windows
from retrieval.fusion import best_of_groups, fuse
from retrieval.index import Index
from retrieval.late import Match, Sought
from retrieval.names import is_name
from retrieval.passages import Span
from retrieval.questions import Question, asks_for_author
from retrieval.store import Store
from retrieval.support import ENOUGH, Evidence, support
from retrieval.tokens import Encoded, unpack

RANKED = 10
"""Paragraphs in the ranking of an answer, and those whose sentences may become its excerpts."""


def answer(store: Store, index: Index, question: Question, encoded: Encoded, essay: str | None, limit: int) -> Answer:
    """The best excerpts; `encoded` is the repaired question. A question without words gets none."""
    words = question.words()
    if not index.places or not words:
        return Answer(question.asked, False, 0.0, (), ())
    similarity = compare(encoded.vector, index.vectors)
    scores = fuse(similarity, _by_row(index, lexical.match(store, words)))
    scores = np.where(_searched(index, question, essay), scores, -np.inf)
    first = best_of_groups(scores, index.paragraph_of, late.DEPTH)
    found = _matches(store, index, scores, late.sought(question.repaired, encoded), [row for row, _ in first])
    ranking = sorted(((row, late.rescore(score, found[row])) for row, score in first), key=lambda one: -one[1])[:RANKED]
    candidates = (w for row, score in ranking for w in _windows(index, row, similarity, found[row], score))
    chosen = best(candidates, limit)
    sure = support(_evidence(index, question, chosen[0], found)) if chosen else 0.0
    return Answer(
        question.asked,
        sure >= ENOUGH,
        sure,
        tuple(excerpt for window in chosen if (excerpt := _excerpt(index, window))),
        tuple(_ranked(index, row, score) for row, score in ranking),
        question.missing,
        question.repaired if question.repaired != question.asked else None,
    )


def _excerpt(index: Index, window: Window) -> Excerpt | None:
    return index.excerpt(window.first, window.sentences, window.score)


def _by_row(index: Index, scores: dict[int, float]) -> Vector:
    by_row = np.zeros(len(index.paragraph_of), dtype=np.float32)
    for passage, score in scores.items():
        if passage in index.passage_row:
            by_row[index.passage_row[passage]] = score
    return by_row


def _matches(store: Store, index: Index, scores: Vector, question: Sought, rows: list[int]) -> dict[int, Match]:
    """Late interaction with the best passages of these paragraphs: only their tokens are read."""
    wanted = [
        passage
        for row in rows
        for passage in sorted(index.places[row].passages, key=lambda one: -scores[index.passage_row[one]])[
            : late.PASSAGES
        ]
    ]
    packed = store.tokens(wanted)
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


def _searched(index: Index, question: Question, essay: str | None) -> NDArray[np.bool_]:
    """The passages a question is put to: bylines when it asks for an author and there are any, else all the others."""
    if asks_for_author(question.repaired):
        bylines = index.allowed(essay, bylines=True)
        if bylines.any():
            return bylines
    return index.allowed(essay, bylines=False)


def _windows(index: Index, row: int, similarity: Similarity, found: Match, score: float) -> Iterator[Window]:
    sentences = [
        Sentence(*index.sentences[number], cosine=float(similarity.sentences[number]))
        for number in index.places[row].sentences
    ]
    return windows(row, sentences, found, score)


def _evidence(index: Index, question: Question, window: Window, found: dict[int, Match]) -> Evidence:
    """What can be seen of the first window."""
    place = index.places[window.paragraph]
    match = found[window.paragraph]
    offset = index.sentence_row[window.first] - place.sentences.start
    return Evidence(
        sentence=window.cosine,
        tokens=window.matched,
        weakest=match.weakest(match.best[:, offset : offset + window.sentences].max(axis=1)),
        named=max((1.0 if is_name(term) else 0.5 for term in question.missing), default=0.0),
    )


def _ranked(index: Index, row: int, score: float) -> Ranked:
    place = index.places[row]
    return Ranked(index.essays[place.essay].slug, place.paragraph.number, score)
