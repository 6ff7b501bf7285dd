"""A plan file becomes a plan whose protocols and essays are there, or all that is wrong with it is said at once."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.plans import Meeting, Plan, parse_plan
from bot.facilitation.seed_files import Faults

GOOD = """title = "Two winds"
about = "Two meetings."

[[meetings]]
title = "North"
essays = ["hedges.md", "tea.md"]
protocol = "chalk-talk"
note = "Bring a coat."

[[meetings]]
title = "South"
essays = [
  "tea.md",
]
protocol = "four-as"
"""
PROTOCOLS = ("chalk-talk", "four-as")
ESSAYS = ("hedges.md", "hedges", "tea.md", "tea")


def faults_of(text: str) -> list[str]:
    """What is wrong with a plan, with line numbers."""
    with pytest.raises(Faults) as caught:
        parse_plan(text, "winds.toml", protocols=PROTOCOLS, essays=ESSAYS)
    return [str(fault).removeprefix("winds.toml, ") for fault in caught.value.faults]


def test_a_file_becomes_a_plan() -> None:
    assert parse_plan(GOOD, "winds.toml", protocols=PROTOCOLS, essays=ESSAYS) == Plan(
        "winds",
        "Two winds",
        "Two meetings.",
        (
            Meeting("North", ("hedges.md", "tea.md"), "chalk-talk", "Bring a coat."),
            Meeting("South", ("tea.md",), "four-as", ""),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("four-as", "for-as", "line 15: there is no protocol “for-as”: did you mean “four-as”?"),
        ("four-as", "xyz", "line 15: there is no protocol “xyz”: add it, or choose one from the list of protocols."),
        ('\n  "tea.md"', '\n  "tee.md"', "line 13: there is no essay “tee.md”: did you mean “tea.md”?"),
        ('"hedges.md", "tea.md"', '"tea.md", "tea.md"', "line 6: “tea.md” stands twice in this meeting: keep it once."),
        ('["hedges.md", "tea.md"]', "[]", 'line 6: `essays` is an empty list: write something such as essays = ["ally'),
        ('["hedges.md", "tea.md"]', '"tea.md"', 'line 6: `essays` is "tea.md": put it between [ and ], with commas'),
        (
            'essays = ["hedges.md", "tea.md"]\n',
            "",
            "line 4: `essays` is missing from a meeting: add a line such as essays",
        ),
        ("note =", "nota =", "line 8: `nota` is not a key of a meeting: did you mean `note`?"),
        ("[[meetings]]", "[[meeting]]", "line 1: there is no meeting here: begin each one with a line [[meetings]]."),
        ("[[meetings]]", "[[meeting]]", "line 4: `meeting` is not a key of a plan: did you mean `meetings`?"),
    ],
)
def test_each_fault_says_what_to_do_and_where(old: str, new: str, fault: str) -> None:
    assert old in GOOD
    found = faults_of(GOOD.replace(old, new))
    assert any(one.startswith(fault) for one in found), found


def test_essays_that_are_not_known_yet_are_taken_at_their_word() -> None:
    plan = parse_plan(GOOD.replace("tea.md", "letters"), "winds.toml", protocols=PROTOCOLS)
    assert plan.meetings[1].essays == ("letters",)


@given(st.one_of(st.text(), st.lists(st.sampled_from([*GOOD.split("\n"), '"', "[", "= 1"])).map("\n".join)))
def test_whatever_the_file_holds_only_faults_are_raised(text: str) -> None:
    with suppress(Faults):
        parse_plan(text, "x.toml", protocols=PROTOCOLS, essays=ESSAYS)
