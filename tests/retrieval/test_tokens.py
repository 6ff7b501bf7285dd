"""Packing token vectors: small, and near enough to the original to find the same words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import Tokens, pack, unpack
from tests.fakes import WordEncoder


def tokens(text: str) -> Tokens:
    return WordEncoder().encode_tokens([text])[0].tokens


@given(st.text(max_size=80))
def test_places_come_back_exactly_and_vectors_nearly(text: str) -> None:
    packed = unpack(pack(tokens(text)), 1024)
    assert packed.spans.tolist() == tokens(text).spans.tolist()
    assert packed.vectors == pytest.approx(tokens(text).vectors, abs=1 / 127)


def test_a_token_weighs_its_dimensions_and_twelve_bytes() -> None:
    assert len(pack(tokens("the gate is shut"))) == 4 * (1024 + 12)


def test_real_token_vectors_keep_their_direction() -> None:
    rows = np.random.default_rng(7).normal(size=(50, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = unpack(pack(Tokens(rows, np.zeros((50, 2), np.int32))), 384).vectors
    cosines = np.sum(rows * kept, axis=1) / np.linalg.norm(kept, axis=1)
    assert (cosines > 0.9999).all()
