"""What Footnote may do where a group meets, and whether it may mention the group's role."""

import discord

from bot.discord_ui.visits import Visit
from bot.facilitation.groups import Called, Group, Home, Person

TEXT = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
FORUM = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
}
"""What a session needs, by Discord's own names for it."""


def home_of(visit: Visit, channel: int) -> Home:
    """The channel as a home for a group."""
    found = _channel(visit, channel)
    if found is None:
        return Home(channel, there=False)
    rights = found.permissions_for(found.guild.me)
    is_forum = isinstance(found, discord.ForumChannel)
    missing = (name for right, name in (FORUM if is_forum else TEXT).items() if not getattr(rights, right))
    return Home(channel, is_forum, tuple(missing))


def called_of(visit: Visit, role: int, channel: int) -> Called:
    """The role as one to be mentioned in that channel."""
    found = visit.guild.get_role(role) if visit.guild else None
    if found is None:
        return Called(role, mentionable=False, there=False)
    home = _channel(visit, channel)
    may_mention_all = home is not None and home.permissions_for(home.guild.me).mention_everyone
    return Called(role, found.mentionable or may_mention_all, everyone=found.is_default())


def called_of_group(visit: Visit, group: Group) -> Called | None:
    """The role of a group where it meets; None when it mentions nobody."""
    return None if group.role is None else called_of(visit, group.role, group.channel)


def person_of(user: discord.User | discord.Member) -> Person:
    """Whoever was chosen."""
    return Person(user.id, isinstance(user, discord.Member), user.bot)


def _channel(visit: Visit, channel: int) -> discord.TextChannel | discord.ForumChannel | None:
    found = visit.guild.get_channel(channel) if visit.guild else None
    return found if isinstance(found, discord.TextChannel | discord.ForumChannel) else None
