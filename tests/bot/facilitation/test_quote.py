"""What a message quotes is found in it, and a verdict is told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.ask import Quotation
from bot.facilitation.errors import Refusal
from bot.facilitation.quote import (
    LONGEST_QUOTE,
    MOST_IN_MESSAGE,
    Checked,
    Verdict,
    clean_quote,
    quotes_of_message,
)

PLACE = Quotation("1.1", "on-hedges", "On Hedges", None, None, None, 1, "A hedge")


@pytest.mark.parametrize(
    ("message", "quotes"),
    [
        ("She says “a hedge keeps the wind out” somewhere.", ("a hedge keeps the wind out",)),
        (
            'She says "a hedge keeps the wind" and «beans behind the hedge».',
            ("a hedge keeps the wind", "beans behind the hedge"),
        ),
        ("> A hedge keeps\n> the wind out.\nI like that!", ("A hedge keeps the wind out.",)),
        ("Look:\n>>> A hedge\n\nkeeps the wind out", ("A hedge keeps the wind out",)),
        ("> A hedge “keeps” the wind\nand “the beans behind it”", ("A hedge “keeps” the wind", "the beans behind it")),
        ("I like “hedge” but “the beans behind it” more", ("the beans behind it",)),
        ("I like “hedge”", ("hedge",)),
        ("A hedge keeps the wind out", ("A hedge keeps the wind out",)),
        ("<@123> says a hedge <:hedge:7>", ("says a hedge",)),
        ("5 > 4 and “” is empty", ("5 > 4 and “” is empty",)),
    ],
)
def test_a_message_is_checked_by_what_it_quotes(message: str, quotes: tuple[str, ...]) -> None:
    assert tuple(" ".join(one.split()) for one in quotes_of_message(message)) == quotes


@pytest.mark.parametrize("message", ["", "<@123> <:hedge:7>", "?!", "> \n> …"])
def test_a_message_without_words_is_refused(message: str) -> None:
    with pytest.raises(Refusal, match="no words to check"):
        quotes_of_message(message)


@given(st.text(st.sampled_from('> \n"“”«»ab'), max_size=300))
def test_whatever_a_message_holds_a_few_quotations_come_out(message: str) -> None:
    try:
        quotes = quotes_of_message(message)
    except Refusal:
        return
    assert 0 < len(quotes) <= MOST_IN_MESSAGE
    assert all(quotes)


def test_a_message_of_many_quotations_is_checked_by_the_first() -> None:
    message = " ".join(f"“quotation number {n}”" for n in range(9))
    assert len(quotes_of_message(message)) == MOST_IN_MESSAGE


def test_a_quotation_comes_out_without_invisible_characters_and_not_too_long() -> None:
    assert clean_quote("a\u202e hedge") == "a hedge"
    with pytest.raises(Refusal, match="too long"):
        clean_quote("x" * (LONGEST_QUOTE + 1))


@pytest.mark.parametrize(
    ("verdict", "count", "sentence"),
    [
        ("exact", 1, "Exact: these words stand so in the essay."),
        ("exact", 4, "Exact: these words stand in 4 places."),
        ("elsewhere", 1, "Exact, but not from “Tea”: these words stand elsewhere."),
        ("elsewhere", 2, "Exact, but not from “Tea”: these words stand in 2 places."),
        ("altered", 1, "Altered: the essay says it in other words."),
        ("absent", 0, "Not in the library: no essay here has these words, or nearly these."),
    ],
)
def test_a_verdict_is_told_in_words(verdict: Verdict, count: int, sentence: str) -> None:
    assert Checked("a hedge", verdict, "“Tea”", (PLACE,) * min(count, 3), count, ()).sentence() == sentence


def test_a_quotation_within_a_quotation_is_checked_with_it() -> None:
    text = "“An ally stands beside people “who are being wronged” and bakes them bread.”"
    assert quotes_of_message(text) == (text.strip("“”"),)


def test_an_inch_mark_opens_no_quotation() -> None:
    assert quotes_of_message('a 5" pipe and "an accomplice works on the rule"') == ("an accomplice works on the rule",)
