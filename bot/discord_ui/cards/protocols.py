"""Protocols as people choose them: what a group does, for how long, and whose idea it is."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation import protocols as rules
from bot.facilitation.protocols import MOST_OWN, Choice, Choices, Phase, Protocol, ProtocolFile, Until
from bot.facilitation.rehearsal import TAKING, lasting
from bot.facilitation.seed_files import Faults

TITLE = 120
PHASE = 100
ABOUT = 500
CREDIT = 260
NAME = 90
FAULTS = CARD_CHARACTERS // 2

UNTIL: dict[Until, str] = {
    "time": "Goes on when the time is over.",
    "facilitator": "Goes on when the facilitator says so.",
    "ready": "Goes on when everybody is ready.",
}
ADDED = ", added"
REPLACED = ", replaced"
KEPT = "-# It took the place of the one before; sessions that were announced or have begun keep that one."

Button = discord.ui.Item[Any]


def protocol(shown: Choice, row: Sequence[Button], news: str = "") -> Card:
    """All about a protocol, or what has to be mended in its file."""
    source, read = shown.source, shown.read
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### {inert.line(source.title, TITLE)}{news}"))
    for text in _broken(read) if isinstance(read, Faults) else _whole(read):
        container.add_item(discord.ui.TextDisplay(text))
    if news == REPLACED:
        container.add_item(discord.ui.TextDisplay(KEPT))
    container.add_item(discord.ui.TextDisplay(_origin(source)))
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def protocols(found: Choices, turning: Sequence[Button]) -> Card:
    """A page of all that can be chosen."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### {found.total} protocols"))
    for one in found.shown:
        container.add_item(discord.ui.TextDisplay(_entry(one)))
    hint = f"-# `/protocol show` has their phases, `/protocol add` adds your own (up to {MOST_OWN} in a server)."
    container.add_item(discord.ui.TextDisplay(hint))
    if turning:
        container.add_item(discord.ui.ActionRow(*turning))
    return Card(container)


def confirm_removal(source: ProtocolFile, row: Sequence[Button]) -> Card:
    """Asks once more, since the file is not kept anywhere else."""
    sentence = (
        f"Remove {inert.line(source.title, TITLE)} from this server's protocols? Its file is deleted here: "
        "take it along first if you may want it again. Sessions that were announced or have begun go on with it."
    )
    return Card(discord.ui.TextDisplay(sentence), discord.ui.ActionRow(*row))


def removed(source: ProtocolFile) -> Card:
    """Says what is gone."""
    return Card(discord.ui.TextDisplay(f"Removed {inert.line(source.title, TITLE)}."))


def _whole(read: Protocol) -> Iterable[str]:
    credit = f"-# {inert.line(read.credit(), CREDIT)}" if read.credit() else ""
    link = inert.link(read.link, CREDIT) if read.link else ""
    yield "\n".join(filter(None, (credit, f"-# {link}" if link else "", inert.fit(read.about, ABOUT))))
    yield f"**People**: {_people(read)}\n**Live**: {_lasts(read, 'live')}\n**Slow**: {_lasts(read, 'slow')}"
    yield "\n".join(f"{number}. {_phase(phase)}" for number, phase in enumerate(read.phases, 1))


def _broken(faults: Faults) -> Iterable[str]:
    yield "⚠️ This file no longer fits the rules. Take it along, mend it, and add it again under the same name:"
    yield inert.inert(faults.report(FAULTS, lambda text: length(inert.inert(text))))


def _phase(phase: Phase) -> str:
    live, slow = (lasting(int(phase.lasts(pace).total_seconds())) for pace in ("live", "slow"))
    return f"**{inert.line(phase.title, PHASE)}** · {live}, slow {slow}\n-# {TAKING[phase.taking]} {UNTIL[phase.until]}"


def _entry(one: Choice) -> str:
    own = "" if one.source.added_by is None else " · this server's own"
    name = f"**{inert.line(one.source.title, TITLE)}**{own}"
    if isinstance(one.read, Faults):
        return f"{name}\n⚠️ Its file no longer fits the rules: `/protocol show` says what to mend."
    return f"{name}\n{_lasts(one.read, 'live')}, slow {_lasts(one.read, 'slow')} · {_people(one.read)} people"


def _lasts(read: Protocol, pace: rules.Pace) -> str:
    return lasting(int(rules.length(read, pace).total_seconds()))


def _people(read: Protocol) -> str:
    return str(read.most) if read.fewest == read.most else f"{read.fewest} to {read.most}"


def _origin(source: ProtocolFile) -> str:
    name = inert.line(source.name, NAME)
    if source.added_by is None or source.added_at is None:
        return f"-# {name} · comes with Footnote"
    by = f"<@{source.added_by}>" if source.added_by else "somebody who erased her data"
    return f"-# {name} · added by {by}, {format_dt(source.added_at, 'D')}"
