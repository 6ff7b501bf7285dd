"""What moderators decide for their server, and which of their wishes can be met."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.facilitation.errors import Refusal

Strictness = Literal["strict", "balanced", "open"]
"""What it takes for an excerpt to be shown as an answer."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of one server; the defaults are those of a server that never chose.

    `questions_channel` is where members can send what the essays did not answer; None when they cannot.
    """

    questions_channel: int | None = None
    strictness: Strictness = "balanced"

    @property
    def asks_facilitators(self) -> bool:
        """Whether the facilitators can be asked."""
        return self.questions_channel is not None


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, and what Footnote may do there; one that is gone is not visible."""

    channel: int
    visible: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """The settings to change; None leaves one as it is."""

    questions_room: Room | None = None
    ask_the_facilitators: bool | None = None
    strictness: Strictness | None = None


def changed(settings: ServerSettings, wishes: Wishes) -> ServerSettings:
    """The settings with these wishes met. Refuses wishes that contradict each other or cannot be met."""
    if wishes == Wishes():
        raise Refusal("Nothing was changed: choose at least one setting, or use /settings show.")
    return replace(
        settings,
        questions_channel=_questions_channel(settings, wishes),
        strictness=wishes.strictness or settings.strictness,
    )


def _questions_channel(settings: ServerSettings, wishes: Wishes) -> int | None:
    room = wishes.questions_room
    if wishes.ask_the_facilitators is False:
        if room is not None:
            raise Refusal("Choose a questions_channel or turn ask_the_facilitators off, not both at once.")
        return None
    if room is None:
        if wishes.ask_the_facilitators and not settings.asks_facilitators:
            raise Refusal("Choose a questions_channel as well: the members' questions will be posted there.")
        return settings.questions_channel
    if not room.visible:
        raise Refusal("I cannot see that channel: let Footnote view it, or choose another text channel.")
    if not room.writable:
        raise Refusal("I may not write in that channel: let Footnote send messages there, or choose another one.")
    return room.channel
