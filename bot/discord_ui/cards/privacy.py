"""What is stored, in plain words; what is stored of one member; and what is left when it is erased."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.inventory import FILE_TOPICS, LIBRARY_TOPICS, MEMORY_TOPIC, TOPICS, Topic, topic_of
from bot.facilitation.privacy import RETURN, Kept, Record

NAME = 100
MOST_LINES = 12
SHOWN_OF_LIBRARY = ("essays", "drafts", "stash")

HEADING = "### What Footnote stores"
NEVER = "\n".join(
    (
        "**Never stored**: what you write in channels, your name, your picture, and which answers you read. "
        "The log of the machine has no question, no message and nobody's name.",
        "The last 1,000 questions are in memory until the next restart, to show one with an answer that you share. A "
        "question that you send to the facilitators is posted with your name in their channel and kept nowhere else.",
    )
)
WITHOUT_GAPS = "Questions are not stored either: this server has not turned `/gaps` on."
WITH_GAPS = (
    "⚠️ This server has turned `/gaps` on: a question that the essays cannot answer is stored, without who asked it."
)
ANYWHERE_GAPS = (
    "Questions are not stored either, but for servers that turned `/gaps` on: `/privacy` there says whether it did."
)
YOURS = "\n".join(
    (
        "**Yours to take and to erase**: `/mydata export` gives you everything as a file, `/mydata delete` erases it. "
        "In a server they are about that server, in a direct message to me about all servers.",
        f"When a server removes Footnote, everything of it is deleted {RETURN.days} days later.",
    )
)
POSTED = (
    "What I posted in Discord stays there, also where it names you: a moderator can delete such a message. "
    "Backups that the host made keep what was in them until they are deleted; "
    "when one is put back, you are erased again."
)
NOTHING = "Nothing is stored of you {where}."
HERE, EVERYWHERE = "in this server", "in any server"
EXPORTED = "Everything that is stored of you {where}, as JSON. Only you see this."


def privacy(hosted_by: str, gaps: bool | None) -> Card:
    """What is stored in a server, for how long, and who sees it. `gaps`: whether questions are; None for anywhere."""
    yours = _listed(topic for topic in TOPICS if topic.about_you)
    rest = [topic for topic in TOPICS if not topic.about_you and (topic.table != "gaps" or gaps)]
    essays = (topic for topic in LIBRARY_TOPICS if topic.table in SHOWN_OF_LIBRARY)
    servers = _listed((*rest, *essays, MEMORY_TOPIC, *FILE_TOPICS))
    questions = {None: ANYWHERE_GAPS, True: WITH_GAPS, False: WITHOUT_GAPS}[gaps]
    host = f"**Hosted by** {inert.line(hosted_by, NAME)}: ask them; they can read the files and may keep backups."
    shown = (f"{HEADING}\n**Of you**\n{yours}", f"**Of the server**\n{servers}", f"{NEVER}\n{questions}", YOURS, host)
    return Card(_apart(shown))


def confirm_erasure(kept: Sequence[Kept], *, everywhere: bool, button: discord.ui.Item[Any]) -> Card:
    """Says exactly what will go and what that means, and asks once more."""
    where = "everywhere, in every server" if everywhere else f"{HERE}, and nowhere else"
    heading = f"### Erase what is stored of you\nThis erases it {where}:"
    lines = [f"- **{number}** · {topic_of(table).what}" for table, number in _counts(kept).items()]
    if named := sum(one.named for one in kept):
        lines.append(f"- **{named}** · Texts of the server in which you are named; they stay, without your name")
    meaning = [*dict.fromkeys(one for server in kept for one in _meaning(server))]
    if len(meaning) > MOST_LINES:
        meaning = [*meaning[:MOST_LINES], f"And {len(meaning) - MOST_LINES} more like these."]
    shown = [heading, "\n".join(lines), "\n".join(meaning), POSTED + " This cannot be undone."]
    return Card(_apart([text for text in shown if text]), discord.ui.ActionRow(button))


def erased(kept: Sequence[Kept], *, everywhere: bool) -> Card:
    """Says that it is gone."""
    number = sum(one.total for one in kept)
    if not number:
        return nothing(everywhere=everywhere)
    things = "one thing" if number == 1 else f"{number} things"
    where = "in every server" if everywhere else HERE
    return Card(discord.ui.TextDisplay(f"Erased: {things} {where}. Your account stands in none of my files {where}."))


def nothing(*, everywhere: bool) -> Card:
    """Says that there is nothing."""
    return Card(discord.ui.TextDisplay(NOTHING.format(where=EVERYWHERE if everywhere else HERE)))


def _apart(texts: Sequence[str]) -> discord.ui.Container[Card]:
    """Texts with a line between two."""
    container = discord.ui.Container["Card"]()
    for number, text in enumerate(texts):
        if number:
            container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(text))
    return container


def _listed(topics: Iterable[Topic]) -> str:
    """A line for each thing; what is kept as long and seen by the same people stands together."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for topic in topics:
        whats = alike[topic.kept, topic.seen]
        whats.append(topic.what[0].lower() + topic.what[1:] if whats else topic.what)
    return "\n".join(f"- {'; '.join(whats)}\n-# Kept {kept}. Seen by {seen}." for (kept, seen), whats in alike.items())


def _counts(kept: Sequence[Kept]) -> dict[str, int]:
    tables = [topic.table for topic in TOPICS]
    counts = {table: sum(len(one.records.get(table, ())) for one in kept) for table in tables}
    return {table: number for table, number in counts.items() if number}


def _meaning(kept: Kept) -> Iterable[str]:
    for group in kept.records.get("facilitators", ()):
        left = ", who then have no facilitator: a moderator can add one" if _is_left_alone(group) else ""
        yield f"You stop facilitating {_name(group['group'])}{left}."
    for session in kept.records.get("sessions", ()):
        if session["state"] in ("planned", "running", "held"):
            yield f"{_name(session['title'])} is no longer in your hands: the group's facilitators run it."
    if any(one["state"] == "draft" for one in kept.records.get("schedules", ())):
        yield "A schedule that you have not saved is discarded; those that you saved go on."
    if kept.records.get("reminders"):
        yield "You get no reminder by direct message any more."
    if kept.records.get("protocols"):
        yield "Protocols that you uploaded stay in the server, without your name."
    if kept.records.get("audit"):
        yield "What you changed stays in `/audit`, and so does that somebody was erased; neither says who."
    if kept.records.get("suggestions"):
        yield "Moderators do not see your suggestions any more."


def _is_left_alone(group: Record) -> bool:
    return bool(group["alone"]) and not group["closed"]


def _name(title: str) -> str:
    return f"**{inert.line(title, NAME)}**"
