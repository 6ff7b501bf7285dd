"""A server's first steps: what there is already, which step is next, and what members can do at the end.

What is done is seen from what is there, and nowhere else: a server can be left and taken up again at any step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.facilitation.groups import Group
from bot.facilitation.reading import Listing
from bot.facilitation.settings import ServerSettings

Step = Literal["channel", "roles", "zone", "essay", "session"]
STEPS: tuple[Step, ...] = ("channel", "roles", "zone", "essay", "session")
END = len(STEPS)
"""Behind the last step."""

AS_IT_IS: frozenset[Step] = frozenset({"channel", "roles"})
"""Steps that may be left as they are: a server that went past one is not sent back to it."""

MOST_ESSAYS = 25
"""In one menu."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a server has so far.

    `drafts` wait to be published; `group` is the one that meets first, or the first that there is; `meets` is when it
    does, `met` that a session took place or goes on.
    """

    settings: ServerSettings
    essays: tuple[Listing, ...] = ()
    drafts: int = 0
    group: Group | None = None
    meets: datetime | None = None
    met: bool = False

    def done(self, step: Step) -> bool:
        """Whether there is what the step is for."""
        match step:
            case "channel":
                return bool(self.settings.channels) or self.group is not None
            case "roles":
                chosen = self.settings
                return bool(chosen.askers or chosen.facilitator_roles or chosen.moderator_roles)
            case "zone":
                return self.settings.zone is not None or self.group is not None
            case "essay":
                return bool(self.essays)
            case "session":
                return self.meets is not None or self.met

    @property
    def next(self) -> int:
        """The step to go on with, by its place in STEPS; END when nothing is left to do."""
        last = max((place for place, step in enumerate(STEPS) if self.done(step)), default=-1)
        for place, step in enumerate(STEPS):
            if not self.done(step) and (place > last or step not in AS_IT_IS):
                return place
        return END


def first_group(
    groups: Sequence[Group], dates: Sequence[tuple[datetime, Group]]
) -> tuple[Group | None, datetime | None]:
    """The open group that meets first, and when; without any date the first group that there is."""
    if dates:
        meets, group = min(dates, key=lambda one: (one[0], one[1].id))
        return group, meets
    return next((one for one in groups if not one.closed), None), None
