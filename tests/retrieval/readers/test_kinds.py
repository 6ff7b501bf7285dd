import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers.kinds import container
from tests.retrieval.readers.files import chapter, docx, epub, paragraph, pdf, zipped

ACCEPTED = "save the essay as a Word (.docx), EPUB, PDF or text file, and add that."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(paragraph("word")), "docx"),
        (epub({"1.xhtml": chapter("<body/>")}), "epub"),
        (pdf([]), "pdf"),
        (b"\n%PDF-1.4", "pdf"),
        (b"words", None),
        (b"GIF89a is a format of pictures.", None),
        (b"MZ was a friend of mine.", None),
    ],
    ids=["docx", "epub", "pdf", "blank", "text", "gif", "mz"],
)
def test_the_kind_is_what_the_content_is(content: bytes, kind: str | None) -> None:
    assert container("a.bin", content) == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", f"is a PNG picture, not text: {ACCEPTED}"),
        (b"\xff\xd8\xff\xe0\x00", f"is a JPEG picture, not text: {ACCEPTED}"),
        (b"GIF89a\x01\x00", f"is a GIF picture, not text: {ACCEPTED}"),
        (b"\x00\x00\x00\x18ftypmp42", f"is a picture, sound or film, not text: {ACCEPTED}"),
        (b"\x1f\x8b\x08\x00", f"is a gzip archive, not text: {ACCEPTED}"),
        (b"{\\rtf1 Bread}", f"is an RTF file, not text: {ACCEPTED}"),
        (b"\x7fELF\x02\x01", f"is a program, not text: {ACCEPTED}"),
        (b"MZ\x90\x00\x03", f"is a program, not text: {ACCEPTED}"),
        (zipped({"xl/workbook.xml": "<x/>"}), f"is an Excel workbook, not text: {ACCEPTED}"),
        (zipped({"content.xml": "<x/>"}), f"is an OpenDocument file, not text: {ACCEPTED}"),
        (zipped({"a.txt": "words"}), "is a zip archive: take the essay out of it, and add that."),
        (b"PK\x03\x04rest", "is damaged, or not all of it arrived: save or download it anew, and add that."),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_kind_that_holds_no_essay_is_named(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        container("a.txt", content)
    assert str(refused.value) == f"“a.txt” {sentence}"
