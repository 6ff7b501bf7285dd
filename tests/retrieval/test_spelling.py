"""Typing mistakes are repaired by the library's words; names and rare words stay."""

import pytest

from retrieval.spelling import is_word, repair
from retrieval.words import stem

LIBRARY = {
    "article": 3,
    "about": 9,
    "white": 4,
    "allyship": 7,
    "epistemic": 2,
    "exploitation": 2,
    "oppressed": 5,
    "card": 1,
}
HELD = {stem(word) for word in LIBRARY}
ENGLISH = {"marx", "cart", "solid", "friend", "year"}


def familiarity(word: str) -> float:
    return float(word in ENGLISH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the artcle abuot white allyshp", "the article about white allyship"),
        ("wat is epistimic exploitaton", "wat is epistemic exploitation"),
        ("what about teh friend", "what about the friend"),
        ("Artcle 5", "article 5"),
    ],
)
def test_a_slip_is_repaired(typed: str, meant: str) -> None:
    assert repair(typed, LIBRARY, HELD, familiarity) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "marx on allyship",
        "dont whats",
        "TERFs ARTCLE",
        "a cart",
        "the oppressor",
        "solidity of friendship",
        "xqzv",
        "aticle",
        "2015",
        "",
    ],
)
def test_what_may_be_right_or_is_too_far_stays(typed: str) -> None:
    expected = "article" if typed == "aticle" else typed
    assert repair(typed, LIBRARY, HELD, familiarity) == expected


def test_of_equally_near_words_the_one_that_begins_alike_is_meant() -> None:
    library = {"deference": 9, "difference": 1}
    assert repair("diference", library, set(), familiarity) == "difference"


def test_the_first_letter_is_taken_to_be_right() -> None:
    assert repair("brticle", LIBRARY, HELD, familiarity) == "brticle"


def test_a_word_with_an_ordinary_affix_is_a_word() -> None:
    assert all(is_word(word, HELD, familiarity) for word in ("friends", "friendship", "oppressor", "yearly"))
    assert not is_word("freire", HELD, familiarity)


def test_british_spelling_is_spelling() -> None:
    known = {"organize", "analyze", "color", "center"}
    assert all(
        is_word(word, set(), lambda part: float(part in known)) for word in ("organise", "analysed", "colour", "centre")
    )
