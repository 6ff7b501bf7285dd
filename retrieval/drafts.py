"""A file that was read and is not published: what a moderator looks at before anybody else sees a word of it."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from retrieval.apart import read_apart
from retrieval.errors import UnknownDraft
from retrieval.intake import row_of
from retrieval.passages import Layout, lay_out, words
from retrieval.readers import Reading
from retrieval.readers.blocks import Suggested
from retrieval.readers.names import title_from_name
from retrieval.rows import DraftRow
from retrieval.texts import reread

DRAFT_DAYS = timedelta(days=7)
"""A draft that nobody published for so long is dropped."""

NO_TITLE = "The title is the file's name: look whether it is the essay's, too."
"""The doubt of a draft in which no title was found."""

WORDS_A_MINUTE = 230
"""Silent reading of non-fiction; M. Brysbaert, Journal of Memory and Language 109 (2019), gives 238."""

FIRST_LINES = 600
"""Characters of the text that a draft shows."""

FEWEST_PARAGRAPH_BREAKS = 3_000
"""Characters of text in a single paragraph from which on its paragraphs were probably lost."""

_MOJIBAKE = re.compile("[ÃÂâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ï¿½|ðŸ")
"""UTF-8 that was read as Windows-1252: `Ã©` for é, `â€™` for an apostrophe."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of a draft; `heading` is None for the text above the first heading."""

    heading: str | None
    words: int

    @property
    def minutes(self) -> int:
        """Minutes to read it silently, at least one."""
        return minutes(self.words)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read from a file, and with how much doubt.

    `suggested`: what the file's properties say, which programs write and nobody checks. `here` and `stashed` name the
    essay that has the same text, in the library or in its stash.
    """

    id: int
    file: str
    kind: str
    title: str
    author: str | None
    year: int | None
    source: str | None
    licence: str | None
    note: str | None
    language: str | None
    sections: tuple[DraftSection, ...]
    paragraphs: int
    words: int
    first_lines: str
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]
    suggested: Suggested
    revision: str
    prepared: datetime
    here: str | None
    stashed: str | None

    @property
    def titled(self) -> bool:
        """Whether a title was found, or said since; else the file's name stands in for it."""
        return NO_TITLE not in self.doubts or self.title != title_from_name(self.file)

    @property
    def minutes(self) -> int:
        """Minutes to read it silently, at least one."""
        return minutes(self.words)


def minutes(number: int) -> int:
    """Minutes in which so many words are read silently, at least one."""
    return max(1, round(number / WORDS_A_MINUTE))


def taken(file: str, content: bytes, stop: threading.Event | None = None) -> DraftRow:
    """What stands in a file, as a draft that is not kept yet; `stop`, once set, ends the reading.

    The one place that calls a reader. Raises UnreadableFile, StoppedReading.
    """
    return reread(file, content) or _drafted(read_apart(file, content, stop), content)


def _drafted(reading: Reading, content: bytes) -> DraftRow:
    layout = lay_out(reading.blocks)
    doubts = (*reading.notes, *_doubts(reading, layout, content))
    return DraftRow(0, reading.kind, row_of(reading, layout), layout, reading.left_out, doubts, reading.suggested)


def draft_of(row: DraftRow, here: str | None, stashed: str | None) -> Draft:
    """What there is to see of a draft."""
    own = row.row
    text = own.text
    shown = text if len(text) <= FIRST_LINES else text[:FIRST_LINES].rpartition(" ")[0] + " …"
    return Draft(
        id=row.id,
        file=own.file,
        kind=row.kind,
        title=own.title,
        author=own.author,
        year=own.year,
        source=own.source,
        licence=own.licence,
        note=own.note,
        language=own.language,
        sections=tuple(_sections(row.layout)),
        paragraphs=sum(paragraph.number > 0 for paragraph in row.layout.paragraphs),
        words=words(text),
        first_lines=shown,
        left_out=row.left_out,
        doubts=row.doubts,
        suggested=row.suggested,
        revision=own.revision,
        prepared=datetime.fromisoformat(row.prepared_at),
        here=here,
        stashed=stashed,
    )


def the_draft(found: list[DraftRow]) -> DraftRow:
    """The one draft that was sought. Raises UnknownDraft."""
    if not found:
        raise UnknownDraft("That draft is gone, since it was published, discarded or too old: add the file again.")
    return found[0]


def _sections(layout: Layout) -> Iterator[DraftSection]:
    text = layout.text
    begin = layout.sections[0].start if layout.sections else len(text)
    if above := words(text[:begin]):
        yield DraftSection(None, above)
    yield from (DraftSection(one.heading, words(text[one.start : one.end])) for one in layout.sections)


def _doubts(reading: Reading, layout: Layout, content: bytes) -> Iterator[str]:
    """What looks odd in the text itself."""
    if reading.title == title_from_name(reading.file) and reading.title.encode() not in content:
        yield NO_TITLE
    if found := _MOJIBAKE.findall(layout.text):
        yield f"Letters look wrongly decoded {_times(len(found))}, such as “{found[0]}”: save the file as UTF-8."
    if missing := layout.text.count("\ufffd"):
        yield f"Characters could not be read {_times(missing)} and show as “\ufffd”."
    mixed = [word for word in _WORD.findall(layout.text) if not word.isascii() and len(_alphabets(word)) > 1]
    if mixed:
        yield f"Letters of different alphabets stand in one word {_times(len(mixed))}, such as “{mixed[0]}”."
    if len(layout.paragraphs) == 1 and len(layout.text) > FEWEST_PARAGRAPH_BREAKS:
        yield "The whole text is one paragraph: its blank lines may have been lost."


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(letter, "").split(" ", 1)[0] for letter in word)
    return {name for name in names if name in _ALPHABETS}


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
