"""What a host should know before the first start: what was found, what it means, and what to do about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.facilitation.seed_files import listed

LARGEST_SKEW = timedelta(seconds=120)
SAFE_SQLITE = (3, 51, 3)
"""Before it, SQLite could damage a file that two connections checkpoint at the same instant."""

SUPPORTED: Mapping[tuple[int, int], date] = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""Until when each Python gets repairs of its security."""

PORTAL = "the Developer Portal (https://discord.com/developers/applications)"
MEGABYTE = 2**20

_TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{5,8}\.[\w-]{20,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it.

    `wrong`: before Footnote is started; `unsure`: it could not be seen, or is as well to know.
    """

    text: str
    wrong: bool = False
    unsure: bool = False

    @property
    def mark(self) -> str:
        """The sign before it."""
        return "✗" if self.wrong else "–" if self.unsure else "✓"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that a server chose: where a group meets, or else where members' questions go."""

    channel: int
    group: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What bot.db says of what Discord has to let us do.

    `places` of each server; `unlisted` are servers that want no events; `published` is the fingerprint of the commands
    that each application was last given.
    """

    places: Mapping[int, Sequence[Place]]
    unlisted: frozenset[int]
    published: Mapping[int, str]


def not_a_token(given: str) -> str | None:
    """Why this cannot be a bot's token, in a sentence that does not repeat it; None when it may be one."""
    what = "no bot token"
    if given.isdigit():
        what = "the application's number"
    elif re.fullmatch(r"[0-9a-f]{64}", given):
        what = "the application's public key"
    elif _TOKEN.fullmatch(given):
        return None
    return f"This is {what}: in {PORTAL} open the application, page Bot, press Reset Token and copy what is shown."


def intents(switched_on: Sequence[str]) -> Finding:
    """Footnote needs none of the privileged ones."""
    if not switched_on:
        return Finding("No privileged intent is switched on, and none is needed.")
    several = "intents" if len(switched_on) > 1 else "intent"
    return Finding(
        f"The application has the {several} {listed(switched_on, 'and')} switched on, which Footnote never uses: "
        f"switch off what nobody needs in {PORTAL}, page Bot.",
        unsure=True,
    )


def clock(skew: timedelta | None) -> Finding:
    """Our clock against Discord's, `skew` being ours minus theirs."""
    if skew is None:
        return Finding("The clock was not compared with Discord's, which nobody could ask.", unsure=True)
    seconds = round(abs(skew).total_seconds())
    if abs(skew) > LARGEST_SKEW:
        way = "ahead of" if skew > timedelta() else "behind"
        return Finding(
            f"The machine's clock is {seconds} seconds {way} Discord's, and as long as it is, nothing is posted: "
            "let the system set it by the network (timedatectl set-ntp true).",
            wrong=True,
        )
    return Finding(f"The machine's clock agrees with Discord's within {max(seconds, 1)} s.")


def zones(rules: str, paths: Sequence[str], searched: str | None, now: datetime) -> Finding:
    """Which time zone rules hold; `paths` is where Python looks for others, `searched` is PYTHONTZPATH."""
    if paths:
        return Finding(
            f"Time zones are read from {listed(list(paths), 'and')}, which may be years old: leave PYTHONTZPATH empty.",
            wrong=True,
        )
    if (year := re.match(r"\d{4}", rules)) and now.year > int(year[0]) + 1:
        return Finding(f"The time zone rules are of {rules} and may have changed since: update Footnote.", unsure=True)
    unused = f" PYTHONTZPATH ({searched}) is not used." if searched else ""
    return Finding(f"Time zones follow the rules of {rules}, which come with Footnote.{unused}")


def python(version: tuple[int, int, int], now: datetime) -> Finding:
    """Which Python runs, and whether it is still mended."""
    name = f"Python {'.'.join(map(str, version))}"
    until = SUPPORTED.get(version[:2])
    if until is None:
        return Finding(f"{name} is newer than this Footnote and was not tried with it.", unsure=True)
    if now.date() > until:
        return Finding(f"{name} is no longer mended since {until:%B %Y}: install a newer one.", unsure=True)
    return Finding(f"{name}.")


def sqlite(version: tuple[int, int, int]) -> Finding:
    """Which SQLite runs, and what to mind with an older one."""
    name = f"SQLite {'.'.join(map(str, version))}"
    if version < SAFE_SQLITE:
        return Finding(
            f"{name} can damage a file into which two programs write at once (mended in 3.51.3). Footnote writes from "
            "one process; open its files with no other program while it runs.",
            unsure=True,
        )
    return Finding(f"{name}.")


def disk(free: int, least: int, backup: int | None) -> Finding:
    """Whether there is room to write, and for one more `backup` of so many bytes."""
    room = f"{free // MEGABYTE} MB are free"
    if free < least:
        return Finding(f"Only {room} on the disk of the data folder: free {least // MEGABYTE} MB at least.", wrong=True)
    if backup is None:
        return Finding(f"{room}. Daily backups are off (FOOTNOTE_BACKUPS).", unsure=True)
    if free < backup + least:
        return Finding(
            f"{room}, too little for the next backup of {max(1, backup // MEGABYTE)} MB: free some, or keep fewer "
            "with FOOTNOTE_BACKUPS.",
            wrong=True,
        )
    return Finding(f"{room}, which is enough for the next backup too.")
