import pytest

from retrieval.readers.dates import Dated, bare_date, date_within, labelled_date, year_of


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("Updated: Jun 18, 2019", Dated(2019, 2)),
        ("Published on 3 March 2021", Dated(2021, 0)),
        ("Posted March 3rd, 2021", Dated(2021, 0)),
        ("Originally published: 2015-04-01", Dated(2015, 0)),
        ("Last updated on Tuesday, 3 May 2022 at 10:15 AM", Dated(2022, 2)),
        ("Date: 1999", Dated(1999, 0)),
        ("Updated 3 days ago", Dated(None, 2)),
    ],
)
def test_labelled_dates(line: str, dated: Dated) -> None:
    assert labelled_date(line) == dated


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("June 18, 2019", 2019),
        ("18 June 2019", 2019),
        ("the 2nd of May", 0),
        ("Sept. 4, 2001", 2001),
        ("2019-06-18", 2019),
        ("18/06/2019", 2019),
        ("May 2019", 2019),
        ("Mar 3", None),
        ("Monday, March 3, 2021", 2021),
        ("2019", 0),
        ("May 1968 was a month", 0),
        ("In a 2015 article", 0),
    ],
)
def test_bare_dates(line: str, year: int | None) -> None:
    """0 stands for a line that is no date."""
    dated = bare_date(line)
    assert (dated.year if dated else 0) == year


@pytest.mark.parametrize(
    "line",
    [
        "Updated the rules of 2019.",
        "Published in 2019 by nobody",
        "In a 2015 article for, bakers",
        "Date: bread",
        "x" * 500,
    ],
)
def test_prose_gives_no_date(line: str) -> None:
    assert labelled_date(line) is None
    assert bare_date(line) is None


def test_a_byline_may_hold_a_date() -> None:
    assert date_within("By Jane Doe on March 3, 2021") == Dated(2021, 1)
    assert date_within("By Jane Doe") is None


@pytest.mark.parametrize(
    ("value", "year"), [("2019-06-18T10:00:00Z", 2019), ("1999", 1999), ("n.d.", None), ("123456", None)]
)
def test_years_in_machine_made_dates(value: str, year: int | None) -> None:
    assert year_of(value) == year
