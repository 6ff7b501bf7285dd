"""The protocols and plans that come with Footnote hold what they promise; faults of all files come in one report."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.plans import parse_plan
from bot.facilitation.protocols import Phase, Protocol, filled, length, parse_protocol
from bot.facilitation.seed_files import Faults
from bot.services.seed_files import Seeds, read_seeds

SEEDS = Path(__file__).parents[3] / "seeds"
READ = read_seeds(SEEDS)
PROTOCOLS = list(READ.protocols.values())
PHASES = [(protocol, phase) for protocol in PROTOCOLS for phase in protocol.phases]
NAMES = """
1-2-4-all chalk-talk circle-of-voices four-as jigsaw-by-essay notice-and-wonder save-the-last-word shared-inquiry
socratic-seminar structured-academic-controversy structured-academic-controversy-no-switch text-rendering the-final-word
"""


def copied(folder: Path) -> Path:
    """The seeds where a test may spoil them."""
    for path in SEEDS.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(SEEDS)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return folder


def spoil(path: Path, old: str, new: str) -> None:
    """Put a fault into a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_protocols_and_plans_are_there() -> None:
    assert sorted(READ.protocols) == sorted(NAMES.split())
    assert set(READ.plans) == {"first-meeting", "three-positions", "two-essays-two-weeks"}


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_each_protocol_is_credited_and_fits_an_evening_or_a_fortnight(protocol: Protocol) -> None:
    assert protocol.credit()
    assert timedelta(minutes=10) <= length(protocol, "live") <= timedelta(minutes=75)
    assert timedelta(days=2) <= length(protocol, "slow") <= timedelta(days=14)


CLOCKS = re.compile(r"\b(minutes?|hours?|quarter|today|tonight|beginning of)\b")


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_what_is_said_is_true_at_either_pace(protocol: Protocol) -> None:
    said = [protocol.about, *(text for phase in protocol.phases for text in (phase.say, *phase.questions))]
    assert [found for text in said if (found := CLOCKS.search(text))] == []


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_a_phase_asks_something_before_its_passage_is_chosen(protocol: Protocol) -> None:
    for phase in protocol.phases:
        if phase.shown == "choice" and phase.asked != "none":
            assert filled(phase.questions, {})


@pytest.mark.parametrize(("protocol", "phase"), PHASES, ids=lambda value: value.title)
def test_each_phase_can_be_filled_with_nothing_but_titles(protocol: Protocol, phase: Phase) -> None:
    asked = filled(phase.questions, {"title": "On Hedges", "other_title": "On Tea"})
    assert bool(asked) == (phase.asked != "none")
    everything = dict.fromkeys("title author term other_title other_author other_term shared_term".split(), "word")
    whole = filled(phase.questions, everything)
    assert len(whole) == len(phase.questions)
    assert not re.search(r"[{}]", "".join(whole) + phase.say + phase.title + protocol.about)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_each_protocol_shows_a_passage_asks_a_question_and_lets_people_pass(protocol: Protocol) -> None:
    assert any(phase.shown != "none" for phase in protocol.phases)
    assert any(phase.asked != "none" for phase in protocol.phases)
    said = " ".join(phase.say for phase in protocol.phases).lower()
    assert re.search(r"\bpass(ing)?\b", said)


def test_a_controversy_represents_essays_and_never_argues_against_dignity() -> None:
    for name in ("structured-academic-controversy", "structured-academic-controversy-no-switch"):
        protocol = READ.protocol(name)
        assert "never argue against anyone's dignity" in protocol.phases[0].say
        assert any(phase.title == "Change sides" for phase in protocol.phases) == (not name.endswith("no-switch"))


def test_the_three_positions_take_four_weeks_and_end_with_all_three() -> None:
    meetings = READ.plan("three-positions").meetings
    assert len(meetings) == 4
    assert [len(meeting.essays) for meeting in meetings] == [1, 1, 1, 3]
    assert len({meeting.protocol for meeting in meetings}) == 4
    assert all(meeting.note.endswith((".", "?")) for plan in READ.plans.values() for meeting in plan.meetings)


def test_the_examples_in_the_readme_are_true() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    protocol, plan = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert len(parse_protocol(protocol, "two-readings.toml").phases) == 2
    essays = {path.name for path in (SEEDS / "essays").iterdir()}
    assert parse_plan(plan, "who.toml", protocols=READ.protocols, essays=essays).meetings[0].note
    with pytest.raises(Faults) as caught:
        parse_protocol(protocol.replace('"round"', '"circle"'), "protocols/two-readings.toml")
    assert str(caught.value) in readme


def test_faults_of_all_files_come_in_one_report(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder / "protocols" / "chalk-talk.toml", 'how = "silent"', 'how = "quiet"')
    spoil(folder / "protocols" / "four-as.toml", "minutes = 10", "minutes = 0")
    spoil(folder / "plans" / "three-positions.toml", '"four-as"', '"for-as"')
    spoil(folder / "plans" / "first-meeting.toml", "tuesday.md", "wednesday.md")
    (folder / "protocols" / "latin.toml").write_bytes(b'title = "\xe9"')
    (folder / "protocols" / "Four_As.TOML").write_bytes((SEEDS / "protocols" / "four-as.toml").read_bytes())
    with pytest.raises(Faults) as caught:
        read_seeds(folder)
    lines = str(caught.value).split("\n")
    assert [re.split(r", line|:", line)[0] for line in lines] == [
        "plans/first-meeting.toml",
        "plans/three-positions.toml",
        "protocols/chalk-talk.toml",
        "protocols/four-as.toml",
        "protocols/four-as.toml",
        "protocols/latin.toml",
    ]
    assert "did you mean “three-essays-on-an-ordinary-tuesday.md”?" in lines[0]
    assert "there is no protocol “for-as”: did you mean “four-as”?" in lines[1]


def test_a_broken_protocol_is_no_fault_of_the_plans_that_use_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "protocols" / "four-as.toml").write_text("title")
    with pytest.raises(Faults) as caught:
        read_seeds(folder)
    assert [fault.file for fault in caught.value.faults] == ["protocols/four-as.toml"]


def test_other_files_and_hidden_ones_are_left_alone(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for name in (".DS_Store", "notes.md", "four-as.toml~", ".four-as.toml"):
        (folder / "protocols" / name).write_text("?")
    assert read_seeds(folder) == READ


def test_a_folder_or_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "protocols" / "folder.toml").mkdir()
    for path in (folder / "plans").iterdir():
        path.unlink()
    (folder / "plans").rmdir()
    with pytest.raises(Faults) as caught:
        read_seeds(folder)
    assert [str(fault).split(" (")[0] for fault in caught.value.faults] == [
        "plans: the folder cannot be read",
        "protocols/folder.toml: the file cannot be read",
    ]


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="There is no protocol “chalktalk”: did you mean “chalk-talk”"):
        READ.protocol("chalktalk")
    with pytest.raises(Refusal, match="There is no plan “x”: choose one from the list"):
        Seeds({}, {}).plan("x")
