"""What Footnote may do in a server: the one list of what it is invited with, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """One of Discord's permissions by its key, by what Discord's settings call it, and what Footnote does with it."""

    key: str
    name: str
    why: str


NEEDED = (
    Permission("view_channel", "View Channels", "see the channels in which groups meet"),
    Permission(
        "read_message_history",
        "Read Message History",
        "look for its own message before it posts one again, so that nothing is there twice",
    ),
    Permission("send_messages", "Send Messages", "invite a group, and post what members ask the facilitators"),
    Permission("create_public_threads", "Create Public Threads", "give every session a thread of its own"),
    Permission("send_messages_in_threads", "Send Messages in Threads", "run a session in its thread"),
    Permission("create_events", "Create Events", "put every session into the server's list of events"),
)
"""With these it is invited, and with no more."""

OPTIONAL = (
    Permission("mention_everyone", "Mention Everyone", "mention a group's role that not everyone may mention"),
    Permission("manage_threads", "Manage Threads", "go on in a thread that was locked, and use a moderators' tag"),
    Permission("create_private_threads", "Create Private Threads", "rehearse a session where only you see it"),
)
"""What a server can give besides; where it lacks, a sentence says so."""
