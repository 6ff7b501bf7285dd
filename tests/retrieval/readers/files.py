"""Files of every kind, made of strings: nothing binary is kept in the repository."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from tests.retrieval.readers.pages import MORE, PROSE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = f"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/></Types>"""
_RELS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"""
_CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""

Part = str | bytes


def zipped(parts: Mapping[str, Part], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx_parts(body: str, more: Mapping[str, Part] | None = None) -> dict[str, Part]:
    document = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": document} | dict(more or {})


def docx(body: str, more: Mapping[str, Part] | None = None) -> bytes:
    return zipped(docx_parts(body, more))


def properties(title: str, creator: str) -> dict[str, Part]:
    return {
        "docProps/core.xml": f"""<p:coreProperties xmlns:p="core" xmlns:dc="dc" xmlns:t="t"><dc:title>{title}</dc:title>
        <dc:creator>{creator}</dc:creator><t:created>2021-03-04T00:00:00Z</t:created><dc:language>en-GB</dc:language>
        </p:coreProperties>"""
    }


def chapter(body: str, title: str = "") -> str:
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head>{body}</html>'


def epub_parts(chapters: Mapping[str, Part], metadata: str = "", spine: Sequence[str] | None = None) -> dict[str, Part]:
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine or chapters)
    package = f"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"""
    parts: dict[str, Part] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "OPS/book.opf": package,
    }
    return parts | {f"OPS/{name}": part for name, part in chapters.items()}


def epub(chapters: Mapping[str, Part], metadata: str = "", spine: Sequence[str] | None = None) -> bytes:
    return zipped(epub_parts(chapters, metadata, spine))


def pdf_of(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, whatever they are."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, held in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, held)
    start = len(out)
    most = max(objects, default=0)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (most + 1)
    for number in range(1, most + 1):
        out += b"%010d 00000 %b \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<</Size %d /Root %d 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (most + 1, root, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %b>>\nstream\n%b\nendstream" % (len(content), entries, content)


def flate(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter [%b]" % (b"/FlateDecode " * times))


Placed = tuple[float, float, float, str]
"""Size of the type, x, y, and the words of a line."""


def pdf(*pages: Sequence[Placed], info: bytes = b"") -> bytes:
    """A PDF in Helvetica; a line's type is bold when its size is negative."""
    objects = {
        1: b"<</Type /Catalog /Pages 2 0 R /Lang (en)>>",
        3: b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
        4: b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding>>",
        5: b"<<%b>>" % info,
    }
    kids = []
    for page in pages:
        number = 6 + 2 * len(kids)
        drawn = b"".join(_drawn(*line) for line in page)
        objects[number] = (
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources <</Font <</F 3 0 R /B 4 0 R>>>>>>" % (number + 1)
        )
        objects[number + 1] = stream(drawn)
        kids.append(b"%d 0 R" % number)
    objects[2] = b"<</Type /Pages /Count %d /Kids [%b]>>" % (len(kids), b" ".join(kids))
    return pdf_of(objects, trailer=b"/Info 5 0 R")


def _drawn(size: float, x: float, y: float, words: str) -> bytes:
    text = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    font = b"B" if size < 0 else b"F"
    return b"BT /%b %.1f Tf 1 0 0 1 %.1f %.1f Tm (%b) Tj ET\n" % (font, abs(size), x, y, text)


def column(text: str, top: float = 780, left: float = 60, size: float = 11, width: int = 70) -> list[Placed]:
    """Words broken into lines of that many characters."""
    lines: list[str] = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [(size, left, top - number * size * 1.3, line) for number, line in enumerate(lines)]


ESSAY = f"{PROSE} {MORE}"
