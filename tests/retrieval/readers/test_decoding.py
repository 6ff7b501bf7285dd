import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers.decoding import LARGEST_FILE, LONGEST_TEXT, check_length, decode

SENTENCE = "Bread is “carried” to the neighbour’s door — always."
ACCEPTED = "save the essay as plain text, Markdown or HTML, and add that."


@pytest.mark.parametrize(
    "content",
    [
        SENTENCE.encode(),
        b"\xef\xbb\xbf" + SENTENCE.encode(),
        b"\xff\xfe" + SENTENCE.encode("utf-16-le"),
        b"\xfe\xff" + SENTENCE.encode("utf-16-be"),
    ],
)
def test_utf8_and_marked_utf16_are_read(content: bytes) -> None:
    assert decode("a.txt", content) == SENTENCE


def test_text_comes_in_its_normal_form() -> None:
    assert decode("a.txt", b"one \r\ntwo\x07") == "one\ntwo"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“a.txt” is empty: choose a file that has the essay's text in it."),
        (b" \r\n\t", "“a.txt” is empty: choose a file that has the essay's text in it."),
        (b"\x89PNG\r\n\x1a\n", f"“a.txt” is a PNG picture, not text: {ACCEPTED}"),
        (b"\xff\xd8\xff\xe0\x00", f"“a.txt” is a JPEG picture, not text: {ACCEPTED}"),
        (b"GIF89a\x01\x00", f"“a.txt” is a GIF picture, not text: {ACCEPTED}"),
        (b"%PDF-1.7\n%", f"“a.txt” is a PDF file, not text: {ACCEPTED}"),
        (b"PK\x03\x04rest", f"“a.txt” is a zip archive, not text: {ACCEPTED}"),
        (b"PK\x03\x04 word/document.xml", f"“a.txt” is a Word document, not text: {ACCEPTED}"),
        (b"PK\x03\x04mimetypeapplication/epub+zip", f"“a.txt” is an EPUB book, not text: {ACCEPTED}"),
        (b"\x1f\x8b\x08\x00", f"“a.txt” is a gzip archive, not text: {ACCEPTED}"),
        (b"{\\rtf1 Bread}", f"“a.txt” is an RTF file, not text: {ACCEPTED}"),
        (b"some text\x00 and more", f"“a.txt” holds NUL bytes, so it is not text: {ACCEPTED}"),
        (
            SENTENCE.encode("utf-16-le"),
            "“a.txt” looks like UTF-16 text without its mark: save it as UTF-8 in a text editor and add it again.",
        ),
        (
            b"\xff\xfea",
            "“a.txt” begins like UTF-16 text but is damaged: save it as UTF-8 in a text editor and add it again.",
        ),
        (SENTENCE.encode("utf-32"), "“a.txt” is UTF-32 text: save it as UTF-8 in a text editor and add it again."),
        (
            SENTENCE.encode("cp1252"),
            "“a.txt” is not UTF-8 text but looks like Windows-1252: "
            "open it in a text editor, save it with the encoding UTF-8 and add it again.",
        ),
        (b"caf\x81\x8d", "“a.txt” is not UTF-8 text: " + ACCEPTED[:-1] + " with the encoding UTF-8."),
        (
            b"a " * (LARGEST_FILE // 2 + 1),
            "“a.txt” is larger than 10 MiB: leave out what is not text, or split it, and add the parts.",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        decode("a.txt", content)
    assert str(refused.value) == sentence


def test_an_essay_may_begin_with_the_name_of_a_format() -> None:
    assert decode("a.txt", b"GIF89a is a format of pictures.") == "GIF89a is a format of pictures."


def test_a_text_that_is_too_long_is_refused() -> None:
    check_length("a.txt", LONGEST_TEXT)
    with pytest.raises(UnreadableFile, match="holds more than 2 million characters: split it"):
        check_length("a.txt", LONGEST_TEXT + 1)
