"""Puts one question through the stages of an answer, in their order: words, meaning, fusion, excerpts, support."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval import lexical
from retrieval.answers import Answer, Ranked
from retrieval.dense import Similarity, Vector, compare
from retrieval.excerpts import Sentence, Window, best, windows
from retrieval.fusion import best_of_groups, fuse
from retrieval.index import Index
from retrieval.questions import asks_for_author
from retrieval.store import Store
from retrieval.support import ENOUGH, Evidence, support
from retrieval.words import tokens

RANKED = 10
"""Paragraphs in the ranking of an answer, and those whose sentences may become its excerpts."""


def answer(store: Store, index: Index, question: str, vector: Vector, essay: str | None, limit: int) -> Answer:
    """The best excerpts, `vector` is the question's. A question without words gets none."""
    words = tokens(question)
    if not index.places or not words:
        return Answer(question, False, 0.0, (), ())
    similarity = compare(vector, index.vectors)
    lexical_scores = np.zeros(len(index.paragraph_of), dtype=np.float32)
    for passage, score in lexical.match(store, words).items():
        if passage in index.passage_row:
            lexical_scores[index.passage_row[passage]] = score
    scores = np.where(_searched(index, question, essay), fuse(similarity, lexical_scores), -np.inf)
    ranking = best_of_groups(scores, index.paragraph_of, RANKED)
    rarity = lexical.rarity(store, words)
    chosen = best((w for row, score in ranking for w in _windows(index, row, similarity, rarity, score)), limit)
    excerpts = [index.excerpt(window.first, window.sentences, window.score) for window in chosen]
    sure = support(_evidence(index, chosen[0], similarity)) if chosen else 0.0
    return Answer(
        question,
        sure >= ENOUGH,
        sure,
        tuple(excerpt for excerpt in excerpts if excerpt),
        tuple(_ranked(index, row, score) for row, score in ranking),
    )


def _searched(index: Index, question: str, essay: str | None) -> NDArray[np.bool_]:
    """The passages a question is put to: bylines when it asks for an author and there are any, else all the others."""
    if asks_for_author(question):
        bylines = index.allowed(essay, bylines=True)
        if bylines.any():
            return bylines
    return index.allowed(essay, bylines=False)


def _windows(
    index: Index, row: int, similarity: Similarity, rarity: dict[str, float], score: float
) -> Iterator[Window]:
    place = index.places[row]
    sentences = [
        Sentence(*index.sentences[number], cosine=float(similarity.sentences[number])) for number in place.sentences
    ]
    return windows(row, index.texts[place.essay], sentences, rarity, score)


def _evidence(index: Index, window: Window, similarity: Similarity) -> Evidence:
    passages = similarity.passages[index.paragraph_of == window.paragraph]
    return Evidence(window.cosine, float(passages.max()), window.coverage)


def _ranked(index: Index, row: int, score: float) -> Ranked:
    place = index.places[row]
    return Ranked(index.essays[place.essay].slug, place.paragraph.number, score)
