"""Second stage, late interaction: every token of the question looks for its best match among a passage's tokens.

Source: O. Khattab and M. Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late
Interaction over BERT", SIGIR 2020. The token vectors are those of the default model's last layer, which was not
trained for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Vector
from retrieval.passages import Span
from retrieval.tokens import Encoded, Tokens
from retrieval.words import word_span

DEPTH = 20
"""Paragraphs that are looked at again; on SQuAD 2.0 more of them change nothing."""

PASSAGES = 8
"""Of a paragraph so many passages at most: a list of a thousand lines is one paragraph, and would cost every
question."""

PASSAGE_WEIGHT = 3.75
SENTENCE_WEIGHT = 1.25
"""What a full match in the paragraph, and in its best single sentence, adds to the fused score of the first stage. On a
plateau over a grid on SQuAD 2.0 and CLAPnq."""

STOP_WORD_WEIGHT = 0.3
"""Weight of a function word's or a mark's token against one of the rarest word that carries the subject."""

RARITY_SHARE = 0.7
"""Share of a subject word's weight that depends on how rare it is in the library: where every paragraph speaks of
allies, the word tells little. This and the weight of stop words were chosen among a hundred settings on all development
questions, whose means differ by half a point."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question's token vectors (n, d), how much each counts (n), which adds up to 1, and the word it is of (n).

    Words are counted from 0; -1 stands for function words and marks.
    """

    vectors: Vector
    weights: Vector
    words: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Match:
    """How well each token of the question (n) is matched in each sentence of a paragraph (n, s), and its weight."""

    best: NDArray[np.float32]
    weights: Vector
    words: NDArray[np.intp]

    def paragraph(self) -> float:
        """Weighted mean of the best matches anywhere in the paragraph."""
        return float(self.weights @ self.best.max(axis=1))

    def sentences(self) -> Vector:
        """The same inside each sentence (s)."""
        return np.asarray(self.weights @ self.best, dtype=np.float32)

    def weakest(self, tokens: Vector, among: Collection[int] | None = None) -> float:
        """How well the least matched word of the subject, or of those `among` it, is matched, going by tokens (n).

        "Which sitcoms did he write?" finds who he is and what he wrote, and nothing at all for sitcoms. 1 without any.
        """
        words = np.unique(self.words[self.words >= 0])
        wanted = words if among is None else [word for word in words if word in among]
        return min((float(tokens[self.words == word].mean()) for word in wanted), default=1.0)


def sought(question: str, subjects: Mapping[tuple[int, int], float], encoded: Encoded) -> Sought:
    """What the question looks for; `subjects`: where its subject's words stand, and how rare each is (0 to 1)."""
    places = [word_span(question, int(start)) for start, _ in encoded.tokens.spans]
    rows = {place: row for row, place in enumerate(subjects)}
    weights = np.array(
        [1 - RARITY_SHARE * (1 - subjects[place]) if place in subjects else STOP_WORD_WEIGHT for place in places],
        dtype=np.float32,
    )
    words = np.array([rows.get(place, -1) for place in places], dtype=np.intp)
    return Sought(encoded.tokens.vectors, weights / max(float(weights.sum()), 1e-9), words)


def match(question: Sought, passages: Iterable[tuple[int, Tokens]], sentences: Sequence[Span]) -> Match:
    """Match a paragraph, given as (start, tokens) of its passages and the spans of its sentences."""
    best = np.zeros((len(question.weights), len(sentences)), dtype=np.float32)
    starts = np.array([sentence.start for sentence in sentences])
    for start, tokens in passages:
        if len(tokens.spans):
            similar = question.vectors @ tokens.vectors.T
            owner = np.maximum(np.searchsorted(starts, tokens.spans[:, 0] + start, side="right") - 1, 0)
            edges = np.flatnonzero(np.diff(owner, prepend=-1))
            held = owner[edges]
            best[:, held] = np.maximum(best[:, held], np.maximum.reduceat(similar, edges, axis=1))
    return Match(best, question.weights, question.words)


def rescore(score: float, found: Match) -> float:
    """The paragraph's score after both stages."""
    return score + PASSAGE_WEIGHT * found.paragraph() + SENTENCE_WEIGHT * float(found.sentences().max(initial=0))
