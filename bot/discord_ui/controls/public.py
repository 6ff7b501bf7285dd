"""Answers that a whole channel reads, where the server wants that; if it cannot be, whoever asked reads why."""

import discord

from bot.discord_ui import errors
from bot.discord_ui.cards.note import Card, note
from bot.discord_ui.controls.ask import postable
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.errors import Refusal

ANSWERED = "Answered in this channel, without your name."
INSTEAD = "Only you see this answer. {}"


def is_public(visit: Visit, private: bool) -> bool:
    """Whether an answer goes to the channel: by the server's settings, unless she wants it for herself."""
    return not private and visit.client.settings.known(guild_of(visit)).answers == "public"


async def show(visit: Visit, private: Card, public: Card | None) -> None:
    """Post the public card and say so; show the private one where there is none, or where it may not be posted."""
    why = None if public is None else await _post(visit, public)
    if public is not None and why is None:
        await visit.edit_original_response(view=note(ANSWERED))
        return
    await visit.edit_original_response(view=private)
    if why:
        await visit.followup.send(view=note(INSTEAD.format(why)), ephemeral=True)


async def _post(visit: Visit, card: Card) -> str | None:
    """Post it; or why not."""
    try:
        await postable(visit).send(view=card, nonce=visit.id)
    except Refusal as refusal:
        return str(refusal)
    except discord.HTTPException as error:
        return errors.of_discord(error)
    return None
