"""What is removed can be brought back as it was; after its time it is gone from the bytes of the file."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval import STASH_DAYS, Library, SameText, UnfitDetail, UnknownEssay, UnknownPlace
from tests.fakes import WordEncoder
from tests.retrieval.conftest import GARDEN, NOW

QUESTION = "which plant is a weed?"
ZINNIAS = GARDEN.replace("poppies", "zinnias").encode()


def test_a_removed_essay_is_listed_with_its_days_and_seen_by_nobody(library: Library) -> None:
    info = library.essay("the-allotment").info
    assert library.remove("the-allotment", NOW) == info
    (removed,) = library.removed()
    assert (removed.essay, removed.removed_at, removed.gone_at) == (info, NOW, NOW + STASH_DAYS)
    assert library.ask(QUESTION).excerpts[0].essay == "night-bread"
    assert library.check_quote("A weed is a plant that one neighbour").verdict == "absent"


def test_a_restored_essay_is_the_one_that_it_was(library: Library) -> None:
    essay, excerpt = library.essay("the-allotment"), library.ask(QUESTION).excerpts[0]
    library.edit("the-allotment", note="slugs")
    library.remove("the-allotment", NOW)
    with pytest.raises(UnknownPlace):
        library.excerpt(excerpt.place)
    restored = library.restore("the-allotment")
    assert (restored.slug, restored.revision, restored.note) == ("the-allotment", essay.info.revision, "slugs")
    assert library.essay("the-allotment").paragraphs == essay.paragraphs
    assert library.excerpt(excerpt.place) == library.cite(excerpt.permanent).excerpt
    assert library.ask(QUESTION).excerpts[0] == excerpt
    assert library.removed() == []


def test_a_restored_essay_keeps_its_place_among_the_others(library: Library) -> None:
    library.remove("the-allotment", NOW)
    library.add("kite.md", b"# Kites\n\nA kite is flown by two people and one wind, and the wind does most of it.\n")
    library.restore("the-allotment")
    for question, essay in ((QUESTION, "the-allotment"), ("who flies a kite?", "kites"), ("oven lit", "night-bread")):
        excerpt = library.ask(question).excerpts[0]
        assert excerpt.essay == essay
        assert library.essay(essay).text[excerpt.start : excerpt.end] == excerpt.text
        assert library.cite(excerpt.permanent).excerpt == library.excerpt(excerpt.place)
    assert library.check_quote("I call them red").places[0].essay == "the-allotment"


def test_where_its_name_was_taken_it_gets_the_next_free_one(library: Library) -> None:
    permanent = library.ask(QUESTION).excerpts[0].permanent
    library.remove("the-allotment", NOW)
    library.add("z.md", ZINNIAS)
    assert library.restore("the-allotment").slug == "the-allotment-2"
    assert library.cite(permanent).excerpt.essay == "the-allotment-2"


def test_two_of_one_name_in_the_stash_are_told_apart(library: Library) -> None:
    library.remove("the-allotment", NOW)
    library.add("z.md", ZINNIAS)
    library.remove("the-allotment", NOW + timedelta(hours=1))
    assert [one.essay.slug for one in library.removed()] == ["the-allotment-2", "the-allotment"]
    library.restore("the-allotment")
    assert "poppies" in library.essay("the-allotment").text


def test_adding_a_text_of_the_stash_restores_it_and_says_so(library: Library) -> None:
    place = library.ask(QUESTION).excerpts[0].place
    library.remove("the-allotment", NOW)
    draft = library.prepare("again.md", GARDEN.encode(), NOW)
    assert (draft.here, draft.stashed) == (None, "the-allotment")
    library.describe(draft.id, year=2020)
    added = library.publish(draft.id)
    assert (added.restored, added.already, added.essay.slug, added.essay.year) == (True, False, "the-allotment", 2020)
    assert library.excerpt(place).year == 2020
    assert (library.removed(), library.drafts()) == ([], [])
    library.remove("the-allotment", NOW)
    assert library.add("again.md", GARDEN.encode()).restored


def test_what_is_not_in_the_stash_is_not_restored(library: Library) -> None:
    with pytest.raises(UnknownEssay, match="it is empty"):
        library.restore("the-allotment")
    library.remove("the-allotment", NOW)
    with pytest.raises(UnknownEssay, match="it holds the-allotment"):
        library.restore("night-bread")
    with pytest.raises(UnknownEssay):
        library.remove("the-allotment", NOW)


def test_a_text_that_came_back_another_way_is_not_doubled(library: Library) -> None:
    library.remove("the-allotment", NOW)
    draft = library.prepare("again.md", GARDEN.encode(), NOW)
    library.replace("night-bread", draft.id, NOW)
    with pytest.raises(SameText, match="as “night-bread”"):
        library.restore("the-allotment")


def test_after_its_time_it_is_gone_from_the_bytes_of_the_file(library: Library, tmp_path: Path) -> None:
    library.add("z.md", ZINNIAS, title="Zymurgy", author="Quillon Abernathy")
    former = library.prepare("x.md", ZINNIAS.replace(b"zinnias", b"xylophones"), NOW)
    library.replace("zymurgy", former.id, NOW)
    library.define("weed", "zymurgy", "¶2.1")
    library.remove("zymurgy", NOW)
    library.remove("night-bread", NOW + timedelta(minutes=1))

    def found() -> set[bytes]:
        bytes_ = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
        return {word for word in (b"zinnia", b"xylophon", b"zymurgi", b"zymurgy", b"quillon") if word in bytes_}

    library.tidy(NOW + STASH_DAYS - timedelta(minutes=1))
    assert {b"zinnia", b"xylophon", b"quillon"} <= found()
    assert library.tidy(NOW + STASH_DAYS) == 3  # the essay, its former text, the term
    assert found() == set()
    assert [one.essay.slug for one in library.removed()] == ["night-bread"]
    assert library.glossary() == []
    assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_tidying_with_nothing_to_do_changes_nothing(library: Library) -> None:
    before = library.ask(QUESTION)
    assert library.tidy(NOW) == 0
    assert library.ask(QUESTION) == before


def test_a_stashed_essay_comes_back_after_new_rules_of_cutting(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cut = (library.cite(f"the-allotment ¶{n} @{library.essay('the-allotment').info.revision}") for n in (2, 1))
    library.remove("the-allotment", NOW)
    library.close()
    monkeypatch.setattr("retrieval.opened.CUTTING", "later rules")
    monkeypatch.setattr("retrieval.passages.SENTENCE_CHARACTERS", 55)
    again = Library.open(tmp_path / "library.db", WordEncoder())
    again.restore("the-allotment")
    assert again.excerpt(whole.excerpt.place).text == whole.excerpt.text  # cut as it was
    with pytest.raises(UnknownPlace):
        again.excerpt(cut.excerpt.place)


def test_editing_changes_what_is_known_and_nothing_else(library: Library) -> None:
    excerpt = library.ask(QUESTION).excerpts[0]
    before, after = library.edit("the-allotment", title="Our Plot", author="Zebulon Pike", year=1810)
    assert (before.title, before.author) == ("The Allotment", "Mara Lind")
    assert (after.slug, after.title, after.author, after.year) == ("the-allotment", "Our Plot", "Zebulon Pike", 1810)
    assert library.essay("the-allotment").info == after
    assert library.excerpt(excerpt.place).text == library.cite(excerpt.permanent).excerpt.text == excerpt.text
    assert library.excerpt(excerpt.place).citation == "Zebulon Pike, “Our Plot” (1810), § Weeds, ¶ 2"


def test_the_full_text_index_knows_an_edited_title_and_author(library: Library, tmp_path: Path) -> None:
    library.edit("the-allotment", title="Our Plot", author="Zebulon Pike")
    found = {word: len(library._store.matches(word, 1.0, 99)) for word in ("allotment", "plot", "lind", "zebulon")}
    assert found == {"allotment": 1, "plot": 4, "lind": 1, "zebulon": 4}  # what is left stands in the text


def test_an_edit_that_cannot_be_kept_or_has_no_essay_changes_nothing(library: Library) -> None:
    before = library.essays()
    with pytest.raises(UnknownEssay, match="did you mean the-allotment"):
        library.edit("the-alotment", year=2000)
    with pytest.raises(UnfitDetail, match="is no link"):
        library.edit("the-allotment", year=2000, source="ftp://example.org")
    assert library.essays() == before
