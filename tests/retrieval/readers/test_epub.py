import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers import read
from retrieval.readers.blocks import Suggested
from tests.retrieval.readers.files import chapter, epub, epub_parts, zipped
from tests.retrieval.readers.pages import MORE, PROSE, texts

ONE = chapter(f"<body><h1>Bread</h1><p>{PROSE}</p></body>")
TWO = chapter(f"<body><h1>Snow</h1><p>{MORE}</p></body>")
METADATA = """<dc:title>A Winter</dc:title><dc:creator>Jane Doe</dc:creator><dc:creator>Jo Ray</dc:creator>
<dc:date>2021-03-04</dc:date><dc:language>en</dc:language>"""
LOCKED = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>
<EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>"""


def locked(algorithm: str) -> bytes:
    return zipped(epub_parts({"1.xhtml": ONE}) | {"META-INF/encryption.xml": LOCKED.format(algorithm)})


def test_chapters_come_in_the_order_of_the_spine() -> None:
    reading = read("book.epub", epub({"2.xhtml": TWO, "1.xhtml": ONE}, METADATA, ["1.xhtml", "2.xhtml"]))
    assert texts(reading) == ["Bread", PROSE, "Snow", MORE]
    assert (reading.kind, reading.title, reading.author) == ("an EPUB book", "A Winter", "Jane Doe and Jo Ray")
    assert reading.suggested == Suggested("A Winter", "Jane Doe and Jo Ray", 2021, "en")
    assert reading.year is None


def test_elements_without_content_do_not_swallow_what_follows() -> None:
    page = f'<html><head><title/><script/></head><body><p><a id="x"/>{PROSE}<br/>{MORE}</p></body></html>'
    assert texts(read("book.epub", epub({"1.xhtml": page}))) == [PROSE, MORE]


def test_asides_and_headers_are_the_book_and_its_contents_are_not() -> None:
    page = f"<body><nav><ol><li>Bread</li></ol></nav><header><p>{PROSE}</p></header><aside><p>{MORE}</p></aside></body>"
    assert texts(read("book.epub", epub({"1.xhtml": chapter(page)}))) == [PROSE, MORE]


def test_scrambled_fonts_are_no_lock() -> None:
    assert PROSE in texts(read("book.epub", locked("http://www.idpf.org/2008/embedding")))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (locked("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "has copy protection"),
        (epub({"1.xhtml": chapter("<body><img src='a.png'/></body>")}), "is an EPUB book without any text in it"),
        (epub({"1.xhtml": ONE}, spine=["1.xhtml", "2.xhtml"]), "is an EPUB book with a part missing"),
        (epub({"../../../etc/passwd": ONE}), "is an EPUB book with a part missing"),
        (zipped({"mimetype": "application/epub+zip"}), "is an EPUB book with a part missing"),
    ],
    ids=["locked", "pictures", "missing", "path", "bare"],
)
def test_what_cannot_be_read_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^“book.epub” {sentence}.*\\.$"):
        read("book.epub", content)
