"""The buttons of a session: answering, being ready, and for facilitators moving on; each checks its right again."""

import re
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import discord
from typing_extensions import override

from bot.discord_ui import errors
from bot.discord_ui.cards import sessions as cards
from bot.discord_ui.cards.note import Card, note
from bot.discord_ui.controls.ask import InContext
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.controls.reminders import remind_button
from bot.discord_ui.post import stamp
from bot.discord_ui.rights import admit
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.delivery import Letter
from bot.facilitation.errors import Refusal
from bot.facilitation.prompts import Prompt
from bot.facilitation.protocols import LONGEST_QUESTION
from bot.facilitation.rights import of_control
from bot.facilitation.session_letters import passages_of, phase_content
from bot.facilitation.sessions import Answer
from bot.services.sessions import Control, Standing

NUMBER = r"(?P<number>\d{1,15})"
LONGEST_CITATIONS = 250
_CARRIED = re.compile(r":(\d{1,15}):(\d{1,2})$")
HAND_LIMIT = "Only a member of this server can take over: choose a person, not a bot."


class Respond(Button, template=rf"footnote:rsvp:{NUMBER}:(?P<answer>coming|maybe|slow|not)"):
    """Notes an answer to the invitation and shows the new counts in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        number, answer = int(self.carried["number"]), _answer(self.carried["answer"])
        invited = await visit.client.sessions.answer(visitor_of(visit), number, answer, moment_of(visit))
        if invited is not None and invited.content.get("session") == number and visit.message:
            card = cards.invitation(invited.content, invited.attendance, answer_rows(number))
            await visit.edit_original_response(view=_stamped(card, visit.message))
        await visit.followup.send(view=note(f"Noted: {cards.LABELS[answer]}. You can change it here."), ephemeral=True)


class Names(Button, template=rf"footnote:rsvp-names:{NUMBER}"):
    """Shows facilitators who answered what."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        found = await visit.client.sessions.attendance(visitor_of(visit), int(self.carried["number"]))
        await visit.edit_original_response(view=cards.names(found))


class InPhase(Button, template=rf"footnote:phase:{NUMBER}:(?P<phase>\d{{1,2}}):(?P<what>ready|pass)"):
    """Somebody is ready, or passes; the card shows how many are."""

    @override
    async def press(self, visit: Visit) -> None:
        number, phase, passing = int(self.carried["number"]), int(self.carried["phase"]), self.carried["what"] == "pass"
        await visit.response.defer()
        story = visit.client.sessions.ready(visitor_of(visit), number, phase, moment_of(visit), passing=passing)
        await _act(visit, number, phase, story)


class Steer(Button, template=rf"footnote:steer:{NUMBER}:(?P<phase>\d{{1,2}}):(?P<what>next|hold|resume|extend|end)"):
    """What a facilitator does to a session; it counts for the phase in which it was pressed."""

    @override
    async def press(self, visit: Visit) -> None:
        number, phase, what = int(self.carried["number"]), int(self.carried["phase"]), _control(self.carried["what"])
        await visit.response.defer()
        story = visit.client.sessions.control(visitor_of(visit), number, phase, what, moment_of(visit))
        await _act(visit, number, phase, story)


class HandOver(Button, template=rf"footnote:hand:{NUMBER}"):
    """Asks a facilitator to whom the session goes."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        number = int(self.carried["number"])
        await visit.client.sessions.attendance(visitor_of(visit), number)  # refuses whoever may not
        await visit.edit_original_response(view=hand_over_card(number))


class HandTo(discord.ui.DynamicItem[discord.ui.UserSelect[Card]], template=rf"footnote:hand-to:{NUMBER}"):
    """Takes the person who was chosen."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(discord.ui.UserSelect(custom_id=custom_id, placeholder="Who facilitates from here?"))

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: Any, /
    ) -> "HandTo":
        return cls(match[0])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await admit(interaction, of_control(self.custom_id))
            await self._hand(interaction)
        except Exception as error:
            await errors.reply(interaction, error)

    async def _hand(self, visit: Visit) -> None:
        await visit.response.defer()
        chosen = next(iter(self.item.values), None)
        if not isinstance(chosen, discord.Member) or chosen.bot:
            raise Refusal(HAND_LIMIT)
        number = int(self.custom_id.rpartition(":")[2])
        await visit.client.sessions.hand_over(visitor_of(visit), number, chosen.id, moment_of(visit))
        await visit.edit_original_response(view=note("Handed over."))


class Choose(Button, template=rf"footnote:choose:{NUMBER}:(?P<phase>\d{{1,2}})"):
    """Opens the form in which a facilitator chooses a phase's passage and question."""

    @override
    async def press(self, visit: Visit) -> None:
        number, phase = int(self.carried["number"]), int(self.carried["phase"])
        prompt = await visit.client.previews.changeable(visitor_of(visit), number, phase)
        await visit.response.send_modal(PhaseForm.of(number, phase, prompt))


class PhaseForm(Form):
    """Takes another passage, by its citation, and another question."""

    name = "footnote:phase-form"

    @classmethod
    def of(cls, number: int, phase: int, prompt: Prompt) -> "PhaseForm":
        """The form with what the phase shows and asks now; its fields carry whose phase it is."""
        carried = f":{number}:{phase}"
        cited = " + ".join(one.permanent for one in prompt.passages)
        return cls(
            f"Phase {phase}",
            field(
                f"passage{carried}",
                "Passage, by its citation",
                LONGEST_CITATIONS,
                description="As Cite gives it under any quotation; two with + between them",
                default=cited or None,
            ),
            field(
                f"question{carried}",
                "Question",
                LONGEST_QUESTION,
                default=prompt.question and prompt.question[:LONGEST_QUESTION],
                long=True,
            ),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        fields = {name.partition(":")[0]: text for name, text in given.items()}
        found = _CARRIED.search(next(iter(given), ""))
        if not found:
            raise Refusal("This form is an older one: open it again.")
        number, phase = int(found[1]), int(found[2])
        chosen = [one.strip() for one in fields.get("passage", "").split("+") if one.strip()]
        question = fields.get("question", "")
        previews = visit.client.previews
        posted = await previews.choose(visitor_of(visit), number, phase, chosen, question, moment_of(visit))
        done = "Posted in the session." if posted else f"Changed: phase {phase}. /session preview shows it."
        await visit.edit_original_response(view=note(done))


class TurnPreview(Button, template=rf"footnote:preview:{NUMBER}:(?P<page>\d{{1,2}})"):
    """Shows another message of the session to come."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_preview(visit, int(self.carried["number"]), int(self.carried["page"]))


class AnotherPassage(Button, template=rf"footnote:another:{NUMBER}:(?P<phase>\d{{1,2}}):(?P<page>\d{{1,2}})"):
    """Lets a phase of the session to come show the next passage that fits it."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        number, phase = int(self.carried["number"]), int(self.carried["phase"])
        await visit.client.previews.another(visitor_of(visit), number, phase, moment_of(visit))
        await show_preview(visit, number, int(self.carried["page"]))


async def show_preview(visit: Visit, number: int, page: int) -> None:
    """One message of the session to come, in the reply that was deferred."""
    shown = await visit.client.previews.preview(visitor_of(visit), number, page, moment_of(visit))
    grey, phase = discord.ButtonStyle.secondary, shown.letter.content.get("number")
    buttons: list[Button] = [
        TurnPreview(f"footnote:preview:{number}:{other}", label, grey)
        for label, other in (("Previous", shown.page - 1), ("Next", shown.page + 1))
        if 0 <= other < shown.pages
    ]
    if shown.letter.kind == "session-phase" and phase:
        buttons.append(Choose(f"footnote:choose:{number}:{phase}", "Change", grey))
        if shown.prompt and (shown.prompt.open or shown.prompt.passages):
            label = "Suggest a passage" if shown.prompt.open else "Another passage"
            buttons.append(AnotherPassage(f"footnote:another:{number}:{phase}:{shown.page}", label, grey))
    await visit.edit_original_response(view=cards.preview(shown, [_row(buttons)]))


async def _act(visit: Visit, number: int, phase: int, story: Awaitable[Standing]) -> None:
    """Do it and draw the card anew; also after a refusal, since the card may be behind."""
    try:
        standing = await story
    except Refusal:
        await _redraw(visit, await visit.client.sessions.look(guild_of(visit), number), phase)
        raise
    await _redraw(visit, standing, phase)


async def _redraw(visit: Visit, standing: Standing, shown: int) -> None:
    """The card of the phase in which somebody pressed, as the session stands now."""
    session = standing.session
    if visit.message is None or not 0 < shown <= min(session.phase, len(standing.prompts)):
        return
    over = shown != session.phase or not session.going
    content = phase_content(replace(session, phase=shown), standing.prompts[shown - 1]) | {"over": over}
    card = cards.draw("session-phase", content, phase_rows(content))
    await visit.edit_original_response(view=_stamped(card, visit.message))


def _stamped(card: Card, shown: discord.Message) -> Card:
    """The card with the marks of the message whose place it takes, by which we know that message again."""
    found = [component.id for component in _all(shown.components) if component.id is not None]
    if len(found) > 1:
        stamp(card, (found[0], found[1]))
    return card


def _all(components: Iterable[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _all(getattr(component, "children", ()))


def answer_rows(number: int) -> list[cards.Row]:
    """The four answers; a reminder for whoever wants one; and for facilitators who gave which answer."""
    buttons: list[Button] = [
        Respond(f"footnote:rsvp:{number}:{answer}", label, discord.ButtonStyle.secondary)
        for answer, label in cards.LABELS.items()
    ]
    names = Names(f"footnote:rsvp-names:{number}", "Who?", discord.ButtonStyle.secondary)
    return [_row(buttons), _row([remind_button(number), names])]


def phase_rows(content: Mapping[str, Any]) -> list[cards.Row]:
    """For everybody: read, ready, pass; for facilitators: next, hold, more time, end, hand over."""
    number, phase = content["session"], content["number"]
    passages = passages_of(content["passages"])
    grey = discord.ButtonStyle.secondary
    members: list[Button] = [
        InContext(
            f"footnote:context:{one.quotation.place}",
            f"Read {mark} in place" if len(passages) > 1 else "Read in place",
            grey,
        )
        for mark, one in enumerate(passages, 1)
    ]
    if content.get("over"):
        return [_row(members)] if members else []
    members.append(InPhase(f"footnote:phase:{number}:{phase}:ready", "I'm ready", discord.ButtonStyle.success))
    members.append(InPhase(f"footnote:phase:{number}:{phase}:pass", "Pass", grey))
    if content["open"]:
        members.append(Choose(f"footnote:choose:{number}:{phase}", "Choose the passage", grey))
    last = phase == content["of"]
    labels: dict[Control, str] = {"next": "Close" if last else "Next"}
    labels |= {"resume": "Go on"} if content["held"] else {"hold": "Hold"}
    labels |= {"extend": "+5 minutes" if content["pace"] == "live" else "+12 hours"}
    labels |= {} if last else {"end": "End"}
    steering: list[Button] = [
        Steer(f"footnote:steer:{number}:{phase}:{what}", label, discord.ButtonStyle.primary if what == "next" else grey)
        for what, label in labels.items()
    ]
    steering.append(HandOver(f"footnote:hand:{number}", "Hand over", grey))
    return [_row(members), _row(steering)]


def hand_over_card(number: int) -> Card:
    """Lets a facilitator choose to whom the session goes."""
    return Card(
        discord.ui.TextDisplay(
            "To whom do you hand this session over? That person may run it as you do until it is over."
        ),
        _row([HandTo(f"footnote:hand-to:{number}")]),
    )


def _row(items: Sequence[discord.ui.Item[Any]]) -> cards.Row:
    return discord.ui.ActionRow(*items)


def session_letter(letter: Letter, planned: datetime | None) -> Card:
    """A letter of a session with the buttons that belong to it."""
    rows: list[cards.Row] = []
    if letter.kind == "session-invitation":
        rows = answer_rows(letter.content["session"])
    elif letter.kind == "session-phase":
        rows = phase_rows(letter.content)
    return cards.letter(letter, planned, rows)


def _answer(word: str) -> Answer:
    return next(one for one in get_args(Answer) if one == word)


def _control(word: str) -> Control:
    return next(one for one in get_args(Control) if one == word)
