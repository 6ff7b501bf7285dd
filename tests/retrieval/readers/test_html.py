import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers.blocks import Suggested
from retrieval.readers.html import begins_like_html, has_tags, read_leaf
from tests.retrieval.readers.pages import MORE, PROSE, page, read_text, texts


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html><p>x", " \n<html lang=en>", "<?xml version='1.0'?>\n<html>", "<!-- saved -->\n<HTML>", "<body>"],
)
def test_pages_are_known_by_their_beginning(text: str) -> None:
    assert begins_like_html(text)


@pytest.mark.parametrize("text", ["<p>x", "html", "<htmlx>", "text <html>"])
def test_anything_else_is_no_page(text: str) -> None:
    assert not begins_like_html(text)


def test_a_tag_is_more_than_a_less_than_sign() -> None:
    assert has_tags("a <b>c</b>")
    assert not has_tags("a < b, a <3 c")


def test_a_whole_blog_page() -> None:
    body = f"""
    <a class="skip-link screen-reader-text" href="#c">Skip to content</a>
    <header class="site-header"><div>The Gazette</div><nav><ul><li>Home<li>About</ul></nav></header>
    <main><article>
      <header><h1>A Winter</h1>
      <p>Posted on <time datetime="2018-03-03">March 3, 2018</time> by <a rel=author>Jane Doe</a></p></header>
      <figure><img src=x><figcaption>Photo by John Roe on Unsplash</figcaption></figure>
      <p>{PROSE} <b>Bread</b>,&nbsp;&lt;bread&gt;.</p><h2>The road</h2><p>{MORE}</p>
      <ul><li>bread</li><li>salt</li></ul>
      <div class="sharedaddy">Share this: <a>Facebook</a></div>
      <footer>Filed under Bread</footer></article>
      <div id="comments"><h3>2 comments</h3><p>I disagree.</p></div></main>
    <footer>© 2018 The Gazette</footer><script>var x = "<div>";</script>"""
    reading = read_text(page(body), "anything.txt")
    assert (reading.title, reading.author, reading.year) == ("A Winter", "Jane Doe", 2018)
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("byline", "Posted on March 3, 2018 by Jane Doe"),
        ("paragraph", f"{PROSE} Bread,\u00a0<bread>."),
        ("heading", "The road"),
        ("paragraph", MORE),
        ("item", "- bread"),
        ("item", "- salt"),
    ]
    assert reading.left_out == (
        "Skip to content",
        "The Gazette Home About",
        "Photo by John Roe on Unsplash",
        "Share this: Facebook",
        "Filed under Bread",
        "2 comments I disagree.",
        "© 2018 The Gazette",
    )


def test_an_old_page_with_breaks_and_no_paragraphs() -> None:
    body = f"<center><font size=+2><b>On Bread</b></font></center><br><br>By Jane Doe<br><br>{PROSE}<br><br>{MORE}<hr>"
    reading = read_text(page(body, ""), "x.html")
    assert (reading.title, reading.author, texts(reading, "paragraph")) == ("On Bread", "Jane Doe", [PROSE, MORE])


def test_a_fragment_is_read_by_its_name_and_text_without_tags_is_text() -> None:
    assert texts(read_text(f"<h1>A Winter</h1><p>{PROSE}", "x.html")) == [PROSE]
    assert texts(read_text(f"A Winter\n\n{PROSE}", "x.html")) == [PROSE]


def test_entities_cannot_bring_back_what_is_invisible() -> None:
    assert texts(read_text(page(f"<p>so&#8203;li&shy;d&#x202E;. {PROSE}</p>"), "x.html")) == [f"solid. {PROSE}"]


@pytest.mark.parametrize("body", ["", "<script>only()</script>", "<img src=x>", "<p>&nbsp;</p>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(UnreadableFile, match=r"“x.html” has no text of an essay in it: choose a file that has"):
        read_text(page(body), "x.html")


def test_a_dangerous_page_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="too deeply"):
        read_text(page("<div>" * 200_000 + PROSE), "x.html")


def test_what_the_head_says_is_suggested_too() -> None:
    head = '<title>A Winter</title><meta name="author" content="Jane Doe"><meta name="date" content="2021-03-04">'
    reading = read_text(f'<html lang="en-GB"><head>{head}</head><body><p>{PROSE}</p></body></html>', "a.html")
    assert reading.suggested == Suggested("A Winter", "Jane Doe", 2021, "en-GB")
    assert (reading.kind, reading.author) == ("a web page", "Jane Doe")


def test_a_leaf_of_a_book_has_no_web_site_around_it() -> None:
    source = f"<header><p>{PROSE}</p></header><nav>Contents</nav><aside><p>{MORE}</p></aside>"
    pieces, _ = read_leaf("a.epub", source)
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("paragraph", PROSE),
        ("left out", "Contents"),
        ("paragraph", MORE),
    ]
