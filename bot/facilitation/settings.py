"""What moderators decide for their server, and which of their wishes can be met."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from bot.facilitation.allowance import Allowance
from bot.facilitation.audit import ONE_WAY, Value
from bot.facilitation.errors import Refusal

Strictness = Literal["strict", "balanced", "open"]
"""What it takes for an excerpt to be shown as an answer."""

Answers = Literal["private", "public"]
"""Whether an answer is for whoever asked, or is posted in the channel where she asked."""

Mentions = Literal["invitations and openings", "openings", "invitations", "never"]
"""When a group's role is mentioned."""

MOST_ROLES = 5
"""For each of: who may ask, who facilitates, who moderates."""

MOST_CHANNELS = 25
MOST_A_MINUTE = 30
MOST_A_DAY = 1000
MOST_OF_SERVER = 300

NOT_ALLOWED_HERE = "In this channel Footnote does not speak in public: a moderator can let it with /settings channels."
NOT_ALLOWED_THERE = (
    "That channel is not among those where Footnote may speak: a moderator can add it with /settings channels."
)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of one server; the defaults are those of a server that never chose.

    `questions_channel` is where members can send what the essays did not answer; None when they cannot.
    """

    questions_channel: int | None = None
    strictness: Strictness = "balanced"
    events: bool = True
    """Whether sessions stand in the server's list of events."""
    answers: Answers = "private"
    askers: tuple[int, ...] = ()
    """Roles that may ask; everybody if there are none."""
    channels: tuple[int, ...] = ()
    """Where Footnote may speak in public; wherever Discord lets it if there are none."""
    facilitator_roles: tuple[int, ...] = ()
    """Whoever has one facilitates every group."""
    moderator_roles: tuple[int, ...] = ()
    """Whoever has one is to Footnote as if she might manage the server."""
    asks_a_minute: int = 5
    asks_a_day: int = 60
    server_asks_a_minute: int = 30
    zone: str | None = None
    """Of new groups."""
    mentions: Mentions = "openings"
    gaps: bool = False
    """Whether questions that the essays did not answer are kept, without who asked."""

    @property
    def asks_facilitators(self) -> bool:
        """Whether the facilitators can be asked."""
        return self.questions_channel is not None

    @property
    def allowance(self) -> Allowance:
        """How much may be asked."""
        return Allowance(self.asks_a_minute, self.asks_a_day, self.server_asks_a_minute)

    def may_ask(self, roles: Collection[int]) -> bool:
        """Whether a member with these roles may ask."""
        return not self.askers or any(one in self.askers for one in roles)

    def speaks_in(self, *places: int | None) -> bool:
        """Whether Footnote may speak in public there: in a channel, or in a thread and the channel that it is in."""
        return not self.channels or any(one in self.channels for one in places)

    def values(self) -> dict[str, Value]:
        """All of them by name, as the audit writes them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, and what Footnote may do there; one that is gone is not visible."""

    channel: int
    visible: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """The settings to change; None leaves one as it is. A `zone` without letters takes the default zone away.

    `there` are the server's channels, where they are known: a group whose channel is gone is in nobody's way.
    """

    questions_room: Room | None = None
    ask_the_facilitators: bool | None = None
    strictness: Strictness | None = None
    events: bool | None = None
    answers: Answers | None = None
    askers: tuple[int, ...] | None = None
    channels: tuple[int, ...] | None = None
    facilitator_roles: tuple[int, ...] | None = None
    moderator_roles: tuple[int, ...] | None = None
    asks_a_minute: int | None = None
    asks_a_day: int | None = None
    server_asks_a_minute: int | None = None
    zone: str | None = None
    mentions: Mentions | None = None
    gaps: bool | None = None
    there: frozenset[int] | None = None


_AS_WISHED = frozenset(field.name for field in fields(Wishes)) & {field.name for field in fields(ServerSettings)}


def changed(settings: ServerSettings, wishes: Wishes, guild: int, homes: Mapping[int, str]) -> ServerSettings:
    """The settings with these wishes met. `homes` are the channels of open groups, with the groups' names.

    Refuses wishes that contradict each other or cannot be met.
    """
    if wishes == Wishes():
        raise Refusal("Nothing was changed: choose at least one setting, or use /settings show.")
    wanted = {name: getattr(wishes, name) for name in _AS_WISHED if getattr(wishes, name) is not None}
    if "zone" in wanted:
        wanted["zone"] = wanted["zone"] or None
    new = replace(settings, **wanted, questions_channel=_questions_channel(settings, wishes))
    there = homes.keys() if wishes.there is None else wishes.there
    return _possible(settings, new, guild, {home: group for home, group in homes.items() if home in there})


def restored(
    settings: ServerSettings, before: Mapping[str, Value], guild: int, homes: Mapping[int, str]
) -> ServerSettings:
    """The settings with some of them as they were. Refuses what is no setting, and what cannot be now."""
    names = {field.name for field in fields(ServerSettings)}
    if not before.keys() <= names:
        raise Refusal(ONE_WAY)
    earlier: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in before.items()}
    return _possible(settings, replace(settings, **earlier), guild, homes)


def require_allowed(settings: ServerSettings, channel: int) -> None:
    """Refuses a channel in which Footnote may not speak."""
    if not settings.speaks_in(channel):
        raise Refusal(NOT_ALLOWED_THERE)


def _possible(old: ServerSettings, new: ServerSettings, guild: int, homes: Mapping[int, str]) -> ServerSettings:
    for roles in (new.askers, new.facilitator_roles, new.moderator_roles):
        if guild in roles:  # the id of the role that everybody has
            raise Refusal("That is everyone in this server: choose a role that some members have, or none.")
        if len(roles) > MOST_ROLES:
            raise Refusal(f"Choose at most {MOST_ROLES} roles.")
    if len(new.channels) > MOST_CHANNELS:
        raise Refusal(f"Choose at most {MOST_CHANNELS} channels, or none to let Footnote speak everywhere.")
    if new.questions_channel is not None and not new.speaks_in(new.questions_channel):
        raise Refusal(
            "The channel for members' questions is not among those where Footnote may speak: "
            "add it with /settings channels, or turn ask_the_facilitators off first."
        )
    for home, group in homes.items():
        if old.speaks_in(home) and not new.speaks_in(home):
            raise Refusal(f"“{group}” meets elsewhere: choose its channel as well, or move it with /group edit first.")
    bounds = (("asks_a_minute", MOST_A_MINUTE), ("asks_a_day", MOST_A_DAY), ("server_asks_a_minute", MOST_OF_SERVER))
    for name, most in bounds:
        if not 1 <= getattr(new, name) <= most:
            raise Refusal(f"Choose {name} from 1 to {most}.")
    return new


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
