"""One idea, every essay: in order of title, each for itself."""

import pytest

from retrieval import EmptyQuestion, Library, UnknownEssay
from tests.fakes import WordEncoder
from tests.retrieval.conftest import NOW

WEED = "A weed is a plant that one neighbour did not ask for"


def test_every_essay_has_a_side_and_the_silent_one_has_no_excerpt(library: Library) -> None:
    night, allotment = library.compare(WEED)
    assert (night.essay.slug, allotment.essay.slug) == ("night-bread", "the-allotment")
    assert (night.supported, night.excerpt) == (False, None)
    assert allotment.supported
    assert allotment.excerpt is not None
    assert allotment.excerpt.text.startswith("A weed is a plant")


def test_the_order_is_of_titles_whatever_they_say(library: Library) -> None:
    library.add("x.md", b"# apples\n\nAn apple falls near the tree, and the tree is near the oven.\n")
    for idea in (WEED, "the oven is lit at two", "apple tree"):
        assert [side.essay.title for side in library.compare(idea)] == ["apples", "Night Bread", "The Allotment"]


def test_an_excerpt_is_the_essays_own_answer(library: Library) -> None:
    for side in library.compare(WEED):
        answer = library.ask(WEED, essay=side.essay.slug, limit=1)
        assert side.supported == answer.answered
        assert side.support == pytest.approx(answer.support)
        assert side.excerpt == (answer.excerpts[0] if answer.answered else None)


def test_named_essays_are_compared_alone_and_still_by_title(library: Library) -> None:
    library.add("x.md", b"# Apples\n\nAn apple falls near the tree, and the tree is near the oven.\n")
    sides = library.compare(WEED, ["the-allotment", "apples"])
    assert [side.essay.slug for side in sides] == ["apples", "the-allotment"]


def test_the_idea_is_encoded_once_for_all_essays(library: Library, encoder: WordEncoder) -> None:
    library.compare(WEED)
    before = len(encoder.calls)
    library.compare(WEED)
    assert len(encoder.calls) == before + 1


def test_what_cannot_be_compared_is_one_sentence(library: Library) -> None:
    with pytest.raises(EmptyQuestion, match="no word"):
        library.compare("?!")
    with pytest.raises(UnknownEssay, match="did you mean night-bread"):
        library.compare(WEED, ["the-allotment", "nigth-bread"])


def test_an_empty_library_has_no_sides(library: Library) -> None:
    for info in library.essays():
        library.remove(info.slug, NOW)
    assert library.compare(WEED) == ()


def test_another_subject_is_taken_up_by_nobody(starter: Library) -> None:
    sides = starter.compare("how white blood cells fight an infection")
    assert len(sides) == 4
    assert sum(side.supported for side in sides) <= 1


def test_the_essays_that_take_an_idea_up_are_told_from_those_that_do_not(starter: Library) -> None:
    taken = {side.essay.slug for side in starter.compare("What is an accomplice?") if side.supported}
    assert "ally-or-accomplice" in taken
