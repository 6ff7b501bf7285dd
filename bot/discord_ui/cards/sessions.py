"""The messages of a session: invitation, reminder, opening, phases, news, closing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import discord

from bot.discord_ui.cards import dates, inert
from bot.discord_ui.cards import groups as group_cards
from bot.discord_ui.cards.ask import citation, quoted
from bot.discord_ui.cards.details import warning
from bot.discord_ui.cards.letters import planned_line
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.reading import byline
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.calendar import local_time
from bot.facilitation.delivery import Letter
from bot.facilitation.prompts import Prompt
from bot.facilitation.reading import Listing
from bot.facilitation.rehearsal import ASKS_MEMBERS, NOWHERE, SLOW_LANE, TAKING, UNTIL, Shown, lasting
from bot.facilitation.session_letters import passages_of
from bot.facilitation.sessions import Answer, Attendance

TITLE = 130
NAME = 90
NOTE = 320
ABOUT = 450
CREDIT = 300
QUESTION = 340
SHORT = 160
ABOUT_CONTENT = 70
EDGE = 120
"""Left for lines around a card: for when it was planned, and small marks."""

LABELS: Mapping[Answer, str] = {"coming": "Coming", "maybe": "Maybe", "slow": "Slow lane", "not": "Not this time"}

NEWS: Mapping[str, str] = {
    "date": "Another date: ",
    "meeting": "Changed: ",
    "place": "Another place: ",
    "on again": "It takes place after all: ",
}
WORDS: Mapping[str, str] = {
    "cancelled": "We do not meet",
    "paused": "Our meetings are paused, and `/next` tells when they go on. We do not meet",
}

Content = Mapping[str, Any]
Row = discord.ui.ActionRow[Card]


def draw(
    kind: str, content: Content, rows: Iterable[Row] = (), planned: datetime | None = None, above: Sequence[str] = ()
) -> Card:
    """A message of this kind with its rows of buttons; `planned` is named when it is late, `above` stands before it."""
    room = CARD_CHARACTERS - EDGE - sum(map(length, above))
    texts = [*above, *_TEXTS[kind](content, room)]
    if planned:
        texts.append(planned_line(planned))
    container = discord.ui.Container["Card"](*(discord.ui.TextDisplay(text) for text in texts if text))
    for row in rows:
        container.add_item(row)
    return Card(container)


def invitation(content: Content, attendance: Attendance | None, rows: Iterable[Row]) -> Card:
    """The invitation with how many answered what; names are not shown."""
    counts = attendance.counts if attendance else {}
    return draw("session-invitation", {**content, "counts": dict(counts)}, rows)


def preview(shown: Shown, rows: Iterable[Row]) -> Card:
    """A message of a session to come, with its time and who holds evidence, for facilitators."""
    one = shown.letter
    above = [f"-# Message {shown.page + 1} of {shown.pages} · {moment(int(one.due.timestamp()), shown.zone)}"]
    if shown.prompt and (found := evidence(shown.prompt)):
        above.append(found)
    return draw(one.kind, {**one.content, "counts": {}}, rows, above=above)


def names(attendance: Attendance) -> Card:
    """Who answered what, for facilitators."""
    lines = [
        f"**{LABELS[answer]}** ({len(who)}): {', '.join(f'<@{one}>' for one in who[:40]) or 'nobody'}"
        for answer, who in attendance.names.items()
    ]
    return Card(discord.ui.TextDisplay("\n".join(lines)))


def evidence(prompt: Prompt) -> str:
    """Which essays hold evidence for a question, and which hold none."""
    if not prompt.question:
        return ""
    if not prompt.evidence:
        return f"-# {ASKS_MEMBERS}"
    holding = [one.title for one in prompt.evidence if one.holds]
    without = [one.title for one in prompt.evidence if not one.holds]
    parts = [
        f"{what} {', '.join(f'*{inert.line(title, NAME)}*' for title in titles[:4])}"
        for what, titles in (("evidence in", holding), ("none found in", without))
        if titles
    ]
    return f"-# For the question: {'; '.join(parts)}"


def moment(stamp: int, zone: str, style: str = "F") -> str:
    """The group's time and the reader's."""
    local = dates.local(local_time(datetime.fromtimestamp(stamp, UTC), zone))
    return f"{local}, {group_cards.zone(zone)} time · <t:{stamp}:{style}>, <t:{stamp}:R>"


def _invitation(content: Content, room: int) -> list[str]:
    counts = content.get("counts") or {}
    said = " · ".join(f"{LABELS[one]} {counts[one]}" for one in LABELS if counts.get(one))
    heading = NEWS.get(content.get("news") or "", "")
    anew = "Answers to the earlier date do not count for this one. " if content["moved"] else ""
    return [
        f"### {heading}{inert.line(content['title'], TITLE)}",
        f"{_called(content)}{inert.line(content['group'], NAME)} meets "
        f"<t:{content['start']}:F>, <t:{content['start']}:R>\n"
        f"-# {dates.local(_local(content))}, {group_cards.zone(content['zone'])} time",
        plan(content),
        readings(content),
        f"Are you coming? {anew}You can change your answer; only facilitators see names.\n"
        f"-# {LABELS['slow']}: {SLOW_LANE['slow' if content['pace'] == 'slow' else 'live']}\n"
        f"-# {said or 'Nobody has answered yet'}",
    ]


def _word(content: Content, room: int) -> list[str]:
    return [
        f"### Called off: {inert.line(content['title'], TITLE)}",
        f"{WORDS[content['what']]} {moment(content['start'], content['zone'])}.",
    ]


def _reminder(content: Content, room: int) -> list[str]:
    minutes = content["minutes"]
    about = f", about {minutes} minute{'s' if minutes != 1 else ''} in all" if minutes else ""
    return [
        f"### To read for {inert.line(content['title'], TITLE)}{about}",
        f"We meet <t:{content['start']}:F>, <t:{content['start']}:R>.",
        readings(content),
    ]


def _called(content: Content) -> str:
    return f"<@&{content['role']}> " if content["role"] else ""


def _opening(content: Content, room: int) -> list[str]:
    ways = " → ".join(content.get("phases", ()))
    return [
        f"### {inert.line(content['title'], TITLE)}",
        f"{_called(content)}{inert.line(content['group'], NAME)} meets now.",
        plan(content) + (f"\n-# {inert.line(ways, ABOUT)}" if ways else ""),
        readings(content),
    ]


def _passage(content: Content, room: int) -> list[str]:
    texts = []
    for one in passages_of(content["passages"]):
        texts.append(f"{quoted(one.quotation.text)}\n{citation(one.quotation)}\n-# {inert.line(one.permanent, SHORT)}")
    if content["open"]:
        texts.append("-# The facilitator brings the passage for this phase.")
    if content["question"]:
        texts.append(f"**{inert.line(content['question'], QUESTION)}**")
    return texts


def _phase(content: Content, room: int) -> list[str]:
    texts = _passage(content, room)
    heading = f"### {content['number']}/{content['of']} · {inert.line(content['phase'], TITLE)}"
    last = _until(content)
    left = room - sum(map(length, (*texts, heading, last)))
    return [f"{heading}\n-# {TAKING[content['taking']]}", inert.fit(content["say"], left - SHORT), *texts, last]


def _until(content: Content) -> str:
    ready = " · ".join(
        f"{content[name]} {word}" for name, word in (("ready", "ready"), ("passed", "passing")) if content[name]
    )
    if content.get("over"):
        return "-# This phase is over."
    when = (
        "⏸ On hold"
        if content["held"]
        else f"{UNTIL[content['until']]} <t:{content['ends']}:t>, <t:{content['ends']}:R>"
    )
    earliest = content.get("earliest")
    soon = f" (not before <t:{earliest}:f>)" if earliest and not content["held"] else ""
    return f"-# {when[0].upper()}{when[1:]}{soon}" + (f" · {ready}" if ready else "")


def _news(content: Content, room: int) -> list[str]:
    until = f"<t:{content['ends']}:t>, <t:{content['ends']}:R>" if content["ends"] else ""
    sentences = {
        "hold": "⏸ On hold: the clock of this phase stands still.",
        "resume": f"▶ We go on; this phase lasts until {until}.",
        "extend": f"⏱ More time: this phase lasts until {until}.",
        "handed over": f"🤝 {_by(content['member'])} facilitates from here.",
    }
    return [sentences[content["what"]]]


def _by(member: int | None) -> str:
    return "Somebody else" if member is None else f"<@{member}>"  # nobody once her data was erased


def _closing(content: Content, room: int) -> list[str]:
    used = [f"- {citation(one.quotation).removeprefix('— ')}" for one in passages_of(content["passages"])]
    nowhere = f" *({NOWHERE})*"
    asked = [
        f"- {inert.line(question, SHORT)}{nowhere if question in content.get('unanswered', ()) else ''}"
        for question in content["questions"]
    ]
    texts = [f"### That was {inert.line(content['title'], TITLE)}"]
    if used:
        texts.append("We had these passages before us:\n" + "\n".join(used))
    if asked:
        texts.append("We had these questions before us:\n" + "\n".join(asked))
    if content["next"]:
        texts.append(f"We meet again {moment(content['next'], content['zone'])}.")
    by = ", ".join(filter(None, (content["protocol"], content["credit"])))
    texts.append(
        f"-# {inert.line(by, CREDIT)} · {inert.link(content['link'], CREDIT) if content['link'] else ''}".rstrip(" ·")
    )
    return [text if length(text) <= room // 3 else text[: room // 3].rpartition("\n")[0] for text in texts]


def plan(content: Content) -> str:
    """How the meeting runs, and what its plan says about it."""
    of_plan = f"{inert.line(content['of_plan'], TITLE)} · " if content["of_plan"] else ""
    line = f"{of_plan}by {inert.line(content['protocol'], TITLE)}, {lasting(content['lasts'])}"
    note = f"\n> {inert.line(content['note'], NOTE)}" if content["note"] else ""
    return f"{line}{note}"


def readings(content: Content) -> str:
    """What is to be read for it, with minutes."""
    lines = [_reading(one) for one in content["readings"]]
    return "\n".join(("To read (with `/read`):", *lines)) if lines else ""


def _reading(one: Mapping[str, Any]) -> str:
    if one["essay"] is None:
        return f"- {inert.line(one['name'], NAME)}, which is not in this server's library"
    essay = Listing(**one["essay"])
    note = warning(essay, ABOUT_CONTENT).replace("\n-# ", ". ", 1)
    return f"- {byline(essay)}, about {essay.minutes} minute{'s' if essay.minutes != 1 else ''}{note}"


def _local(content: Content) -> datetime:
    return local_time(datetime.fromtimestamp(content["start"], UTC), content["zone"])


def _notice(content: Content, room: int) -> list[str]:
    return ["### For the facilitators", inert.fit(content["text"], room - SHORT)]


_TEXTS = {
    "session-invitation": _invitation,
    "session-word": _word,
    "session-reminder": _reminder,
    "session-opening": _opening,
    "session-phase": _phase,
    "session-passage": _passage,
    "session-news": _news,
    "session-closing": _closing,
    "session-notice": _notice,
}


def letter(one: Letter, planned: datetime | None, rows: Iterable[Row] = ()) -> Card:
    """A letter of a session as it is posted."""
    return draw(one.kind, one.content, rows, planned)
