"""Typing mistakes are repaired by the library's words; names and rare words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Prefix

from retrieval.spelling import LONG, SHORTEST, Lexicon, is_word, repair
from retrieval.words import STOP_WORDS, stem

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
HERE = Lexicon(LIBRARY)
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
    assert repair(typed, HERE, HELD, familiarity) == meant


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
    assert repair(typed, HERE, HELD, familiarity) == expected


def test_of_equally_near_words_the_one_that_begins_alike_is_meant() -> None:
    library = Lexicon({"deference": 9, "difference": 1})
    assert repair("diference", library, set(), familiarity) == "difference"


def test_the_first_letter_is_taken_to_be_right() -> None:
    assert repair("brticle", HERE, HELD, familiarity) == "brticle"


def test_a_word_with_an_ordinary_affix_is_a_word() -> None:
    assert all(is_word(word, HELD, familiarity) for word in ("friends", "friendship", "oppressor", "yearly"))
    assert not is_word("freire", HELD, familiarity)


def test_british_spelling_is_spelling() -> None:
    known = {"organize", "analyze", "color", "center"}
    assert all(
        is_word(word, set(), lambda part: float(part in known)) for word in ("organise", "analysed", "colour", "centre")
    )


mistyped = st.text("abé", min_size=SHORTEST + 1, max_size=LONG + 2)


@given(mistyped, st.dictionaries(st.text("abé", min_size=1, max_size=LONG + 3), st.integers(1, 3), max_size=30))
def test_the_nearest_word_is_the_best_of_all_words_that_begin_with_its_letter(
    word: str, library: dict[str, int]
) -> None:
    allowed = 2 if len(word) >= LONG else 1
    near = [
        (OSA.distance(word, other), -Prefix.similarity(word, other), -library.get(other, 0), other)
        for other in {*library, *STOP_WORDS}
        if other[0] == word[0] and len(other) > SHORTEST and OSA.distance(word, other) <= allowed
    ]
    assert Lexicon(library).nearest(word) == (min(near)[3] if near else None)


def test_a_lexicon_says_how_many_words_it_has() -> None:
    assert (len(HERE), len(Lexicon({}))) == (len(LIBRARY), 0)
    assert Lexicon({}).nearest("xqzvx") is None
