"""A text drawn inert reads the same and does nothing."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord_ui.cards.inert import fit, inert, line, link
from bot.discord_ui.limits import length
from tests.sim import unescaped

NASTY = st.text(st.sampled_from("\\*_~`|<>@#:[]()-+.1 \n\tax🌿é/") | st.characters(codec="utf-8"), max_size=200)
PIECES = st.lists(
    st.sampled_from(
        [
            "@everyone",
            "@here",
            "<@123>",
            "<@&5>",
            "<#7>",
            "</ask:9>",
            "<t:1700000000:R>",
            "<:hedge:8>",
            ":smile:",
            "[a](https://evil.example)",
            "https://example.org/a_b*c",
            "**b**",
            "> q",
            "# h",
            "- i",
            "1. one",
            "||s||",
            "`c`",
            "\n",
            " ",
            "\\",
        ]
    )
).map("".join)

# What Discord would act on, if no backslash stood before it.
LIVE = re.compile(r"[\\*_~`|<\[]|@everyone|@here|:[^\s:]+:|^[ \t]*(?:[#>+-]|\d+\.)", re.MULTILINE)


@given(NASTY | PIECES)
@example("a\\*b")
@example("https://example.org/a_b_c)_d_")
def test_every_text_reads_as_it_was_written(text: str) -> None:
    assert unescaped(inert(text)) == text


@given(PIECES)
def test_nothing_that_discord_acts_on_stays_alive(text: str) -> None:
    # A vertical tab stands in for what is harmless: neither part of an emoji's name nor indentation.
    without_addresses = re.sub(r"https?://[\w\-./?=&%#+:;,$!]+", "\v", inert(text))
    without_escaped = re.sub(r"\\[^0-9A-Za-z\s]", "\v", without_addresses)
    assert LIVE.search(without_escaped) is None


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("@everyone and @here, ann@example.org", r"\@everyone and \@here, ann@example.org"),
        ("<@1> <#2> </ask:3> <t:4:R> <:e:5>", r"\<@1> \<#2> \</ask:3> \<t\:4:R> \<\:e:5>"),
        ("[free](https://evil.example)", r"\[free](https://evil.example)"),
        ("see https://example.org/a_b?c=d_e", "see https://example.org/a_b?c=d_e"),
        ("# one\n  - two\n3. three\n> four", "\\# one\n  \\- two\n3\\. three\n\\> four"),
        ("plain words: 2 > 1, well-known.", "plain words: 2 > 1, well-known."),
        (":smile: at 12:30", r"\:smile: at 12:30"),
    ],
)
def test_only_what_would_act_gets_a_backslash(text: str, drawn: str) -> None:
    assert inert(text) == drawn


@pytest.mark.parametrize("text", ["[a](" * 50_000, ":" * 200_000, " " * 200_000 + "#", "<" * 200_000, "\n" * 200_000])
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    inert(text)
    assert time.perf_counter() - began < 1


@given(NASTY, st.integers(20, 150))
def test_a_text_that_is_cut_fits_and_begins_as_it_was_written(text: str, most: int) -> None:
    drawn = fit(text, most)
    assert length(drawn) <= most
    assert drawn == inert(text) or text.startswith(unescaped(drawn).removesuffix(" […]"))


def test_a_cut_text_ends_after_a_word_and_says_that_it_was_cut() -> None:
    assert unescaped(fit("hedge " * 100, 40)) == "hedge hedge hedge hedge hedge […]"


def test_a_title_of_several_lines_is_drawn_on_one() -> None:
    assert line("On\n# Hedges", 100) == "On # Hedges"


@pytest.mark.parametrize(
    ("given", "most", "drawn"),
    [
        ("https://example.org/a_b?c=1#d", 60, "<https://example.org/a_b?c=1#d>"),
        ("https://example.org/a_b", 24, "https://example.org/a_b"),
        ("see https://example.org", 60, "see https://example.org"),
        ("[a](https://example.org)", 60, r"\[a](https://example.org)"),
        ("https://example.org/> <@1>", 60, r"https://example.org/> \<@1>"),
        ("javascript:alert(1)", 60, "javascript:alert(1)"),
    ],
)
def test_a_link_stands_as_it_is_and_unfolds_nothing(given: str, most: int, drawn: str) -> None:
    shown = link(given, most)
    assert length(shown) <= most
    assert shown == drawn
