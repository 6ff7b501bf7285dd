"""Second stage, late interaction: every token of the question looks for its best match among a passage's tokens.

Source: O. Khattab and M. Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late
Interaction over BERT", SIGIR 2020. The token vectors are those of the default model's last layer, which was not
trained for it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Vector
from retrieval.tokens import Encoded, Packed, unpack
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

APART = 1 << 40
"""Characters laid between two paragraphs, more than any essay has, where several are looked at as one text."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question's token vectors (n, d), how much each counts (n), which adds up to 1, and the word it is of (n).

    Words are counted from 0; -1 stands for function words and marks.
    """

    vectors: Vector
    weights: Vector
    words: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph to be matched: its passages in their order, as (start, packed tokens), and where its sentences begin.

    It has at least one sentence.
    """

    passages: Sequence[tuple[int, bytes]]
    sentences: Sequence[int]


@dataclass(frozen=True, slots=True)
class Match:
    """How well each token of the question (n) is matched in each sentence of a paragraph (s, n); its weight and word.

    `paragraph`: weighted mean of the best matches anywhere in it; `sentences` (s): the same inside each sentence.
    """

    best: NDArray[np.float32]
    weights: Vector
    words: NDArray[np.intp]
    paragraph: float
    sentences: Vector

    def weakest(self, tokens: Vector, among: Collection[int] | None = None) -> float:
        """How well the least matched word of the subject, or of those `among` it, is matched, going by tokens (n).

        "Which sitcoms did he write?" finds who he is and what he wrote, and nothing at all for sitcoms. 1 without any.
        """
        matched: defaultdict[int, list[float]] = defaultdict(list)
        for word, token in zip(self.words.tolist(), tokens.tolist(), strict=True):
            if word >= 0 and (among is None or word in among):
                matched[word].append(token)
        return min((sum(each) / len(each) for each in matched.values()), default=1.0)


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


def match(question: Sought, paragraphs: Sequence[Candidate]) -> list[Match]:
    """Match paragraphs, all at once."""
    if not paragraphs:
        return []
    first = list(accumulate((len(paragraph.sentences) for paragraph in paragraphs), initial=0))
    best = _best(question.vectors, paragraphs, first)
    anywhere = np.maximum.reduceat(best, first[:-1], axis=0) @ question.weights
    alone = best @ question.weights
    return [
        Match(best[start:end], question.weights, question.words, paragraph, alone[start:end])
        for (start, end), paragraph in zip(pairwise(first), anywhere.tolist(), strict=True)
    ]


def _best(question: Vector, paragraphs: Sequence[Candidate], first: Sequence[int]) -> NDArray[np.float32]:
    """The best match of every token of the question in every sentence of the paragraphs (s, n), which begin at `first`.

    What stands before a paragraph's first sentence counts to it.
    """
    best = np.zeros((first[-1], len(question)), dtype=np.float32)
    kept = [unpack(packed, question.shape[1]) for one in paragraphs for _, packed in one.passages]
    if not kept:
        return best
    similar = _similar(question, kept)
    # Where the tokens and the sentences stand, as if the paragraphs were one text.
    base = np.arange(len(paragraphs)) * APART
    starts = np.array(
        [start + shift for one, shift in zip(paragraphs, base.tolist(), strict=True) for start, _ in one.passages]
    )
    places = np.concatenate([each.spans for each in kept])[:, 0] + starts.repeat([len(each.scales) for each in kept])
    sentences = np.array([start for one in paragraphs for start in one.sentences]) + base.repeat(np.diff(first))
    edges = places.searchsorted(sentences)
    edges[first[:-1]] = places.searchsorted(base)
    # The tokens of a sentence end where those of the next begin; some have none.
    held = np.flatnonzero(np.diff(edges, append=len(places)))
    best[held] = np.maximum(np.maximum.reduceat(similar, edges[held], axis=0), 0)
    return best


def _similar(question: Vector, kept: Sequence[Packed]) -> NDArray[np.float32]:
    """Cosine of every token kept, one passage's after the other's, with every token of the question (t, n)."""
    ends = list(accumulate((len(each.scales) for each in kept), initial=0))
    similar = np.empty((ends[-1], len(question)), dtype=np.float32)
    across = np.ascontiguousarray(question.T)
    # One passage at a time stays in the processor's cache; all at once take twice as long.
    levels = np.empty((max(len(each.scales) for each in kept), len(across)), dtype=np.float32)
    for each, (start, end) in zip(kept, pairwise(ends), strict=True):
        levels[: end - start] = each.levels
        np.matmul(levels[: end - start], across, out=similar[start:end])
    similar *= np.concatenate([each.scales for each in kept])[:, np.newaxis]
    return similar


def rescore(score: float, found: Match) -> float:
    """The paragraph's score after both stages."""
    return score + PASSAGE_WEIGHT * found.paragraph + SENTENCE_WEIGHT * max(found.sentences.tolist(), default=0.0)
