"""The cards of the audit, of the settings and of gaps: always within Discord's limits, whatever is in them."""

from datetime import UTC, datetime

import discord

from bot.discord_ui.cards import audit, diagnose, gaps, settings
from bot.discord_ui.controls.audit import TurnAudit, Undo
from bot.discord_ui.controls.gaps import TurnGaps
from bot.discord_ui.limits import CARD_CHARACTERS, CARD_COMPONENTS, length
from bot.facilitation.audit import ON_ONE_PAGE, Change, Entry, Page
from bot.facilitation.diagnose import Diagnosis, Finding
from bot.facilitation.gaps import ON_ONE_PAGE as GAPS_ON_ONE_PAGE
from bot.facilitation.gaps import Gap, Gaps
from bot.facilitation.settings import ServerSettings
from tests.sim import components, raw, read

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = 2**63
LOUD = "*_[@everyone](" * 40
GREY = discord.ButtonStyle.secondary


def entry(number: int, change: Change) -> Entry:
    return Entry(number, 1, ID, NOW, change, undoes=999999)


def fits(card: discord.ui.LayoutView) -> None:
    assert length(raw(card)) <= CARD_CHARACTERS
    assert len(list(components(card))) <= CARD_COMPONENTS


def test_the_longest_lines_fit_on_a_page() -> None:
    values = {
        "name": LOUD,
        "channels": [ID] * 25,
        "facilitators": [ID] * 10,
        "askers": [ID, 1, 2, 3, 4],
        "skipped": ["2026-01-13"] * 300,
        "text": LOUD,
    }
    lines = [entry(10**9 + n, Change("group", "edited", LOUD, "7", values, values)) for n in range(ON_ONE_PAGE)]
    undo = {one.number: Undo(f"footnote:undo:{one.number}", "Undo", GREY) for one in lines}
    turning = [TurnAudit(f"footnote:audit:any:0:{page}", label, GREY) for page, label in ((0, "Previous"), (2, "Next"))]
    card = audit.lines(Page(tuple(lines), 1, 10**6), undo, turning, {ID: LOUD})
    fits(card)
    assert "(undoes #999999)" in read(card)
    fits(audit.confirm(lines[0], turning[0], {ID: LOUD}))


def test_every_kind_of_value_is_said_in_words() -> None:
    before = {"events": True, "questions_channel": None, "role": 5, "text": "secret", "moderator_roles": [5, 6]}
    after = {"events": False, "questions_channel": 7, "role": None, "text": None, "moderator_roles": []}
    card = audit.lines(
        Page((Entry(3, 1, None, NOW, Change("settings", "edited", "settings", "", before, after)),), 0, 1),
        {},
        (),
        {5: "Keepers"},
    )
    assert read(card).splitlines()[1:] == [
        "**Settings**: edited",
        "> events: on → off",
        "> questions channel: none → <#7>",
        "> role: @Keepers → none",
        "> moderator roles: @Keepers, a role that is gone → none",
        "-# #3 · somebody whose data was deleted · <t:1772366400>",
        "-# Lines are kept for 180 days.",
    ]


def test_the_fullest_settings_fit() -> None:
    roles, channels = (ID,) * 5, (ID,) * 25
    full = ServerSettings(
        questions_channel=ID,
        strictness="strict",
        answers="public",
        askers=roles,
        channels=channels,
        facilitator_roles=roles,
        moderator_roles=roles,
        zone="America/Argentina/ComodRivadavia",
        mentions="invitations and openings",
        gaps=True,
    )
    fits(settings.settings(full, None, may_list=False, news=", changed", erased=True))


def test_a_page_of_long_questions_fits() -> None:
    shown = tuple(Gap(LOUD[:300], NOW, 10**6) for _ in range(GAPS_ON_ONE_PAGE))
    fits(gaps.gaps(Gaps(shown, 1, 500), [TurnGaps("footnote:gaps:0", "Previous", GREY)]))


def test_a_long_diagnosis_fits() -> None:
    found = tuple(Finding("bad", LOUD * 3) for _ in range(7)) + (Finding("good", "I have View Channel there."),) * 5
    fits(diagnose.diagnosis(Diagnosis(False, LOUD * 3, found), "/session hand-over", ID, ID))
