"""Which of a server's first steps comes next."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.facilitation.groups import Group
from bot.facilitation.reading import Listing
from bot.facilitation.settings import ServerSettings
from bot.facilitation.setup import END, STEPS, Beginning, first_group

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GROUP = Group(1, 7, "Readers", 5, False, frozenset({1}), None, "Europe/Berlin", "live", time(19, 30))
ESSAY = Listing("on-hedges", "hedges.md", "On Hedges", None, None, 1, 2, 30, "abc")


@pytest.mark.parametrize(
    ("begun", "step"),
    [
        (Beginning(ServerSettings()), "channel"),
        (Beginning(ServerSettings(channels=(5,))), "roles"),
        (Beginning(ServerSettings(channels=(5,), moderator_roles=(6,))), "zone"),
        (Beginning(ServerSettings(askers=(6,))), "zone"),  # past the channel, which stays as it is
        (Beginning(ServerSettings(zone="Europe/Berlin")), "essay"),
        (Beginning(ServerSettings(), essays=(ESSAY,)), "zone"),  # a step that is needed is never skipped
        (Beginning(ServerSettings(zone="Europe/Berlin"), essays=(ESSAY,)), "session"),
        (Beginning(ServerSettings(), group=GROUP), "essay"),
        (Beginning(ServerSettings(), essays=(ESSAY,), group=GROUP), "session"),
        (Beginning(ServerSettings(), group=GROUP, meets=NOW), "essay"),
    ],
)
def test_it_goes_on_with_the_first_step_that_is_open(begun: Beginning, step: str) -> None:
    assert STEPS[begun.next] == step


@pytest.mark.parametrize("more", [{"meets": NOW}, {"met": True}])
def test_in_the_end_nothing_is_left(more: dict[str, object]) -> None:
    begun = replace(Beginning(ServerSettings(), essays=(ESSAY,), group=GROUP), **more)  # type: ignore[arg-type]
    assert begun.next == END


def test_the_group_that_meets_first_is_meant() -> None:
    later, closed = replace(GROUP, id=2, name="Later"), replace(GROUP, id=3, closed=True)
    assert first_group([GROUP, later], [(NOW, later)]) == (later, NOW)
    assert first_group([closed, later, GROUP], []) == (later, None)
    assert first_group([closed], []) == (None, None)
