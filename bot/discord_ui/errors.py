"""The one place where errors become replies: a member reads one sentence, the log has the rest."""

import logging
import secrets
from typing import Any, cast

import discord
from discord import app_commands

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import note
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.errors import Refusal
from bot.facilitation.seed_files import Faults

log = logging.getLogger(__name__)

# Codes: developer documentation, "Opcodes and status codes".
_TOO_LATE = frozenset({10008, 10015, 10062, 40060, 50027})
_DISCORD: dict[int, str] = {
    50001: "I cannot see this channel: ask a moderator to let Footnote in.",
    50013: "I am not allowed to post here: ask a moderator to let Footnote send messages in this channel.",
    50083: "This thread is archived: write in it first, then try again.",
    160005: "This thread is locked: ask a moderator to unlock it.",
    200000: "This server's AutoMod held the text back: ask a moderator whether it may be posted.",
    240000: "Discord held the text back because it takes a link in it to be harmful.",
}
_CHANGED = "This command has changed: reload Discord (or wait a minute) and try again."


async def reply(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell whoever pressed or typed what went wrong, privately. Never raises."""
    error = getattr(error, "original", error)
    if isinstance(error, discord.HTTPException) and error.code in _TOO_LATE:
        log.warning("%s: Discord no longer takes a reply (%s).", _name(interaction), error.code)
        return
    try:
        await _say(interaction, _sentence(interaction, error))
    except Exception as failure:  # Nobody is left to tell but the log.
        log.warning("%s: the reply could not be sent: %s", _name(interaction), failure)


def of_discord(error: discord.HTTPException) -> str:
    """Why Discord did not take something, as far as a member can do something about it."""
    return _DISCORD.get(error.code, "Discord did not take it: try again in a moment.")


def _sentence(interaction: discord.Interaction[Any], error: BaseException) -> str:
    if isinstance(error, Faults):
        return error.report(CARD_CHARACTERS, lambda text: length(inert.inert(text)))
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        log.warning("%s: not the command that Discord knows; run `python -m bot sync`.", _name(interaction))
        return _CHANGED
    if isinstance(error, app_commands.CheckFailure):
        return "Footnote works inside a server: use this command there."
    if isinstance(error, discord.HTTPException) and error.code in _DISCORD:
        log.info("%s: refused by Discord (%s).", _name(interaction), error.code)
        return _DISCORD[error.code]
    number = secrets.token_hex(3)
    log.error("%s: error %s", _name(interaction), number, exc_info=error)
    return (
        "Something went wrong on my side, sorry. Try again; "
        f"if it happens again, tell whoever hosts Footnote: error {number}."
    )


async def _say(interaction: discord.Interaction[Any], sentence: str) -> None:
    response = interaction.response
    if not response.is_done():
        await response.send_message(view=note(sentence), ephemeral=True)
    elif response.type is discord.InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(view=note(sentence))
    else:
        await interaction.followup.send(view=note(sentence), ephemeral=True)


def _name(interaction: discord.Interaction[Any]) -> str:
    """What was used, without a word of what was typed."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    custom_id = str(cast(dict[str, Any], interaction.data or {}).get("custom_id", "?"))
    return ":".join(custom_id.split(":")[:2])
