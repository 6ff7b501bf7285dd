"""Names are taken apart as bibliographies need them, and institutions are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.authors import Author, authors


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        (None, ()),
        ("  ", ()),
        ("Indira Walsh", (Author("Walsh", "Indira"),)),
        ("bell hooks", (Author("hooks", "bell"),)),
        ("Ursula K. Le Guin", (Author("Le Guin", "Ursula K."),)),
        ("Simone de Beauvoir", (Author("de Beauvoir", "Simone"),)),
        ("Martin Luther King, Jr.", (Author("King", "Martin Luther", "Jr."),)),
        ("Footnote", (Author("Footnote"),)),
        ("Combahee River Collective", (Author("Combahee River Collective"),)),
        ("Bread and Roses Network", (Author("Bread and Roses Network"),)),
        ("Mara Lind and Jo Ray", (Author("Lind", "Mara"), Author("Ray", "Jo"))),
        ("Mara Lind, Jo Ray, and Al Bo", (Author("Lind", "Mara"), Author("Ray", "Jo"), Author("Bo", "Al"))),
        ("Mara Lind & John Ray III", (Author("Lind", "Mara"), Author("Ray", "John", "III"))),
    ],
)
def test_a_byline_is_taken_apart(byline: str | None, expected: tuple[Author, ...]) -> None:
    assert authors(byline) == expected


@pytest.mark.parametrize(("given_names", "initials"), [("Jean-Paul M.", "J.-P. M."), ("bell", "b."), ("", "")])
def test_initials(given_names: str, initials: str) -> None:
    assert Author("Sartre", given_names).initials == initials


@given(st.text(max_size=80))
def test_no_byline_breaks_it(byline: str) -> None:
    for author in authors(byline):
        assert author.family
        assert author.straight
        assert author.inverted(author.initials)
