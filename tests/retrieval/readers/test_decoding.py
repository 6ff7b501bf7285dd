import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers.decoding import (
    LARGEST_FILE,
    LONGEST_TEXT,
    MOST_LINES,
    check_length,
    check_lines,
    check_size,
    decode,
)

SENTENCE = "Bread is “carried” to the neighbour’s door — always."
ACCEPTED = "save the essay as a Word (.docx), EPUB, PDF or text file, and add that."


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
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        decode("a.txt", content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“a.txt” is empty: choose a file that has the essay's text in it."),
        (b" \r\n\t", "“a.txt” is empty: choose a file that has the essay's text in it."),
        (
            b"a " * (LARGEST_FILE // 2 + 1),
            "“a.txt” is larger than 10 MiB: leave out what is not text, or split it, and add the parts.",
        ),
    ],
    ids=["nothing", "blank", "large"],
)
def test_an_empty_or_a_large_file_is_refused_before_it_is_looked_into(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        check_size("a.txt", content)
    assert str(refused.value) == sentence


def test_a_text_that_is_too_long_is_refused() -> None:
    check_length("a.txt", LONGEST_TEXT)
    with pytest.raises(UnreadableFile, match="holds more than 2 million characters: split it"):
        check_length("a.txt", LONGEST_TEXT + 1)


def test_a_text_of_too_many_lines_is_refused_and_blank_ones_do_not_count() -> None:
    check_lines("a.txt", "\n" * 1_000_000 + "word\n" * MOST_LINES)
    with pytest.raises(UnreadableFile, match="holds more than 50,000 lines: split it"):
        check_lines("a.txt", "*\n" * (MOST_LINES + 1))
