"""Somebody else's words are named as hers; the author's own are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library
from retrieval.speech import speech

CLEMENS = (
    "Ada Clemens said, “An ally stands beside people. An accomplice works on the rules, and “the rules” are many. "
    "That is all.” The gate stays open."
)


def voice(paragraph: str, words: str, before: str = "") -> str | None:
    start = paragraph.index(words)
    found = speech(paragraph, start, start + len(words), before)
    return str(found) if found else None


@pytest.mark.parametrize(
    "words", ["An accomplice works on the rules", "“An ally stands beside people.", "That is all.”"]
)
def test_every_part_of_a_quotation_is_its_speakers(words: str) -> None:
    assert voice(CLEMENS, words) == "quoting Ada Clemens"


def test_what_follows_a_quotation_is_the_authors_own() -> None:
    assert voice(CLEMENS, "The gate stays open.") is None


def test_a_speaker_may_be_named_behind_or_in_brackets() -> None:
    behind = "“We dig where we stand, all of us,” said Mara Lind."
    assert voice(behind, "We dig where we stand, all of us") == "quoting Mara Lind"
    source = "It is “a practice welcomed by the group itself” (Lind and Ray 2024)."
    assert voice(source, "a practice welcomed by the group itself") == "quoting Lind and Ray"


def test_reported_speech_is_reported() -> None:
    text = "Bean criticizes the priority of the self. Nothing follows from that."
    assert voice(text, "Bean criticizes the priority of the self.") == "reporting Bean"
    assert voice(text, "Nothing follows from that.") is None


def test_a_pronoun_is_whoever_was_named_last() -> None:
    above = "Corey Pond, who writes about gates, said that a gate is not a wall."
    assert (
        voice("He noted that walls are cheaper.", "He noted that walls are cheaper.", above) == "reporting Corey Pond"
    )
    assert voice("He noted that walls are cheaper.", "He noted that walls are cheaper.") is None


@pytest.mark.parametrize(
    "text",
    [
        "This says nothing about gates.",
        "Solidarity asks: “What is my role in our shared struggle, given what I can do?”",
        "The so-called “gate” is a wall.",
        "What they say matters less than what they do.",
    ],
)
def test_an_author_who_speaks_for_herself_is_nobody_else(text: str) -> None:
    assert voice(text, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Nobody says that gates are walls.",
        "Research suggests that gates are walls.",
        "Solidarity claims more than that, and solidarity is tired.",
        "We heard that people in the United States claim to be tired.",
        "“I will not carry your bags for you,” I told him. Smith replied at once.",
        'A board of 6" is quite enough for a gate like ours. Smith said so yesterday.',
    ],
)
def test_what_only_looks_like_a_speaker_is_none(text: str) -> None:
    assert voice(text, text[:40].strip()) is None


@pytest.mark.parametrize("text", ["But Walsh argues that gates are walls.", "If Walsh argues for gates, we listen."])
def test_a_name_is_taken_without_the_word_that_begins_the_sentence(text: str) -> None:
    assert voice(text, text) == "reporting Walsh"


def test_each_of_two_quotations_has_its_own_speaker() -> None:
    text = "“Kindness costs nothing at all,” says Corey Pond. “Courage is paid for in rent,” says Samira Moor."
    assert voice(text, "“Kindness costs nothing at all,”") == "quoting Corey Pond"
    assert voice(text, "“Courage is paid for in rent,”") == "quoting Samira Moor"
    assert voice(text, text) == "quoting Corey Pond and Samira Moor"


def test_a_new_sentence_behind_a_quotation_does_not_claim_it() -> None:
    text = "Lena said that “gates are nothing but walls.” Smith explained that “walls are gates.”"
    assert voice(text, "“gates are nothing but walls.”") == "quoting Lena"
    assert voice(text, "“walls are gates.”") == "quoting Smith"


def test_a_question_is_asked_by_whoever_asked_it() -> None:
    text = "“Where is the gate, then?” asked Lena. The shed was locked. Grace replied with a nod."
    assert voice(text, "“Where is the gate, then?”") == "quoting Lena"


@given(st.text('“”" Aa,.Bean said(2024)\n', max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_any_text_has_a_voice_or_none(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    speech(text, start, end, text)


def test_the_citation_says_whose_words_they_are(library: Library) -> None:
    library.add("gates.md", f"# Gates\n\nBy Jo Ray\n\n{CLEMENS}\n".encode())
    excerpt = library.ask("what does an accomplice work on, and an ally?", essay="gates").excerpts[0]
    assert excerpt.voice == "quoting Ada Clemens"
    assert excerpt.citation == "Jo Ray, “Gates”, ¶ 1, quoting Ada Clemens"
