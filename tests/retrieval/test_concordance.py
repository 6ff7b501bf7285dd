"""Words are compared without regard to how they are written, and found at every place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.concordance import UNKNOWN, Concordance, Stretch, words_of

TEXTS = {7: "The gate is shut.\n\nThe gate is open.", 9: "Shut the gate"}
PARAGRAPHS = [(7, 17), (7, 36), (9, 13)]


def numbered(concordance: Concordance, text: str) -> np.ndarray:
    return np.array([concordance.number(word.folded) for word in words_of(text)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t — “stop”, now!", ["don't", "stop", "now"]),
        ("[T]he well-known ALLY's", ["the", "well", "known", "ally's"]),
        ("snake_case *loud* _word_", ["snake", "case", "loud", "word"]),
        ("o\ufb03ce al\u00adly caf\u00e9 cafe\u0301 fi\u200bn", ["office", "ally", "café", "café", "fin"]),
        ("１９９９ Straße", ["1999", "strasse"]),
        ("連帯とは", ["連", "帯", "と", "は"]),
        ("‘tis the neighbours’ 'gate'", ["tis", "the", "neighbours", "gate"]),
        ("… — ¶ _ []", []),
    ],
)
def test_words_are_compared_without_regard_to_how_they_are_written(text: str, words: list[str]) -> None:
    assert [word.folded for word in words_of(text)] == words


@given(st.text(max_size=200))
def test_every_word_has_its_place_in_the_text_in_order(text: str) -> None:
    before = 0
    for word in words_of(text):
        assert before <= word.start < word.end <= len(text)
        assert any(character.isalnum() for character in text[word.start : word.end])
        before = word.end


def test_words_that_follow_one_another_are_found_at_every_place_and_never_across_essays() -> None:
    concordance = Concordance(TEXTS, PARAGRAPHS)
    assert concordance.find(numbered(concordance, "the GATE is")) == [Stretch(0, 3), Stretch(4, 7)]
    assert concordance.find(numbered(concordance, "is open shut")) == []
    assert concordance.find(np.array([UNKNOWN])) == []


def test_each_word_knows_its_essay_and_paragraph() -> None:
    concordance = Concordance(TEXTS, PARAGRAPHS)
    *_, stretch = concordance.find(numbered(concordance, "shut the gate"))
    assert concordance.essays[stretch.first] == 9
    assert concordance.rows.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_what_resembles_is_found_within_one_essay_at_a_time() -> None:
    concordance = Concordance(TEXTS, PARAGRAPHS)
    found = concordance.resembling(numbered(concordance, "the gate is ajar"), 4)
    assert {int(concordance.essays[one.first]) for one in found} == {7, 9}
    for first, last in found:
        assert len(set(concordance.essays[first:last].tolist())) == 1


def test_an_empty_library_has_no_words() -> None:
    concordance = Concordance({}, [])
    assert concordance.find(numbered(concordance, "the gate")) == []
    assert concordance.resembling(numbered(concordance, "the gate"), 4) == []
