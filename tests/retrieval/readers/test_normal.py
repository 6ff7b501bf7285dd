import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.readers.normal import folded, normal_form, shortened

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a e\r\n\t\v\f\x85\u0301\u0327\u0345\u20dd\u200b\u200c\u200d\u200e\u202e\u2028\ufeff\u1100\u1161\xa0"
        ),
    )
)


@given(ODD)
@example("a\u0301\u0301\u0301\u0301\u0301 \t\n")
@example("\u1100\u200b\u1161")
@example("e\u202e\u0301\r")
def test_twice_is_the_same_as_once(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\vb\u2028c\u2029d\x85e\ff", "a\nb\nc\nd\ne\nf"),
        ("e\u0301", "é"),
        ("so\u00adli\u200bda\u2060ri\ufeffty\x07", "solidarity"),
        ("\u202eabc\u2069", "abc"),
        ("a\U000e0041b", "ab"),
        ("a \t\nb\t", "a\nb"),
        ("x\u0323\u0323\u0323\u0323\u0323y", "x\u0323\u0323\u0323y"),
        ("\ud800x", "x"),
    ],
)
def test_what_is_invisible_or_ambiguous_goes(text: str, normal: str) -> None:
    assert normal_form(text) == normal


@pytest.mark.parametrize(
    "text", ["a\u200db\u200cc", "a\u200eb\u200fc", "bread\u00a0 for all", "end.\u00a0", "“curly’ … —"]
)
def test_joiners_direction_marks_and_no_break_spaces_stay(text: str) -> None:
    assert normal_form(text) == text


def test_a_million_spaces_or_marks_are_no_trouble() -> None:
    assert normal_form("a" + " " * 1_000_000 + "b" + "\u0301" * 1_000_000).endswith("b\u0301\u0301\u0301")


def test_folding_is_for_comparing() -> None:
    assert folded(" “Don’t”\u00a0 STOP… ") == '"don\'t" stop...'


def test_shortening_shows_that_something_is_missing() -> None:
    assert [shortened("a\nb", 5), shortened("abcdefgh", 5)] == ["a b", "abcd…"]
