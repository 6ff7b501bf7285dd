"""A permanent citation leads to its very words, or says in one sentence why it does not."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval import Library, UnknownCitation, UnknownPlace
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW


def revision(library: Library, essay: str = "the-allotment") -> str:
    return library.essay(essay).info.revision


def test_an_excerpt_carries_the_citation_that_leads_back_to_it(library: Library) -> None:
    excerpt = library.ask("which plant is a weed?").excerpts[0]
    assert re.fullmatch(rf"the-allotment ¶2\.1(-\d)? @{revision(library)}", excerpt.permanent)
    assert library.cite(excerpt.permanent).excerpt == library.excerpt(excerpt.place)


@pytest.mark.parametrize(
    ("place", "begins", "ends"),
    [
        ("1.1", "Nobody digs", "allotment."),
        ("1.1-2", "Nobody digs", "slugs are shared."),
        ("2", "A weed is", "them red."),
        ("1.2-2.1", "The fence", "ask for."),
        ("2-3", "A weed is", "before you dig."),
        ("0", "By Mara", "Lind"),
    ],
)
def test_sentences_and_paragraphs_are_cited_whole(library: Library, place: str, begins: str, ends: str) -> None:
    excerpt = library.cite(f"the-allotment ¶{place} @{revision(library)}").excerpt
    assert excerpt.text == library.essay("the-allotment").text[excerpt.start : excerpt.end]
    assert excerpt.text.startswith(begins)
    assert excerpt.text.endswith(ends)


def test_a_part_of_a_very_long_sentence_is_cited_as_it_was_quoted(library: Library) -> None:
    long = "The bus was late because " + "the driver waited for one more neighbour and " * 20 + "nobody minded."
    library.add("bus.txt", f"The Bus\n\n{long}\n".encode())
    excerpt = library.ask("why was the bus late?", essay="the-bus").excerpts[0]
    assert len(excerpt.text) <= 400
    assert library.cite(excerpt.permanent).excerpt.text == excerpt.text


def test_the_forms_come_with_the_words(library: Library) -> None:
    cited = library.cite(f"the-allotment 1.2-2.1 @{revision(library)}")
    assert list(cited.formats) == ["plain", "markdown", "apa", "mla", "bibtex"]
    assert cited.formats["plain"] == "Mara Lind, “The Allotment”, ¶ 1–2" == cited.excerpt.citation


def test_a_citation_outlives_its_essay_and_the_name_of_it(
    library: Library, tmp_path: Path, encoder: WordEncoder
) -> None:
    cited = library.cite(f"the-allotment ¶2.1 @{revision(library)}").excerpt
    library.remove("the-allotment", NOW)
    with pytest.raises(UnknownPlace, match="No essay here has the text of revision"):
        library.cite(cited.permanent)
    library.tidy(NOW + timedelta(days=31))
    library.add("again.md", GARDEN.encode(), title="Our Plot")
    again = library.cite(cited.permanent).excerpt
    assert (again.text, again.essay) == (cited.text, "our-plot")


def test_a_citation_is_never_attached_to_another_text(library: Library) -> None:
    old = library.cite(f"the-allotment ¶2.1 @{revision(library)}").excerpt.permanent
    library.remove("the-allotment", NOW)
    library.add("allotment.md", GARDEN.replace("poppies", "nettles").encode())
    with pytest.raises(UnknownPlace, match=f"“the-allotment” is here as {revision(library)}, another text"):
        library.cite(old)
    with pytest.raises(UnknownPlace, match="another text"):
        library.cite(f"the-allotment ¶2.1 @{revision(library, 'night-bread')}")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("99", "has no paragraph 99: its paragraphs are 1 to 3"),
        ("2.9", "has no sentence 9: its sentences are 1 to 3"),
        ("2.0", "has no sentence 0"),
        ("2.2-1", "ends before it begins"),
        ("3-2", "ends before it begins"),
    ],
)
def test_a_place_that_the_text_lacks_is_one_sentence(library: Library, place: str, sentence: str) -> None:
    with pytest.raises(UnknownPlace, match=sentence):
        library.cite(f"the-allotment ¶{place} @{revision(library)}")


def test_sentences_counted_by_other_rules_are_not_guessed_at(library: Library) -> None:
    with pytest.raises(UnknownPlace, match=r"by rules 99.* cite the paragraph"):
        library.cite(f"the-allotment ¶2.1 @{revision(library)}/99")
    assert library.cite(f"the-allotment ¶2 @{revision(library)}/99").excerpt.text.startswith("A weed")


def test_what_is_no_citation_is_told_its_form(library: Library) -> None:
    with pytest.raises(UnknownCitation, match="write it as"):
        library.cite("the-allotment, second paragraph")


def test_words_under_the_last_heading_and_in_it_have_a_place(library: Library) -> None:
    library.add("end.md", (BAKERY.replace("rye", "oats") + "\n## The End of Night\n").encode())
    checked = library.check_quote("the end of night")
    assert checked.place is not None
    assert checked.place.paragraph == 2
