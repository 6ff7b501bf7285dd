"""How much one member, and one server, may ask in a while: a small machine answers everybody or nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facilitation.errors import Refusal

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Questions for one member in a minute and in a day, and for a whole server in a minute."""

    minute: int = 5
    day: int = 60
    server_minute: int = 30


@dataclass(frozen=True, slots=True)
class Used:
    """What was used of a minute and of a day, each of which begins with the first question in it."""

    minute_began: datetime
    in_minute: int
    day_began: datetime
    in_day: int


def used_once_more(used: Used | None, now: datetime) -> Used:
    """One more question; what began too long ago begins anew, and so does what lies in the future."""
    if used is None:
        return Used(now, 1, now, 1)
    same_minute = timedelta(0) <= now - used.minute_began < MINUTE
    same_day = timedelta(0) <= now - used.day_began < DAY
    return Used(
        used.minute_began if same_minute else now,
        used.in_minute + 1 if same_minute else 1,
        used.day_began if same_day else now,
        used.in_day + 1 if same_day else 1,
    )


def require_within(allowance: Allowance, member: Used, server: Used, now: datetime) -> None:
    """Refuses a question that is one too many, and says when the next one is welcome.

    `member` and `server` count it already.
    """
    if member.in_day > allowance.day:
        wait = _hours(member.day_began + DAY - now)
        raise Refusal(
            f"You have asked {_questions(allowance.day)} within a day, which is the limit here: ask again {wait}."
        )
    if member.in_minute > allowance.minute:
        wait = _seconds(member.minute_began + MINUTE - now)
        raise Refusal(f"You have asked {_questions(allowance.minute)} within a minute: ask again {wait}.")
    if server.in_minute > allowance.server_minute:
        wait = _seconds(server.minute_began + MINUTE - now)
        raise Refusal(f"This server has asked {_questions(allowance.server_minute)} within a minute: ask again {wait}.")


def _questions(number: int) -> str:
    return f"{number} question{'s' * (number != 1)}"


def _seconds(wait: timedelta) -> str:
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return f"in {seconds} second{'s' * (seconds != 1)}"


def _hours(wait: timedelta) -> str:
    hours = max(1, -(-wait // timedelta(hours=1)))
    return f"in {hours} hour{'s' * (hours != 1)}"
