"""What a suggestion may say, and how many may wait."""

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.suggestions import MOST_OF_MEMBER, MOST_OF_SERVER, SuggestedText, pages, require_space, suggested


def test_a_suggestion_is_kept_on_one_line_each_without_invisible_characters() -> None:
    text = suggested(" Sister\n Out\u202esider ", " Audre  Lorde ", "https://example.org/a", "\n\n")
    assert text == SuggestedText("Sister Outsider", "Audre Lorde", "https://example.org/a", None)


@pytest.mark.parametrize("title", ["", "  ", "\u200b", "***"])
def test_a_text_needs_a_title(title: str) -> None:
    with pytest.raises(Refusal, match="title"):
        suggested(title, "Audre Lorde")


@pytest.mark.parametrize("name", ["title", "author", "link", "note"])
def test_too_many_words_are_refused_by_the_name_of_the_field(name: str) -> None:
    with pytest.raises(Refusal, match=f"The {name} is too long"):
        suggested(**{"title": "A", name: "x" * 5000})


def test_so_many_may_wait_and_no_more() -> None:
    require_space(MOST_OF_MEMBER - 1, MOST_OF_SERVER - 1)
    with pytest.raises(Refusal, match="5 of your suggestions"):
        require_space(MOST_OF_MEMBER, 5)
    with pytest.raises(Refusal, match="100 suggestions are waiting"):
        require_space(0, MOST_OF_SERVER)


@pytest.mark.parametrize(("total", "count"), [(0, 1), (5, 1), (6, 2), (100, 20)])
def test_pages_hold_five_each(total: int, count: int) -> None:
    assert pages(total) == count
