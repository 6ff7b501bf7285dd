"""What a library needs of a model, and what every encoder does alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import Encoded, Tokens
from retrieval.words import fold

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 4
"""Texts in one pass: they stay in the processor's cache. Measured: 1.4 times (torch) as quick as 32."""

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What a library needs of a model. Safe to use from several threads."""

    @property
    def identity(self) -> str:
        """Model, revision, precision and prompts; vectors of two identities are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def waiting(self) -> int:
        """Passes that are asked for and have not begun."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text of the library, in order."""

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """The same vectors, and with each the vectors of its tokens; `question`: the texts are questions."""

    def familiarity(self, word: str) -> float:
        """How common a word, in lower case, is in the model's language: 0 for one it does not know, up to 1."""

    def close(self) -> None:
        """Let go of threads and files."""


def shortest_first(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts in batches of texts about as long as each other."""
    numbers = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    return [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]


def unit(vectors: Vectors) -> Vectors:
    """The same directions, of length 1."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def encoded(
    text: str,
    prompt: str,
    spans: Sequence[Sequence[int]],
    special: Sequence[int],
    vector: Vectors,
    tokens: Vectors,
) -> Encoded:
    """A text as one pass gave it, without [CLS], the prompt and the like: tokens that stand for nothing of the text."""
    places = [_place(text, start - len(prompt), end - len(prompt)) for start, end in spans]
    kept = [number for number, (start, end) in enumerate(places) if start < end and not special[number]]
    where = np.array([places[number] for number in kept], dtype=np.int32).reshape(-1, 2)
    return Encoded(vector, Tokens(unit(tokens[kept]), where))


def _place(text: str, start: int, end: int) -> tuple[int, int]:
    """A span of the text alone: cut off before its start, and not beginning with the space before a word."""
    start, end = max(start, 0), max(end, 0)
    while start < end and text[start].isspace():
        start += 1
    return start, end


class Words:
    """How common words are: by their rank in a tokenizer's vocabulary, which is sorted by frequency."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._size = tokenizer.get_vocab_size()
        self._folded: dict[str, int] | None = None

    def familiarity(self, word: str) -> float:
        """0 for a word that the tokenizer takes to pieces, below 1 for the most common."""
        ranks = (self._rank(form) for form in (word, f"▁{word}"))
        return next((1 - rank / self._size for rank in ranks if rank is not None), 0.0)

    def _rank(self, form: str) -> int | None:
        rank: int | None = self._tokenizer.token_to_id(form)
        if rank is not None:
            return rank
        if self._folded is None:
            # Words are asked for without capitals and accents, which models of other languages keep.
            known = sorted(self._tokenizer.get_vocab().items(), key=lambda one: -one[1])
            self._folded = {fold(one): rank for one, rank in known if not (one.isascii() and one.islower())}
        return self._folded.get(form)
