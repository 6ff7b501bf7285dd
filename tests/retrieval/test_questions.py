"""What a question asks for, by its words and by the library it is put to."""

import pytest

from retrieval import Library
from retrieval.index import Index
from retrieval.loading import load
from retrieval.questions import Question


@pytest.fixture
def index(library: Library) -> Index:
    return load(library._store)


def put(question: str, index: Index) -> Question:
    return Question.of(question, index, lambda word: 0.5)


def test_function_words_carry_no_subject(index: Index) -> None:
    asked = put("what is the fence for?", index)
    assert [asked.repaired[start:end] for start, end in asked.subjects] == ["fence"]
    assert asked.words() == ["fence"]


def test_a_question_of_function_words_alone_is_about_them(index: Index) -> None:
    assert len(put("what is it?", index).subjects) == 3


def test_what_is_quoted_counts_word_for_word(index: Index) -> None:
    asked = put("where does it say “of with”?", index)
    assert asked.words() == ["of", "with"]
    assert asked.phrases() == ["of with"]
    assert [asked.repaired[start:end] for start, end in asked.subjects] == ["of", "with"]


def test_a_word_of_every_paragraph_is_less_rare_than_one_of_few(index: Index) -> None:
    assert index.rarity("nowhere") == pytest.approx(1)
    assert 0 <= min(map(index.rarity, index.spread)) <= 1


def test_an_author_in_the_question_points_to_her_essay(index: Index) -> None:
    (allotment,) = (number for number, info in index.essays.items() if info.author)
    for question in ("what does Lind say about weeds", "is mara right about weeds?"):
        asked = put(question, index)
        assert asked.authors == {allotment}
        assert "weeds" in [asked.repaired[start:end] for start, end in asked.subjects]
        assert not {"lind", "Lind", "mara"} & {asked.repaired[start:end] for start, end in asked.subjects}
    assert put("what about weeds", index).authors == frozenset()


def test_a_name_that_stands_in_a_text_is_a_word_like_any_other(library: Library) -> None:
    library.add("x.md", b"# Paper\n\nBy Ada Rye\n\nA paper on mills and on paper, by somebody who mills it.")
    index = load(library._store)
    assert put("does rye smell at four?", index).authors == frozenset()
    assert put("what does Ada say of mills?", index).authors


def test_names_are_taken_apart_as_questions_are(library: Library) -> None:
    for number, author in enumerate(("Una O'Brien", "Khury Peterson-Smith", "Will van der Berg")):
        library.add(f"{number}.md", f"# Paper {number}\n\nA paper on ink {number}.".encode(), author=author)
    index = load(library._store)
    for question in ("what does O'Brien say?", "Peterson-Smith's view of ink?", "is Berg right?"):
        assert len(put(question, index).authors) == 1
    for question in ("Will neighbours share?", "van drivers", "der die das"):
        assert put(question, index).authors == frozenset()


@pytest.mark.parametrize(
    ("question", "vague"),
    [("who", True), ("what is it", True), ("what does Lind say?", True), ("weeds", False), ("“of”", False)],
)
def test_a_question_of_function_words_is_vague(index: Index, question: str, vague: bool) -> None:
    assert put(question, index).vague == vague


def test_accents_stand_on_their_letters(index: Index) -> None:
    assert put("nai\u0308ve gate", index).words() == ["naive", "gate"]


def test_many_quotation_marks_take_no_time(index: Index) -> None:
    assert put('"the" ' * 20_000, index).words() == ["the"]


@pytest.mark.parametrize(
    ("question", "is_one"),
    [("how do the essays differ on bread", True), ("compare the two", True), ("what is a weed", False)],
)
def test_a_question_to_every_side_is_known(index: Index, question: str, is_one: bool) -> None:
    assert put(question, index).asks_every_side() == is_one
