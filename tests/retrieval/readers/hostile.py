"""Files that mean harm, or that an unlucky program wrote: each is made when it is asked for.

`READ` means that an essay comes out, anything else is a part of the sentence that does.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from tests.retrieval.readers.files import (
    ESSAY,
    W,
    chapter,
    column,
    docx,
    docx_parts,
    epub,
    epub_parts,
    flate,
    paragraph,
    pdf,
    pdf_of,
    stream,
    zipped,
)
from tests.retrieval.readers.pages import PROSE, page

READ = "an essay"
ANY = "an essay or a sentence"
MB = 2**20


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file by its name, what makes it, and what comes of it."""

    file: str
    make: Callable[[], bytes]
    outcome: str
    slow: bool = False
    """It takes more than a few seconds: not part of every run."""


def _bomb(size: int) -> bytes:
    return b"a" * size


LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{}]><x>&z;</x>""".format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghz", strict=True))
)
XXE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY z SYSTEM "file:///etc/passwd">]>"""


def _word_laughs() -> bytes:
    parts = docx_parts("")
    parts["word/document.xml"] = LAUGHS
    return zipped(parts)


def _word_xxe(encoding: str) -> bytes:
    parts = docx_parts("")
    xml = f"{XXE}<w:document {W}><w:body>{paragraph('&z;')}</w:body></w:document>"
    parts["word/document.xml"] = xml.replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
    return zipped(parts)


def _word_elsewhere() -> bytes:
    """Its document is a part with a harmless name, and that is not XML to look at."""
    parts = docx_parts(paragraph(PROSE))
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "word/media/a.png")
    parts["word/media/a.png"] = LAUGHS
    return zipped(parts)


def _word_external() -> bytes:
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="a" xmlns:r="r" r:link="r9"/></w:drawing></w:r></w:p>'
    relations = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="r9" Type="image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>"""
    return docx(paragraph(PROSE) + picture, {"word/_rels/document.xml.rels": relations})


def _table(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph(PROSE) + "</w:tc></w:tr></w:tbl>" * depth


def _pdf_page(content: bytes, resources: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
    return pdf_of(
        {
            1: b"<</Type /Catalog /Pages 2 0 R>>",
            2: b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
            3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources <</Font <</F 5 0 R>> %b>>>>" % resources,
            4: content,
            5: font,
        }
        | (more or {})
    )


def _tree(kids: bytes, count: int = 1) -> bytes:
    return pdf_of({1: b"<</Type /Catalog /Pages 2 0 R>>", 2: b"<</Type /Pages /Count %d /Kids [%b]>>" % (count, kids)})


def _locked(algorithm: str, password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(column(PROSE)))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def _lying_zip() -> bytes:
    """Says of its members that they are small."""
    packed = bytearray(zipped({"word/document.xml": bytes(30 * MB)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = packed.index(mark)
        packed[start + at : start + at + 4] = (1000).to_bytes(4, "little")
    return bytes(packed)


def _many(number: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for at in range(number):
            archive.writestr(f"{at}", b"")
    return packed.getvalue()


def _liar() -> bytes:
    """A list of fifty thousand members that says it has one."""
    packed = bytearray(_many(50_000))
    at = packed.rindex(b"PK\x05\x06")
    packed[at + 8 : at + 12] = b"\x01\x00\x01\x00"
    return bytes(packed)


def _html(body: str) -> bytes:
    return page(body).encode()


def _deep(number: int) -> str:
    return "<div>" * number + PROSE + "</div>" * number


TEXTS = {
    "nul": Hostile("a.txt", lambda: b"word\x00 " * 99, "holds NUL bytes"),
    "only nul": Hostile("a.txt", lambda: bytes(MB), "without its mark"),
    "random": Hostile("a.txt", lambda: bytes(range(128, 256)) * 99, "is not UTF-8 text"),
    "one bad byte": Hostile("a.txt", lambda: ESSAY.encode() + b"\xff", "is not UTF-8 text"),
    "utf-16 odd": Hostile("a.txt", lambda: b"\xff\xfe" + ESSAY.encode("utf-16-le") + b"a", "is damaged"),
    "utf-16 lone": Hostile("a.txt", lambda: b"\xff\xfe\x00\xd8" + ESSAY.encode("utf-16-le"), "is damaged"),
    "utf-16 mixed": Hostile("a.txt", lambda: ESSAY.encode() + ESSAY.encode("utf-16-le"), "NUL bytes"),
    "utf-8 surrogates": Hostile("a.txt", lambda: b"\xed\xa0\x80" + ESSAY.encode(), "is not UTF-8 text"),
    "overlong": Hostile("a.txt", lambda: b"\xc0\xaf" + ESSAY.encode(), "is not UTF-8 text"),
    "bidi": Hostile("a.txt", lambda: f"\u202e\u2066{ESSAY}\u202c".encode(), READ),
    "tags": Hostile("a.txt", lambda: "".join(f"{c}\U000e0041\u200b" for c in ESSAY).encode(), READ, slow=True),
    "marks": Hostile("a.txt", lambda: (ESSAY + "\u0301" * 500_000).encode(), READ),
    "50 MB": Hostile("a.txt", lambda: b"word " * (10 * MB), "is larger than 10 MiB"),
    "9 MB": Hostile("a.txt", lambda: b"word " * (9 * MB // 5), "more than 2 million characters"),
    "one word": Hostile("a.txt", lambda: b"a" * 1_900_000, "holds one word"),
    "line breaks": Hostile("a.txt", lambda: b"\n" * 1_900_000 + ESSAY.encode(), READ, slow=True),
    "short lines": Hostile("a.txt", lambda: b"*\n" * 900_000, "more than 50,000 lines"),
    "capitals": Hostile("a.txt", lambda: b"By Aa, " * 250_000, READ, slow=True),
    "wrapped": Hostile("a.txt", lambda: b"word word word word word word word word word-\n" * 40_000, READ, slow=True),
    "arrows": Hostile("a.txt", lambda: (b">" * 60 + b" a\n") * 30_000, ANY, slow=True),
    "tiny sentences": Hostile("a.txt", lambda: "団結。".encode() * 600_000, "more than 100,000 sentences"),
    "asterisks": Hostile("a.md", lambda: b"*" * 1_800_000, "has no text"),
    "asterisk words": Hostile("a.md", lambda: b"*a" * 900_000, ANY, slow=True),
    "asterisk lines": Hostile("a.md", lambda: b"*\n" * 900_000, "more than 50,000 lines"),
    "brackets": Hostile("a.md", lambda: b"[" * 900_000 + ESSAY.encode(), READ),
    "links": Hostile("a.md", lambda: b"[a](" * 400_000, ANY, slow=True),
    "quotes": Hostile("a.md", lambda: (b">" * 60 + b" a\n") * 3_000, ANY),
    "lists": Hostile("a.md", lambda: b"".join(b" " * (2 * n) + b"- a\n" for n in range(900)), ANY, slow=True),
    "table": Hostile("a.md", lambda: b"|a|b|\n|-|-|\n" + b"|a|b|\n" * 45_000, ANY, slow=True),
    "equals": Hostile("a.md", lambda: b"a\n" + b"=" * 1_900_000 + b" a b c d", ANY, slow=True),
    "entities": Hostile("a.md", lambda: b"&#8203;&#xd800;&#0;" * 50_000 + ESSAY.encode(), READ, slow=True),
    "matter": Hostile("a.md", lambda: b"---\na: " + b"[" * 15_000 + b"\n---\n" + ESSAY.encode(), READ, slow=True),
    "matter aliases": Hostile(
        "a.md",
        lambda: (
            b"---\na: &a [x]\n"
            + b"".join(b"%c: &%c [%b]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 112))
            + b"---\n"
            + ESSAY.encode()
        ),
        READ,
    ),
}

PAGES = {
    "deep": Hostile("a.html", lambda: _html(_deep(200_000)), "nests its HTML elements too deeply"),
    "deeper": Hostile("a.html", lambda: _html("<div>" * 1_000_000), "nests its HTML elements too deeply"),
    "as deep as it goes": Hostile("a.html", lambda: _html(_deep(900)), READ),
    "deep bold": Hostile("a.html", lambda: _html("<b><i><u>" * 50_000 + ESSAY), READ, slow=True),
    "attributes": Hostile(
        "a.html",
        lambda: _html("<p " + " ".join(f"a{n}=b" for n in range(300_000)) + f">{ESSAY}"),
        "thousands of attributes",
    ),
    "an attribute": Hostile("a.html", lambda: _html(f"<p title='{'a' * 5 * MB}'>{ESSAY}</p>"), READ),
    "many attributes": Hostile("a.html", lambda: _html(('<p a="b" c d=e>' * 9 + ESSAY) * 2_000), READ, slow=True),
    "tags": Hostile("a.html", lambda: _html("<p>a</p>" * 1_000_000), "more than 200,000 HTML tags"),
    "as many tags as it goes": Hostile("a.html", lambda: _html("<p>a b</p>" * 95_000), READ, slow=True),
    "never closed": Hostile("a.html", lambda: _html("<p>" + ESSAY + "<!-- " * 300_000), ANY),
    "open tag": Hostile("a.html", lambda: _html("<p " * 1_000_000), ANY),
    "less-than": Hostile("a.html", lambda: _html("<" * 1_900_000 + ESSAY), ANY, slow=True),
    "scripts": Hostile("a.html", lambda: _html("<script>" * 100_000 + ESSAY), ANY, slow=True),
    "frames": Hostile("a.html", lambda: _html('<iframe src="file:///etc/passwd"></iframe>' * 1000 + ESSAY), READ),
    "hidden": Hostile("a.html", lambda: _html(f"<p hidden>{ESSAY}</p>"), ANY),
    "lists in lists": Hostile("a.html", lambda: _html("<ul><li>a b " * 450), ANY),
    "tables in tables": Hostile("a.html", lambda: _html("<table><tr><td>a b " * 200), ANY),
    "utf-16": Hostile("a.html", lambda: b"\xff\xfe" + page(f"<p>{ESSAY}</p>").encode("utf-16-le"), READ),
}

WORD = {
    "truncated": Hostile("a.docx", lambda: docx(paragraph(ESSAY))[:-60], "is damaged"),
    "half": Hostile("a.docx", lambda: docx(paragraph(ESSAY))[:400], "is damaged"),
    "flipped": Hostile("a.docx", lambda: docx(paragraph(ESSAY)).replace(b"PK\x01\x02", b"PK\x01\x03"), "is damaged"),
    "bomb": Hostile("a.docx", lambda: docx(" " * 19 * MB), "unpacks to more than a hundred times"),
    "large bomb": Hostile("a.docx", lambda: docx("", {"a": bytes(200 * MB)}), "MiB", slow=True),
    "lying sizes": Hostile("a.docx", _lying_zip, "is damaged"),
    "members": Hostile("a.docx", lambda: _many(3_000), "more than 2,000 files"),
    "lying list": Hostile("a.docx", _liar, "more than 2,000 files", slow=True),
    "laughs": Hostile("a.docx", _word_laughs, "entities of its own"),
    "laughs elsewhere": Hostile("a.docx", _word_elsewhere, "entities of its own"),
    "entity file": Hostile("a.docx", lambda: _word_xxe("utf-8"), "entities of its own"),
    "entity file in utf-16": Hostile("a.docx", lambda: _word_xxe("utf-16"), "entities of its own"),
    "external picture": Hostile("a.docx", _word_external, READ),
    "deep": Hostile("a.docx", lambda: docx(_table(10_000)), "nested too deeply"),
    "tables in tables": Hostile("a.docx", lambda: docx(_table(35)), ANY),
    "paragraphs": Hostile(
        "a.docx", lambda: docx("".join(f"<w:p a='{n}'/>" for n in range(600_000))), "500,000", slow=True
    ),
    "many paragraphs": Hostile(
        "a.docx", lambda: docx("".join(paragraph(f"one {n}") for n in range(100_000))), ANY, slow=True
    ),
    "huge attribute": Hostile("a.docx", lambda: docx(f"<w:p a='{ESSAY * 5000}'/>{paragraph(ESSAY)}"), ANY),
    "slips": Hostile("a.docx", lambda: docx(paragraph(ESSAY), {"../../../tmp/slip.xml": "<x/>"}), READ),
    "nothing": Hostile("a.docx", lambda: docx(""), "without any text"),
    "ole": Hostile("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "is an old Word"),
}

BOOKS = {
    "bomb": Hostile("a.epub", lambda: epub({"1.xhtml": _bomb(19 * MB)}), "unpacks to more than a hundred times"),
    "larger bomb": Hostile("a.epub", lambda: epub({f"{n}": _bomb(19 * MB) for n in range(3)}), "MiB"),
    "drm": Hostile("a.epub", lambda: zipped(epub_parts({}) | {"META-INF/encryption.xml": "<x/>"}), "copy protection"),
    "path": Hostile("a.epub", lambda: epub({"../../../../etc/passwd": ESSAY}), "a part missing"),
    "laughs": Hostile("a.epub", lambda: zipped(epub_parts({}) | {"OPS/book.opf": LAUGHS}), "entities of its own"),
    "entity file": Hostile(
        "a.epub", lambda: zipped(epub_parts({}) | {"META-INF/container.xml": XXE + "<x>&z;</x>"}), "entities of its own"
    ),
    "chapters": Hostile("a.epub", lambda: epub({f"{n}.xhtml": "" for n in range(1_500)}), "more than 1,000 chapters"),
    "one chapter again and again": Hostile(
        "a.epub",
        lambda: epub({"1.xhtml": chapter(f"<body><p>{ESSAY}</p></body>")}, spine=["1.xhtml"] * 9_000),
        READ,
        slow=True,
    ),
    "deep": Hostile("a.epub", lambda: epub({"1.xhtml": chapter(_deep(20_000))}), "nests its HTML elements"),
    "deep package": Hostile(
        "a.epub", lambda: zipped(epub_parts({}) | {"OPS/book.opf": "<a>" * 100_000}), "nested too deeply"
    ),
    "empty tags": Hostile("a.epub", lambda: epub({"1.xhtml": chapter("<a " * 300_000 + ESSAY)}), ANY),
    "nul": Hostile("a.epub", lambda: epub({"1.xhtml": b"\x00" * 99}), "without its mark"),
}

PRINTS = {
    "bare": Hostile("a.pdf", lambda: b"%PDF-1.7", "is damaged"),
    "truncated": Hostile("a.pdf", lambda: pdf(column(ESSAY))[:700], "is damaged"),
    "junk": Hostile("a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000, "is damaged"),
    "bomb": Hostile("a.pdf", lambda: _pdf_page(flate(_bomb(400 * MB))), "unpacks to far more", slow=True),
    "bomb in a bomb": Hostile("a.pdf", lambda: _pdf_page(flate(_bomb(100 * MB), 2)), "unpacks to far more", slow=True),
    "seventeen filters": Hostile("a.pdf", lambda: _pdf_page(flate(b"BT ET", 17)), ANY),
    "pages": Hostile("a.pdf", lambda: pdf(*[[]] * 2_500), "more than 2,000 pages"),
    "many pages": Hostile("a.pdf", lambda: _tree(b"3 0 R " * 200_000, 200_000), ANY),
    "cyclic tree": Hostile("a.pdf", lambda: _tree(b"2 0 R"), ANY),
    "cyclic page": Hostile("a.pdf", lambda: _tree(b"1 0 R 2 0 R 3 0 R"), ANY),
    "cyclic form": Hostile(
        "a.pdf",
        lambda: _pdf_page(
            stream(b"/X Do"),
            b"/XObject <</X 6 0 R>>",
            {6: stream(b"/X Do", b"/Type /XObject /Subtype /Form /Resources <</XObject <</X 6 0 R>>>>")},
        ),
        "no text in it",
    ),
    "forms that double": Hostile(
        "a.pdf",
        lambda: _pdf_page(
            stream(b"/X Do"),
            b"/XObject <</X 6 0 R>>",
            {
                n: stream(
                    b"/X Do /X Do", b"/Type /XObject /Subtype /Form /Resources <</XObject <</X %d 0 R>>>>" % (n + 1)
                )
                for n in range(6, 40)
            },
        ),
        ANY,
        slow=True,
    ),
    "deep array": Hostile("a.pdf", lambda: _pdf_page(stream(b"[" * 200_000)), ANY),
    "deep dictionary": Hostile("a.pdf", lambda: pdf_of({1: b"<</A " * 100_000}), ANY, slow=True),
    "long content": Hostile("a.pdf", lambda: _pdf_page(flate(b"BT /F 9 Tf (a) Tj ET\n" * 300_000)), ANY, slow=True),
    "operators": Hostile("a.pdf", lambda: _pdf_page(flate(b"q " * 1_000_000)), ANY, slow=True),
    "password": Hostile("a.pdf", lambda: _locked("AES-256", "secret"), "protected by a password"),
    "old password": Hostile("a.pdf", lambda: _locked("RC4-40", "secret"), "protected by a password"),
    "owner": Hostile("a.pdf", lambda: _locked("AES-256", ""), READ),
    "scan": Hostile("a.pdf", lambda: pdf([]), "only pictures of pages"),
    "far fonts": Hostile("a.pdf", lambda: pdf([(1e9, 1e9, -1e9, ESSAY)]), ANY),
    "no size": Hostile("a.pdf", lambda: pdf([(0.0, 0.0, 0.0, ESSAY)]), ANY),
    "wrong places": Hostile("a.pdf", lambda: b"%PDF-1.7\n\n\n\n" + pdf(column(ESSAY))[9:], READ),
}

KINDS = {
    "picture": Hostile("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "is a PNG picture"),
    "program": Hostile("a.docx", lambda: b"\x7fELF" + bytes(999), "is a program"),
    "windows program": Hostile("a.txt", lambda: b"MZ\x90\x00" + bytes(999), "is a program"),
    "gzip": Hostile("a.epub", lambda: b"\x1f\x8b\x08" + bytes(99), "is a gzip archive"),
    "zip": Hostile("a.docx", lambda: zipped({"a.txt": ESSAY}), "is a zip archive"),
    "sheet": Hostile("a.docx", lambda: zipped({"xl/workbook.xml": "<x/>"}), "is an Excel workbook"),
    "a document that is a page": Hostile("a.docx", lambda: _html(f"<p>{ESSAY}</p>"), READ),
    "a text that is a document": Hostile("a.txt", lambda: docx(paragraph(ESSAY)), READ),
    "a page that is a print": Hostile("a.html", lambda: pdf(column(ESSAY)), READ),
    "name": Hostile("../" * 999 + "\u202e\x00\n\ud800" + "a" * 999 + ".txt", ESSAY.encode, READ),
    "no name": Hostile("", ESSAY.encode, READ),
}

CORPUS = {
    f"{kind}: {name}": one
    for kind, group in (
        ("text", TEXTS),
        ("page", PAGES),
        ("word", WORD),
        ("book", BOOKS),
        ("print", PRINTS),
        ("kind", KINDS),
    )
    for name, one in group.items()
}
