"""Late interaction on vectors written by hand."""

import numpy as np
import pytest

from retrieval.late import PASSAGE_WEIGHT, SENTENCE_WEIGHT, STOP_WORD_WEIGHT, match, rescore, sought
from retrieval.passages import Span
from retrieval.tokens import Tokens
from tests.fakes import WordEncoder

TEXT = "The gate is shut. The oven is lit."
SENTENCES = [Span(0, 17), Span(18, 34)]


def encoded(text: str) -> Tokens:
    return WordEncoder().encode_tokens([text])[0].tokens


def test_function_words_count_little_and_all_weights_add_up_to_one() -> None:
    weights = sought("the gate", WordEncoder().encode_tokens(["the gate"])[0]).weights
    assert weights.sum() == pytest.approx(1)
    assert weights[0] / weights[1] == pytest.approx(STOP_WORD_WEIGHT)


def test_each_word_is_matched_in_the_sentence_that_holds_it() -> None:
    question = sought("gate oven", WordEncoder().encode_tokens(["gate oven"])[0])
    found = match(question, [(0, encoded(TEXT))], SENTENCES)
    assert found.best == pytest.approx(np.eye(2), abs=0.2)
    assert found.paragraph() == pytest.approx(1)
    assert found.sentences() == pytest.approx([0.5, 0.5], abs=0.2)


def test_a_paragraph_in_two_passages_is_matched_as_one() -> None:
    question = sought("gate oven", WordEncoder().encode_tokens(["gate oven"])[0])
    parts = [(0, encoded(TEXT[:17])), (18, encoded(TEXT[18:]))]
    assert match(question, parts, SENTENCES).best == pytest.approx(
        match(question, [(0, encoded(TEXT))], SENTENCES).best
    )


def test_a_full_match_adds_both_weights() -> None:
    question = sought("gate", WordEncoder().encode_tokens(["gate"])[0])
    found = match(question, [(0, encoded(TEXT))], SENTENCES)
    assert rescore(1.0, found) == pytest.approx(1.0 + PASSAGE_WEIGHT + SENTENCE_WEIGHT)


def test_a_passage_without_tokens_matches_nothing() -> None:
    question = sought("gate", WordEncoder().encode_tokens(["gate"])[0])
    assert match(question, [(0, encoded("—"))], [Span(0, 1)]).paragraph() == 0
