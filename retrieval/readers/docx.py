"""Word documents: mammoth makes HTML of them, with headings, lists and notes, and that is read like any other."""

import io
import re
import zipfile

import mammoth

from retrieval.errors import UnreadableFile
from retrieval.readers.archives import Archive
from retrieval.readers.blocks import Draft, Known, Suggested
from retrieval.readers.damage import damage
from retrieval.readers.dates import year_of
from retrieval.readers.html import read_leaf
from retrieval.readers.parts import check_xml, parse_xml, values

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">[^<]*</a>')
"""The arrow behind a note that leads back to its number."""

_PROPERTIES = "docProps/core.xml"
_NO_PERSON = frozenset(("user", "owner", "admin", "administrator", "author", "microsoft office user", "python-docx"))


def read_docx(name: str, content: bytes) -> Draft:
    """The document's body and notes, without pictures, comments and what was deleted. Raises UnreadableFile."""
    with Archive(name, content) as archive:
        suggested = _suggested(archive)
        checked = _checked(archive)
    with damage(name, "Word document"):
        html = mammoth.convert_to_html(
            checked, style_map=_STYLES, include_embedded_style_map=False, convert_image=lambda image: []
        ).value
    pieces, tree = read_leaf(name, _BACK.sub("", html))
    if not any(piece.text.strip() for piece in pieces):
        raise UnreadableFile(
            f"“{name}” is a Word document without any text in it: "
            "if it shows pictures of pages, have a program recognise their text, and add that."
        )
    titles = (tree.text(heading) for heading in tree.elements("h1") if "title" in heading.marks)
    return Draft(pieces, Known(title=next(filter(None, titles), None)), suggested)


def _checked(archive: Archive) -> io.BytesIO:
    """The document's XML, every part of it looked at, and nothing else: what is not there cannot be opened."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        for member in archive.members:
            if _XML.match(archive.start(member)):
                part = archive.read(member)
                check_xml(archive.name, part)
                parts.writestr(member, part)
    packed.seek(0)
    return packed


def _suggested(archive: Archive) -> Suggested:
    if _PROPERTIES not in archive.members:
        return Suggested()
    found = values(parse_xml(archive.name, archive.read(_PROPERTIES)))
    author = found.get("creator")
    if author and author.lower() in _NO_PERSON:
        author = None
    return Suggested(found.get("title"), author, year_of(found.get("created", "")), found.get("language"))
