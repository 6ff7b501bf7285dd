from retrieval.readers.tree import parse
from retrieval.readers.walk import walk


def pieces(body: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in walk(parse(body).events)]


def lines(body: str) -> list[str]:
    return [text for _, text in pieces(body)]


def test_blocks_end_paragraphs_and_inline_elements_do_not() -> None:
    assert lines("<p>one <b>t</b>wo<i> three</i><p>four<div>five</div>six") == ["one two three", "four", "five", "six"]


def test_white_space_is_folded_but_for_no_break_spaces() -> None:
    assert lines("<p> one\n\t two&nbsp; three </p>") == ["one two\u00a0 three"]


def test_headings() -> None:
    assert pieces("<h2>The <em>road</em><br>home</h2>x") == [("heading", "The road home"), ("paragraph", "x")]


def test_two_breaks_end_a_paragraph_and_one_ends_a_line() -> None:
    assert lines("one<br>two<br><br>three") == ["one\ntwo", "three"]
    long = "A sentence that is much too long to be a line of any poem, and that ends as sentences do end."
    assert lines(f"{long}<br>{long}") == [long, long]


def test_lists_keep_their_markers() -> None:
    body = "<ul><li>one</li><li><p>two</p><p>three</p><ol start=4><li>four<li>five</ol></ul>six"
    assert pieces(body) == [
        ("item", "- one"),
        ("item", "- two"),
        ("item", "three"),
        ("item", "4. four"),
        ("item", "5. five"),
        ("paragraph", "six"),
    ]


def test_a_row_of_short_cells_is_a_line_and_cells_of_a_layout_are_paragraphs() -> None:
    assert lines("<table><tr><th>a<th>b<tr><td>1<td>2</table>") == ["a | b", "1 | 2"]
    assert lines("<table><tr><td>menu<td><p>one<p>two</table>") == ["menu", "one", "two"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert lines("<pre>one\n  two\n\nthree</pre>") == ["one\ntwo", "three"]


def test_neighbouring_lines_of_the_front_are_pieces_of_their_own() -> None:
    assert lines("<p>By Jane Doe<br>March 3, 2021</p>") == ["By Jane Doe", "March 3, 2021"]


def test_short_quotations_keep_their_marks() -> None:
    assert lines("<p>She said <q>no</q>.") == ["She said “no”."]


def test_bold_paragraphs_are_known() -> None:
    assert [piece.bold for piece in walk(parse("<p><b>all</b> <strong>of it</strong><p><b>some</b> of it").events)] == [
        True,
        False,
    ]


def test_a_time_does_not_touch_its_neighbours() -> None:
    assert lines("<p><a>By Jane Doe</a><time>May 1</time><span>x</span></p>") == ["By Jane Doe May 1 x"]
    assert lines("<p>(<time>1917</time>)</p>") == ["(1917)"]


def test_the_number_of_a_note_is_no_part_of_the_word_and_its_arrow_is_gone() -> None:
    number = "<a href='#fn1' role=doc-noteref><sup>1</sup></a>"
    assert lines(f"<p>A crumb{number} is bread.</p>") == ["A crumb[1] is bread."]
    assert lines("<p>A crumb<sup><a epub:type=noteref>[1]</a></sup> is bread.</p>") == ["A crumb[1] is bread."]
    assert lines("<ol><li><p>So it is.<a href='#fnref1' role=doc-backlink>↩︎</a></p></li></ol>") == ["1. So it is."]
