"""From bytes to text, or to one sentence that says why not and what to do."""

import codecs
import re
from collections.abc import Iterable

from retrieval.errors import UnreadableFile
from retrieval.readers.kinds import ACCEPTED
from retrieval.readers.normal import normal_form

LARGEST_FILE = 10 * 2**20
LONGEST_TEXT = 2_000_000
FEWEST_WORDS = 5
MOST_LINES = 50_000
"""Lines with something on them; two million characters of verse have no more."""

MOST_SENTENCES = 100_000

_SENTENCE_END = re.compile(r"[.!?。！？\n](?=[^.!?。！？\n])")


def check_size(name: str, content: bytes) -> None:
    """A file that is too large, or empty, is refused before anything looks into it."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            f"“{name}” is larger than 10 MiB: leave out what is not text, or split it, and add the parts."
        )
    if not content.strip():
        raise UnreadableFile(f"“{name}” is empty: choose a file that has the essay's text in it.")


def decode(name: str, content: bytes) -> str:
    """The text in its normal form: UTF-8, or UTF-16 that says so. Nothing is guessed, so nothing is garbled."""
    return normal_form(_decoded(name, content))


def check_length(name: str, characters: int) -> None:
    """A text longer than a library takes is refused, not cut."""
    if characters > LONGEST_TEXT:
        raise UnreadableFile(f"“{name}” holds more than 2 million characters: split it and add the parts.")


def check_lines(name: str, text: str) -> None:
    """A text, in its normal form, with so many lines would be read for minutes."""
    if text.count("\n") > MOST_LINES and sum(map(bool, text.split("\n"))) > MOST_LINES:
        raise UnreadableFile(f"“{name}” holds more than 50,000 lines: split it and add the parts.")


def check_sentences(name: str, texts: Iterable[str]) -> None:
    """Every sentence is embedded: of two million characters no author makes so many."""
    if sum(len(_SENTENCE_END.findall(text)) for text in texts) > MOST_SENTENCES:
        raise UnreadableFile(f"“{name}” holds more than 100,000 sentences: split it and add the parts.")


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
        raise UnreadableFile(f"“{name}” holds NUL bytes, so it is not text: {ACCEPTED}.")
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
        return f"“{name}” is not UTF-8 text: {ACCEPTED} with the encoding UTF-8."
    return (
        f"“{name}” is not UTF-8 text but looks like Windows-1252: "
        "open it in a text editor, save it with the encoding UTF-8 and add it again."
    )
