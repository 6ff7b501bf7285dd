"""Whatever stands in a protocol, a plan and a library, each message fits, and nothing in it acts."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.discord_ui.cards import sessions as cards
from bot.discord_ui.controls.sessions import phase_rows, session_letter
from bot.discord_ui.limits import CARD_CHARACTERS, CARD_COMPONENTS, CUSTOM_ID, length
from bot.facilitation import rehearsal
from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.ask import Quotation
from bot.facilitation.prompts import Evidence, Passage, Prompt
from bot.facilitation.protocols import LONGEST_QUESTION, LONGEST_SAY, LONGEST_TITLE
from bot.facilitation.reading import Listing
from bot.facilitation.rehearsal import Shown
from bot.facilitation.session_letters import Setting
from bot.facilitation.sessions import Session
from bot.facilitation.upcoming import Reading
from tests.bot.facilitation.test_sessions import START, session
from tests.sim import buttons, components, raw

LOUD = "*_`@everyone <@1> [a](b) "


def full(number: int) -> str:
    return (LOUD * number)[:number]


def longest() -> tuple[Session, tuple[Prompt, ...], Setting]:
    one = Quotation("zzzzzzzz.zz", "e" * 60, full(300), full(200), 2026, full(200), 99_999, full(3000), full(200))
    prompt = Prompt((Passage(one, "e" * 60 + " ¶99999.1-9 @d998894e675b"),) * 2, full(LONGEST_QUESTION), True)
    prompt = replace(prompt, evidence=tuple(Evidence(full(300), bool(n % 2)) for n in range(12)))
    known = session("time", "ready", "facilitator", "time")
    phases = tuple(
        replace(phase, title=full(LONGEST_TITLE), say=full(LONGEST_SAY)) for phase in known.protocol.phases * 3
    )
    protocol = replace(known.protocol, phases=phases, title=full(100), author=full(120), origin=full(120), link="")
    reading = Reading("x", Listing("e" * 60, "f", full(300), full(200), 2026, 9, 9, 90_000, "r", note=full(300)))
    setting = Setting(full(60), (reading,) * 6, START + timedelta(days=7), full(100))
    id_ = 10**15 - 1
    return replace(known, id=id_, title=full(100), note=full(300), protocol=protocol, role=7), (prompt,) * 12, setting


def all_cards() -> list[Any]:
    planned, prompts, setting = longest()
    found = rehearsal.messages(planned, prompts, setting)
    opened = rules.opened(planned, START)
    extra = [letters.news(opened, what, START, "k", 1) for what in ("hold", "resume", "extend", "handed over")]
    extra += [letters.passage(opened, prompts[0], START, "k"), letters.notice(opened, "gone", full(1000), START)]
    shown = [session_letter(one, START) for one in (*found, *extra)]
    shown += [
        cards.preview(Shown(one, "Europe/Berlin", n, 12, prompts[0]), phase_rows(found[4].content)[1:])
        for n, one in enumerate(found)
    ]
    return shown


def test_the_longest_of_everything_fits_and_is_inert() -> None:
    for card in all_cards():
        texts = [one["content"] for one in components(card) if "content" in one]
        assert sum(map(length, texts)) <= CARD_CHARACTERS
        assert len(list(components(card))) <= CARD_COMPONENTS
        for text in texts:
            assert "@everyone" not in text.replace("\\@everyone", "")
        for custom_id in buttons(card).values():
            assert len(custom_id) <= CUSTOM_ID


@pytest.mark.parametrize(("pace", "label"), [("live", "+5 minutes"), ("slow", "+12 hours")])
def test_buttons_follow_pace_and_state(pace: Any, label: str) -> None:
    opened = rules.opened(replace(session("time", "time"), pace=pace), START)
    content = letters.phase_content(opened, Prompt())
    view = discord.ui.LayoutView()
    for row in phase_rows(content):
        view.add_item(row)
    assert list(buttons(view)) == ["I'm ready", "Pass", "Next", "Hold", label, "End", "Hand over"]
    held = letters.phase_content(rules.held(opened, 1, START), Prompt(open=True))
    view.clear_items()
    for row in phase_rows(held):
        view.add_item(row)
    assert list(buttons(view))[2:5] == ["Choose the passage", "Next", "Go on"]
    assert phase_rows(content | {"over": True}) == []


def test_a_phase_says_until_when() -> None:
    opened = rules.opened(session("ready", "time"), START)
    content = letters.phase_content(opened, Prompt(question="Why?"))
    shown = raw(cards.draw("session-phase", content))
    stamp = int((START + timedelta(minutes=10)).timestamp())
    assert f"-# Until everybody is ready, at the latest <t:{stamp}:t>, <t:{stamp}:R>" in shown
    assert "**Why?**" in shown
    assert "-# ⏸ On hold" in raw(cards.draw("session-phase", content | {"held": True}))


def test_content_survives_the_outbox() -> None:
    planned, prompts, _ = longest()
    content = letters.phase_content(rules.opened(planned, START), prompts[0])
    assert [asdict(one) for one in letters.passages_of(content["passages"])] == content["passages"]
