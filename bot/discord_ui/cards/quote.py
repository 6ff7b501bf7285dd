"""The verdict card: what became of a quotation, with the words that differ marked."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.ask import citation
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import length
from bot.facilitation.quote import Checked, Mark

GIVEN = 80
SENTENCE = 200
PASSAGE = 500
WORD = 100
"""Together, with one citation, three times, these stay below Discord's 4,000 characters."""

LEGEND = "-# ~~Struck~~: as it was quoted. **Bold**: as it stands in the essay."

Button = discord.ui.Item[Any]


def checked(found: Sequence[Checked], numbers: Mapping[str, int], buttons: Sequence[Button] = ()) -> Card:
    """Each quotation with its verdict, the words as they stand, and their places; `numbers`: those on the buttons."""
    container = discord.ui.Container["Card"]()
    for one in found:
        container.add_item(discord.ui.TextDisplay(_verdict(one, len(found) > 1)))
        if one.places:
            container.add_item(discord.ui.TextDisplay(_passage(one)))
            container.add_item(discord.ui.TextDisplay(_places(one, numbers, 1 if len(found) > 1 else len(one.places))))
    if any(one.marks for one in found):
        container.add_item(discord.ui.TextDisplay(LEGEND))
    if buttons:
        container.add_item(discord.ui.ActionRow(*buttons))
    return Card(container)


def _verdict(one: Checked, several: bool) -> str:
    verdict = f"**{inert.line(one.sentence(), SENTENCE)}**"
    return f"“{inert.line(one.given, GIVEN)}”\n{verdict}" if several or not one.places else verdict


def _passage(one: Checked) -> str:
    text = one.places[0].text
    drawn = _marked(text, one.marks)
    if (
        length(drawn) + len("> ") * len(drawn.splitlines()) > PASSAGE
    ):  # Then the words that differ go first, and the text as far as there is room.
        drawn = _differences(text, one.marks)
        marks = len("> ") * len(drawn.splitlines())
        rest = inert.fit(text, PASSAGE - length(drawn) - marks, mark="> ")
        return "\n".join([*(f"> {line}" for line in drawn.splitlines()), rest])
    return "\n".join(f"> {line}" for line in drawn.splitlines())


def _places(one: Checked, numbers: Mapping[str, int], most: int) -> str:
    lines = [
        (f"**{numbers[place.place]}** " if len(numbers) > 1 and place.place in numbers else "") + citation(place)
        for place in one.places[:most]
    ]
    if (more := one.count - len(lines)) > 0:
        lines.append(f"-# and in {more} more place{'s' if more > 1 else ''}")
    return "\n".join(lines)


def _marked(text: str, marks: Sequence[Mark]) -> str:
    drawn, done = "", 0
    for mark in marks:
        drawn += inert.inert(text[done : mark.start])
        if mark.start == mark.end:
            struck = _mark("", mark.given)
            drawn += f" {struck}" if mark.start else f"{struck} "
        else:
            drawn += _mark(text[mark.start : mark.end], mark.given)
        done = mark.end
    return drawn + inert.inert(text[done:])


def _differences(text: str, marks: Sequence[Mark]) -> str:
    """As many of the differences as half of the room takes."""
    lines = ""
    for mark in marks:
        line = _mark(text[mark.start : mark.end], mark.given)
        if length(lines) + length(line) >= PASSAGE // 2:
            return f"{lines}\n…".lstrip("\n")
        lines = f"{lines}\n{line}".lstrip("\n")
    return lines


def _mark(stands: str, given: str) -> str:
    struck = f"~~{inert.line(given, WORD)}~~" if given else ""
    bold = f"**{inert.line(stands, WORD)}**" if stands else ""
    return " ".join(part for part in (struck, bold) if part)
