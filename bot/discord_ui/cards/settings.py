"""The settings of a server, with what each of them means."""

import discord

from bot.discord_ui.cards.note import Card
from bot.facilitation.settings import Room, ServerSettings, Strictness

MEANING: dict[Strictness, str] = {
    "strict": "Only excerpts that more likely answer than not are shown as an answer; more questions stay unanswered.",
    "balanced": "Excerpts are shown as an answer when they may well be one.",
    "open": "Excerpts are shown as an answer when there is some chance; more of them miss the question.",
}


def settings(chosen: ServerSettings, questions_room: Room | None, *, changed: bool = False) -> Card:
    """Every setting and its value; `questions_room` tells whether the chosen channel can still be used."""
    heading = "### Settings of this server" + (", changed" if changed else "")
    entries = (
        f"**Ask the facilitators**: {_asking(chosen)}{_trouble(questions_room)}",
        f"**Strictness**: {chosen.strictness}\n-# {MEANING[chosen.strictness]}",
    )
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(heading))
    for entry in entries:
        container.add_item(discord.ui.TextDisplay(entry))
    container.add_item(discord.ui.TextDisplay("-# `/settings edit` changes them."))
    return Card(container)


def _asking(chosen: ServerSettings) -> str:
    if chosen.questions_channel is None:
        return "off\n-# With a questions_channel, members can send there what the essays did not answer."
    return f"on, in <#{chosen.questions_channel}>\n-# Members can send there what the essays did not answer."


def _trouble(room: Room | None) -> str:
    if room is None or (room.visible and room.writable):
        return ""
    return "\n⚠️ I cannot post there: let Footnote view the channel and send messages, or choose another one."
