"""The reminder that somebody asked for, and what she reads when she asks."""

from datetime import datetime

import discord

from bot.discord_ui.cards import inert, sessions
from bot.discord_ui.cards.note import Card, note
from bot.facilitation.delivery import Letter

LABEL = "Remind me"


def letter(one: Letter, planned: datetime | None) -> Card:
    """What arrives a day before; it names the time itself, so a late one needs no other word about it."""
    content = one.content
    minutes = content["minutes"]
    about = f", about {minutes} minute{'s' if minutes != 1 else ''} of reading" if minutes else ""
    texts = (
        f"### {inert.line(content['title'], sessions.TITLE)}{about}",
        f"{inert.line(content['group'], sessions.NAME)} meets <t:{content['start']}:F>, <t:{content['start']}:R>.",
        sessions.readings(content),
        f"The invitation: {content['link']}" if content["link"] else "",
        f"-# You asked for this with *{LABEL}*. Nothing else follows, unless the date moves; "
        f"press *{LABEL}* on the invitation again to stop that too.",
    )
    return Card(discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in texts if text)))


def pressed(moment: datetime | None) -> Card:
    """Says that it is on, and for when, or off."""
    if moment is None:
        return note(f"You will get no direct message about this session. Press *{LABEL}* again if you want one.")
    stamp = int(moment.timestamp())
    return note(
        f"You will get a direct message a day before, <t:{stamp}:F>; press *{LABEL}* again to stop. "
        "It only arrives if you allow direct messages from members of this server."
    )
