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

TAG = "a tag for its posts that is not for moderators only"


def home_of(visit: Visit, channel: int) -> Home:
    """The channel as a home for a group."""
    found = _channel(visit, channel)
    if found is None:
        return Home(channel, there=False)
    return Home(channel, isinstance(found, discord.ForumChannel), lacking(found), silent=is_silent(visit))


def is_silent(visit: Visit) -> bool:
    """Whether nothing is posted at present, since our clock is wrong."""
    return visit.client.clock is not None and visit.client.clock.holding


def lacking(home: discord.TextChannel | discord.ForumChannel, me: discord.Member | None = None) -> tuple[str, ...]:
    """The permissions that Footnote lacks there; `me` where the server itself does not know who that is."""
    me = me or home.guild.me
    rights = home.permissions_for(me)
    needed = FORUM if isinstance(home, discord.ForumChannel) else TEXT
    missing = tuple(name for right, name in needed.items() if not getattr(rights, right))
    return (*missing, TAG) if isinstance(home, discord.ForumChannel) and needed_tag(home, me) is None else missing


def needed_tag(forum: discord.ForumChannel, me: discord.Member | None = None) -> list[discord.ForumTag] | None:
    """The first tag that we may use where each post has to have one; None when there is no such tag."""
    if not forum.flags.require_tag:
        return []
    may_use_all = forum.permissions_for(me or forum.guild.me).manage_threads
    return [tag for tag in forum.available_tags if may_use_all or not tag.moderated][:1] or None


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
