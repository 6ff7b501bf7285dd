"""Late interaction on vectors written by hand."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.late import (
    PASSAGE_WEIGHT,
    RARITY_SHARE,
    SENTENCE_WEIGHT,
    STOP_WORD_WEIGHT,
    Candidate,
    Match,
    Sought,
    match,
    rescore,
    sought,
)
from retrieval.tokens import Tokens, pack, unpack
from tests.fakes import WordEncoder

TEXT = "The gate is shut. The oven is lit."
SENTENCES = (0, 18)


def encoded(text: str) -> Tokens:
    return WordEncoder().encode_tokens([text])[0].tokens


def one(question: Sought, passages: Sequence[tuple[int, str]], sentences: Sequence[int] = SENTENCES) -> Match:
    """The match of a paragraph, given as (start, text) of its passages and where its sentences begin."""
    (found,) = match(question, [Candidate([(start, pack(encoded(text))) for start, text in passages], sentences)])
    return found


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
    found = one(question, [(0, TEXT)])
    assert found.best == pytest.approx(np.eye(2), abs=0.2)
    assert found.paragraph == pytest.approx(1)
    assert found.sentences == pytest.approx([0.5, 0.5], abs=0.2)


def test_a_paragraph_in_two_passages_is_matched_as_one() -> None:
    question = asked("gate oven")
    parts = [(0, TEXT[:17]), (18, TEXT[18:])]
    assert one(question, parts).best == pytest.approx(one(question, [(0, TEXT)]).best)


def test_a_full_match_adds_both_weights() -> None:
    question = asked("gate")
    found = one(question, [(0, TEXT)])
    assert rescore(1.0, found) == pytest.approx(1.0 + PASSAGE_WEIGHT + SENTENCE_WEIGHT)


def test_a_passage_without_tokens_matches_nothing() -> None:
    question = asked("gate")
    assert one(question, [(0, "—")], [0]).paragraph == 0


def test_the_weakest_word_is_the_least_matched_one_among_those_that_matter() -> None:
    question = asked("gate sitcoms the oven")
    tokens = one(question, [(0, TEXT)]).best.max(axis=0)
    found = one(question, [(0, TEXT)])
    assert found.weakest(tokens) == pytest.approx(0, abs=0.2)
    assert found.weakest(tokens, {0, 2}) == pytest.approx(1)
    assert found.weakest(tokens, set()) == 1


def test_a_paragraph_without_tokens_at_hand_matches_nothing() -> None:
    question = asked("gate")
    nothing, something = match(question, [Candidate([], SENTENCES), Candidate([(0, pack(encoded(TEXT)))], SENTENCES)])
    assert (nothing.paragraph, nothing.sentences.tolist()) == (0, [0, 0])
    assert something.paragraph == pytest.approx(1)
    assert match(question, []) == []


words = st.lists(st.sampled_from(["gate", "shut", "oven", "lit", "the"]), max_size=12)


@given(st.lists(st.lists(words, min_size=1, max_size=3), max_size=4), st.integers(1, 9))
def test_several_paragraphs_are_matched_as_each_by_itself(paragraphs: list[list[list[str]]], every: int) -> None:
    """Against the plain definition: of each token of the question the best in each sentence, none below 0."""
    question = asked("the gate oven")
    candidates, plain = [], []
    for passages in paragraphs:
        start, kept, sentences = 3, [], [3]
        for passage in passages:
            text = " ".join(passage)
            kept.append((start, pack(encoded(text))))
            start += len(text) + 1
        sentences += range(3 + every, start, every)
        best = np.zeros((len(sentences), len(question.weights)), dtype=np.float32)
        for begin, packed in kept:
            tokens = unpack(packed, question.vectors.shape[1])
            for place, vector in zip(tokens.spans[:, 0] + begin, tokens.vectors, strict=True):
                owner = max(number for number, first in enumerate(sentences) if first <= place)
                best[owner] = np.maximum(best[owner], question.vectors @ vector)
        candidates.append(Candidate(kept, sentences))
        plain.append(best)
    found = match(question, candidates)
    assert len(found) == len(plain)
    for each, best in zip(found, plain, strict=True):
        assert each.best == pytest.approx(best, abs=1e-5)
        assert each.sentences == pytest.approx(best @ question.weights, abs=1e-5)
        assert each.paragraph == pytest.approx(float(best.max(axis=0) @ question.weights), abs=1e-5)
