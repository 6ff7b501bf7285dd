"""A term is defined by words that stand in the library, for as long as they stand there."""

from datetime import timedelta

import pytest

from retrieval import (
    STASH_DAYS,
    ChangedSince,
    Library,
    UnfitDetail,
    UnknownCitation,
    UnknownEssay,
    UnknownPlace,
    UnknownTerm,
)
from tests.retrieval.conftest import GARDEN, NOW

WEED = "A weed is a plant that one neighbour did not ask for."


def permanent(library: Library, place: str, essay: str = "the-allotment") -> str:
    return f"{essay} ¶{place} @{library.essay(essay).info.revision}"


def test_a_term_is_defined_by_a_place_a_citation_or_numbers(library: Library) -> None:
    place = library.cite(permanent(library, "2.1")).excerpt.place
    for where in (place, permanent(library, "2.1"), "¶2.1", " ¶ 2.1 "):
        entry = library.define("Weed", "the-allotment", where)
        assert (entry.term, entry.citation, entry.gone) == ("Weed", permanent(library, "2.1"), None)
        assert entry.excerpt is not None
        assert entry.excerpt.text == WEED
        assert library.glossary() == [entry]


@pytest.mark.parametrize("asked", ["weed", "WEEDS", "  Weeds? ", "“weed”"])
def test_it_is_found_in_any_case_and_number(library: Library, asked: str) -> None:
    library.define("Weed", "the-allotment", "¶2.1")
    excerpt = library.definition(asked).excerpt
    assert excerpt is not None
    assert excerpt.text == WEED


@pytest.mark.parametrize(
    ("one", "many"),
    [("ally", "allies"), ("class", "classes"), ("cause", "causes"), ("box", "Boxes"), ("free rider", "free riders")],
)
def test_plurals_are_the_same_term(library: Library, one: str, many: str) -> None:
    library.define(many, "the-allotment", "¶1.1")
    assert library.definition(one).term == many
    library.define(one, "the-allotment", "¶2.1")
    assert [entry.term for entry in library.glossary()] == [one]


def test_words_that_only_end_alike_are_not(library: Library) -> None:
    library.define("solidarity", "the-allotment", "¶1.1")
    with pytest.raises(UnknownTerm, match="it has solidarity"):
        library.definition("solid")


def test_the_glossary_goes_by_term(library: Library) -> None:
    for term, essay, where in (("oven", "night-bread", "¶1.1"), ("Fence", "the-allotment", "¶1.2")):
        library.define(term, essay, where)
    assert [entry.term for entry in library.glossary()] == ["Fence", "oven"]
    library.undefine("OVENS")
    assert [entry.term for entry in library.glossary()] == ["Fence"]
    with pytest.raises(UnknownTerm, match="does not have “oven”"):
        library.undefine("oven")


@pytest.mark.parametrize(
    ("term", "essay", "where", "error"),
    [
        ("?!", "the-allotment", "¶2.1", UnfitDetail),
        ("a b c d e f g h i", "the-allotment", "¶2.1", UnfitDetail),
        ("x" * 81, "the-allotment", "¶2.1", UnfitDetail),
        ("weed", "nothing", "¶2.1", UnknownEssay),
        ("weed", "the-allotment", "¶99", UnknownPlace),
        ("weed", "the-allotment", "¶1-2", UnknownPlace),
        ("weed", "the-allotment", "zz.9", UnknownPlace),
        ("weed", "the-allotment", "somewhere @ the end", UnknownCitation),
    ],
)
def test_what_cannot_be_a_definition_is_refused(library: Library, term: str, essay: str, where: str, error) -> None:
    with pytest.raises(error):
        library.define(term, essay, where)
    assert library.glossary() == []


def test_a_definition_is_of_the_essay_that_is_named(library: Library) -> None:
    with pytest.raises(UnknownPlace, match="not of “night-bread” but of “the-allotment”"):
        library.define("weed", "night-bread", permanent(library, "2.1"))


def test_an_entry_stays_where_its_paragraph_does_and_says_where_it_stands_now(library: Library) -> None:
    library.define("fence", "the-allotment", "¶1.2")
    library.define("weed", "the-allotment", "¶2.1")
    old = permanent(library, "2.1")
    draft = library.prepare("x.md", GARDEN.replace("poppies", "nettles").encode(), NOW)
    library.replace("the-allotment", draft.id, NOW)
    fence, weed = library.glossary()
    assert fence.excerpt is not None
    assert (fence.excerpt.text, fence.citation) == (
        "The fence is shared, the water is shared, and the slugs are shared.",
        permanent(library, "1.2"),
    )
    assert (weed.excerpt, weed.citation) == (None, old)
    assert isinstance(weed.gone, ChangedSince)
    assert weed.gone.text == WEED
    assert library.definition("weeds") == weed or str(library.definition("weeds").gone) == str(weed.gone)


def test_an_entry_of_a_removed_essay_is_listed_as_gone_and_comes_back_with_it(library: Library) -> None:
    library.define("weed", "the-allotment", "¶2.1")
    library.remove("the-allotment", NOW)
    (entry,) = library.glossary()
    assert entry.excerpt is None
    assert isinstance(entry.gone, UnknownPlace)
    library.restore("the-allotment")
    assert library.glossary()[0].excerpt is not None
    library.remove("the-allotment", NOW)
    library.tidy(NOW + STASH_DAYS + timedelta(days=1))
    assert library.glossary() == []


@pytest.fixture
def wordy(library: Library) -> Library:
    library.add(
        "words.md",
        b"""# Words We Use

Allies are everywhere this year. By "ally" I mean somebody who stays when it costs something.

An accomplice is a person who breaks a rule together with you. She is my accomplice in the kitchen.

Solidarity, to her, refers to a debt that nobody counts. However, solidarity is not pity.

The committee defines a scab as a worker who crosses the line. He met an ally of the mayor in March.

However, an accomplice is something that a court decides about, years later.
""",
    )
    return library


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("ally", 'By "ally" I mean somebody who stays when it costs something.'),
        ("Accomplices", "An accomplice is a person who breaks a rule together with you."),
        ("solidarity", "Solidarity, to her, refers to a debt that nobody counts."),
        ("scab", "The committee defines a scab as a worker who crosses the line."),
        ("weed", WEED),
    ],
)
def test_where_the_library_itself_says_what_a_word_means_comes_first(wordy: Library, term: str, first: str) -> None:
    found = wordy.suggested_definitions(term)
    assert found[0].text == first
    assert all(wordy.essay(one.essay).text[one.start : one.end] == one.text for one in found)
    entry = wordy.define(term, found[0].essay, found[0].place)
    assert entry.excerpt is not None
    assert entry.excerpt.text == first


def test_a_word_that_is_only_used_is_not_defined(wordy: Library) -> None:
    assert wordy.suggested_definitions("kitchen") == []
    assert wordy.suggested_definitions("nowhere") == []
    assert len(wordy.suggested_definitions("accomplice", limit=1)) == 1


def test_the_starter_essays_define_their_words(starter: Library) -> None:
    assert "accomplice" in starter.suggested_definitions("accomplices")[0].text
    assert starter.suggested_definitions("allyship")
