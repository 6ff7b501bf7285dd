from retrieval.readers.blocks import Known, Piece, Suggested
from retrieval.readers.front import Front, find_front, stands_alone
from tests.retrieval.readers.pages import PROSE, read_text, texts


def front(*lines: str, known: Known | None = None) -> Front:
    return find_front([Piece("paragraph", line) for line in lines], known or Known())


def kinds(found: Front) -> list[str]:
    return [piece.kind for piece in found.pieces]


def test_the_first_short_line_is_the_title() -> None:
    found = front("A Winter", PROSE)
    assert (found.title, kinds(found)) == ("A Winter", ["title", "paragraph"])


def test_a_question_may_be_a_title() -> None:
    assert front("What Do We Owe Each Other Now?", PROSE).title == "What Do We Owe Each Other Now?"


def test_a_text_that_begins_with_prose_has_no_title() -> None:
    assert front(PROSE, "A Winter", PROSE).title is None


def test_a_text_of_one_line_is_not_its_own_title() -> None:
    assert front("Bread for all of us").title is None


def test_a_heading_such_as_introduction_is_no_title() -> None:
    assert front("Introduction", PROSE).title is None


def test_byline_and_date_may_stand_above_the_title() -> None:
    found = front("June 3, 1999", "By Jane Doe", "A Winter", PROSE)
    assert (found.title, found.author, found.year) == ("A Winter", "Jane Doe", 1999)
    assert kinds(found) == ["left out", "byline", "title", "paragraph"]


def test_a_name_and_profession_count_below_a_title_only() -> None:
    line = "Jane Doe, lecturer at Wake College."
    assert front("A Winter", line, PROSE).author == "Jane Doe"
    assert front(PROSE, line, PROSE).author is None


def test_a_bare_name_above_a_date_is_a_byline() -> None:
    found = front("A Winter", "And what came after", "Jane Doe", "Mar 3, 2021", PROSE)
    assert (found.author, found.year) == ("Jane Doe", 2021)
    assert front("A Winter", "Against Hunger", PROSE).author is None


def test_by_on_a_line_of_its_own() -> None:
    found = front("A Winter", "By", "Jane Doe", PROSE)
    assert (found.author, kinds(found)) == ("Jane Doe", ["title", "left out", "byline", "paragraph"])


def test_by_and_a_name_inside_the_text_is_text() -> None:
    found = front("A Winter", PROSE, "By Jane Doe", PROSE)
    assert (found.author, kinds(found)[2]) == (None, "paragraph")


def test_written_by_counts_below_the_text_as_well() -> None:
    found = front("A Winter", PROSE, "Written by Jane Doe")
    assert (found.author, kinds(found)[-1]) == ("Jane Doe", "byline")


def test_a_date_inside_the_text_is_text_unless_it_says_what_it_is() -> None:
    found = front("A Winter", PROSE, "June 3, 1999", PROSE, "Published: May 2001")
    assert (found.year, kinds(found)) == (2001, ["title", "paragraph", "paragraph", "paragraph", "left out"])


def test_publication_counts_more_than_a_later_change() -> None:
    assert front("A Winter", "Updated: May 2019", "Published: May 2001", PROSE).year == 2001


def test_a_year_in_prose_is_no_date() -> None:
    assert front("A Winter", f"In a 2015 article, {PROSE}").year is None


def test_front_matter_outranks_the_text_and_a_sites_head_does_not() -> None:
    assert front("A Winter", "By Jane Doe", PROSE, known=Known(author="J. D.", sure=True)).author == "J. D."
    assert front("A Winter", "By Jane Doe", PROSE, known=Known(author="webmaster")).author == "Jane Doe"


def test_a_known_authors_name_alone_is_the_byline() -> None:
    found = front("A Winter", "Jane Doe", PROSE, known=Known(title="A Winter", author="Jane Doe"))
    assert kinds(found) == ["title", "byline", "paragraph"]


def test_labels_of_a_plain_text_are_understood() -> None:
    reading = read_text(f"Title: A Winter\nAuthor: Jane Doe\n\n{PROSE}")
    assert (reading.title, reading.author) == ("A Winter", "Jane Doe")
    assert texts(reading) == ["Author: Jane Doe", PROSE]


def test_lines_that_are_whole_by_themselves() -> None:
    assert [stands_alone(line) for line in ("By Jane Doe", "May 2019", "Updated 3 days ago", "Bread", PROSE)] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_title_that_is_known_and_stands_there_twice_is_left_out_once() -> None:
    pieces = [Piece("heading", "A Winter"), Piece("heading", "A Winter"), Piece("paragraph", PROSE)]
    assert kinds(find_front(pieces, Known(title="A Winter"))) == ["title", "left out", "paragraph"]


def test_what_is_suggested_counts_where_the_text_says_the_same() -> None:
    pieces = [Piece("paragraph", line) for line in ("by the river, a winter.", "jane doe", PROSE)]
    found = find_front(pieces, Known(), Suggested("By the River, a Winter.", "Jane Doe"))
    assert (found.title, found.author) == ("By the River, a Winter.", "Jane Doe")
    assert kinds(found) == ["title", "byline", "paragraph"]
    found = find_front(pieces[2:], Known(), Suggested("By the River, a Winter.", "Jane Doe"))
    assert (found.title, found.author) == (None, None)


def test_each_of_several_known_authors_on_a_line_of_its_own() -> None:
    pieces = [Piece("paragraph", line) for line in ("Jane Doe", "John Roe", "3 May 2021", PROSE)]
    found = find_front(pieces, Known(title="A Winter"), Suggested(author="Jane Doe; John Roe"))
    assert (found.author, found.year) == ("Jane Doe and John Roe", 2021)
    assert kinds(found) == ["byline", "byline", "left out", "paragraph"]
