"""A TOML file as a sheet of tables: each key is asked for once, and whatever is wrong or left over is noted."""

import re
import tomllib
from typing import Any, TypeVar

from bot.facilitation.seed_files import LARGEST, TOO_LARGE, Fault, Faults, flowing, listed, meant, plain
from bot.facilitation.seed_lines import Path, lines_of

MOST_DOTS = 100
"""Dots in one line: a key of thousands of parts would keep tomllib busy for minutes."""

MOST_FAULTS = 50
"""Named of one file. Whoever has more of them mends these first."""

T = TypeVar("T", bound=str)

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

_PAIR = 'write a key, the sign = and a value, such as title = "Chalk Talk"; a comment begins with #.'

# What tomllib says first, and what a person should do. Whatever is not here is passed on in its own words.
_ADVICE = {
    "Expected '=' after a key": _PAIR,
    "Invalid statement": _PAIR,
    "Invalid initial character for a key part": _PAIR,
    "Invalid value": "put words between quotation marks; a number stands without them.",
    "Illegal character '\\n'": "a text ends in the line where it begins; for a longer one write three quotation marks "
    '(""") before and after it.',
    "Unterminated string": "a text begins and never ends: close it with the quotation marks with which it begins.",
    "Expected \"'''\"": "a text begins and never ends: close it with the quotation marks with which it begins.",
    'Expected "\'"': "a text begins and never ends: close it with the quotation mark with which it begins.",
    "Unescaped '\\'": "write two backslashes \\\\ where you want one.",
    "Unclosed array": "a list begins with [ and never ends: close it with ], with a comma between its items.",
    "Unclosed inline table": "close the bracket {, with a comma between its keys.",
    "Expected newline or end of document": "begin a new line for the next key; put words between quotation marks.",
    "Cannot overwrite a value": "this key stands twice: keep one of them.",
    "Duplicate inline table key": "this key stands twice: keep one of them.",
    "Cannot declare": "this heading stands twice, or with single and with double brackets: write [[phases]] and "
    "[[meetings]] with two.",
    "Cannot mutate immutable namespace": "a list is written both with = and with a heading: choose one way.",
    "Cannot redefine namespace": "this key stands twice: keep one of them.",
}


class Sheet:
    """A file that is being read: its values, their lines, and the faults found so far."""

    def __init__(self, text: str, file: str, kind: str) -> None:
        """`kind` is what the file describes. Raises Faults when it is no TOML: then nothing else can be said of it."""
        self._file = file
        self._faults: list[Fault] = []
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._check(text)
        self.table = Table(self, (), kind, self._read(text))

    def _check(self, text: str) -> None:
        if len(text) > LARGEST:
            raise Faults([Fault(self._file, 0, TOO_LARGE)])
        for number, line in enumerate(text.split("\n"), 1):
            if line.count(".") > MOST_DOTS and not line.startswith("#"):
                sentence = f"this line has more than {MOST_DOTS} dots: break it in two, or take some of them out."
                raise Faults([Fault(self._file, number, sentence)])

    def _read(self, text: str) -> dict[str, Any]:
        try:
            values = tomllib.loads(text)
            self._lines = lines_of(text)
        except RecursionError:
            sentence = "brackets stand within brackets too often: nothing here needs more than two of them."
            raise Faults([Fault(self._file, 0, sentence)]) from None
        except ValueError as error:  # TOMLDecodeError is one; so is a number of thousands of digits
            raise Faults([self._no_toml(text, str(error))]) from None
        return values

    def _no_toml(self, text: str, said: str) -> Fault:
        place = _PLACE.search(said)
        said = _PLACE.sub("", said)
        advice = next((advice for begins, advice in _ADVICE.items() if said.startswith(begins)), None)
        return Fault(
            self._file,
            _line(text, said, place),
            advice or f"this is not valid TOML ({plain(said)[:120]}): mend or remove it.",
        )

    def fault(self, path: Path, sentence: str) -> None:
        """Note a fault at the line of `path`, or of what holds it when there is no such key."""
        while path not in self._lines:
            path = path[:-1]
        self._faults.append(Fault(self._file, self._lines[path], sentence))

    @property
    def full(self) -> bool:
        """Whether so many faults were found that no more need be looked for."""
        return len(self._faults) >= MOST_FAULTS

    def close(self) -> None:
        """Raises Faults if there are any."""
        if self._faults:
            raise Faults(self._faults[:MOST_FAULTS])


class Table:
    """Keys and values of a sheet. Whatever is wrong with one is noted, and something harmless stands in for it."""

    def __init__(self, sheet: Sheet, path: Path, kind: str, values: dict[str, Any]) -> None:
        """`kind` is what a person calls it, such as "a phase"."""
        self._sheet = sheet
        self._path = path
        self._kind = kind
        self._values = values
        self._known: list[str] = []
        self._wrong: set[str] = set()

    def text(self, key: str, most: int, example: str = "", *, flows: bool = False) -> str:
        """One line of text, or paragraphs when it `flows`. Without an example it may be left out and is empty then."""
        value = self._value(key, f'"{example}"' if example else "")
        return "" if value is None else self._worded((key,), value, most, flows=flows, empty=not example)

    def number(self, key: str, least: int, most: int, example: int) -> int:
        """A whole number within bounds."""
        value = self._value(key, str(example))
        if value is None:
            return example
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault((key,), f"`{key}` is {_said(value)}: give a whole number from {least} to {most:,}.")
            return example
        return value

    def choice(self, key: str, choices: tuple[T, ...], usual: T | None = None) -> T:
        """One of a few words; `usual` when it may be left out."""
        value = self._value(key, "" if usual else f'"{choices[0]}"')
        if value is None:
            return usual or choices[0]
        chosen = next((choice for choice in choices if choice == value), None)
        if chosen is None:
            self.fault((key,), f"`{key}` is {_said(value)}: choose {listed(choices)}.")
        return chosen or choices[0]

    def texts(self, key: str, most: int, longest: int, example: str = "") -> tuple[str, ...]:
        """A list of texts. Without an example it may be left out or empty."""
        value = self._value(key, f'["{example}"]' if example else "")
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault((key,), f"`{key}` is {_said(value)}: put it between [ and ], with commas between several.")
            return ()
        if not value and example:
            self.fault((key,), f'`{key}` is an empty list: write something such as {key} = ["{example}"].')
        if len(value) > most:
            self.fault((key, most), f"`{key}` has {len(value):,} items: keep at most {most}.")
        return tuple(self._worded((key, number), item, longest) for number, item in enumerate(value[:most]))

    def tables(self, key: str, kind: str, most: int) -> list["Table"]:
        """The tables under headings with two brackets, such as [[phases]]; at least one."""
        self._known.append(key)
        value = self._values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.fault((key,), f"there is no {kind.split()[-1]} here: begin each one with a line [[{key}]].")
            return []
        if len(value) > most:
            self.fault((key, most), f"this is one of {len(value):,} {key}: keep at most {most}.")
        return [Table(self._sheet, (*self._path, key, number), kind, item) for number, item in enumerate(value[:most])]

    def end(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key in self._known or self._sheet.full:
                continue
            near = meant(key, self._known)
            advice = f"did you mean `{near}`?" if near else f"it may have {listed(self._known, 'and')}."
            self.fault((key,), f"`{plain(key)[:40]}` is not a key of {self._kind}: {advice}")

    def sound(self, *keys: str) -> bool:
        """Whether nothing was found wrong with these keys, so that they can be compared with each other."""
        return not self._wrong.intersection(keys)

    def fault(self, path: Path, sentence: str) -> None:
        """Note what is wrong with a key, or with an item of one."""
        if path:
            self._wrong.add(str(path[0]))
        self._sheet.fault((*self._path, *path), sentence)

    def _value(self, key: str, example: str) -> Any:
        self._known.append(key)
        value = self._values.get(key)
        if value is None and example:
            self.fault((key,), f"`{key}` is missing from {self._kind}: add a line such as {key} = {example}")
        return value

    def _worded(self, path: Path, value: Any, most: int, *, flows: bool = False, empty: bool = False) -> str:
        key = path[0]
        if not isinstance(value, str):
            self.fault(path, f"`{key}` is {_said(value)}: put words between quotation marks.")
            return ""
        text = flowing(value) if flows else plain(value)
        if not empty and not any(character.isalnum() for character in text):
            self.fault(path, f"`{key}` has no words: write some.")
        if len(text) > most:
            self.fault(path, f"`{key}` has {len(text):,} characters: shorten it to {most:,}.")
        return text


def _line(text: str, said: str, place: re.Match[str] | None) -> int:
    """The line that tomllib means; for a long text that never ends, the last one where such a text begins."""
    if place is None:
        return 0
    if place[1]:
        return int(place[1])
    end = text.rfind('"""') if said.startswith("Unterminated") else -1
    return text.count("\n", 0, end if end >= 0 else len(text.rstrip())) + 1


def _said(value: Any) -> str:
    """A value as it may have been written, cut short."""
    if isinstance(value, str):
        return f'"{plain(value[:200])[:40]}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**12:
        return "a huge number"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return str(value)
