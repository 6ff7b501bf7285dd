"""A library from outside: what goes in comes out verbatim, with its place, or not at all."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import (
    BrokenLibrary,
    EmptyQuestion,
    Library,
    LockedLibrary,
    NewerLibrary,
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


def test_a_file_that_is_not_sqlite_is_kept_and_explained(tmp_path: Path, encoder: WordEncoder) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(b"this is not a database, just a long enough line of text to look at")
    with pytest.raises(BrokenLibrary, match="not a readable library"):
        Library.open(path, encoder)
    assert path.read_bytes().startswith(b"this is not")


def test_a_database_of_another_program_is_not_touched(tmp_path: Path, encoder: WordEncoder) -> None:
    with sqlite3.connect(tmp_path / "l.db") as db:
        db.execute("CREATE TABLE cats (name)")
    with pytest.raises(BrokenLibrary, match="not a library"):
        Library.open(tmp_path / "l.db", encoder)
    with sqlite3.connect(tmp_path / "l.db") as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("cats",)]


def test_a_library_of_a_newer_footnote_is_refused(library: Library, tmp_path: Path, encoder: WordEncoder) -> None:
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('library', 'm999', '')")
    with pytest.raises(NewerLibrary, match="update Footnote"):
        Library.open(tmp_path / "library.db", encoder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(LockedLibrary, match="folder"):
        Library.open(tmp_path / "nowhere" / "l.db", encoder)


def test_a_library_that_may_not_be_written_refuses_to_add_and_still_answers(
    library: Library, tmp_path: Path, encoder: WordEncoder
) -> None:
    library.close()
    path = tmp_path / "library.db"
    # Stands in for file permissions, which root (a container, CI) passes through.
    reading = Library.open(path, encoder)
    reading._store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(LockedLibrary, match="may not be written"):
        reading.add("x.md", BAKERY.replace("rye", "oats").encode())
    assert reading.ask("what is a weed?").excerpts


def test_what_another_process_adds_is_found_without_a_restart(library: Library, tmp_path: Path) -> None:
    library.ask("what is a weed?")
    other = Library.open(tmp_path / "library.db", WordEncoder())
    other.add("kite.md", b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most of it.\n")
    other.close()
    assert library.ask("who flies a kite?").excerpts[0].essay == "kites"


def test_questions_are_answered_while_an_essay_is_being_embedded(library: Library, encoder: WordEncoder) -> None:
    answers = []

    def ask(done: int, total: int) -> None:
        answers.append(library.ask("which plant is a weed?"))

    library.add("x.md", BAKERY.replace("rye", "oats").encode(), progress=ask)
    assert answers[0].excerpts[0].essay == "the-allotment"


def test_a_library_in_a_folder_that_may_not_be_written_is_read_and_asked(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    reading = Library.open(tmp_path / "library.db", WordEncoder())
    assert reading.ask("which plant is a weed?").excerpts[0].essay == "the-allotment"
    with pytest.raises(LockedLibrary, match="permissions"):
        reading.remove("the-allotment", NOW)


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite form"])
def test_opening_to_read_makes_no_library_of_another_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(content)
    with pytest.raises(BrokenLibrary, match="not a readable library"):
        Library.open(path, WordEncoder(), create=False)
    assert path.read_bytes() == content


def test_essays_come_and_go_while_others_ask_and_read(library: Library) -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def again(work: Callable[[], object]) -> None:
        while not stop.is_set():
            try:
                work()
            except UnknownEssay:
                pass
            except BaseException as error:
                failed.append(error)
                return

    def come_and_go() -> None:
        library.add("kite.md", b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most.\n")
        library.remove("kites", NOW)

    works = [lambda: library.ask("what does the wind do?"), lambda: library.essay("kites"), come_and_go]
    threads = [threading.Thread(target=again, args=[work]) for work in (*works, *works[:2])]
    for thread in threads:
        thread.start()
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert failed == []


def test_a_question_is_answered_and_an_essay_removed_while_another_is_embedded(library: Library) -> None:
    removed = []

    def meanwhile(done: int, total: int) -> None:
        if not removed:
            removed.append(library.remove("the-allotment", NOW).slug)

    library.add("x.md", BAKERY.replace("rye", "oats").encode(), progress=meanwhile)
    assert removed == ["the-allotment"]
    assert [info.slug for info in library.essays()] == ["night-bread", "night-bread-2"]


def test_the_same_file_added_twice_at_once_is_there_once(tmp_path: Path) -> None:
    one, other = (Library.open(tmp_path / "l.db", WordEncoder()) for _ in range(2))
    one.add("bread.md", BAKERY.encode())
    before = threading.Barrier(2)

    def add(library: Library) -> bool:
        def wait(done: int, total: int) -> None:
            if done == total:
                before.wait(10)

        return library.add("allotment.md", GARDEN.encode(), progress=wait).already

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, (one, other))) == [False, True]
    assert len(one.essays()) == 2


def test_two_who_make_one_library_at_once_both_succeed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(lambda _: Library.open(tmp_path / "l.db", WordEncoder()), range(8)))
    assert [library.essays() for library in libraries] == [[]] * 8


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
