"""A question that the essays did not answer, referred to the facilitators: how often, and never twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facilitation.ask import token_of
from bot.facilitation.errors import Refusal

MOST = 5
SPAN = timedelta(minutes=10)
"""So many questions may one member refer in so much time; for as long the same one counts as the same."""

NOT_HERE = "Questions are not passed on to the facilitators here: ask a moderator, or write to the group yourself."
GONE = "The channel for these questions is gone: tell a moderator, who can choose another one with /settings edit."
SHUT = (
    "I may not write in the channel for these questions: "
    "tell a moderator, who can let Footnote in there or choose another one with /settings edit."
)


@dataclass(frozen=True, slots=True)
class Referral:
    """Who referred something when; of the words only a token, by which the same question is known again."""

    guild: int
    member: int
    token: str
    at: datetime


def referral(guild: int, member: int, question: str, now: datetime) -> Referral:
    """The question as far as it is remembered; capitals make no other question."""
    return Referral(guild, member, token_of(question.casefold()), now)


def recent(earlier: Sequence[Referral], now: datetime) -> list[Referral]:
    """Those that still count."""
    return [one for one in earlier if now - one.at < SPAN]


def require_pause(earlier: Sequence[Referral], guild: int, member: int, now: datetime) -> None:
    """Refuses whoever referred many questions in a short time."""
    if len(_of_member(earlier, guild, member, now)) >= MOST:
        minutes = int(SPAN.total_seconds() // 60)
        raise Refusal(f"You have sent {MOST} questions in {minutes} minutes: wait a little, then send the next one.")


def require_new(earlier: Sequence[Referral], new: Referral) -> None:
    """Refuses a question that the same member referred a moment ago, and more of them than there may be."""
    own = _of_member(earlier, new.guild, new.member, new.at)
    if any(one.token == new.token for one in own):
        raise Refusal("You asked the facilitators this a moment ago: give them time to answer.")
    require_pause(own, new.guild, new.member, new.at)


def _of_member(earlier: Sequence[Referral], guild: int, member: int, now: datetime) -> list[Referral]:
    return [one for one in recent(earlier, now) if (one.guild, one.member) == (guild, member)]
