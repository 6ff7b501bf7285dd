"""Where everything in a TOML file stands: tomllib reads the values and forgets their lines."""

import re
import tomllib
from bisect import bisect_left

Path = tuple[str | int, ...]
"""The way to a value, such as ("phases", 0, "questions", 2)."""

_BETWEEN = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'  # up to two quotation marks may stand before the three that end it
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) where each table, key and item of a list begins.

    Only for a text that tomllib has read: nothing is checked here. Raises RecursionError as tomllib does.
    """
    return _Scanner(text).lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._at = 0
        self._tables: dict[Path, int] = {}
        """How often each [[table]] has begun."""
        self.lines: dict[Path, int] = {(): 1}
        self._file()

    def _file(self) -> None:
        table: Path = ()
        while self._skip(_BETWEEN) < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """The path of the table that begins here; every part of its name may be a list of tables."""
        start, many = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        names = self._key()
        self._at += 2 if many else 1
        path: Path = ()
        for number, name in enumerate(names, 1):
            path = (*path, name)
            self._mark(path, start)
            if many and number == len(names):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        self._mark(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start, path = self._at, table
        for name in self._key():
            path = (*path, name)
            self._mark(path, start)
        self._at += 1  # =
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline(path)
        else:
            self._skip(_STRING if opening in "\"'" else _SCALAR)

    def _list(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._goes_on("]"):
            self._mark((*path, number), self._at)
            self._value((*path, number))
            number += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._goes_on("}"):
            self._pair(path)

    def _goes_on(self, closing: str) -> bool:
        """Whether something follows before the closing bracket, which is passed over like commas."""
        self._skip(_BETWEEN)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip(_BETWEEN)
        if self._text.startswith(closing, self._at) or self._at >= len(self._text):
            self._at += 1
            return False
        return True

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip(_BLANK)
            start = self._at
            if self._text[start : start + 1] in ('"', "'"):
                self._skip(_STRING)
                names.append(str(tomllib.loads(f"key = {self._text[start : self._at]}")["key"]))
            else:
                self._skip(_WORD)
                names.append(self._text[start : self._at])
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _mark(self, path: Path, offset: int) -> None:
        self.lines.setdefault(path, bisect_left(self._ends, offset) + 1)
