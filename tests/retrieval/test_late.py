"""Late interaction on vectors written by hand."""

import re

import numpy as np
import pytest

from retrieval.late import (
    PASSAGE_WEIGHT,
    RARITY_SHARE,
    SENTENCE_WEIGHT,
    STOP_WORD_WEIGHT,
    Sought,
    match,
    rescore,
    sought,
)
from retrieval.passages import Span
from retrieval.tokens import Tokens
from tests.fakes import WordEncoder

TEXT = "The gate is shut. The oven is lit."
SENTENCES = [Span(0, 17), Span(18, 34)]


def encoded(text: str) -> Tokens:
    return WordEncoder().encode_tokens([text])[0].tokens


def asked(question: str, rarity: float = 1.0) -> Sought:
    """A question in which every word that is not "the" carries the subject."""
    words = [found.span() for found in re.finditer(r"\w+", question) if found.group() != "the"]
    return sought(question, dict.fromkeys(words, rarity), WordEncoder().encode_tokens([question])[0])


def test_function_words_count_little_and_all_weights_add_up_to_one() -> None:
    weights = asked("the gate").weights
    assert weights.sum() == pytest.approx(1)
    assert weights[0] / weights[1] == pytest.approx(STOP_WORD_WEIGHT)


def test_a_word_of_every_paragraph_counts_less_than_a_rare_one() -> None:
    encoded = WordEncoder().encode_tokens(["gate oven"])[0]
    weights = sought("gate oven", {(0, 4): 0.0, (5, 9): 1.0}, encoded).weights
    assert weights[0] / weights[1] == pytest.approx(1 - RARITY_SHARE)


def test_each_word_is_matched_in_the_sentence_that_holds_it() -> None:
    question = asked("gate oven")
    found = match(question, [(0, encoded(TEXT))], SENTENCES)
    assert found.best == pytest.approx(np.eye(2), abs=0.2)
    assert found.paragraph() == pytest.approx(1)
    assert found.sentences() == pytest.approx([0.5, 0.5], abs=0.2)


def test_a_paragraph_in_two_passages_is_matched_as_one() -> None:
    question = asked("gate oven")
    parts = [(0, encoded(TEXT[:17])), (18, encoded(TEXT[18:]))]
    assert match(question, parts, SENTENCES).best == pytest.approx(
        match(question, [(0, encoded(TEXT))], SENTENCES).best
    )


def test_a_full_match_adds_both_weights() -> None:
    question = asked("gate")
    found = match(question, [(0, encoded(TEXT))], SENTENCES)
    assert rescore(1.0, found) == pytest.approx(1.0 + PASSAGE_WEIGHT + SENTENCE_WEIGHT)


def test_a_passage_without_tokens_matches_nothing() -> None:
    question = asked("gate")
    assert match(question, [(0, encoded("—"))], [Span(0, 1)]).paragraph() == 0


def test_the_weakest_word_is_the_least_matched_one_among_those_that_matter() -> None:
    question = asked("gate sitcoms the oven")
    tokens = match(question, [(0, encoded(TEXT))], SENTENCES).best.max(axis=1)
    found = match(question, [(0, encoded(TEXT))], SENTENCES)
    assert found.weakest(tokens) == pytest.approx(0, abs=0.2)
    assert found.weakest(tokens, {0, 2}) == pytest.approx(1)
    assert found.weakest(tokens, set()) == 1
