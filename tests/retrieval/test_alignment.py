"""A quotation is lined up with the text at the least cost, and nothing is charged for the text around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.alignment import Pair, align
from retrieval.concordance import Numbers


def letters(word: str) -> Numbers:
    return np.array([ord(letter) for letter in word], dtype=np.int64)


def drawn(quoted: str, text: str, elided: tuple[int, ...] = ()) -> str:
    """`a` the same, `a>b` changed, `+a` added, `-b` dropped."""
    shown = []
    for pair in align(letters(quoted), letters(text), elided):
        given = "" if pair.quoted is None else quoted[pair.quoted]
        stands = "" if pair.stands is None else text[pair.stands]
        assert pair.same == (given == stands)
        shown.append(
            given if pair.same else f"{given}>{stands}" if given and stands else f"+{given}-{stands}".strip("+-")
        )
        if not pair.same and not (given and stands):
            shown[-1] = f"+{given}" if given else f"-{stands}"
    return " ".join(shown)


@pytest.mark.parametrize(
    ("quoted", "text", "expected"),
    [
        ("bcd", "abcde", "b c d"),
        ("bxd", "abcde", "b x>c d"),
        ("bd", "abcde", "b -c d"),
        ("bxcd", "abcde", "b +x c d"),
        ("xcde", "abcdef", "x>b c d e"),
        ("cdex", "abcdefg", "c d e x>f"),
        ("bdef", "abcdefg", "b -c d e f"),
        ("cdfg", "abcdefgh", "c d -e f g"),
        ("dex", "abcde", "d e +x"),
        ("xab", "abcde", "+x a b"),
    ],
)
def test_one_difference_is_read_as_what_it_is(quoted: str, text: str, expected: str) -> None:
    assert drawn(quoted, text) == expected


def test_where_the_quotation_has_an_ellipsis_the_text_goes_on_for_free() -> None:
    assert drawn("abgx", "abcdefgh", (2,)) == "a b g x>h"


@given(st.text("abc", min_size=1, max_size=12), st.text("abc", max_size=20))
def test_every_word_of_the_quotation_stands_in_the_reading_once_and_in_order(quoted: str, text: str) -> None:
    pairs = align(letters(quoted), letters(text))
    assert [pair.quoted for pair in pairs if pair.quoted is not None] == list(range(len(quoted)))
    stands = [pair.stands for pair in pairs if pair.stands is not None]
    assert stands == list(range(stands[0], stands[0] + len(stands))) if stands else True


def test_without_a_text_every_word_is_added() -> None:
    assert align(letters("ab"), letters("")) == [Pair(0, None, False), Pair(1, None, False)]
