import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers.nesting import check_nesting

DEEP = "<div>" * 200_000


@pytest.mark.parametrize(
    "page",
    [
        DEEP,
        "<p '>" + DEEP + "'>",
        "<!-->" + DEEP + "-->",
        "<svg><style>" + DEEP,
        "<div><select></div><style><input>" + DEEP,
        "<script>" + DEEP,
        "</div>" * 10 + DEEP,
        "".join(f"<div><b id={number}></div>" for number in range(5000)),
    ],
    ids=["plain", "quote", "comment", "foreign", "select", "script", "ends", "reopened"],
)
def test_deep_nesting_is_refused_however_it_hides(page: str) -> None:
    with pytest.raises(UnreadableFile, match=r"“a.html” nests its HTML elements too deeply .*: copy the essay's text"):
        check_nesting("a.html", page)


@pytest.mark.parametrize("attribute", ['a{}="x"', "a{}", "a{}=x", "a{} = 'x'/"])
def test_a_tag_with_thousands_of_attributes_is_refused(attribute: str) -> None:
    tag = "<p " + " ".join(attribute.format(number) for number in range(300_000)) + ">"
    with pytest.raises(UnreadableFile, match=r"“a.html” has an HTML tag with thousands of attributes: copy"):
        check_nesting("a.html", tag)


def test_a_page_of_a_million_tags_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"“a.html” has more than 200,000 HTML tags: copy"):
        check_nesting("a.html", "<p>x</p>" * 500_000)


@pytest.mark.parametrize(
    "page",
    [
        "<p>x" * 20_000,
        "<ul>" + "<li>x" * 20_000,
        "<table>" + "<tr><td>x" * 20_000,
        "<br>x<img src=y>" * 20_000,
        "<div><b>x</b></div>" * 20_000,
        "<p><b>x" * 20_000,
        "<div>" * 900 + "x" + "</div>" * 900,
        "<script>" + DEEP + "</script>",
        "<!--" + DEEP + "-->",
        "<textarea>" + DEEP + "</TEXTAREA >",
        "a < b <3 </ > <! > <?x?>" * 1000,
        "<div" * 900,
        "<!--" * 100_000,
        "<p title='it > that' data-x=it's>" * 5000,
    ],
    ids=lambda page: page[:16],
)
def test_ordinary_and_careless_pages_pass(page: str) -> None:
    check_nesting("a.html", page)
