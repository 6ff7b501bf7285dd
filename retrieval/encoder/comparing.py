"""Is a prepared model the reference? Texts of all kinds put to both, and how near the answers are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.encoder.protocol import Encoder, Vectors
from retrieval.tokens import Encoded

LEAST_COSINE = 0.9999
"""Of every vector and every token's vector in fp32; measured 0.999999."""

LEAST_MEAN, LEAST_OVERLAP = 0.97, 0.85
"""Of int8: the mean cosine, and the share of the ten nearest passages that are the same. Measured 0.992 and 0.92."""

NEAREST = 10
CORPUS, ASKED = 80, 20

TEXTS = (
    "Ally",
    "?",
    "",
    "  What does the fence ask of a neighbour?\n",
    "Nobody digs for herself alone on our allotment: the fence is shared, the water is shared, and so are the slugs.",
    "Solidarity",
    "naïve façade, Zoë’s “quoted” words — ½ … ¿por qué? Œuvre, Straße, ﬁne",
    "An accomplice stands where the cost falls. She does not ask first whether anyone is watching.",
    "Что такое солидарность? 连帯とは何か。 مرحبا 🙂👩‍👩‍👧",
    "I am here.",
    "https://example.org/a?b=c#d e-mail@example.org 3.14159 __init__ C++ {x: [1, 2]}",
    "The oven is lit at two. By four the street smells of rye. " * 5,
    "Who holds the door, who walks through it, and who was never told that there is a house? " * 60,
    "a\u00a0b\u200bc\td e\u0301",
)
"""Short and long, longer than models read, in several scripts; mixed, so that batches hold several lengths."""


class Unfit(Exception):
    """A model that must be left to the reference; the text says why."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reference gives for the texts, as questions and as passages, and for a corpus."""

    questions: list[Encoded]
    passages: list[Encoded]
    asked: Vectors
    corpus: Vectors

    def figures(self, made: Encoder, precision: str) -> dict[str, float]:
        """The figures of the comparison, for the manifest. Raises Unfit when they are too low."""
        pairs = [
            pair
            for question, expected in ((True, self.questions), (False, self.passages))
            for step in (len(TEXTS), 3)
            for start in range(0, len(TEXTS), step)
            for pair in zip(
                expected[start : start + step],
                made.encode_tokens(TEXTS[start : start + step], question=question),
                strict=True,
            )
        ]
        if any(not np.array_equal(one.tokens.spans, other.tokens.spans) for one, other in pairs):
            raise Unfit("it cuts texts into other tokens than the reference")
        vectors = np.array([float(one.vector @ other.vector) for one, other in pairs])
        tokens = np.concatenate([(one.tokens.vectors * other.tokens.vectors).sum(axis=1) for one, other in pairs])
        rows, asked = (
            made.encode(corpus()[0]),
            np.stack([one.vector for one in made.encode_tokens(corpus()[1], question=True)]),
        )
        vectors = np.concatenate([vectors, (rows * self.corpus).sum(axis=1), (asked * self.asked).sum(axis=1)])
        overlap = _overlap(_nearest(self.asked, self.corpus), _nearest(asked, rows))
        least, mean, of_tokens = float(vectors.min()), float(vectors.mean()), float(tokens.min())
        # Not `<`: a vector that is no number at all must not pass.
        if precision == "fp32" and not min(least, of_tokens) >= LEAST_COSINE:
            raise Unfit(f"its vectors are not those of the reference (cosine {least:.4f}, of tokens {of_tokens:.4f})")
        if precision != "fp32" and not (mean >= LEAST_MEAN and overlap >= LEAST_OVERLAP):
            raise Unfit(f"in {precision} it finds other passages (cosine {mean:.3f}, {overlap:.0%} of the nearest ten)")
        figures = {"least cosine": least, "mean cosine": mean, "least cosine of tokens": of_tokens}
        return {name: round(one, 7) for name, one in (figures | {"same among the nearest ten": overlap}).items()}


def compared(reference: Encoder) -> Expected:
    """Put everything to the reference."""
    passages, asked = corpus()
    return Expected(
        reference.encode_tokens(TEXTS, question=True),
        reference.encode_tokens(TEXTS),
        _asked(reference, asked),
        reference.encode(passages),
    )


def corpus() -> tuple[list[str], list[str]]:
    """Paragraphs about one subject, and sentences to look them up with: Python's own handbook, here on any machine."""
    from pydoc_data.topics import topics

    paragraphs = [" ".join(one.split()) for text in topics.values() for one in text.split("\n\n")]
    usable = list(dict.fromkeys(one for one in paragraphs if 120 < len(one) < 600 and one[0].isupper()))
    step = len(usable) // (CORPUS + ASKED)
    chosen = usable[:: max(step, 1)][: CORPUS + ASKED]
    return chosen[ASKED:], [one.split(". ")[0] for one in chosen[:ASKED]]


def _asked(encoder: Encoder, questions: Sequence[str]) -> Vectors:
    return np.stack([one.vector for one in encoder.encode_tokens(questions, question=True)])


def _nearest(asked: Vectors, corpus: Vectors) -> list[set[int]]:
    return [set(row[:NEAREST].tolist()) for row in np.argsort(-(asked @ corpus.T), axis=1)]


def _overlap(one: Sequence[set[int]], other: Sequence[set[int]]) -> float:
    return float(np.mean([len(a & b) / NEAREST for a, b in zip(one, other, strict=True)]))
