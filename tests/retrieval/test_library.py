"""A library from outside: what goes in comes out verbatim, with its place, or not at all."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import (
    EmptyQuestion,
    Library,
    UnknownEssay,
    UnknownPlace,
    UnreadableFile,
)
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW


def test_an_essay_is_described_when_it_is_added(tmp_path: Path, encoder: WordEncoder) -> None:
    added = Library.open(tmp_path / "l.db", encoder).add("allotment.md", GARDEN.encode())
    info = added.essay
    assert (info.slug, info.file, info.title, info.author) == (
        "the-allotment",
        "allotment.md",
        "The Allotment",
        "Mara Lind",
    )
    assert (info.sections, info.paragraphs, info.passages) == (1, 3, 4)
    assert not added.already


def test_the_same_text_again_changes_nothing(library: Library, encoder: WordEncoder) -> None:
    before, calls = library.essays(), len(encoder.calls)
    again = library.add("copy.md", GARDEN.encode())
    assert again.already
    assert again.essay.slug == "the-allotment"
    assert library.essays() == before
    assert len(encoder.calls) == calls


def test_another_text_of_the_same_title_gets_a_name_of_its_own(library: Library) -> None:
    added = library.add("other.md", GARDEN.replace("poppies", "nettles").encode())
    assert added.essay.slug == "the-allotment-2"


def test_what_was_found_can_be_overruled(library: Library) -> None:
    added = library.add("x.md", BAKERY.replace("rye", "oats").encode(), title="Oats", author="Jo Ray", year=1999)
    assert (added.essay.title, added.essay.author, added.essay.year) == ("Oats", "Jo Ray", 1999)


def test_an_excerpt_is_a_slice_of_the_text_and_says_where_it_stands(library: Library) -> None:
    excerpt = library.ask("which plant is a weed?").excerpts[0]
    essay = library.essay("the-allotment")
    assert essay.text[excerpt.start : excerpt.end] == excerpt.text
    assert excerpt.text.startswith("A weed is a plant")
    assert (excerpt.author, excerpt.title, excerpt.section, excerpt.paragraph) == (
        "Mara Lind",
        "The Allotment",
        "Weeds",
        2,
    )
    assert excerpt.citation == "Mara Lind, “The Allotment”, § Weeds, ¶ 2"
    assert excerpt.passage == essay.paragraphs[2].text
    assert excerpt.revision == essay.info.revision


@given(st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_question_gives_slices_of_the_stored_text_or_one_sentence(library: Library, question: str) -> None:
    try:
        answer = library.ask(question)
    except EmptyQuestion:
        return
    for excerpt in answer.excerpts:
        assert library.essay(excerpt.essay).text[excerpt.start : excerpt.end] == excerpt.text
        assert 0 < len(excerpt.text) <= 400
    assert 0 <= answer.support <= 1


@pytest.mark.parametrize("question", ["weeds AND NOT (", 'body:"weed* NEAR', "heading:weeds", "a'b\"c;--", "* OR *"])
def test_full_text_operators_and_quotes_are_just_words(library: Library, question: str) -> None:
    assert library.ask(question).question == question


@pytest.mark.parametrize("question", ['"', "?!", " ", "* ( ) *"])
def test_a_question_without_a_word_is_refused_in_a_sentence(library: Library, question: str) -> None:
    with pytest.raises(EmptyQuestion, match="no word"):
        library.ask(question)


def test_the_same_sentence_in_two_places_is_two_places(tmp_path: Path, encoder: WordEncoder) -> None:
    library = Library.open(tmp_path / "l.db", encoder)
    said = b"The gate stays shut at night.\n\n"
    library.add("echo.txt", b"Echo\n\n" + said + b"We talked for hours about apples.\n\n" + said)
    excerpts = library.ask("when does the gate stay shut?").excerpts
    assert {e.paragraph for e in excerpts if e.text == "The gate stays shut at night."} == {1, 3}


def test_a_question_can_be_put_to_one_essay(library: Library) -> None:
    answer = library.ask("who works alone?", essay="the-allotment")
    assert {excerpt.essay for excerpt in answer.excerpts} == {"the-allotment"}
    assert {ranked.essay for ranked in answer.ranking} == {"the-allotment"}


def test_who_wrote_it_is_answered_with_the_byline_and_nothing_else_is(library: Library) -> None:
    assert library.ask("who wrote The Allotment?").excerpts[0].text == "By Mara Lind"
    assert all(excerpt.paragraph > 0 for excerpt in library.ask("Mara Lind", limit=9).excerpts)


def test_an_empty_library_answers_nothing(tmp_path: Path, encoder: WordEncoder) -> None:
    answer = Library.open(tmp_path / "l.db", encoder).ask("is anybody there?")
    assert (answer.answered, answer.support, answer.excerpts, answer.ranking) == (False, 0.0, (), ())


def test_a_removed_essay_is_gone_from_every_answer(library: Library) -> None:
    library.remove("the-allotment", NOW)
    assert [info.slug for info in library.essays()] == ["night-bread"]
    assert {e.essay for e in library.ask("what is a weed?", limit=9).excerpts} == {"night-bread"}
    with pytest.raises(UnknownEssay):
        library.essay("the-allotment")


def test_of_more_excerpts_the_places_are_told(library: Library) -> None:
    all_of_them = library.ask("what is a weed?", limit=5)
    some = library.ask("what is a weed?", limit=2, more=3)
    assert some.excerpts == all_of_them.excerpts[:2]
    assert some.more == tuple(excerpt.place for excerpt in all_of_them.excerpts[2:])
    assert library.excerpt(some.more[0]).text == all_of_them.excerpts[2].text
    assert all_of_them.more == ()


def test_words_of_a_removed_essay_are_forgotten_by_the_full_text_index(library: Library, tmp_path: Path) -> None:
    library.remove("the-allotment", NOW)
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as db:
        assert db.execute("SELECT count(*) FROM passage_words WHERE passage_words MATCH 'poppies'").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM sentences").fetchone() == (4,)  # those of the other essay


def test_a_place_leads_back_to_its_excerpt_after_a_restart(
    library: Library, encoder: WordEncoder, tmp_path: Path
) -> None:
    excerpt = library.ask("which plant is a weed?").excerpts[0]
    library.close()
    again = Library.open(tmp_path / "library.db", encoder).excerpt(excerpt.place)
    assert (again.text, again.start, again.citation) == (excerpt.text, excerpt.start, excerpt.citation)


@pytest.mark.parametrize("place", ["zzzz.1", "1.0", "1.zz", "", "1", "1.1.1", "-1.1", "é.1", "1.99999"])
def test_a_place_that_never_was_is_refused_in_a_sentence(library: Library, place: str) -> None:
    with pytest.raises(UnknownPlace, match="no longer in the library"):
        library.excerpt(place)


def test_a_place_never_comes_to_mean_other_words(library: Library) -> None:
    place = library.ask("which plant is a weed?").excerpts[0].place
    library.remove("the-allotment", NOW)
    library.tidy(NOW + timedelta(days=31))
    library.add("allotment.md", GARDEN.encode())
    with pytest.raises(UnknownPlace):
        library.excerpt(place)


def test_another_model_embeds_everything_anew_once(library: Library, tmp_path: Path) -> None:
    library.close()
    other = WordEncoder(dimensions=64, identity="words-2")
    reopened = Library.open(tmp_path / "library.db", other)
    assert reopened.ask("which plant is a weed?").excerpts[0].essay == "the-allotment"
    calls = len(other.calls)
    assert calls > 1
    reopened.close()
    Library.open(tmp_path / "library.db", other).ask("which plant is a weed?")
    assert len(other.calls) == calls + 1


def test_a_refused_file_leaves_the_library_as_it_was(library: Library) -> None:
    before = library.essays()
    with pytest.raises(UnreadableFile, match="empty"):
        library.add("empty.txt", b"")
    assert library.essays() == before


def test_an_essay_that_cannot_be_embedded_leaves_nothing_behind(library: Library, encoder: WordEncoder) -> None:
    before = library.essays()

    def tired(texts: object) -> object:
        raise MemoryError

    encoder.encode = tired  # type: ignore[method-assign, assignment]
    with pytest.raises(MemoryError):
        library.add("x.md", BAKERY.replace("rye", "oats").encode())
    assert library.essays() == before


def test_progress_is_told_and_ends_at_the_whole(library: Library) -> None:
    told: list[tuple[int, int]] = []
    text = "# Long\n\n" + "\n\n".join(f"Plot {n} is dug by family {n}. It grows beans." for n in range(60))
    library.add("long.md", text.encode(), progress=lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]


def test_an_unknown_essay_is_answered_with_the_nearest_name(library: Library) -> None:
    with pytest.raises(UnknownEssay, match="did you mean the-allotment"):
        library.essay("the-alotment")
    with pytest.raises(UnknownEssay):
        library.ask("what is a weed?", essay="nothing-like-it")


def test_answers_come_in_the_order_of_the_questions(library: Library) -> None:
    questions = ["what is a weed?", "", "when is the oven lit?"]
    answers = list(library.ask_many(questions))
    assert [answer.question for answer in answers] == questions
    assert answers[1].excerpts == ()
    assert answers[2].excerpts[0].essay == "night-bread"


def test_a_question_of_six_thousand_characters_is_answered(library: Library) -> None:
    assert library.ask("weed " * 1200).excerpts[0].essay == "the-allotment"


def test_names_of_essays_with_the_same_long_title_stay_short(library: Library) -> None:
    title = "On the uses of anger, and the limits of politeness in a group that meets on Tuesdays"
    slugs = []
    for number in range(3):
        text = f"# {title}\n\nVersion {number} of the essay says something else about anger and groups.\n"
        slugs.append(library.add("anger.md", text.encode()).essay.slug)
    assert len(set(slugs)) == 3
    assert max(map(len, slugs)) <= 60


def test_reading_leaves_the_vectors_of_another_model_alone(library: Library, tmp_path: Path) -> None:
    library.close()
    other = WordEncoder(dimensions=64, identity="words-2")
    reading = Library.open(tmp_path / "library.db", other)
    assert reading.essay("the-allotment").paragraphs
    assert (reading.outdated(), other.calls) == (True, [])


def test_places_outlive_a_change_of_model(library: Library, tmp_path: Path) -> None:
    excerpt = library.ask("which plant is a weed?").excerpts[0]
    library.close()
    reopened = Library.open(tmp_path / "library.db", WordEncoder(dimensions=64, identity="words-2"))
    reopened.refresh()
    assert reopened.excerpt(excerpt.place).text == excerpt.text


def test_a_repaired_question_says_how_it_was_read(library: Library) -> None:
    answer = library.ask("which plaxt is a weed?")
    assert (answer.question, answer.read_as) == ("which plaxt is a weed?", "which plant is a weed?")
    assert library.ask("which plant is a weed?").read_as is None


def test_half_a_surrogate_pair_in_a_question_does_no_harm(library: Library) -> None:
    answer = library.ask("which plant \ud83d is a weed?")
    assert answer.excerpts[0].essay == "the-allotment"
    answer.question.encode()


def test_words_at_the_end_of_a_very_long_sentence_are_quoted(library: Library) -> None:
    long = "The parade went on and on past the houses, " * 100 + "and under the bridge a purple xylophone was heard."
    library.add("parade.md", f"# Parade\n\n{long}\n".encode())
    excerpt = library.ask("where was the purple xylophone heard?").excerpts[0]
    assert "purple xylophone" in excerpt.text
    assert len(excerpt.text) <= 400
