"""What a suggestion may say, and how many may wait."""

from datetime import UTC, datetime

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.paging import pages
from bot.facilitation.suggestions import (
    MOST_OF_MEMBER,
    MOST_OF_SERVER,
    ON_ONE_LIST,
    WORTH_TELLING,
    SuggestedText,
    Suggestion,
    news,
    reason_of,
    require_space,
    suggested,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


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
    assert pages(total, ON_ONE_LIST) == count


def test_whoever_made_it_is_told_where_she_can_be_and_nothing_besides() -> None:
    found = Suggestion(7, 42, SuggestedText("Sister Outsider", note="Hers"), NOW, inbox=99)
    letter = news(found, 1, "Readers", "declined", "We have it.", NOW)
    assert letter is not None
    assert (letter.key, letter.channel, letter.guild, letter.mentions) == ("suggestion:7:42", 99, 1, ())
    assert (letter.due, letter.expires) == (NOW, NOW + WORTH_TELLING)
    assert letter.content == {
        "title": "Sister Outsider",
        "server": "Readers",
        "decision": "declined",
        "reason": "We have it.",
    }
    assert news(Suggestion(7, 42, SuggestedText("A"), NOW), 1, "Readers", "accepted", None, NOW) is None


def test_a_reason_is_one_line_or_none() -> None:
    assert (reason_of(" We\n have\u202e it "), reason_of(" \u200b")) == ("We have it", None)
    with pytest.raises(Refusal, match="The reason is too long"):
        reason_of("x" * 201)
