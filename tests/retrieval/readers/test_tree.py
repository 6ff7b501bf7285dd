from retrieval.readers.tree import inside, parse


def test_a_page_becomes_one_row() -> None:
    tree = parse("<body><p>one <b>two</b></p><script>no</script><template><p>no</p></template>")
    assert "".join(event for event in tree.events if isinstance(event, str)) == "one two"
    (paragraph,) = tree.elements("p")
    assert tree.text(paragraph) == "one two"


def test_text_is_weighed_in_paragraphs_without_what_is_dropped() -> None:
    tree = parse("<div>xx<p>one</p></div><aside><p>three</p></aside>")
    tree.weigh(tree.elements("aside"))
    assert (tree.weight(), tree.weight(tree.elements("div")[0])) == (3, 3)


def test_a_page_without_paragraphs_is_weighed_by_all_its_text() -> None:
    tree = parse("<div>one</div>")
    tree.weigh([])
    assert tree.weight() == 3


def test_inside_looks_at_the_nearest_before() -> None:
    tree = parse("<nav></nav><main><p>x</p></main><p>y</p>")
    outer = tree.elements("nav", "main")
    assert [inside(paragraph, outer) for paragraph in tree.elements("p")] == [True, False]


def test_a_thousand_levels_do_not_recurse() -> None:
    assert len(parse("<div>" * 990 + "x").elements("div")) == 990
