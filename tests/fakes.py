"""A model that a test can reason about: two texts are near when they share words."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import Encoded, Tokens


class WordEncoder:
    """Hashed bag of words; the same in every process. `calls` holds the texts of each call."""

    def __init__(self, dimensions: int = 1024, identity: str = "words-1") -> None:
        self.identity = identity
        self.dimensions = dimensions
        self.waiting = 0
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row for each text; a text without words points along the first axis."""
        self.calls.append(list(texts))
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(word.rstrip("s").encode()).digest()
                row[int.from_bytes(digest[:4]) % self.dimensions] += 1 / len(word) if len(word) < 4 else 1
            if not row.any():
                row[0] = 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """The same rows, and each word as a token; questions are read as passages are."""
        return [Encoded(vector, self._tokens(text)) for vector, text in zip(self.encode(texts), texts, strict=True)]

    def familiarity(self, word: str) -> float:
        """Every word is as common as any other, but for those with an x."""
        return 0.0 if "x" in word else 0.5

    def close(self) -> None:
        """Nothing is held open."""

    def _tokens(self, text: str) -> Tokens:
        words = list(re.finditer(r"\w+", text))
        spans = np.array([word.span() for word in words], dtype=np.int32).reshape(-1, 2)
        return Tokens(self._rows([word.group() for word in words]), spans)
