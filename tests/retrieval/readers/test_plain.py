import textwrap

from retrieval.readers.plain import paragraphs
from tests.retrieval.readers.pages import MORE, PROSE, read_text, texts

LONG = f"{MORE} It was a long one. {PROSE} So it went, and {PROSE.lower()}"


def test_paragraphs_between_blank_lines() -> None:
    assert texts(read_text(f"A Winter\n\n{LONG}\n\n\n{MORE}\n")) == [LONG, MORE]


def test_paragraphs_and_headings_one_to_a_line() -> None:
    reading = read_text(f"A Winter\nBy Jane Doe\nIntroduction\n{LONG}\n{MORE}\n§1 The Road\n{LONG}")
    assert reading.title == "A Winter"
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("byline", "By Jane Doe"),
        ("heading", "Introduction"),
        ("paragraph", LONG),
        ("paragraph", MORE),
        ("heading", "§1 The Road"),
        ("paragraph", LONG),
    ]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    for width in (60, 72, 100):
        wrapped = "\n\n".join(textwrap.fill(text, width) for text in (LONG, MORE, LONG))
        assert texts(read_text(f"A Winter\n\n{wrapped}")) == [LONG, MORE, LONG]


def test_a_title_right_above_wrapped_text_is_found() -> None:
    reading = read_text(f"A Winter\n{textwrap.fill(LONG, 70)}")
    assert (reading.title, texts(reading)) == ("A Winter", [LONG])


def test_an_indent_begins_a_paragraph_of_wrapped_text() -> None:
    wrapped = "\n".join(textwrap.fill(text, 70, initial_indent="   ") for text in (LONG, LONG))
    assert texts(read_text(wrapped)) == [LONG, LONG]


def test_a_word_broken_at_its_hyphen_stays_one_word() -> None:
    assert paragraphs(
        [
            "She was a kind and very well-",
            "meaning friend who came with",
            "bread and roses of the pre-",
            "and post-war years",
        ],
        30,
    ) == ["She was a kind and very well-meaning friend who came with bread and roses of the pre- and post-war years"]


def test_verse_keeps_its_lines() -> None:
    stanza = "Bread in the morning\nroses at noon\nHome\nand nobody asked"
    reading = read_text(f"A Song\n\n{stanza}\n\n{stanza}")
    assert texts(reading) == [stanza, stanza]
    assert reading.left_out == ()


def test_verse_inside_wrapped_prose_keeps_its_lines() -> None:
    stanza = "Bread in the morning\nroses at noon\nand nobody asked"
    reading = read_text(f"{textwrap.fill(LONG, 70)}\n\n{stanza}\n\n{textwrap.fill(LONG, 70)}")
    assert texts(reading) == [LONG, stanza, LONG]


def test_list_items_keep_their_markers() -> None:
    reading = read_text(
        f"A Winter\n\n{PROSE}\n- bread\n* roses\n• soup\n– salt\n1. first\n2) second\n(a) third\n{LONG}"
    )
    assert texts(reading, "item") == ["- bread", "* roses", "• soup", "– salt", "1. first", "2) second", "(a) third"]
    assert texts(reading)[-1] == LONG


def test_wrapped_items_are_joined() -> None:
    item = textwrap.fill(f"1. {LONG}", 70)
    reading = read_text(f"A Winter\n\n{textwrap.fill(LONG, 70)}\n\n{item}\n2. Roses.")
    assert texts(reading, "item") == [f"1. {LONG}", "2. Roses."]


def test_a_dash_at_the_start_of_a_wrapped_line_is_no_item() -> None:
    lines = [
        "The road was under water for all of the second winter, and the van",
        "- the only van - had been sold in the spring of the year before, so",
    ] * 3
    assert texts(read_text("\n".join(lines))) == [" ".join(lines)]


def test_odd_spacing_and_quotation_marks_stay() -> None:
    text = "In a letter for, bakers said “no”\u00a0 and the oven:it grew 'so' \"much\"  wider than before.\u00a0"
    assert texts(read_text(f"A Winter\n\n{text}\n\n{PROSE}")) == [text, PROSE]


def test_hash_marks_make_headings_in_plain_text_as_well() -> None:
    reading = read_text(f"# A Winter\n\n{PROSE}\n\n## The road\n\n{MORE}")
    assert (reading.title, texts(reading, "heading")) == ("A Winter", ["The road"])


def test_a_copied_blog_page() -> None:
    above = [
        "Open in app",
        "Sign up",
        "What I Learned From Bread",
        "And what I did not",
        "Jane Doe",
        "·",
        "Follow",
        "4 min read",
    ]
    between = ["·", "Mar 3, 2021", "123", "Listen", "Share", LONG, "The Road", LONG]
    below = ["Written by Jane Doe", "1.2K Followers", "Help", "About", "Privacy"]
    reading = read_text("\n".join(above + between + below))
    assert (reading.title, reading.author, reading.year) == ("What I Learned From Bread", "Jane Doe", 2021)
    assert texts(reading) == ["And what I did not", "Jane Doe", LONG, "The Road", LONG, "Written by Jane Doe"]


def test_a_copied_news_page() -> None:
    above = ["Skip to content", "Home > Opinion > Bread", "A Winter", "Posted on March 3, 2021 by Jane Doe"]
    shared = ["Share this:\nFacebook\nTwitter", LONG, "Photo by John Roe", "Share this burden with us.", "Home", LONG]
    below = ["Related Posts", "Leave a Reply", "© 2021 The Gazette. All rights reserved."]
    reading = read_text("\n\n".join(above + shared + below))
    assert (reading.title, reading.author, reading.year) == ("A Winter", "Jane Doe", 2021)
    assert texts(reading, "paragraph") == [LONG, "Share this burden with us.", LONG]
    assert len(reading.left_out) == 10


def test_a_ragged_mail_is_joined_and_its_greeting_is_not() -> None:
    mail = (
        "Dear friends, this is a letter that has been wrapped\nat an uneven width by some program and it goes on\n"
        "for a good while, until at last it has said all of what\nit came to say.\n\nThe second part is short but\n"
        "wrapped as well by the program.\n\nWith love,\nJane"
    )
    assert [text.count("\n") for text in texts(read_text(f"{MORE}\n\n{mail}"))] == [0, 0, 0, 1]
