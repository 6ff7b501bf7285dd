"""/session rehearse: the whole session at speed, in a private thread that only whoever asked for it is in."""

import asyncio

import discord

from bot.discord_ui.cards import sessions as cards
from bot.discord_ui.cards.note import note
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.protocols import LONGEST_TITLE

BREATH = 2.0
"""Seconds between two messages."""

ONLY_THREADS = "A forum has no private threads: /session preview shows you the same messages."
DELETED = "The thread of this rehearsal was deleted, so it ends here: /session rehearse begins another one."
NOT_ALLOWED = (
    "I may not make a private thread where this group meets: a moderator can give Footnote Create Private Threads "
    "there, and /session preview shows you the same messages."
)


async def rehearse(visit: Visit, group: str | None) -> None:
    """Post every message of the group's next session, one after the other, without buttons; nobody is mentioned."""
    visitor, previews, now = visitor_of(visit), visit.client.previews, moment_of(visit)
    session = await previews.upcoming(visitor, group, now)
    shown = await previews.preview(visitor, session.id, 0, now)
    thread = await _thread(visit, session.channel, f"Rehearsal: {session.title}"[:LONGEST_TITLE])
    await visit.edit_original_response(view=note(f"We rehearse in the thread “{thread.name}”."))
    for page in range(shown.pages):
        if page:
            await asyncio.sleep(BREATH)
        shown = await previews.preview(visitor, session.id, page, now)
        try:
            await thread.send(view=cards.preview(shown, ()), allowed_mentions=discord.AllowedMentions.none())
        except discord.NotFound:
            raise Refusal(DELETED) from None


async def _thread(visit: Visit, channel: int, name: str) -> discord.Thread:
    found = visit.guild.get_channel(channel) if visit.guild else None
    if isinstance(found, discord.ForumChannel):
        raise Refusal(ONLY_THREADS)
    if not isinstance(found, discord.TextChannel):
        raise Refusal("The group's channel is gone or hidden from me: /group edit chooses another one.")
    rights = found.permissions_for(found.guild.me)
    if not (rights.create_private_threads and rights.send_messages_in_threads):
        raise Refusal(NOT_ALLOWED)
    thread = await found.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
    await thread.add_user(visit.user)
    return thread
