"""Zones are found by city, by customary name and by offset; unknown ones are refused with near names."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.zone_names import COMMON, CUSTOMARY
from bot.facilitation.zones import LONGEST, MOST, chosen_zone, names, suggested_zones, zone_of

WINTER = datetime(2026, 1, 15, 18, 42, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 18, 42, tzinfo=UTC)


def offered(typed: str, now: datetime = WINTER) -> list[str]:
    return [zone.name for zone in suggested_zones(typed, now)]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("Tokyo", "Asia/Tokyo"),
        ("Boston", "America/New_York"),
        ("germany", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_a_zone_is_chosen_by_its_name_its_city_or_a_customary_name(typed: str, zone: str) -> None:
    assert chosen_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("amsterdan", "Europe/Amsterdam"),
        ("new yrok", "America/New_York"),
        ("buenos aires", "did you mean America/Argentina/Buenos_Aires or America/Buenos_Aires?"),
        ("xyzzy", "choose one from the list"),
        ("", "choose one from the list"),
        ("Etc/GMT+5", "I know no time zone"),
        ("EST5EDT", "I know no time zone"),
        ("Factory", "I know no time zone"),
        ("../../etc/passwd", "I know no time zone"),
        ("x" * 5000, "I know no time zone"),
    ],
)
def test_an_unknown_zone_is_refused_with_near_ones(typed: str, near: str) -> None:
    with pytest.raises(Refusal) as refusal:
        chosen_zone(typed)
    assert near in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_every_name_can_be_chosen_and_used() -> None:
    assert len(names()) > 400
    for name in names():
        assert chosen_zone(name) == name
        assert ZoneInfo(name).utcoffset(datetime(2030, 1, 1)) is not None


def test_every_customary_name_leads_to_its_zone() -> None:
    assert set(COMMON) | set(CUSTOMARY) <= names()
    for zone, customary in CUSTOMARY.items():
        for name in customary:
            assert zone in offered(name), name
    assert len(COMMON) == MOST


def test_common_zones_are_offered_before_anything_is_typed() -> None:
    assert offered("") == offered("  ") == list(COMMON)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ber", "Europe/Berlin"),
        ("new y", "America/New_York"),
        ("san f", "America/Los_Angeles"),
        ("münch", "Europe/Berlin"),
        ("pacific t", "America/Los_Angeles"),
        ("europe/", "Europe/London"),
        ("UTC", "UTC"),
    ],
)
def test_what_is_typed_is_looked_for_at_the_beginning_of_words_first(typed: str, first: str) -> None:
    assert offered(typed)[0] == first


@pytest.mark.parametrize("typed", ["+1", "+01:00", "utc+1", "GMT +1", "UTC +0100"])
def test_an_offset_lists_who_has_it_now(typed: str) -> None:
    assert offered(typed)[:3] == ["Europe/Berlin", "Europe/Paris", "Europe/Madrid"]
    assert "Europe/Berlin" not in offered(typed, SUMMER)


def test_an_offset_of_minutes_or_of_nobody() -> None:
    assert offered("+5:45") == ["Asia/Kathmandu", "Asia/Katmandu"]
    assert offered("-3:30") == ["America/St_Johns", "Canada/Newfoundland"]
    assert offered("+27") == offered("+99:59") == []


def test_labels_say_offset_and_time_and_fit() -> None:
    (berlin,) = (zone for zone in suggested_zones("berlin", SUMMER) if zone.name == "Europe/Berlin")
    assert berlin.label == "Europe/Berlin (UTC+02:00, now 20:42)"
    (york,) = suggested_zones("america/new york", WINTER)
    assert york.label == "America/New York (UTC-05:00, now 13:42)"
    for typed in ("", "a", "e", "/", "+1"):
        found = suggested_zones(typed, WINTER)
        assert 0 < len(found) <= MOST
        assert all(0 < len(zone.label) <= LONGEST and len(zone.name) <= LONGEST for zone in found)


def test_a_zone_that_was_left_out_is_the_server_s() -> None:
    assert zone_of("Berlin", "Europe/Oslo") == "Europe/Berlin"
    assert zone_of(None, "Europe/Oslo") == "Europe/Oslo"
    with pytest.raises(Refusal, match="/settings edit"):
        zone_of(None, None)
