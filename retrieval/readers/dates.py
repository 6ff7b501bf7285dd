"""Lines that are nothing but a date, and the year they give."""

import re
from dataclasses import dataclass

from retrieval.readers.normal import folded

LONGEST = 120

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{}>1[4-9]\d\d|20\d\d|21\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:,?\s*(?:at\s+|[-–|·@]\s*)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*[a-z]{2,4})?|t\d\d:\d\d\S*)?"
_FORMS = (
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR.format('a')}",
    rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR.format('b')}",
    rf"{_YEAR.format('c')}[-/.]\d\d?[-/.]\d\d?",
    rf"\d\d?[-/.]\d\d?[-/.]{_YEAR.format('d')}",
    rf"{_MONTH},?\s+{_YEAR.format('e')}",
    rf"{_MONTH}\s+{_DAY}",
)
DATE = rf"{_WEEKDAY}(?:{'|'.join(_FORMS)}){_TIME}"
_SINCE = (
    r"(?:\d+|an?|one|two|three)\s*(?:s|m|h|d|w|y|mo|min|minutes?|hours?|days?|weeks?|months?|years?)\.?\s*ago"
    r"|yesterday|today|just now"
)
_LABEL = (
    r"(?:(?:first|originally|last|previously|page|post|article)\s+)?"
    r"(?P<verb>updated|published|posted|modified|edited|revised|created|written|added|date|publication date"
    r"|release date)(?:\s+(?:on|at))?\s*:?\s*"
)
_BARE = re.compile(DATE)
_LABELLED = re.compile(rf"{_LABEL}(?:{DATE}|{_SINCE}|{_YEAR.format('f')})\.?")
_POSTED_ON = re.compile(rf"on\s+{DATE}")
_YEAR_IN = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d|21\d\d)(?!\d)")
_LATER = ("updated", "modified", "edited", "revised")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date line's year and how far to doubt it as the text's own: 0 published, 1 a bare date, 2 changed later."""

    year: int | None
    doubt: int


def labelled_date(line: str) -> Dated | None:
    """`Updated: Jun 18, 2019`, `Published on 3 March 2021`: a date line wherever it stands."""
    found = _LABELLED.fullmatch(_prepared(line))
    return Dated(_group(found), 2 if found["verb"] in _LATER else 0) if found else None


def bare_date(line: str) -> Dated | None:
    """Nothing but a date: a date line above the text, perhaps a diary's heading inside it."""
    text = _prepared(line)
    found = _BARE.fullmatch(text) or _POSTED_ON.fullmatch(text)
    return Dated(_group(found), 1) if found else None


def date_within(line: str) -> Dated | None:
    """The date in a byline, `By Jane Doe on March 3, 2021`; not for prose."""
    found = _BARE.search(_prepared(line))
    return Dated(_group(found), 1) if found else None


def year_of(value: str) -> int | None:
    """The year in a machine-made date: `2019-06-18T10:00:00Z`, `2019`."""
    found = _YEAR_IN.search(value[:40])
    return int(found[1]) if found else None


def _prepared(line: str) -> str:
    return folded(line) if len(line) <= LONGEST and "\n" not in line else ""


def _group(found: re.Match[str]) -> int | None:
    year = next((value for name, value in found.groupdict().items() if name != "verb" and value), None)
    return int(year) if year else None
