"""Six things are written into five fields and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.details import NO_LINK, Details, details_of, rights
from bot.facilitation.errors import Refusal

LINK = "https://example.org/hedges"
WORDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40).filter(
    lambda text: text != NO_LINK and not text.casefold().startswith("http")
)


@given(st.none() | st.just(LINK) | WORDS, st.none() | WORDS)
def test_what_is_known_comes_back_as_it_was(source: str | None, licence: str | None) -> None:
    known = Details("T", source=source, licence=licence)
    assert details_of({"title": "T", "rights": rights(known)}, known) == known


@pytest.mark.parametrize(
    ("written", "source", "licence"),
    [
        ("", None, None),
        (LINK, LINK, None),
        (f"{LINK}\nCC BY 4.0", LINK, "CC BY 4.0"),
        (f"{LINK} CC BY 4.0", LINK, "CC BY 4.0"),
        ("CC BY 4.0", None, "CC BY 4.0"),
        ("- \nhttps://creativecommons.org/licenses/by/4.0/", None, "https://creativecommons.org/licenses/by/4.0/"),
        ("With the author's\nleave", None, "With the author's leave"),
        ("Hedge Quarterly 4\nCC0", "Hedge Quarterly 4", "CC0"),
    ],
)
def test_a_link_and_a_licence_are_told_apart(written: str, source: str | None, licence: str | None) -> None:
    found = details_of({"rights": written}, Details("T", source="Hedge Quarterly 4"))
    assert (found.source, found.licence) == (source, licence)


@pytest.mark.parametrize(("written", "year"), [("", None), (" 1998 ", 1998), ("-399", -399), ("−399", -399)])
def test_a_year_is_a_number(written: str, year: int | None) -> None:
    assert details_of({"year": written}, Details()).year == year


@pytest.mark.parametrize("written", ["MCM", "19,98", "1998a", "²"])
def test_what_is_no_year_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match="year as a number"):
        details_of({"year": written}, Details())


def test_blanks_are_nothing() -> None:
    assert details_of({"title": " A \n B ", "author": "  ", "note": "\n"}, Details()) == Details("A B")
