"""The settings of a server, with what each of them means."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation import gaps
from bot.facilitation.settings import Answers, Mentions, Room, ServerSettings, Strictness

NO_EVENTS = (
    "I lack Create Events in this server, so no session stands in its list of events: "
    "a moderator can give it to Footnote, or turn `events` off with `/settings edit`."
)
MEANING: dict[Strictness, str] = {
    "strict": "Only excerpts that more likely answer than not are shown as an answer; more questions stay unanswered.",
    "balanced": "Excerpts are shown as an answer when they may well be one.",
    "open": "Excerpts are shown as an answer when there is some chance; more of them miss the question.",
}
ANSWERS: dict[Answers, str] = {
    "private": "Only whoever asks sees the answer, until she presses *Share*.",
    "public": "`/ask`, `/compare` and `/quote` answer in the channel, with the question and without a name. What is "
    "not found, and what starts from a message, stays private.",
}
MENTIONS: dict[Mentions, str] = {
    "invitations and openings": "A group's role is mentioned when it is invited and when its session begins.",
    "openings": "A group's role is mentioned when its session begins.",
    "invitations": "A group's role is mentioned when it is invited.",
    "never": "No role is mentioned.",
}
ROLES = {
    "askers": "Roles that may ask (none: everybody)",
    "facilitator_roles": "Roles that facilitate every group",
    "moderator_roles": "Roles that moderate Footnote",
}
UNSEEN = (
    "Discord itself shows moderators' commands only to whoever may manage the server: for other roles an "
    "administrator opens them under Server Settings, Integrations, Footnote."
)
ERASED = f"The questions that were kept here are deleted. {gaps.OFF}"
Menu = discord.ui.Item[Any]


def settings(
    chosen: ServerSettings, questions_room: Room | None, *, may_list: bool = True, news: str = "", erased: bool = False
) -> Card:
    """Every setting and its value; `questions_room` tells whether the chosen channel can still be used.

    `may_list`: whether Footnote may put sessions into the list of events; `erased`: kept questions were just deleted.
    """
    answering = (
        f"**Answers**: {chosen.answers}\n-# {ANSWERS[chosen.answers]}",
        f"**Strictness**: {chosen.strictness}\n-# {MEANING[chosen.strictness]}",
        f"**Who may ask**: {_roles(chosen.askers, 'everybody')}",
        f"**Questions**: at most {chosen.asks_a_minute} a minute and {chosen.asks_a_day} a day for each member, "
        f"{chosen.server_asks_a_minute} a minute for all",
        f"**Ask the facilitators**: {_asking(chosen)}{_trouble(questions_room)}",
        f"**Gaps**: {_gaps(chosen)}",
    )
    speaking = (
        f"**Speaks in**: {_channels(chosen)}",
        f"**Mentions**: {chosen.mentions}\n-# {MENTIONS[chosen.mentions]}",
        f"**Events**: {_listing(chosen, may_list)}",
        f"**Time zone of new groups**: {inert.line(chosen.zone.replace('_', ' '), 80) if chosen.zone else 'none'}",
    )
    rights = (
        f"**Facilitates every group**: {_roles(chosen.facilitator_roles, 'no role')}",
        f"**Moderates Footnote**: {_roles(chosen.moderator_roles, 'whoever may manage the server')}"
        + (f"\n-# {UNSEEN}" if chosen.moderator_roles else ""),
    )
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### Settings of this server{news}"))
    if erased:
        container.add_item(discord.ui.TextDisplay(ERASED))
    for number, part in enumerate((answering, speaking, rights)):
        if number:
            container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay("\n".join(part)))
    changing = "`/settings edit`, `/settings roles` and `/settings channels` change them; `/audit` shows who did."
    container.add_item(discord.ui.TextDisplay(f"-# {changing}"))
    return Card(container)


def roles(menus: Sequence[tuple[str, Menu]], chosen: ServerSettings, news: str = "") -> Card:
    """A menu for each thing that roles decide."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### Roles{news}"))
    for name, menu in menus:
        container.add_item(discord.ui.TextDisplay(f"**{ROLES[name]}**: {_roles(getattr(chosen, name), 'none')}"))
        container.add_item(discord.ui.ActionRow(menu))
    container.add_item(discord.ui.TextDisplay(f"-# {UNSEEN}"))
    return Card(container)


def channels(menu: Menu, chosen: ServerSettings, news: str = "") -> Card:
    """The menu of the channels where Footnote may speak."""
    about = (
        "Where Footnote may post: shared and public answers, members' questions, and groups that meet. Choose none to "
        "let it speak wherever Discord lets it. What only one person sees is answered everywhere."
    )
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(f"### Channels{news}"))
    container.add_item(discord.ui.TextDisplay(f"{about}\n**Speaks in**: {_channels(chosen)}"))
    container.add_item(discord.ui.ActionRow(menu))
    return Card(container)


def _asking(chosen: ServerSettings) -> str:
    if chosen.questions_channel is None:
        return "off\n-# With a `questions_channel`, members can send there what the essays did not answer."
    return f"on, in <#{chosen.questions_channel}>\n-# Members can send there what the essays did not answer."


def _gaps(chosen: ServerSettings) -> str:
    if chosen.gaps:
        return f"kept for {gaps.KEPT.days} days\n-# `/gaps` shows what the essays did not answer, without who asked."
    return "off\n-# No question is written down."


def _listing(chosen: ServerSettings, may_list: bool) -> str:
    if not chosen.events:
        return "off\n-# When on, each session also stands in this server's list of events."
    return "on\n-# Each session also stands in this server's list of events." + ("" if may_list else f"\n⚠️ {NO_EVENTS}")


def _roles(chosen: Sequence[int], nobody: str) -> str:
    return ", ".join(f"<@&{role}>" for role in chosen) or nobody


def _channels(chosen: ServerSettings) -> str:
    return ", ".join(f"<#{channel}>" for channel in chosen.channels) or "every channel"


def _trouble(room: Room | None) -> str:
    if room is None or (room.visible and room.writable):
        return ""
    return "\n⚠️ I cannot post there: let Footnote view the channel and send messages, or choose another one."
