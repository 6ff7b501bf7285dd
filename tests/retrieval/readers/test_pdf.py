import io

import pytest
from pypdf import PdfReader, PdfWriter

from retrieval.errors import UnreadableFile
from retrieval.readers import read
from retrieval.readers.blocks import Suggested
from tests.retrieval.readers.files import column, pdf
from tests.retrieval.readers.pages import MORE, PROSE, texts

OTHERS = [
    " ".join(f"{word} {number}" for word in PROSE.split()) + "." for number in "one two three four five six".split()
]
LONG = " ".join(OTHERS[:3])


def locked(user: str, owner: str = "owner") -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(column(PROSE)))))
    writer.encrypt(user, owner, algorithm="AES-256")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def test_lines_become_paragraphs_and_larger_type_headings() -> None:
    page = [
        (24.0, 60.0, 800.0, "A Winter"),
        *column(LONG, 760),
        (15.0, 60.0, 520.0, "Snow"),
        *column(PROSE, 490),
        *column(MORE, 440),
    ]
    reading = read("essay.pdf", pdf(page))
    assert (reading.kind, reading.title) == ("a PDF file", "A Winter")
    assert texts(reading, "paragraph") == [LONG, PROSE, MORE]
    assert texts(reading, "heading") == ["Snow"]
    assert "look whether paragraphs begin and end" in reading.notes[0]


def test_a_paragraph_goes_on_over_the_page_and_keeps_the_page_it_begins_on() -> None:
    lines = column(LONG)
    first = [(size, x, y - 600, words) for size, x, y, words in lines[:5]]
    rest = [(size, x, y + 5 * 11 * 1.3, words) for size, x, y, words in lines[5:]]
    reading = read("essay.pdf", pdf(first, [*rest, *column(PROSE, 400)]))
    assert [(block.text, block.page) for block in reading.blocks] == [(LONG, 1), (PROSE, 2)]


def test_notes_at_the_foot_of_a_page_do_not_cut_a_paragraph() -> None:
    lines = column(LONG)
    note = (8.0, 60.0, 100.0, "1 So it was said in the second winter.")
    reading = read("essay.pdf", pdf([*lines[:4], note], lines[4:]))
    assert texts(reading) == [LONG, note[3]]


def test_running_heads_and_page_numbers_are_left_out_once() -> None:
    pages = [
        [(9.0, 60.0, 820.0, "The Gazette"), *column(OTHERS[n]), (9.0, 300.0, 30.0, f"- {n + 7} -")] for n in range(4)
    ]
    reading = read("essay.pdf", pdf(*pages))
    assert reading.left_out == ("The Gazette", "- 7 -")
    assert texts(reading) == OTHERS[:4]


def test_heads_of_left_and_right_pages_are_left_out() -> None:
    heads = ("A Winter", "Jane Doe")
    pages = [[(9.0, 60.0, 820.0, heads[n % 2]), *column(OTHERS[n])] for n in range(6)]
    assert read("essay.pdf", pdf(*pages)).left_out == heads


def test_a_word_cut_at_the_end_of_a_line_is_put_together() -> None:
    page = [
        (11.0, 60.0, 780.0, "Nobody on the allotment remem-"),
        (11.0, 60.0, 766.0, "bers who began it, and the well-"),
        (11.0, 60.0, 752.0, "known quarrel about the well-known well is older."),
    ]
    text = (
        "Nobody on the allotment remembers who began it, and the well-known quarrel about the well-known well is older."
    )
    assert texts(read("essay.pdf", pdf(page))) == [text]


def test_indented_first_lines_begin_paragraphs() -> None:
    one = column(LONG, 780)
    size, x, y, words = column(PROSE, one[-1][2] - 14.3)[0]
    reading = read("essay.pdf", pdf([*one, (size, x + 20, y, words), *column(PROSE, one[-1][2] - 14.3)[1:]]))
    assert texts(reading) == [LONG, PROSE]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = [*column(LONG, 780, 60, width=40), *column(PROSE, 780, 330, width=40)]
    assert texts(read("essay.pdf", pdf(page))) == [LONG, PROSE]


def test_properties_are_only_suggested() -> None:
    info = b"/Title (A Winter) /Author (Jane Doe) /CreationDate (D:20210304)"
    reading = read("essay.pdf", pdf(column(LONG), info=info))
    assert (reading.author, reading.year) == (None, None)
    assert reading.suggested == Suggested("A Winter", "Jane Doe", 2021, "en")
    assert read("essay.pdf", pdf(column(LONG), info=b"/Title (Microsoft Word - x.doc)")).suggested.title is None


def test_a_password_for_changing_it_is_none_for_reading_it() -> None:
    assert texts(read("essay.pdf", locked(""))) == [PROSE]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (locked("secret"), "is protected by a password: save or print it without"),
        (pdf([]), r"has no text in it, only pictures of pages, perhaps a scan: .* \(OCR\)"),
        (pdf(column(PROSE))[:300], "is damaged, or no PDF file that can be read"),
        (b"%PDF-1.7\n", "is damaged, or no PDF file that can be read"),
        (pdf(*[[]] * 2001), "has more than 2,000 pages: split it"),
    ],
    ids=["password", "scan", "truncated", "bare", "pages"],
)
def test_what_cannot_be_read_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^“essay.pdf” {sentence}.*\\.$"):
        read("essay.pdf", content)
