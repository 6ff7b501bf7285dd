"""What kind of file these bytes are, by their first bytes and, in a zip, by what stands in it; never by the name."""

import re
from typing import Literal

from retrieval.errors import UnreadableFile
from retrieval.readers.archives import Archive, is_zip

Container = Literal["docx", "epub", "pdf"]
"""Files that hold a text among other things; everything else is text itself, or refused."""

ACCEPTED = "save the essay as a Word (.docx), EPUB, PDF or text file, and add that"

_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ZIPPED = (
    ("xl/workbook", "an Excel workbook"),
    ("ppt/presentation", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
    ("Index/Document.iwa", "a Pages document"),
    ("META-INF/MANIFEST.MF", "a program"),
)
# Marks in plain letters are matched with what follows them, so that an essay may begin with the word GIF.
_BEGINNINGS = (
    (rb"\x89PNG", "a PNG picture"),
    (rb"\xff\xd8\xff", "a JPEG picture"),
    (rb"GIF8[79]a(?![ ,.:;!?\r\n])", "a GIF picture"),
    (rb"BM[\s\S]{4}\x00\x00\x00\x00", "a BMP picture"),
    (rb"II\*\x00|MM\x00\*", "a TIFF picture"),
    (rb"RIFF[\s\S]{4}WEBP", "a WebP picture"),
    (rb"RIFF[\s\S]{4}(?:WAVE|AVI )", "a sound or a film"),
    (rb"[\s\S]{4}ftyp", "a picture, sound or film"),
    (rb"\s*\{\\rtf", "an RTF file"),
    (rb"%!PS-Adobe", "a PostScript file"),
    (rb"AT&TFORM", "a DjVu file"),
    (rb"[\s\S]{60}BOOKMOBI", "a Kindle book"),
    (rb"\x1f\x8b", "a gzip archive"),
    (rb"BZh\d1AY", "a bzip2 archive"),
    (rb"\xfd7zXZ", "an xz archive"),
    (rb"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (rb"7z\xbc\xaf", "a 7-Zip archive"),
    (rb"Rar!\x1a", "a RAR archive"),
    (rb"[\s\S]{257}ustar", "a tar archive"),
    (rb"ID3[\x02-\x04]|OggS\x00|fLaC\x00|\xff\xfb", "a sound file"),
    (rb"SQLite format 3\x00", "a SQLite database"),
    (rb"\x7fELF|MZ[\x80-\x90\x00]|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe|\x00asm", "a program"),
)
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-\d")
_OLE = b"\xd0\xcf\x11\xe0"


def container(name: str, content: bytes) -> Container | None:
    """None for what must be text. Raises UnreadableFile for a kind that holds no essay, or that nobody here reads."""
    if _PDF.match(content):
        return "pdf"
    if is_zip(content):
        if kind := zipped(name, content):
            return kind
        raise UnreadableFile(f"“{name}” is a zip archive: take the essay out of it, and add that.")
    if content.startswith(_OLE):
        raise UnreadableFile(_old(name, content))
    if picture := next((kind for mark, kind in _BEGINNINGS if re.match(mark, content)), None):
        raise _refused(name, picture)
    return None


def zipped(name: str, content: bytes) -> Container | None:
    """What a zip archive is as a whole; None for one that only holds other files. Raises UnreadableFile."""
    with Archive(name, content) as archive:
        members = archive.members
        if "META-INF/container.xml" in members or archive.start("mimetype") == b"application/epub+zip":
            return "epub"
        if "word/document.xml" in members or _WORD in archive.start("[Content_Types].xml"):
            return "docx"
    for mark, kind in _ZIPPED:
        if any(member.startswith(mark) for member in members):
            raise _refused(name, kind)
    return None


def _refused(name: str, kind: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is {kind}, not text: {ACCEPTED}.")


def _old(name: str, content: bytes) -> str:
    """Word writes an encrypted .docx into the container of its old formats."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"“{name}” is protected by a password: open it in Word, save it without the password, and add that."
    return f"“{name}” is an old Word or Office file: open it in Word, save it as .docx, and add that."
