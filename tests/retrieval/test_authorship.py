"""Who wrote it: which questions ask that, and how sure it is which essay they mean."""

import pytest

from retrieval.authorship import CERTAIN, asks_for_all, asks_who_wrote, called, sure_of_title, work

TITLES = {1: "Ally vs. Accomplice In Justice Movements", 2: "The Symbiotic Pursuit of Social Justice"}


@pytest.mark.parametrize(
    "question",
    [
        "who wrote this?",
        "so who wrote the solidarity one and what do they study",
        "Who's the author of Ally vs. Accomplice?",
        "who are the writers",
        "tell me who wrote about weeds",
        "author of the cell essay",
        "the authors of these",
        "by whom is it?",
        "whose essay is it",
        "this was written by whom?",
        "what is the name of the author",
        "the author's name please",
    ],
)
def test_a_question_for_the_author_is_known(question: str) -> None:
    assert asks_who_wrote(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the author of this essay mean by solidarity?",
        "Why does the author of Ally vs. Accomplice criticise hashtags?",
        "According to the author of the first essay, why do they fall short?",
        "What argument is made in the essay written by Grippo?",
        "how does the one who wrote the first essay see it",
        "who is harmed by allies?",
        "whose essays is she quoting",
        "authors",
        "",
    ],
)
def test_a_question_about_what_an_author_says_is_another(question: str) -> None:
    assert not asks_who_wrote(question)


def test_the_words_for_writing_say_of_no_essay() -> None:
    assert work(["wrote", "essay", "author"]) == frozenset()
    assert work(["wrote", "movements"]) == {"movement"}


def test_an_essay_is_called_by_its_title() -> None:
    assert called(work(["ally", "cell"]), TITLES) == {1: 0.5, 2: 0.0}
    assert sure_of_title(work(["ally", "vs", "accomplice"]), 1, TITLES) == CERTAIN
    assert sure_of_title(work(["accomplice"]), 1, TITLES) == pytest.approx(0.2)


def test_a_word_of_two_titles_calls_neither() -> None:
    assert sure_of_title(work(["justice"]), 1, TITLES) == sure_of_title(work(["justice"]), 2, TITLES) == 0


def test_several_may_be_asked_for_at_once() -> None:
    assert asks_for_all("who wrote these?")
    assert not asks_for_all("who wrote this essay?")
