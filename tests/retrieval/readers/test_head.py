import pytest

from retrieval.readers import Reading
from tests.retrieval.readers.pages import MORE, PROSE, page, read_text, texts

ESSAY = f"<p>{PROSE}</p><p>{MORE}</p>"


def reading(head: str, body: str = ESSAY) -> Reading:
    return read_text(page(body, head), "x.html")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>A Winter | The Gazette</title>", "A Winter"),
        ("<title>A Winter – Its Bread</title>", "A Winter – Its Bread"),
        ("<meta property=og:site_name content='The Gazette'><title>A Winter - The Gazette</title>", "A Winter"),
        ("<meta property=og:title content='A Winter'><title>Home</title>", "A Winter"),
        ("<title> </title>", "X"),
    ],
)
def test_titles_of_pages_without_a_heading(head: str, title: str) -> None:
    assert reading(head).title == title


def test_the_essays_own_heading_comes_first_and_a_sites_name_does_not_count() -> None:
    site = "<meta property=og:site_name content='The Gazette'>"
    head = f"<title>Something | Else</title>{site}<meta property=og:title content='Other'>"
    found = reading(head, f"<h1>The Gazette</h1><article><header><h1>A Winter</h1></header>{ESSAY}</article>")
    assert (found.title, texts(found)) == ("A Winter", [PROSE, MORE])


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("<meta name=author content='Jane Doe'>", "Jane Doe"),
        ("<meta name=author content='By Jane Doe'>", "Jane Doe"),
        ("<meta name=author content=admin>", None),
        ("<meta property=article:author content='https://example.org/jane'>", None),
    ],
)
def test_authors_in_the_head(head: str, author: str | None) -> None:
    assert reading(head).author == author


@pytest.mark.parametrize("mark", ["rel=author", "class='author vcard'", "itemprop=author"])
def test_authors_in_the_page(mark: str) -> None:
    found = reading("", f"<article><h1>A Winter</h1><p><a {mark}>Jane Doe</a></p>{ESSAY}</article>")
    assert found.author == "Jane Doe"
    assert texts(found, "byline") == ["Jane Doe"]


def test_a_byline_in_the_text_outranks_the_head() -> None:
    body = f"<h1>A Winter</h1><p>By Jane Doe and John Roe</p>{ESSAY}"
    assert reading("<meta name=author content='Jane Doe'>", body).author == "Jane Doe and John Roe"


def test_years() -> None:
    assert reading("<meta property=article:published_time content='2018-03-03T10:00Z'>").year == 2018
    assert reading("", f"<article><h1>A</h1><time datetime=2017-01-01>then</time>{ESSAY}</article>").year == 2017
    assert (
        reading("", f"<article>{ESSAY * 3}<p>In <time datetime=1917>1917</time> bread was dear.</p></article>").year
        is None
    )


def test_several_authors_in_the_head_are_all_named() -> None:
    head = "".join(f"<meta name=author content='{name}'>" for name in ("Jane Doe", "John Roe", "Jane Doe"))
    found = reading(head, f"<h1>A Winter</h1><p>Jane Doe</p><p>John Roe</p>{ESSAY}")
    assert found.author == "Jane Doe and John Roe"
    assert texts(found, "byline") == ["Jane Doe", "John Roe"]
