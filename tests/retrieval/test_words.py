"""Words as the full-text index sees them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from retrieval.words import fold, tokens


@given(st.text(max_size=40))
def test_folding_takes_capitals_and_accents_away(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text.casefold())
    assert fold(text) == "".join(mark for mark in plain if not "\u0300" <= mark <= "\u036f")


def test_words_are_parted_by_whatever_is_no_letter_or_number() -> None:
    assert tokens("Naïve snake_case, isn’t it? 2019") == ["naive", "snake", "case", "isn", "t", "it", "2019"]
