"""What may be a term, how many there may be, and which come first while somebody types."""

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.glossary import (
    LONGEST_TERM,
    MOST_TERMS,
    ON_ONE_LIST,
    Definition,
    clean_term,
    fitting,
    page_of,
    require_space,
)


def test_a_term_is_kept_as_it_was_typed_on_one_line_without_invisible_characters() -> None:
    assert clean_term("  Mutual\n aid\u202e ") == "Mutual aid"
    assert clean_term("@everyone") == "@everyone"
    assert clean_term("x" * LONGEST_TERM) == "x" * LONGEST_TERM


@pytest.mark.parametrize("text", ["", "  ", "***", "\u200b", "🌿"])
def test_a_term_has_letters(text: str) -> None:
    with pytest.raises(Refusal, match="Give a term"):
        clean_term(text)


@pytest.mark.parametrize("text", ["x" * (LONGEST_TERM + 1), "𝔵" * (LONGEST_TERM // 2 + 1)])
def test_a_term_fits_into_a_button_as_discord_counts(text: str) -> None:
    with pytest.raises(Refusal, match="at most 60 characters"):
        clean_term(text)


def test_so_many_terms_and_no_more() -> None:
    require_space(MOST_TERMS - 1)
    with pytest.raises(Refusal, match="200 terms, and no more fit: take one out"):
        require_space(MOST_TERMS)


def test_what_begins_so_comes_first() -> None:
    assert fitting(["solidarity", "Ally", "consolidation", "Solid ground"], " soli") == [
        "Solid ground",
        "solidarity",
        "consolidation",
    ]
    assert fitting(["b", "A"], "") == ["A", "b"]


@pytest.mark.parametrize(("asked", "page", "shown"), [(0, 0, ON_ONE_LIST), (1, 1, 1), (99, 1, 1)])
def test_a_page_or_the_last_one(asked: int, page: int, shown: int) -> None:
    found = page_of(tuple(Definition(str(n), "c", None) for n in range(ON_ONE_LIST + 1)), asked)
    assert (found.page, len(found.shown), found.pages) == (page, shown, 2)
