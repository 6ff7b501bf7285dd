import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers import read
from retrieval.readers.blocks import Suggested
from tests.retrieval.readers.files import W, docx, paragraph, properties
from tests.retrieval.readers.pages import MORE, PROSE, texts

STYLES = {
    "word/styles.xml": f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
}
NOTES = {
    "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("Or so the baker said to us in May.")}'
    "</w:footnote></w:footnotes>"
}


def test_title_headings_and_paragraphs_are_those_of_the_styles() -> None:
    body = paragraph("A Winter", "Title") + paragraph("Bread", "Heading1") + paragraph(PROSE) + paragraph(MORE)
    reading = read("essay.docx", docx(body, STYLES))
    assert (reading.kind, reading.title, reading.notes) == ("a Word document", "A Winter", ())
    assert texts(reading, "heading") == ["Bread"]
    assert texts(reading, "paragraph") == [PROSE, MORE]


def test_notes_are_kept_and_their_arrows_are_not() -> None:
    body = f'{paragraph(PROSE)}<w:p><w:r><w:t>{MORE}</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    reading = read("essay.docx", docx(body, NOTES))
    assert texts(reading) == [PROSE, f"{MORE}[1]", "1. Or so the baker said to us in May."]


def test_what_was_deleted_and_what_was_commented_is_not_the_text() -> None:
    deleted = "<w:p><w:del><w:r><w:delText>Never mind that.</w:delText></w:r></w:del></w:p>"
    assert texts(read("essay.docx", docx(paragraph(PROSE) + deleted))) == [PROSE]


def test_properties_are_only_suggested() -> None:
    reading = read("essay.docx", docx(paragraph(PROSE) + paragraph(MORE), properties("A Winter", "Jane Doe")))
    assert (reading.title, reading.author, reading.year) == ("A Winter", None, None)
    assert reading.suggested == Suggested("A Winter", "Jane Doe", 2021, "en-GB")


def test_a_title_of_the_properties_is_found_above_the_text() -> None:
    body = paragraph("by the river, a winter.") + paragraph(PROSE)
    reading = read("essay.docx", docx(body, properties("By the river, a winter.", "User")))
    assert reading.title == "By the river, a winter."
    assert reading.suggested.author is None
    assert texts(reading) == [PROSE]


def test_the_name_changes_nothing_and_is_noted() -> None:
    reading = read("essay.pdf", docx(paragraph(PROSE)))
    assert reading.notes == ("The name ends in .pdf, but this is a Word document.",)
    assert texts(reading) == [PROSE]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (docx("<w:p/>"), "is a Word document without any text in it"),
        (docx("<w:p>"), "is damaged inside"),
        (docx(paragraph("&x;")), "is damaged inside"),
        (b"\xd0\xcf\x11\xe0" + bytes(100) + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "is an old Word or Office file: open it in Word, save it as .docx"),
    ],
    ids=["empty", "damaged", "entity", "password", "old"],
)
def test_what_cannot_be_read_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^“essay.docx” {sentence}.*\\.$"):
        read("essay.docx", content)
