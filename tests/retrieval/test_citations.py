"""A permanent citation reads back as itself, and is written down as each style wants it, whatever is missing."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.citations import FORMATS, Citation, Point, Reference, apa, bibtex, markdown, mla, parse_citation, plain

REVISION = "d998894e675b"
WALSH = Reference(
    "ally-vs-accomplice",
    "Indira Walsh",
    "Ally vs. Accomplice",
    2019,
    "https://example.org/a_b?c=1",
    "Two words",
    3,
    3,
    f"ally-vs-accomplice ¶3.1 @{REVISION}",
)
BARE = replace(WALSH, author=None, year=None, source=None, section=None)
POINTS = st.builds(Point, st.integers(0, 999), st.integers(1, 99))


@pytest.mark.parametrize(
    ("written", "permanent"),
    [
        ("on-hedges ¶3.1-2 @d998894e675b", "on-hedges ¶3.1-2 @d998894e675b"),
        ("on-hedges 3.1-2 @d998894e675b", "on-hedges ¶3.1-2 @d998894e675b"),
        ("  On-Hedges ¶ 3.1–2 · @D998894E675B ", "on-hedges ¶3.1-2 @d998894e675b"),
        ("on-hedges p3.1 @ d998894e675b", "on-hedges ¶3.1 @d998894e675b"),
        ("on-hedges-2, par. 12 @d998894e675b", "on-hedges-2 ¶12 @d998894e675b"),
        ("on-hedges ¶3.2-4.1 @d998894e675b", "on-hedges ¶3.2-4.1 @d998894e675b"),
        ("on-hedges ¶3-4.1 @d998894e675b", "on-hedges ¶3.1-4.1 @d998894e675b"),
        ("on-hedges ¶3-5 @d998894e675b", "on-hedges ¶3-5 @d998894e675b"),
        ("on-hedges ¶3.1 @d998894e675b/2", "on-hedges ¶3.1 @d998894e675b/2"),
    ],
)
def test_a_citation_can_be_typed_in_several_ways(written: str, permanent: str) -> None:
    assert str(parse_citation(written)) == permanent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "on-hedges",
        "on-hedges 3",
        "¶3.1 @d998894e675b",
        "on-hedges ¶3.1",
        "on-hedges ¶3.1 @d998",
        "on-hedges ¶a.1 @d998894e675b",
        "on-hedges3.1@d998894e675b and more",
        "-" * 5000,
        "a " * 5000,
    ],
)
def test_another_text_is_no_citation(text: str) -> None:
    assert parse_citation(text) is None


@given(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,4}", fullmatch=True), POINTS, POINTS, st.booleans())
def test_every_citation_reads_back_as_itself(essay: str, one: Point, other: Point, sentences: bool) -> None:
    first, last = sorted((one, other))
    if not sentences:
        first, last = Point(first.paragraph), Point(last.paragraph)
    citation = Citation(essay, first, last, REVISION)
    assert parse_citation(str(citation)) == citation


def test_plain_and_markdown() -> None:
    assert plain(WALSH) == "Indira Walsh, “Ally vs. Accomplice” (2019), § Two words, ¶ 3"
    assert plain(BARE) == "“Ally vs. Accomplice”, ¶ 3"
    assert plain(replace(WALSH, last=5)).endswith("¶ 3–5")
    assert plain(replace(WALSH, paragraph=0, last=0)).endswith("byline")
    assert markdown(WALSH) == (
        "Indira Walsh, [*Ally vs. Accomplice*](<https://example.org/a_b?c=1>) (2019), § Two words, ¶ 3"
    )
    assert markdown(BARE) == "*Ally vs. Accomplice*, ¶ 3"
    assert markdown(replace(BARE, title="*Loud* [x]")) == r"*\*Loud\* \[x\]*, ¶ 3"


def test_apa() -> None:
    assert apa(WALSH) == (
        "Walsh, I. (2019). Ally vs. Accomplice. https://example.org/a_b?c=1\n"
        "In the text: (Walsh, 2019, “Two words” section, para. 3)"
    )
    assert apa(BARE) == "Ally vs. Accomplice. (n.d.).\nIn the text: (“Ally vs. Accomplice”, n.d., para. 3)"
    two = replace(BARE, author="Mara Lind and Jo Ray", year=1999, title="Why?", last=4)
    assert apa(two) == "Lind, M., & Ray, J. (1999). Why?\nIn the text: (Lind & Ray, 1999, paras. 3–4)"
    three = replace(two, author="Mara Lind, Jo Ray and bell hooks")
    assert apa(three).startswith("Lind, M., Ray, J., & hooks, b. (1999).")
    assert "(Lind et al., 1999," in apa(three)
    assert apa(replace(two, author="River Collective")).startswith("River Collective. (1999). Why?\n")


def test_mla() -> None:
    assert mla(WALSH) == (
        "Walsh, Indira. “Ally vs. Accomplice.” 2019, https://example.org/a_b?c=1.\nIn the text: (Walsh, par. 3)"
    )
    assert mla(BARE) == "“Ally vs. Accomplice.”\nIn the text: (“Ally vs. Accomplice”, par. 3)"
    two = replace(BARE, author="Mara Lind and Jo Ray", title="Who is “we”?", paragraph=0, last=0)
    assert mla(two) == "Lind, Mara, and Jo Ray. “Who is 'we'?”\nIn the text: (Lind and Ray, byline)"
    three = replace(two, author="Mara Lind, Jo Ray and bell hooks")
    assert mla(three).startswith("Lind, Mara, et al. “Who")
    assert "(Lind et al., byline)" in mla(three)
    assert mla(replace(two, author="Martin Luther King, Jr.")).startswith("King, Martin Luther, Jr. “Who")


def test_bibtex() -> None:
    assert bibtex(WALSH) == (
        "@misc{ally-vs-accomplice,\n"
        "  author = {Walsh, Indira},\n"
        "  title = {{Ally vs. Accomplice}},\n"
        "  year = {2019},\n"
        "  url = {https://example.org/a_b?c=1},\n"
        "  note = {Two words, para. 3; ally-vs-accomplice ¶3.1 @d998894e675b}\n"
        "}"
    )
    assert bibtex(BARE) == (
        "@misc{ally-vs-accomplice,\n"
        "  title = {{Ally vs. Accomplice}},\n"
        "  note = {para. 3; ally-vs-accomplice ¶3.1 @d998894e675b}\n"
        "}"
    )


def test_bibtex_keeps_an_institution_whole_and_escapes_what_tex_would_act_on() -> None:
    loud = replace(BARE, author="Bread & Roses Collective", title=r"100% {of} $5 #1 a_b ~ ^ \end", source="a book")
    assert r"author = {{Bread \& Roses Collective}}" in bibtex(loud)
    assert r"{{100\% \{of\} \$5 \#1 a\_b \textasciitilde{} \textasciicircum{} \textbackslash{}end}}" in bibtex(loud)
    assert "url" not in bibtex(loud)


REFERENCES = st.builds(
    Reference,
    st.just("on-hedges"),
    st.none() | st.text(max_size=40),
    st.text(min_size=1, max_size=40),
    st.none() | st.integers(1, 2999),
    st.none() | st.text(max_size=40),
    st.none() | st.text(max_size=40),
    st.integers(0, 99),
    st.integers(0, 99),
    st.just(WALSH.permanent),
)


@pytest.mark.parametrize("name", FORMATS)
@given(reference=REFERENCES)
def test_every_format_takes_whatever_an_essay_says_of_itself(name: str, reference: Reference) -> None:
    written = FORMATS[name](reference)
    assert written.strip()
    if name == "bibtex":
        bare = re.sub(r"\\.", "", written)
        assert bare.count("{") == bare.count("}")
