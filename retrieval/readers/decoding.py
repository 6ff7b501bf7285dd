"""From bytes to text, or to one sentence that says why not and what to do."""

import codecs
import re

from retrieval.errors import UnreadableFile
from retrieval.readers.normal import normal_form

LARGEST_FILE = 10 * 2**20
LONGEST_TEXT = 2_000_000

_ACCEPTED = "save the essay as plain text, Markdown or HTML, and add that"
_ZIPPED = (
    (b"word/", "a Word document"),
    (b"application/epub+zip", "an EPUB book"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
)
# Marks in plain letters are matched with what follows them, so that an essay may begin with the word GIF.
_BEGINNINGS = (
    (rb"\x89PNG", "a PNG picture"),
    (rb"\xff\xd8\xff", "a JPEG picture"),
    (rb"GIF8[79]a(?![ ,.:;!?\r\n])", "a GIF picture"),
    (rb"RIFF[\s\S]{4}WEBP", "a WebP picture"),
    (rb"[\s\S]{4}ftyp", "a picture, sound or film"),
    (rb"\s*%PDF-\d", "a PDF file"),
    (rb"\s*\{\\rtf", "an RTF file"),
    (rb"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (rb"\x1f\x8b", "a gzip archive"),
    (rb"BZh\d1AY", "a bzip2 archive"),
    (rb"\xfd7zXZ", "an xz archive"),
    (rb"7z\xbc\xaf", "a 7-Zip archive"),
    (rb"Rar!\x1a", "a RAR archive"),
    (rb"ID3[\x02-\x04]|OggS\x00|\xff\xfb", "a sound file"),
    (rb"SQLite format 3\x00", "a SQLite database"),
    (rb"\x7fELF|MZ\x90", "a program"),
)


def decode(name: str, content: bytes) -> str:
    """The text in its normal form: UTF-8, or UTF-16 that says so. Nothing is guessed, so nothing is garbled."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            f"“{name}” is larger than 10 MiB: leave out what is not text, or split it, and add the parts."
        )
    if not content.strip():
        raise UnreadableFile(f"“{name}” is empty: choose a file that has the essay's text in it.")
    if kind := _not_text(content):
        raise UnreadableFile(f"“{name}” is {kind}, not text: {_ACCEPTED}.")
    return normal_form(_decoded(name, content))


def check_length(name: str, characters: int) -> None:
    """A text longer than a library takes is refused, not cut."""
    if characters > LONGEST_TEXT:
        raise UnreadableFile(f"“{name}” holds more than 2 million characters: split it and add the parts.")


def _not_text(content: bytes) -> str | None:
    if content.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _ZIPPED if mark in content), "a zip archive")
    return next((kind for mark, kind in _BEGINNINGS if re.match(mark, content)), None)


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise UnreadableFile(f"“{name}” is UTF-32 text: save it as UTF-8 in a text editor and add it again.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(name, content)
    if b"\x00" in content:
        if content.count(b"\x00") * 3 > len(content):
            raise UnreadableFile(
                f"“{name}” looks like UTF-16 text without its mark: save it as UTF-8 in a text editor and add it again."
            )
        raise UnreadableFile(f"“{name}” holds NUL bytes, so it is not text: {_ACCEPTED}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_not_utf8(name, content)) from None


def _utf16(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise UnreadableFile(
            f"“{name}” begins like UTF-16 text but is damaged: save it as UTF-8 in a text editor and add it again."
        )
    return text


def _not_utf8(name: str, content: bytes) -> str:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = "\x00"
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return f"“{name}” is not UTF-8 text: {_ACCEPTED} with the encoding UTF-8."
    return (
        f"“{name}” is not UTF-8 text but looks like Windows-1252: "
        "open it in a text editor, save it with the encoding UTF-8 and add it again."
    )
