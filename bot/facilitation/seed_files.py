"""Files that people write by hand, in TOML: all that is wrong with one, each fault a sentence with its line."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.facilitation.ask import visible
from bot.facilitation.errors import Refusal

LARGEST = 64 * 1024
"""Bytes. The longest protocol there can be takes less than half of it."""

TOO_LARGE = f"the file is too large: it may have up to {LARGEST // 1024} kB."

LONGEST_NAME = 60

_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s")
_PARTS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something in a file that has to be changed, and how. Line 0 stands for the file as a whole."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.sentence}"


class Faults(Refusal):
    """All faults that were found, by file and line; `str` has one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(map(str, self.faults)))

    def report(self, room: int, measure: Callable[[str], int] = len) -> str:
        """As many of the lines as fit into so many characters, at least one, and how many are left.

        `measure` says how many characters a text takes where it is shown.
        """
        lines = [str(fault) for fault in self.faults]
        shown = [line for number, line in enumerate(lines, 1) if measure("\n".join(lines[:number])) <= room - 40]
        shown = shown or [lines[0][: room - 40]]
        left = len(lines) - len(shown)
        return "\n".join([*shown, f"… and {left} more."] if left else shown)


def text_of(content: bytes, file: str) -> str:
    """The text of a file. Raises Faults when it is too large or no text."""
    if len(content) > LARGEST:
        raise Faults([Fault(file, 0, TOO_LARGE)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = "this is not plain text in UTF-8: save the file with that encoding in a text editor."
        raise Faults([Fault(file, line, sentence)]) from None


def name_of(file: str) -> str:
    """By which a file's protocol or plan is known: `Chalk Talk.toml` is `chalk-talk`. Raises Faults without one."""
    stem = re.sub(r"\.toml$", "", re.split(r"[/\\]", file)[-1], flags=re.IGNORECASE)
    name = "-".join(re.findall(r"[^\W_]+", stem.casefold()))
    if not 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME:  # a rare letter may take the room of two in Discord
        sentence = f"rename the file: its name needs letters or digits, at most {LONGEST_NAME} of them."
        raise Faults([Fault(file, 0, sentence)])
    return name


def meant(word: str, known: Collection[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(get_close_matches(word[:LONGEST_NAME], known, 1)), None)


def listed(words: Sequence[str], last: str = "or") -> str:
    """The words with commas, and `last` before the last one."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def plain(text: str) -> str:
    """On one line, without invisible characters."""
    return " ".join(visible(text).split())


def flowing(text: str) -> str:
    """Without invisible characters, and in paragraphs: a blank line ends one, other line breaks are spaces.

    Items of a list keep their lines.
    """
    return "\n\n".join(filter(None, map(_paragraph, _PARTS.split(text.strip()))))


def _paragraph(text: str) -> str:
    lines: list[str] = []
    for line in filter(None, map(plain, text.split("\n"))):
        if lines and not _ITEM.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)
