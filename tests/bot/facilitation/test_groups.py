"""Which groups can meet, who may change what about them, and how they are found."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import (
    LONGEST_NAME,
    MOST_FACILITATORS,
    MOST_GROUPS,
    Called,
    Group,
    GroupWishes,
    Home,
    NewGroup,
    Person,
    edited,
    founded,
    may_facilitate,
    named,
    require_any_facilitator,
    require_open,
    require_right_to_edit,
    suggested,
)
from bot.facilitation.library import Visitor

HOME = Home(7)
MOD, FACILITATOR, MEMBER = Visitor(1, 10, True), Visitor(1, 11, False), Visitor(1, 12, False)
WANTED = NewGroup("Tuesday readers", HOME, "Europe/Berlin", time(19, 30))


def group(**given: Any) -> Group:
    return replace(
        Group(5, 1, "Tuesday readers", 7, False, frozenset({11}), None, "Europe/Berlin", "live", time(19, 30)), **given
    )


def test_whoever_makes_a_group_facilitates_it() -> None:
    made = founded(MOD, WANTED, [])
    assert made == group(id=0, facilitators=frozenset({10}))
    with_others = replace(WANTED, others=(Person(11, True), Person(10, True)), role=Called(3, True), pace="slow")
    assert founded(MOD, with_others, []) == group(id=0, facilitators=frozenset({10, 11}), role=3, pace="slow")


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"name": " \u200b\u202e "}, "Give the group a name"),
        ({"name": "***"}, "Give the group a name"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "too long: give at most 60"),
        ({"name": "  TUESDAY \n readers"}, "There is a group “TUESDAY readers” already"),
        ({"home": Home(7, there=False)}, "I cannot see that channel"),
        ({"home": Home(7, missing=("Send Messages",))}, "In that channel I lack Send Messages: give Footnote"),
        ({"home": Home(7, missing=("A", "B", "C"))}, "I lack A, B and C"),
        ({"role": Called(3, True, there=False)}, "That role is gone"),
        ({"role": Called(3, mentionable=False)}, "I may not mention that role"),
        ({"role": Called(1, True, everyone=True)}, "That is everyone"),
        ({"others": (Person(9, True, is_bot=True),)}, "A bot cannot facilitate"),
        ({"others": (Person(9, False),)}, "not in this server"),
        ({"others": tuple(Person(n, True) for n in range(20, 20 + MOST_FACILITATORS))}, "at most 10 facilitators"),
    ],
)
def test_a_group_that_could_not_meet_is_refused(wanted: dict[str, Any], sentence: str) -> None:
    new = replace(WANTED, name="New", **wanted) if "name" not in wanted else replace(WANTED, **wanted)
    with pytest.raises(Refusal, match=sentence):
        founded(MOD, new, [group()])


def test_a_server_has_so_many_groups_and_not_more() -> None:
    existing = [group(id=n, name=f"Group {n}") for n in range(MOST_GROUPS)]
    assert founded(MOD, WANTED, existing[1:]).name == "Tuesday readers"
    with pytest.raises(Refusal, match="close one with /group close first"):
        founded(MOD, WANTED, existing)


@pytest.mark.parametrize(
    ("wishes", "after"),
    [
        (GroupWishes(name="Others"), {"name": "Others"}),
        (GroupWishes(name="tuesday READERS"), {"name": "tuesday READERS"}),
        (GroupWishes(home=Home(8, True)), {"channel": 8, "is_forum": True}),
        (GroupWishes(role=Called(3, True)), {"role": 3}),
        (GroupWishes(no_role=True), {"role": None}),
        (GroupWishes(add=Person(12, True)), {"facilitators": frozenset({11, 12})}),
        (GroupWishes(add=Person(12, True), remove=Person(11, False)), {"facilitators": frozenset({12})}),
        (GroupWishes(zone="UTC", pace="slow", hour=time(0)), {"zone": "UTC", "pace": "slow", "hour": time(0)}),
    ],
)
def test_a_wish_changes_what_it_names_and_nothing_else(wishes: GroupWishes, after: dict[str, Any]) -> None:
    before = group(role=4)
    assert edited(before, wishes, [before, group(id=6, name="Gardeners")]) == replace(before, **after)


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (GroupWishes(), "Nothing was changed"),
        (GroupWishes(role=Called(3, True), no_role=True), "not both"),
        (GroupWishes(name="gardeners"), "There is a group"),
        (GroupWishes(home=Home(8, missing=("View Channel",))), "I lack View Channel"),
        (GroupWishes(remove=Person(99, True)), "does not facilitate"),
        (GroupWishes(remove=Person(11, True)), "A group needs a facilitator"),
        (GroupWishes(add=Person(9, False)), "not in this server"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_sentence(wishes: GroupWishes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        edited(group(), wishes, [group(), group(id=6, name="Gardeners")])


def test_who_may_facilitate_and_who_may_edit_what() -> None:
    meetings = GroupWishes(zone="UTC", pace="slow", hour=time(20))
    rest = (
        GroupWishes(name="x"),
        GroupWishes(home=HOME),
        GroupWishes(role=Called(3, True)),
        GroupWishes(no_role=True),
        GroupWishes(add=Person(12, True)),
        GroupWishes(remove=Person(11, True)),
        GroupWishes(zone="UTC", name="x"),
    )
    assert [may_facilitate(who, group()) for who in (MOD, FACILITATOR, MEMBER)] == [True, True, False]
    for wishes in (meetings, *rest):
        require_right_to_edit(MOD, group(), wishes)
        with pytest.raises(Refusal, match="Only the facilitators of “Tuesday readers” and moderators"):
            require_right_to_edit(MEMBER, group(), wishes)
    require_right_to_edit(FACILITATOR, group(), meetings)
    for wishes in rest:
        with pytest.raises(Refusal, match="for anything else ask a moderator"):
            require_right_to_edit(FACILITATOR, group(), wishes)


def test_what_belongs_to_all_groups_is_changed_by_whoever_facilitates_an_open_one() -> None:
    closed, another = group(closed=True), group(facilitators=frozenset({12}))
    require_any_facilitator(MOD, [], "protocols")
    require_any_facilitator(FACILITATOR, [closed, another, group()], "protocols")
    for groups in ([], [closed], [another, closed]):
        with pytest.raises(Refusal, match="Only the facilitators of an open group and moderators can change the prot"):
            require_any_facilitator(FACILITATOR, groups, "protocols")


def test_a_group_is_found_by_its_name_an_open_one_first() -> None:
    old, new = group(id=1, closed=True), group(id=2)
    assert named([old, new], "tuesday  Readers") == new
    assert named([old], "Tuesday readers") == old
    assert named([old, new], None) == new
    with pytest.raises(Refusal, match="Which group"):
        named([new, group(id=3, name="Gardeners")], None)
    with pytest.raises(Refusal, match="no reading group yet"):
        named([old], None)
    with pytest.raises(Refusal, match="no reading group yet"):
        named([], "x")
    with pytest.raises(Refusal, match="There is no group “x"):
        named([old], "x" * 999)


def test_what_is_typed_is_looked_for_at_the_beginning_first() -> None:
    groups = [group(id=n, name=name) for n, name in enumerate(("Read the sea", "Sea readers", "Hills"))]
    assert [one.name for one in suggested(groups, "sea")] == ["Sea readers", "Read the sea"]
    assert [one.name for one in suggested(groups, "")] == ["Hills", "Read the sea", "Sea readers"]


def test_a_closed_group_is_not_changed() -> None:
    require_open(group())
    with pytest.raises(Refusal, match="“Tuesday readers” is closed"):
        require_open(group(closed=True))
