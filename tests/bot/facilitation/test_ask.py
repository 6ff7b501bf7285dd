"""Questions are cleaned and bounded before anything is searched."""

import pytest

from bot.facilitation.ask import LONGEST_QUESTION, Quotation, Reply, clean_question, question_of_message, token_of
from bot.facilitation.errors import Refusal


def test_a_question_comes_out_on_one_line_without_invisible_characters() -> None:
    assert clean_question("  who \u202eplants\n\n a\u200b hedge?\x00 ") == "who plants a hedge?"


@pytest.mark.parametrize("question", ["", "ab", " ab \n", "\u200b\u200b\u200b\u200b"])
def test_a_question_of_two_letters_is_refused(question: str) -> None:
    with pytest.raises(Refusal, match="too short"):
        clean_question(question)


def test_a_question_of_six_thousand_characters_is_refused() -> None:
    with pytest.raises(Refusal, match="too long"):
        clean_question("hedge " * 1000)


def test_the_longest_question_passes() -> None:
    assert len(clean_question("x" * LONGEST_QUESTION)) == LONGEST_QUESTION


def test_a_message_becomes_a_question_without_mentions_and_emojis() -> None:
    message = "<@123> what keeps <a:wind:99> the wind <#45> out? <:hedge:7>"
    assert question_of_message(message) == "what keeps the wind out?"


def test_a_long_message_asks_with_its_beginning_and_whole_words() -> None:
    question = question_of_message("hedgerow " * 500)
    assert len(question) <= LONGEST_QUESTION
    assert set(question.split()) == {"hedgerow"}


def test_a_long_message_without_a_space_is_still_cut() -> None:
    assert len(question_of_message("x" * 5000)) == LONGEST_QUESTION


def test_a_message_without_words_is_refused() -> None:
    with pytest.raises(Refusal, match="no words"):
        question_of_message("<@123> <:hedge:7>")


def test_a_token_is_short_and_the_same_in_every_run() -> None:
    assert token_of("why?") == "ey3syu"
    assert len({token_of(f"question {number}") for number in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("author", "year", "section", "paragraph", "expected"),
    [
        ("Odile Marchetti", 1999, "§ Wind", 3, "Odile Marchetti, On Hedges (1999), § Wind, ¶ 3"),
        (None, None, None, 4, "On Hedges, ¶ 4"),
        ("Odile Marchetti", None, None, 0, "Odile Marchetti, On Hedges, byline"),
    ],
)
def test_a_citation_names_what_is_known(
    author: str | None, year: int | None, section: str | None, paragraph: int, expected: str
) -> None:
    assert Quotation("1.1", "on-hedges", "On Hedges", author, year, section, paragraph, "A").citation() == expected


@pytest.mark.parametrize(
    ("answered", "missing", "sentence"),
    [
        (True, (), None),
        (False, (), "The essays do not answer this."),
        (False, ("Audre Lorde",), "No text here mentions “Audre Lorde”."),
        (False, ("Lorde", "Freire", "kendi"), "No text here mentions “Lorde”, “Freire” or “kendi”."),
    ],
)
def test_a_refusal_names_what_no_text_mentions(answered: bool, missing: tuple[str, ...], sentence: str | None) -> None:
    assert Reply("?", answered, (), missing).refusal() == sentence
