import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.readers.names import LONGEST_NAME, clean_name, ending, title_from_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("essay.txt", "essay.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\texts\\essay.md", "essay.md"),
        ("folder/", "folder"),
        ("es\u202esay\n.txt", "essay.txt"),
        ("a\u200b b\u200d.txt", "a b.txt"),
        ("", "unnamed file"),
        ("..", "unnamed file"),
        ("/", "unnamed file"),
    ],
)
def test_a_name_is_the_last_part_without_anything_invisible(file: str, name: str) -> None:
    assert clean_name(file) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 300 + ".txt")
    assert len(name) == LONGEST_NAME
    assert name.endswith("x….txt")


@given(st.text())
def test_any_name_can_be_shown_on_one_line(file: str) -> None:
    name = clean_name(file)
    assert 1 <= len(name) <= LONGEST_NAME
    assert name.isprintable() or not name.isascii()
    assert not set(name) & set("/\\\n\r\t")
    assert title_from_name(name)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my-essay.txt", "My essay"),
        ("On_Bread.md", "On Bread"),
        ("v1.2 notes.html", "V1.2 notes"),
        (".txt", ".txt"),
        ("---.md", "---.md"),
    ],
)
def test_a_title_is_made_of_a_name(name: str, title: str) -> None:
    assert title_from_name(name) == title


def test_endings_are_compared_in_lower_case() -> None:
    assert [ending("a.HTML"), ending("a"), ending(".md")] == ["html", "", ""]
