"""EPUB books: the chapters of the spine in order, each read as HTML that is all essay."""

import posixpath
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from retrieval.errors import UnreadableFile
from retrieval.readers.archives import Archive
from retrieval.readers.blocks import Draft, Known, Piece, Suggested
from retrieval.readers.dates import year_of
from retrieval.readers.decoding import check_length, decode
from retrieval.readers.html import read_leaf
from retrieval.readers.parts import bare, parse_xml, values

MOST_CHAPTERS = 1_000

_FONT_METHODS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
"""Fonts are scrambled in books that anybody may read."""

_EMPTY = re.compile(r"<([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)/>")
"""`<title/>` is an element in XHTML and the beginning of one in HTML."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def read_epub(name: str, content: bytes) -> Draft:
    """Title and author as the book states them. Raises UnreadableFile."""
    with Archive(name, content) as archive:
        _check_open(archive)
        path = _package(archive)
        package = _xml(archive, path)
        suggested = _suggested(package)
        pieces: list[Piece] = []
        length = 0
        for member in _spine(name, package, posixpath.dirname(path)):
            if member not in archive.members:
                raise _damaged(name)
            page = decode(name, archive.read(member))
            length += len(page)
            check_length(name, length // 4)  # markup is seldom three times as long as what it marks up
            pieces += read_leaf(name, _EMPTY.sub(_closed, page))[0]
    if not any(piece.text.strip() for piece in pieces):
        raise UnreadableFile(
            f"“{name}” is an EPUB book without any text in it, perhaps of pictures: "
            "have a program recognise their text, and add that."
        )
    return Draft(pieces, Known(title=suggested.title, author=suggested.author), suggested)


def _check_open(archive: Archive) -> None:
    """A book with a lock on more than its fonts cannot be read, and is not ours to unlock."""
    if "META-INF/encryption.xml" not in archive.members:
        return
    root = _xml(archive, "META-INF/encryption.xml")
    methods = [one.get("Algorithm") for one in root.iter() if bare(one.tag) == "EncryptionMethod"]
    if not methods or not _FONT_METHODS.issuperset(methods):
        raise UnreadableFile(
            f"“{archive.name}” has copy protection (DRM): add a copy without it, or another edition of the text."
        )


def _package(archive: Archive) -> str:
    root = _xml(archive, "META-INF/container.xml")
    paths = [one.get("full-path", "") for one in root.iter() if bare(one.tag) == "rootfile"]
    return posixpath.normpath(paths[0]) if paths else ""


def _spine(name: str, package: Element, folder: str) -> list[str]:
    """The members that make the book, in reading order; what a reader only reaches by a link comes along."""
    manifest = {one.get("id", ""): one for one in package.iter() if bare(one.tag) == "item"}
    chapters = [manifest.get(one.get("idref", "")) for one in package.iter() if bare(one.tag) == "itemref"]
    members: dict[str, None] = {}
    for chapter in chapters:
        if chapter is None:
            raise _damaged(name)
        contents = "nav" in chapter.get("properties", "").split()
        if not contents and "html" in chapter.get("media-type", ""):
            members[posixpath.normpath(posixpath.join(folder, unquote(chapter.get("href", ""))))] = None
    if len(members) > MOST_CHAPTERS:
        raise UnreadableFile(f"“{name}” has more than {MOST_CHAPTERS:,} chapters: add the essays one by one.")
    return list(members)


def _suggested(package: Element) -> Suggested:
    metadata = next((one for one in package.iter() if bare(one.tag) == "metadata"), None)
    if metadata is None:
        return Suggested()
    found = values(metadata)
    creators = (" ".join((one.text or "").split()) for one in metadata.iter() if bare(one.tag) == "creator")
    names = [creator for creator in creators if creator][:20]
    author = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return Suggested(found.get("title"), author or None, year_of(found.get("date", "")), found.get("language"))


def _xml(archive: Archive, member: str) -> Element:
    if member not in archive.members:
        raise _damaged(archive.name)
    return parse_xml(archive.name, archive.read(member))


def _closed(tag: re.Match[str]) -> str:
    return tag.group() if tag[1].lower() in _VOID else f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is an EPUB book with a part missing: download or export it anew, and add that.")
