"""The three essays of the brief; they stay outside the repository, so these tests are skipped where they are absent."""

from pathlib import Path

import pytest

from retrieval.readers import Reading, read

ESSAYS = Path(__file__).parents[4] / "shared" / "essays"
FILES = ("000_4b840f8b9928fbd3.txt", "001_f76ff6a1275eab85.txt", "002_24b8cf5d1f88ef28.txt")

pytestmark = pytest.mark.skipif(not ESSAYS.is_dir(), reason="the essays are not beside the repository")


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [read(file, (ESSAYS / file).read_bytes()) for file in FILES]


def test_titles(readings: list[Reading]) -> None:
    assert [reading.title for reading in readings] == [
        "The Symbiotic Pursuit of Social Justice",
        "Why Solidarity Is the Only Way Forward",
        "Ally vs. Accomplice In Justice Movements",
    ]


def test_authors_and_years(readings: list[Reading]) -> None:
    assert [(reading.author, reading.year) for reading in readings] == [
        (None, None),
        ("Casey Grippo", None),
        ("Indira Walsh", 2019),
    ]


def test_bylines_stay_quotable_as_whole_lines(readings: list[Reading]) -> None:
    bylines = [[block.text for block in reading.blocks if block.kind == "byline"] for reading in readings]
    assert bylines == [
        [],
        ["Casey Grippo (they/them), PhD candidate in philosophy at Boston University."],
        ["By Indira Walsh (‘19)"],
    ]


def test_only_the_second_has_headings(readings: list[Reading]) -> None:
    headings = [[block.text for block in reading.blocks if block.kind == "heading"] for reading in readings]
    assert headings == [
        [],
        [
            "Introduction",
            "§1 What Allyship Asks",
            "§2 Allyship’s Structural Flaw",
            "§3 The Solidarity Alternative",
            "§4 From Deference to Co-Creation",
            "Conclusion",
        ],
        [],
    ]


def test_forty_paragraphs_of_prose_when_items_join_the_one_before(readings: list[Reading]) -> None:
    assert [sum(block.kind == "paragraph" for block in reading.blocks) for reading in readings] == [8, 21, 11]
    assert [sum(block.kind == "item" for block in reading.blocks) for reading in readings] == [0, 2, 0]


def test_exactly_the_furniture_is_left_out(readings: list[Reading]) -> None:
    assert [reading.left_out for reading in readings] == [
        (),
        (),
        (
            "top of page",
            "Updated: Jun 18, 2019",
            "Sudan's protests. Photo courtesy of",
            "486 views0 comments",
            "Recent Posts",
            "See All",
            "bottom of page",
        ),
    ]


@pytest.mark.parametrize("number", range(3))
def test_every_other_line_is_kept_to_the_letter(readings: list[Reading], number: int) -> None:
    reading = readings[number]
    lines = [line for line in (ESSAYS / FILES[number]).read_text("utf-8").split("\n") if line]
    blocks = [block.text for block in reading.blocks]
    assert sorted(lines) == sorted([reading.title, *blocks, *reading.left_out])


def test_no_break_spaces_are_kept(readings: list[Reading]) -> None:
    assert sum(block.text.count("\u00a0") for block in readings[0].blocks) == 2
