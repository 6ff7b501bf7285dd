"""Time zones to choose from: by city, by a name in common use, by offset from UTC."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.facilitation.errors import Refusal
from bot.facilitation.zone_names import COMMON, CUSTOMARY

MOST = 25
"""Zones in one list: as many as Discord shows while somebody types."""

LONGEST = 100
"""Characters of a zone's label."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by its name in the IANA database, and how a person recognises it."""

    name: str
    label: str


@cache
def names() -> frozenset[str]:
    """Every zone that a group may have.

    Left out are abbreviations, which mean several things (`EST` is Panama's time all year, not New York's), and
    `Etc/GMT+5`, which is five hours *behind* UTC.
    """
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")) | {"UTC"}


def chosen_zone(typed: str) -> str:
    """The zone that somebody typed by its name, its city or a common name. Refuses others, with near ones."""
    wanted = _plain(typed)
    by_name = [name for name in names() if _plain(name) == wanted]
    if found := by_name or _one_of(name for name, words in _words().items() if wanted in words):
        return found[0]
    near = _near(wanted)
    advice = f"did you mean {' or '.join(near)}?" if near else "choose one from the list, for example Europe/Berlin."
    raise Refusal(f"I know no time zone “{typed.strip()[:80]}”: {advice}")


def zone_of(typed: str | None, default: str | None) -> str:
    """The zone that somebody typed or, if she left it out, the server's. Refuses where neither is there."""
    if typed is None and default is None:
        raise Refusal("Which time zone? Choose one, or set this server's default with /settings edit.")
    return chosen_zone(typed) if typed is not None else default or ""


def suggested_zones(typed: str, now: datetime) -> tuple[Zone, ...]:
    """What to offer while somebody types: by offset if it is one, else by names and cities; common ones first."""
    wanted = _plain(typed)
    if not wanted:
        found: Iterable[str] = COMMON
    elif (offset := _offset(wanted)) is not None:
        found = sorted((name for name in names() if _at(now, name).utcoffset() == offset), key=_commonness)
    else:
        ranked = ((rank, name) for name, words in _words().items() if (rank := _rank(wanted, name, words)) is not None)
        found = [name for _, name in sorted(ranked, key=lambda one: (one[0], _commonness(one[1])))]
    return tuple(Zone(name, _label(name, now)) for name in list(found)[:MOST])


def _rank(wanted: str, name: str, words: frozenset[str]) -> int | None:
    if wanted in words or wanted == _plain(name):
        return 0
    if any(word.startswith(wanted) for word in words):
        return 1
    if any(wanted in word for word in words) or wanted in _plain(name):
        return 2
    return None


def _near(wanted: str) -> list[str]:
    """Zones with nearly this name; those of several when a name is not enough."""
    if several := [name for name, words in _words().items() if wanted in words]:
        return sorted(several, key=_commonness)[:3]
    by_word = {word: name for name, words in sorted(_words().items(), reverse=True) for word in (*words, _plain(name))}
    return list(dict.fromkeys(by_word[word] for word in get_close_matches(wanted, by_word, 3, 0.75)))


@cache
def _words() -> dict[str, frozenset[str]]:
    """By what each zone is known: its city and the customary names."""
    cities = {name: {_plain(name.rpartition("/")[2])} for name in names()}
    for zone, customary in CUSTOMARY.items():
        cities[zone] |= {_plain(name) for name in customary}
    return {name: frozenset(words) for name, words in cities.items()}


def _one_of(found: Iterable[str]) -> list[str]:
    several = list(found)
    return several if len(several) == 1 else []


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _commonness(name: str) -> tuple[int, str]:
    return (COMMON.index(name) if name in COMMON else len(COMMON), name)


def _offset(wanted: str) -> timedelta | None:
    found = _OFFSET.fullmatch(wanted)
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return size if found[1] == "+" else -size


def _at(now: datetime, name: str) -> datetime:
    return now.astimezone(ZoneInfo(name))


def _label(name: str, now: datetime) -> str:
    there = _at(now, name)
    offset = there.strftime("%z")
    return f"{name.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:5]}, now {there:%H:%M})"[:LONGEST]
