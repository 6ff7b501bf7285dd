"""Whatever people write, the cards of groups, schedules and what comes next stay within Discord's limits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import discord
import pytest

from bot.discord_ui.cards import groups, schedules, upcoming
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS, CARD_COMPONENTS, length
from bot.facilitation.groups import LONGEST_NAME, MOST_FACILITATORS, MOST_GROUPS, Called, Group, Home
from bot.facilitation.plans import LONGEST_NOTE, MOST_ESSAYS, Meeting
from bot.facilitation.protocols import LONGEST_TITLE
from bot.facilitation.reading import Listing
from bot.facilitation.recurrence import Recurrence
from bot.facilitation.schedules import LONGEST_REASON, Schedule, Subject
from bot.facilitation.upcoming import Ahead, Reading, Upcoming
from tests.sim import components, raw

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BIG = 2**63 - 1
MISSING = Home(BIG, missing=("View Channel", "Read Message History", "Send Messages", "Create Public Threads", "Rest"))
RULE = Recurrence(
    "weekly",
    (2, 3, 5),
    time(19, 30),
    date(2026, 1, 1),
    every=12,
    until=date(2030, 9, 30),
    skipped=frozenset(date(2026, 2, 1) + timedelta(days=n) for n in range(400)),
)


def group(mark: str) -> Group:
    facilitators = frozenset(range(BIG - MOST_FACILITATORS, BIG))
    zone = "America/Argentina/ComodRivadavia"
    return Group(BIG, 1, mark * LONGEST_NAME, BIG, True, facilitators, BIG, zone, "slow", time(23, 59))


def schedule(mark: str) -> Schedule:
    one = Schedule(
        BIG, group(mark), mark * LONGEST_TITLE, None, "x", ("a",), RULE, "America/Argentina/La_Rioja", "slow", 1
    )
    return replace(one, state="paused", reason=mark * LONGEST_REASON, paused_at=NOW)


def buttons(number: int) -> list[discord.ui.Button[Card]]:
    return [discord.ui.Button(label="Next", custom_id=str(n)) for n in range(number)]


def fits(card: Card) -> bool:
    shown = list(components(card))
    return length(raw(card)) <= CARD_CHARACTERS and len(shown) <= CARD_COMPONENTS


@pytest.mark.parametrize("mark", ["x", "*", "_", "𝕏"])
def test_the_longest_cards_fit(mark: str) -> None:
    one, about = schedule(mark), Subject(mark * LONGEST_TITLE, (mark * 200, mark * 200))
    home, role = MISSING, Called(BIG, mentionable=False)
    assert fits(groups.group(group(mark), home, role, NOW, ", changed"))
    assert fits(groups.confirm_closing(group(mark), buttons(1)[0]))
    assert fits(schedules.proposal(one, about, NOW, home, role, buttons(2)))
    assert fits(schedules.schedule(one, about, NOW, MISSING, ", changed"))
    assert fits(schedules.schedules([one] * 250, 41, NOW, buttons(2)))
    assert fits(schedules.schedules([one] * 6, 0, NOW, buttons(2)))
    assert fits(schedules.confirm_cancelling(one, NOW, buttons(1)[0]))


@pytest.mark.parametrize("mark", ["x", "*", "𝕏"])
@pytest.mark.parametrize("number", [1, 2, 5, MOST_GROUPS])
def test_what_comes_next_fits_with_as_much_as_there_is_room_for(mark: str, number: int) -> None:
    one = schedule(mark)
    essay = Listing("a", "a.md", mark * 300, mark * 200, 1999, 1, 1, 99999, "r")
    meeting = Meeting(mark * LONGEST_TITLE, ("a",) * MOST_ESSAYS, "x", mark * LONGEST_NOTE)
    readings = (Reading("a", essay),) * (MOST_ESSAYS - 1) + (Reading(mark * 200, None),)
    following = Upcoming(one, one.next(NOW)[0], meeting, readings, mark * LONGEST_TITLE)
    card = upcoming.upcoming([Ahead(one.group, following, (one,))] * number, MISSING if number == 1 else Home(BIG))
    assert fits(card)
    assert number == MOST_GROUPS or "To read" in raw(card)
    assert number < MOST_GROUPS or "`/next group:` tells more" in raw(card)
