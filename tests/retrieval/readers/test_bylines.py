import pytest

from retrieval.readers.bylines import alone, in_parts, opens_byline, presented, signed


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Indira Walsh (‘19)", "Indira Walsh"),
        ("BY JANE DOE", "JANE DOE"),
        ("by Jane Doe", "Jane Doe"),
        ("By Jane Doe, PhD", "Jane Doe"),
        ("By Martin Luther King, Jr.", "Martin Luther King, Jr."),
        ("By Jane Doe and John O’Roe", "Jane Doe and John O’Roe"),
        ("Written by: Jane Doe & John Roe", "Jane Doe & John Roe"),
        ("By Jane Doe, John Roe, and Mary Major", "Jane Doe, John Roe, and Mary Major"),
        ("By Jane Doe, Staff Writer", "Jane Doe"),
        ("By Jane Doe | March 3, 2021", "Jane Doe"),
        ("By Jane Doe March 3, 2021", "Jane Doe"),
        ("By Jane Doe · 4 min read", "Jane Doe"),
        ("By Jane Doe for The Gazette", "Jane Doe"),
        ("By Simone de Beauvoir", "Simone de Beauvoir"),
        ("By Ursula K. Le Guin", "Ursula K. Le Guin"),
        ("By bell hooks", "bell hooks"),
        ("By June Jordan", "June Jordan"),
        ("By Dorothy Day", "Dorothy Day"),
        ("By Plato", "Plato"),
        ("Author: Jane Doe (she/her)", "Jane Doe"),
        ("Posted on March 3, 2021 by Jane Doe", "Jane Doe"),
    ],
)
def test_signed_lines(line: str, author: str) -> None:
    found = signed(line)
    assert found is not None
    assert found.author == author


@pytest.mark.parametrize(
    "line",
    [
        "By any means necessary",
        "By Any Means Necessary",
        "By Design",
        "By Night in Chile",
        "By Monday",
        "By May",
        "By contrast, Ponder says no.",
        "By Friday we were gone",
        "By Grand Central Station I sat down",
        "By The Editors",
        "By the river she sat.",
        "By Jane Doe, who had seen it, and nobody believed her",
        "Published by Verso",
        "By " + "Long " * 60,
    ],
)
def test_lines_that_only_begin_with_by(line: str) -> None:
    assert signed(line) is None


def test_a_name_with_its_profession_is_a_byline() -> None:
    found = presented("Robin Example (they/them), PhD candidate in botany at Wake University.")
    assert found is not None
    assert found.author == "Robin Example"


@pytest.mark.parametrize(
    "line",
    [
        "Maya Example, professor of botany at Wake College, recited a poem in 1993.",
        "Corey Example, an author who writes about bread, was there.",
        "Jane Doe, my neighbour, an editor, said nothing.",
        "Jane Doe, of all people.",
        "Bread, university and school",
    ],
)
def test_a_sentence_that_begins_with_a_name_is_not(line: str) -> None:
    assert presented(line) is None


def test_a_bare_name_has_two_words_at_least() -> None:
    assert alone("Jane Doe") is not None
    assert alone("Bread") is None
    assert alone("The Turn") is None
    assert alone("Photo by Jane Doe") is None


def test_a_line_of_parts_is_a_name_and_a_date_and_nothing_else() -> None:
    found = in_parts("Jane Doe · Mar 3, 2021 · 4 min read")
    assert found is not None
    assert found[0] is not None
    assert (found[0].author, found[1]) == ("Jane Doe", "Mar 3, 2021")
    assert in_parts("Mar 3, 2021 · 4 min read") == (None, "Mar 3, 2021")
    assert in_parts("Bread · and roses · 2021") is None
    assert in_parts("one – two") is None


def test_by_alone_opens_a_byline() -> None:
    assert opens_byline("By")
    assert opens_byline("Written by:")
    assert not opens_byline("Bye")
