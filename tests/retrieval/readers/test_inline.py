import pytest
from markdown_it import MarkdownIt

from retrieval.readers.inline import read_inline


def text(content: str) -> str:
    inline = read_inline(content, MarkdownIt("commonmark"), {})
    return inline.lines[0] + "".join(join + line for join, line in zip(inline.joins, inline.lines[1:], strict=True))


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("*one* **two** _three_ ***four***", "one two three four"),
        ("a [link](http://x.y 'title') and <http://z.w>", "a link and http://z.w"),
        ("`code *kept*`", "code *kept*"),
        ("one\ntwo", "one two"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        (r"\*escaped\* &amp; &lt;", "*escaped* & <"),
        ("<b>bold</b><br>next", "bold\nnext"),
        ("<p>one</p><p>two</p>", "\n\none\n\n\n\ntwo\n\n"),
    ],
)
def test_marks_go_and_words_stay(source: str, plain: str) -> None:
    assert text(source) == plain


@pytest.mark.parametrize(
    "source",
    [
        "2*3*4",
        "5*5 = 25*",
        "snake_case_name",
        "[1] and [2][3] and [^4]",
        "a < b > c",
        "<ref> and <sigh>",
        "$5 * 3",
        "`` so called '' and `` quoted ''",
        r"$\alpha\,x\;y\{1\}$ in C:\dir",
        "one* and two*",
        "AT&T, 100%, #tag, ~~no~~, |p|",
        "the root * mak - , meaning long",
    ],
)
def test_what_is_no_markup_stays_to_the_letter(source: str) -> None:
    assert text(source) == source


def test_a_numbered_link_keeps_its_brackets() -> None:
    assert text("as shown [4](http://x.y)") == "as shown [4]"


def test_a_paragraph_in_bold_is_known() -> None:
    assert read_inline("**The road**", MarkdownIt("commonmark"), {}).bold
    assert not read_inline("**The** road", MarkdownIt("commonmark"), {}).bold


def test_thousands_of_brackets_are_not_parsed() -> None:
    assert text("[" * 100_000) == "[" * 100_000
