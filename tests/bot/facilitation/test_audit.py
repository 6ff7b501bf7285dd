"""What a line of the audit says, and whether it can be taken back."""

from datetime import UTC, datetime

import pytest

from bot.facilitation.audit import Change, Entry, differing, require_as_left, require_undoable
from bot.facilitation.errors import Refusal

LINE = Entry(1, 2, 3, datetime(2026, 3, 1, tzinfo=UTC), Change("settings", "edited", "settings"))


def test_only_what_differs_is_written_down() -> None:
    before = {"strictness": "balanced", "channel": 5, "zone": None}
    assert differing(before, {**before, "channel": None}) == ({"channel": 5}, {"channel": None})
    assert differing(before, before) == ({}, {})
    assert differing({}, {"zone": "Europe/Oslo"}) == ({"zone": None}, {"zone": "Europe/Oslo"})


def test_what_is_gone_or_undone_stays() -> None:
    assert require_undoable(LINE) is LINE
    with pytest.raises(Refusal, match="no such line"):
        require_undoable(None)
    undone = Entry(LINE.number, LINE.guild, LINE.member, LINE.at, LINE.change, None, 9)
    with pytest.raises(Refusal, match="undone already"):
        require_undoable(undone)


def test_what_was_changed_again_is_not_overwritten() -> None:
    change = Change("settings", "edited", "settings", "", {"zone": None, "gaps": False}, {"zone": "UTC", "gaps": True})
    require_as_left(change, {"zone": "UTC", "gaps": True, "strictness": "open"})
    with pytest.raises(Refusal, match=r"\(zone and gaps\): undo the later change first"):
        require_as_left(change, {"zone": None, "gaps": False})
