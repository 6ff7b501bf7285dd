import pytest

from retrieval.readers.blocks import Known
from retrieval.readers.matter import split_matter
from tests.retrieval.readers.pages import PROSE


def known(source: str) -> Known:
    found, _, body = split_matter(f"---\n{source}\n---\n{PROSE}")
    assert body.strip() == PROSE
    return found


def test_title_author_year_source_and_licence() -> None:
    found = known(
        'title: A *Winter*\nauthor: Jane Doe\ndate: 2018-03-04\ncompanion_to: "Roe, *Bread*, 2001"\nlicense: CC BY 4.0'
    )
    assert found == Known("A Winter", "Jane Doe", 2018, "Roe, Bread, 2001", "CC BY 4.0", sure=True)


def test_several_authors() -> None:
    assert known("authors: [Jane Doe, John Roe, Mary Major]").author == "Jane Doe, John Roe and Mary Major"
    assert known("author:\n  - name: Jane Doe").author == "Jane Doe"


def test_year_and_source_by_their_own_names() -> None:
    assert known("year: 1999\nsource: The Gazette").year == 1999
    assert known("year: 1999\nsource: The Gazette").source == "The Gazette"


@pytest.mark.parametrize(
    "source", ["title: A Winter: the bread", "title: A Winter: the bread\ndate: 2018-13-45\ntags:\n  - x"]
)
def test_what_is_almost_yaml_is_understood(source: str) -> None:
    assert known(source).title == "A Winter: the bread"


@pytest.mark.parametrize("value", ["[1, 2]", "{a: b}", "true", "0x" + "f" * 9000, "!!binary aGk=", "&a [*a]", "null"])
def test_values_that_are_no_words_are_passed_over(value: str) -> None:
    assert known(f"title: {value}\nauthor: Jane Doe").title is None


@pytest.mark.parametrize(
    "text",
    [
        "---\n{[ no yaml\n---\ntext",
        "---\njust a sentence\n---\ntext",
        "---\n\ntext\n\n---\nmore",
        "---\ntitle: x",
        "text\n---\na: b\n---",
        "---\n" + "[" * 100000 + "\n---\ntext",
    ],
    ids=lambda text: text[:12],
)
def test_text_that_only_looks_like_front_matter_stays(text: str) -> None:
    assert split_matter(text) == (Known(), [], text)


def test_lines_that_say_nothing_to_us_are_reported() -> None:
    _, pieces, _ = split_matter(f"---\ntitle: A Winter\ntags:\n  - bread\nauthor: Jane Doe\n---\n{PROSE}")
    assert [(piece.kind, piece.text) for piece in pieces] == [("left out", "tags:"), ("left out", "  - bread")]
