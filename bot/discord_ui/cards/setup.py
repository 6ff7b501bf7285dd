"""The first steps of a server: what each is for, what is there already, and at the end what members can do now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.discord_ui.cards import groups as group_cards
from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.discord_ui.cards.settings import ROLES, UNSEEN
from bot.facilitation.seed_files import listed
from bot.facilitation.setup import AS_IT_IS, END, STEPS, Beginning, Step

Item = discord.ui.Item[Any]

NAMES: Mapping[Step, str] = {
    "channel": "Channel",
    "roles": "Roles",
    "zone": "Time zone",
    "essay": "First essay",
    "session": "First session",
}
FOR: Mapping[Step, str] = {
    "channel": "Where may Footnote speak in public: run sessions, show shared answers, pass on questions? Choose the "
    "channel of your reading group, and others if you like; with none, it speaks wherever Discord lets it. What only "
    "one person sees is answered everywhere.",
    "roles": "Who may do what? Without any choice everybody may ask, whoever may manage this server moderates, and "
    "each group has facilitators of its own.",
    "zone": "By whose clocks do you meet? “19:30” stays 19:30 there when the clocks change; everybody also sees her "
    "own time.",
    "essay": "Footnote answers in the words of the essays that you give it, and of nothing else. A file can only be "
    "given to a command: leave this card, use `/library add` with a text, Markdown, HTML, Word, EPUB or PDF file that "
    "your group has the right to use, press *Publish* there, and then *Look again* here. Or begin with the essays that "
    "come with Footnote; `/library remove` takes them out again.",
    "session": "A reading group meets in a channel, and a session is one meeting of it, led through an essay by a "
    "protocol. Plan the first one: nothing is saved before you have seen its date.",
}
LATER = "-# You can leave at any time: `/setup` goes on where you stopped. What is done is seen from what is there."
GROUP_FIRST = "First make the reading group: the session is its meeting."
PROTOCOLS = "A protocol leads through the text in phases; /protocol show has each of them"
NEWS = 1000
TITLE = 80
CHANNELS_NAMED = 5

WELCOME = (
    "### Footnote is here\nIt answers questions in the words of your essays, with the exact place, and runs reading "
    "sessions. A moderator begins with `/setup`: five steps, one private card. `/help` says what everybody can do, "
    "`/privacy` what is stored."
)


def welcome() -> Card:
    """What a server reads that has just taken Footnote in."""
    return Card(discord.ui.TextDisplay(WELCOME))


def step(
    begun: Beginning,
    at: int,
    items: Sequence[tuple[str, Item]],
    row: Sequence[Item],
    troubles: Sequence[str],
    news: str,
) -> Card:
    """One step; `items` are menus and buttons of its own, each under a line of words, and `row` leads to the others."""
    name = STEPS[at]
    container = discord.ui.Container["Card"](
        discord.ui.TextDisplay(f"### Setting up Footnote: step {at + 1} of {END}, {NAMES[name].lower()}")
    )
    if news:
        container.add_item(discord.ui.TextDisplay(news[:NEWS]))
    container.add_item(discord.ui.TextDisplay(f"{FOR[name]}\n{there(begun, name)}"))
    if troubles:
        container.add_item(discord.ui.TextDisplay("\n".join(f"⚠️ {one}" for one in troubles)))
    for words, item in items:
        if words:
            container.add_item(discord.ui.TextDisplay(words))
        container.add_item(discord.ui.ActionRow(item))
    if name == "roles":
        container.add_item(discord.ui.TextDisplay(f"-# {UNSEEN}"))
    container.add_item(discord.ui.TextDisplay(f"{_progress(begun, at)}\n{LATER}"))
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def end(begun: Beginning, row: Sequence[Item], news: str) -> Card:
    """What members can do now, and what is still to be done."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay("### What members can do now"))
    if news:
        container.add_item(discord.ui.TextDisplay(news[:NEWS]))
    container.add_item(discord.ui.TextDisplay("\n".join(f"- {one}" for one in _can(begun))))
    if left := [NAMES[one] for one in STEPS if not begun.done(one) and one not in AS_IT_IS]:
        container.add_item(discord.ui.TextDisplay(f"**Still to do**: {listed(left, 'and')}."))
    container.add_item(
        discord.ui.TextDisplay(
            "Tell them: `/help` says all of this. For you there is more: `/settings show` has every setting, "
            "`/session preview` every message of the next session, `/diagnose` why something does not work."
        )
    )
    container.add_item(discord.ui.ActionRow(*row))
    return Card(container)


def role_line(what: str, roles: Sequence[int]) -> str:
    """What a menu of roles decides, and what is chosen."""
    return f"**{ROLES[what]}**: {_mentions(roles) or 'none'}"


def lacking(channel: int, missing: Sequence[str]) -> str:
    """What Footnote lacks in a channel."""
    return f"In <#{channel}> I lack {listed(missing, 'and')}: give Footnote these there (Edit Channel, Permissions)."


def there(begun: Beginning, name: Step) -> str:
    """What there is of a step, in a line."""
    match name:
        case "channel":
            chosen = begun.settings.channels
            places = ", ".join(f"<#{one}>" for one in chosen[:CHANNELS_NAMED]) or "every channel"
            more = f" and {len(chosen) - CHANNELS_NAMED} more" if len(chosen) > CHANNELS_NAMED else ""
            return f"**Now**: {places}{more}"
        case "roles":
            return ""
        case "zone":
            zone = begun.settings.zone or (begun.group.zone if begun.group else None)
            return f"**Now**: {group_cards.zone(zone) if zone else 'none'}"
        case "essay":
            return f"**Now**: {_essays(begun)}"
        case "session":
            return f"**Now**: {_session(begun)}"


def _essays(begun: Beginning) -> str:
    titles = ", ".join(f"*{inert.line(one.title, TITLE)}*" for one in begun.essays[:3])
    more = f" and {len(begun.essays) - 3} more" if len(begun.essays) > 3 else ""
    waiting = ""
    if begun.drafts:
        several = "1 draft waits" if begun.drafts == 1 else f"{begun.drafts} drafts wait"
        waiting = f"; {several} to be published"
    return f"{titles or 'no essay'}{more}{waiting}"


def _session(begun: Beginning) -> str:
    if begun.group is None:
        return "no reading group"
    name = f"{group_cards.name(begun.group)}, in <#{begun.group.channel}>"
    if begun.meets is None:
        return f"{name}, {'has met' if begun.met else 'with nothing planned'}"
    return f"{name}, meets {format_dt(begun.meets, 'F')}"


def _progress(begun: Beginning, at: int) -> str:
    return " · ".join(_state(begun, place, at) for place in range(END))


def _state(begun: Beginning, place: int, at: int) -> str:
    name = STEPS[place]
    state = "done" if begun.done(name) else "as it is" if name in AS_IT_IS and begun.next > place else "open"
    words = f"{place + 1} {NAMES[name]}: {state}"
    return f"**{words}**" if place == at else words


def _can(begun: Beginning) -> Iterator[str]:
    chosen = begun.settings
    who = f"whoever has {_mentions(chosen.askers)}" if chosen.askers else "everybody"
    if begun.essays:
        number = "1 essay" if len(begun.essays) == 1 else f"{len(begun.essays)} essays"
        yield f"`/ask`, `/compare`, `/quote` ({who}): answers in the words of {number}, or silence."
        yield "`/essays`, `/read`: read them here, a page at a time."
    else:
        yield "`/suggest`: say which text you would like to read; there is none yet."
    if begun.group is not None:
        when = "when it is planned"
        if begun.meets is not None:
            when = f"{format_dt(begun.meets, 'F')} ({format_dt(begun.meets, 'R')})"
        yield f"`/next`: {group_cards.name(begun.group)} meets in <#{begun.group.channel}> {when}."
    yield "`/privacy`, `/mydata`: see what is stored of you, take it, erase it."


def _mentions(roles: Sequence[int]) -> str:
    return ", ".join(f"<@&{one}>" for one in roles)
