import pytest

from tests.retrieval.readers.pages import MORE, PROSE, page, read_text, texts

ESSAY = f"<p>{PROSE}</p><p>{MORE}</p>"


@pytest.mark.parametrize(
    "part",
    [
        "<nav>{}</nav>",
        "<header>{}</header>",
        "<footer>{}</footer>",
        "<aside>{}</aside>",
        "<form>{}</form>",
        "<button>{}</button>",
        "<div hidden>{}</div>",
        "<div style='display: none'>{}</div>",
        "<span aria-hidden=true>{}</span>",
        "<div role=navigation>{}</div>",
        "<div class='widget sharedaddy'>{}</div>",
        "<section id=comments>{}</section>",
        "<div class=related-posts>{}</div>",
        "<div class='cookie-banner fixed'>{}</div>",
    ],
)
def test_parts_around_the_essay_go_and_are_reported(part: str) -> None:
    reading = read_text(page(ESSAY + part.format("Other <b>matters</b>")), "x.html")
    assert (texts(reading), reading.left_out) == ([PROSE, MORE], ("Other matters",))


@pytest.mark.parametrize("tag", ["script", "style", "template", "noscript", "svg", "iframe"])
def test_what_is_never_text_is_not_even_reported(tag: str) -> None:
    reading = read_text(page(f"{ESSAY}<{tag}>Other</{tag}>"), "x.html")
    assert (texts(reading), reading.left_out) == ([PROSE, MORE], ())


@pytest.mark.parametrize(
    "outer", ["<form>{}</form>", "<div class=sidebar>{}</div>", "<div style='visibility:hidden'>{}</div>"]
)
def test_an_element_that_holds_most_of_the_text_stays(outer: str) -> None:
    assert texts(read_text(page(outer.format(ESSAY)), "x.html")) == [PROSE, MORE]


@pytest.mark.parametrize("tag", ["article", "main"])
def test_the_element_with_most_of_the_text_is_the_essay(tag: str) -> None:
    reading = read_text(page(f"<div>Another matter</div><{tag}>{ESSAY}</{tag}><p>Elsewhere.</p>"), "x.html")
    assert (texts(reading), reading.left_out) == ([PROSE, MORE], ("Another matter", "Elsewhere."))


def test_an_article_with_less_than_half_of_the_text_is_not() -> None:
    reading = read_text(page(f"<article><p>A teaser of a few words.</p></article><div>{ESSAY}</div>"), "x.html")
    assert texts(reading)[-2:] == [PROSE, MORE]


def test_an_essay_in_several_articles_is_read_whole() -> None:
    reading = read_text(page(f"<article><p>{PROSE}</p></article><article><p>{MORE}</p></article>"), "x.html")
    assert texts(reading) == [PROSE, MORE]


def test_a_title_beside_the_article_but_inside_main_counts() -> None:
    body = f"<main><h1>A Winter</h1><p>By Jane Doe</p><article>{ESSAY}</article></main>"
    reading = read_text(page(body, ""), "x.html")
    assert (reading.title, reading.author) == ("A Winter", "Jane Doe")


def test_comments_go_even_when_they_are_longer_than_the_essay() -> None:
    body = f"<div>{ESSAY * 4}</div><div id=comments>{f'<p>I disagree. {MORE}</p>' * 20}</div>"
    assert texts(read_text(page(body), "x.html")) == [PROSE, MORE] * 4


def test_a_quotations_own_footer_stays() -> None:
    body = f"<article>{ESSAY}<blockquote><p>{PROSE}</p><footer>Jane Doe, Letters</footer></blockquote></article>"
    assert texts(read_text(page(body), "x.html"))[-1] == "Jane Doe, Letters"


def test_footnotes_in_an_aside_stay() -> None:
    body = f"{ESSAY}<aside role=doc-endnotes><ol><li>A note.</li></ol></aside>"
    assert texts(read_text(page(body), "x.html"))[-1] == "1. A note."


def test_the_title_block_of_a_page_whose_sections_are_of_the_first_level_stays() -> None:
    block = "<header id=title-block-header><h1 class=title>A Winter</h1><p class=author>Jane Doe</p></header>"
    contents = "<nav id=TOC><ul><li>Bread</li></ul></nav>"
    reading = read_text(page(f"{block}{contents}<h1>Bread</h1><p>{PROSE}</p><h1>Salt</h1><p>{MORE}</p>"), "x.html")
    assert reading.title == "A Winter"
    assert texts(reading, "heading") == ["Bread", "Salt"]
    assert reading.left_out == ("Bread",)
