import pytest

from retrieval.readers.blocks import Piece
from retrieval.readers.headings import is_marked, is_numbered, mark_headings
from tests.retrieval.readers.pages import MORE, PROSE


@pytest.mark.parametrize(
    "line",
    [
        "Introduction",
        "CONCLUSION",
        "Works Cited",
        "§2 Allyship’s Structural Flaw",
        "§ 3",
        "Chapter 3",
        "CHAPTER IV.",
        "Part Two",
        "Chapter 3: The Turn",
        "Act I",
    ],
)
def test_headings_by_their_own_words(line: str) -> None:
    assert is_marked(line)


@pytest.mark.parametrize(
    "line",
    [
        "§2 of the Act forbids this.",
        "Part of it was bread",
        "Section 2 of the rules says so",
        "Introductions were made",
        "Act I did",
    ],
)
def test_lines_that_only_begin_like_headings(line: str) -> None:
    assert not is_marked(line)


def test_numbered_headings_are_short_and_in_title_case() -> None:
    assert [is_numbered(line) for line in ("1. Introduction", "II. The Turn", "2.1 What Is Owed")] == [True] * 3
    assert [is_numbered(line) for line in ("1. Buy bread.", "I. was late", "1986. A year of bread.")] == [False] * 3


def headings(*lines: str, title_case: bool = True, bold: bool = False) -> list[str]:
    pieces = [Piece("item" if line.startswith("1.") else "paragraph", line, bold=bold) for line in lines]
    return [piece.text for piece in mark_headings(pieces, title_case=title_case) if piece.kind == "heading"]


def test_a_line_in_title_case_above_prose_is_a_heading() -> None:
    assert headings(PROSE, "The Second Winter", MORE) == ["The Second Winter"]
    assert headings(PROSE, "The Second Winter", MORE, title_case=False) == []
    assert headings(PROSE, "The Second Winter") == []
    assert headings(PROSE, "The second winter", MORE) == []


def test_a_bold_line_above_prose_is_a_heading_in_any_case() -> None:
    assert headings("The second winter", MORE, title_case=False, bold=True) == ["The second winter"]


def test_a_numbered_line_is_a_heading_above_prose_and_an_item_beside_its_like() -> None:
    assert headings("1. Introduction", PROSE) == ["1. Introduction"]
    assert headings("1. Bread", "1. Roses", PROSE) == []


def test_a_numeral_alone_divides_sections() -> None:
    assert headings("II", PROSE, "3", MORE) == ["II", "3"]


def test_a_name_with_by_is_no_heading() -> None:
    assert headings(PROSE, "By June Jordan", MORE) == []
