from tests.retrieval.readers.pages import MORE, PROSE, read_text, texts


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_text(text, "winter-notes.md").blocks]


def test_the_first_heading_is_the_title_and_no_block() -> None:
    reading = read_text(f"# A *Winter*\n\n{PROSE}\n\n## The road\n\n{MORE}", "x.md")
    assert reading.title == "A Winter"
    assert texts(reading) == [PROSE, "The road", MORE]


def test_front_matter_outranks_the_heading() -> None:
    reading = read_text(f"---\ntitle: A Winter\nauthor: Jane Doe\n---\n# A Winter\n\nBy Jane Doe\n\n{PROSE}", "x.md")
    assert (reading.title, reading.author, reading.source) == ("A Winter", "Jane Doe", None)
    assert [block.kind for block in reading.blocks] == ["byline", "paragraph"]


def test_several_first_level_sections_are_no_title() -> None:
    reading = read_text(f"# Introduction\n\n{PROSE}\n\n# Conclusion\n\n{MORE}", "winter-notes.md")
    assert reading.title == "Winter notes"
    assert texts(reading, "heading") == ["Introduction", "Conclusion"]


def test_lists_quotations_and_code() -> None:
    text = f"{PROSE}\n\n* one\n  two\n\n  three\n    - four\n\n3. five\n4. six\n\n> {MORE}\n\n```\nseven\neight\n```"
    assert blocks(text) == [
        ("paragraph", PROSE),
        ("item", "- one two"),
        ("item", "three"),
        ("item", "- four"),
        ("item", "3. five"),
        ("item", "4. six"),
        ("paragraph", MORE),
        ("paragraph", "seven\neight"),
    ]


def test_a_sentence_that_begins_with_a_year_is_no_list() -> None:
    assert blocks(f"1986. A year of bread it was.\n\n{PROSE}")[0] == ("paragraph", "1986. A year of bread it was.")


def test_table_rows_are_lines() -> None:
    assert blocks(f"{PROSE}\n\n| a | b |\n|---|---|\n| 1 | *2* |")[1:] == [
        ("paragraph", "a | b"),
        ("paragraph", "1 | 2"),
    ]


def test_html_loses_its_tags_only() -> None:
    text = f"{MORE}\n\n<div class='x'>\n**Bread** in a div\n</div>\n\n<p>{PROSE}</p><p>{MORE}</p>"
    text += "\n\n<script>\nno()\n\n</script>"
    assert [text for _, text in blocks(text)] == [MORE, "Bread in a div", PROSE, MORE]


def test_comments_rules_and_pictures_are_reported() -> None:
    reading = read_text(f"# A Winter\n\n<!-- a\n\nnote -->\n\n{PROSE}\n\n* * *\n\n![a loaf](x.png)\n", "x.md")
    assert reading.left_out == ("<!-- a note -->", "* * *", "a loaf")


def test_a_long_paragraph_underlined_is_no_heading() -> None:
    assert blocks(f"{PROSE}\n---\n\n{MORE}") == [("paragraph", PROSE), ("paragraph", MORE)]


def test_a_bold_line_is_a_heading() -> None:
    assert blocks(f"{PROSE}\n\n**The road**\n\n{MORE}")[1] == ("heading", "The road")


def test_furniture_on_neighbouring_lines_goes() -> None:
    reading = read_text(f"# A Winter\n\nBy Jane Doe\nMarch 3, 2021\n\n{PROSE}\n\nRecent Posts\nSee All", "x.md")
    assert (reading.author, reading.year, reading.left_out) == (
        "Jane Doe",
        2021,
        ("March 3, 2021", "Recent Posts", "See All"),
    )


def test_a_note_that_looks_like_a_link_target_is_kept() -> None:
    assert ("paragraph", "[^1]: Smith.") in blocks(f"{PROSE}[^1]\n\n[^1]: Smith.")


def test_emphasis_in_every_paragraph_changes_no_word() -> None:
    assert [text for _, text in blocks(f"*{PROSE}*\n\n{MORE.replace('winter', '**winter**')}")] == [PROSE, MORE]
