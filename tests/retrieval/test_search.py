"""Where an answer is looked for: bylines, an author's own essays, quoted words, and every side in its turn."""

from pathlib import Path

import pytest

from retrieval import Library
from tests.fakes import WordEncoder

MILLS = "# On Mills\n\nBy Ada Rye\n\nA mill that stands still is a house. Bread begins at the mill.\n"
OVENS = "# On Ovens\n\nBy Jo Lind\n\nAn oven that stands cold is a cupboard. Bread ends in the oven.\n"
NAMELESS = "# Letters from Nowhere\n\nA letter that nobody opens is a wall. Bread is what letters are for.\n"


@pytest.fixture
def bread(tmp_path: Path, encoder: WordEncoder) -> Library:
    library = Library.open(tmp_path / "bread.db", encoder)
    for number, text in enumerate((MILLS, OVENS, NAMELESS)):
        library.add(f"{number}.md", text.encode())
    return library


def test_the_author_is_looked_for_in_the_essay_that_is_called_so(bread: Library) -> None:
    for question, byline in (("who wrote On Ovens?", "By Jo Lind"), ("who is the author of on mills", "By Ada Rye")):
        answer = bread.ask(question)
        assert answer.answered
        assert answer.excerpts[0].text == byline
        assert answer.ranking[0].paragraph == 0


def test_the_author_is_looked_for_in_the_essay_that_speaks_of_it(bread: Library) -> None:
    assert bread.ask("who wrote about a cupboard that stands cold?").excerpts[0].text == "By Jo Lind"
    assert bread.ask("who wrote about a house that stands still?").excerpts[0].text == "By Ada Rye"


def test_all_authors_are_the_answer_where_no_essay_is_named(bread: Library) -> None:
    answer = bread.ask("who wrote these essays?")
    assert answer.answered
    assert {excerpt.text for excerpt in answer.excerpts} == {"By Ada Rye", "By Jo Lind"}


def test_of_several_essays_none_is_this_one(bread: Library) -> None:
    assert not bread.ask("who wrote this essay?").answered
    assert bread.ask("who wrote this essay?", essay="on-mills").answered


def test_an_essay_without_a_byline_does_not_borrow_one(bread: Library) -> None:
    for question in ("who wrote about a letter that nobody opens, the wall?", "who wrote Letters from Nowhere?"):
        answer = bread.ask(question)
        assert not answer.answered
        assert all(ranked.paragraph > 0 for ranked in answer.ranking)
    assert not bread.ask("who wrote the letters?", essay="letters-from-nowhere").answered


def test_a_work_that_is_not_here_has_no_author_here(bread: Library) -> None:
    assert not bread.ask("who wrote Middlemarxch?").answered


def test_what_an_author_says_is_looked_for_in_her_own_essay_alone(bread: Library) -> None:
    for name, own in (("Rye", "on-mills"), ("lind", "on-ovens"), ("Ada", "on-mills")):
        answer = bread.ask(f"what does {name} say of bread?")
        assert {ranked.essay for ranked in answer.ranking} == {own}
    assert not bread.ask("what does Rye say of a cupboard that stands cold?").answered


def test_a_question_of_function_words_has_no_answer(bread: Library) -> None:
    for question in ("who", "what is it?", "what does Rye say?"):
        assert not bread.ask(question, strictness="open").answered


def test_a_question_to_all_essays_is_answered_from_each_before_one_speaks_twice(bread: Library) -> None:
    answer = bread.ask("what do the essays say about bread", limit=3)
    assert len({excerpt.essay for excerpt in answer.excerpts}) == 3


def test_function_words_are_found_when_they_are_quoted(bread: Library) -> None:
    bread.add("w.md", b"# Words\n\nSome like with and some like apples.\n\nWhat matters is the against, for me.\n")
    assert bread.ask('which bit has "against" in it').excerpts[0].text == "What matters is the against, for me."


def test_quoted_words_are_found_as_they_stand_together(bread: Library) -> None:
    bread.add("w.md", b"# Words\n\nThe house was red, and still.\n\nStill the mill was red, not the house.\n")
    assert bread.ask("“house was red”").excerpts[0].text == "The house was red, and still."
