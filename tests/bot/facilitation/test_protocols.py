"""A protocol file becomes a protocol, or all that is wrong with it is said at once, each with its line."""

import re
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.facilitation.errors import Refusal
from bot.facilitation.protocols import (
    LONGEST_SAY,
    MOST_OWN,
    Phase,
    Protocol,
    check_offer,
    filled,
    length,
    parse_own,
    parse_protocol,
    require_space,
)
from bot.facilitation.seed_files import LARGEST, Fault, Faults

GOOD = '''title = "Two readings"
author = "Odile Marchetti"
link = "https://example.org/readings"
about = """
First what it says,
then what it is worth."""
fewest = 2
most = 12

[[phases]]
title = "What does it say?"
say = "Read it twice."
how = "round"
minutes = 10
hours = 24
shows = "contrast"
asks = "interpretive"
questions = [
  "What does “{title}” say of “{shared_term}”?",
  "Is it what “{other_title}” says?",
]
until = "ready"

[[phases]]
title = "What is it worth?"
say = """
Answer somebody.

- Slowly.
"""
how = "open"
minutes = 15
hours = 48
'''


def faults_of(text: str) -> list[str]:
    """What is wrong with a file, with line numbers."""
    with pytest.raises(Faults) as caught:
        parse_protocol(text, "two.toml")
    return [str(fault).removeprefix("two.toml, ") for fault in caught.value.faults]


def tried(text: str) -> tuple[Fault, ...]:
    """The faults of a file that may have none."""
    try:
        parse_protocol(text, "x.toml")
    except Faults as faults:
        return faults.faults
    return ()


def test_a_file_becomes_a_protocol() -> None:
    assert parse_protocol(GOOD, "protocols/two-readings.toml") == Protocol(
        name="two-readings",
        title="Two readings",
        author="Odile Marchetti",
        origin="",
        link="https://example.org/readings",
        about="First what it says, then what it is worth.",
        fewest=2,
        most=12,
        phases=(
            Phase(
                title="What does it say?",
                say="Read it twice.",
                taking="round",
                minutes=10,
                hours=24,
                shown="contrast",
                asked="interpretive",
                questions=("What does “{title}” say of “{shared_term}”?", "Is it what “{other_title}” says?"),
                until="ready",
            ),
            Phase(
                title="What is it worth?",
                say="Answer somebody.\n\n- Slowly.",
                taking="open",
                minutes=15,
                hours=48,
                shown="none",
                asked="none",
                questions=(),
                until="time",
            ),
        ),
    )


@pytest.mark.parametrize("text", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD + "\n# [[phases]]"])
def test_a_byte_order_mark_and_line_ends_of_other_systems_change_nothing(text: str) -> None:
    assert parse_protocol(text, "two-readings.toml") == parse_protocol(GOOD, "two-readings.toml")
    assert faults_of(text.replace('"open"', '"circle"'))[0].startswith("line 31: ")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('how = "open"', 'how = "circle"', 'line 31: `how` is "circle": choose open, round, silent, pairs or groups.'),
        ('how = "open"', "how = 3", "line 31: `how` is 3: choose"),
        ('how = "open"\n', "", 'line 24: `how` is missing from a phase: add a line such as how = "open"'),
        (
            'title = "Two readings"\n',
            "",
            'line 1: `title` is missing from a protocol: add a line such as title = "Chalk',
        ),
        ("minutes = 15", "minutes = 0", "line 32: `minutes` is 0: give a whole number from 1 to 180."),
        ("minutes = 15", "minutes = 181", "line 32: `minutes` is 181: give"),
        ("minutes = 15", "minutes = true", "line 32: `minutes` is true: give"),
        ("minutes = 15", "minutes = 1.5", "line 32: `minutes` is 1.5: give"),
        ("minutes = 15", "minutes = nan", "line 32: `minutes` is nan: give"),
        ("minutes = 15", 'minutes = "15"', 'line 32: `minutes` is "15": give'),
        ("minutes = 15", "minutes = [15]", "line 32: `minutes` is a list: give"),
        ("minutes = 15", "minutes = 0x" + "f" * 4000, "line 32: `minutes` is a huge number: give"),
        ("hours = 48", "hours = 337", "line 33: `hours` is 337: give a whole number from 1 to 336."),
        ("minutes = 15", "minuets = 15", "line 24: `minutes` is missing from a phase"),
        (
            "minutes = 15",
            "minutes = 15\nminuets = 15",
            "line 33: `minuets` is not a key of a phase: did you mean `minutes`?",
        ),
        (
            "most = 12",
            "most = 12\nzzz = 1",
            "line 9: `zzz` is not a key of a protocol: it may have title, author, origin,",
        ),
        ("most = 12", "most = 1", "line 8: `most` is less than `fewest`: give a number from 2."),
        (
            "https://example.org/readings",
            "javascript:alert(1)",
            "line 3: `link` is no web address: give one that begins",
        ),
        ("Two readings", "x" * 101, "line 1: `title` has 101 characters: shorten it to 100."),
        ("Two readings", "…", "line 1: `title` has no words: write some."),
        ('"Two readings"', "5", "line 1: `title` is 5: put words between quotation marks."),
        ("Read it twice.", "x" * (LONGEST_SAY + 1), "line 12: `say` has 1,501 characters: shorten it to 1,500."),
        (
            "Read it twice.",
            "Talk about {term}.",
            "line 12: `say` is said as it stands: move {term} to one of the `questions`.",
        ),
        (
            'asks = "interpretive"\n',
            "",
            'line 17: there are questions but no kind: set `asks` to "factual", "interpretive" or',
        ),
        ("hours = 48", 'asks = "factual"', "line 24: `hours` is missing"),
        (
            "hours = 48",
            'hours = 48\nasks = "factual"',
            "line 34: this phase asks nothing: add 1 to 3 `questions`, or set",
        ),
        ("{shared_term}", "{trem}", "line 19: {trem} is no placeholder: did you mean {term}?"),
        ("{shared_term}", "{}", "line 19: {} is no placeholder: use {title}, {author}, {term}, {other_title},"),
        (
            "{shared_term}",
            "{term",
            "line 19: a curly bracket stands alone: close it, such as in {title}, or take it out.",
        ),
        (
            '"contrast"',
            '"pivotal"',
            'line 20: {other_title} needs a second passage: set shows = "contrast", or use {title},',
        ),
        (
            '"contrast"',
            '"none"',
            'line 19: {title} needs a passage: set shows = "pivotal" or another one, or ask without',
        ),
        (
            "{other_title}",
            "{author}",
            "line 18: not every passage has a known author or a term: add a question that needs",
        ),
        ('  "Is it', '  "a", "b", "Is it', "line 20: `questions` has 4 items: keep at most 3."),
        ('  "Is it', '  7, "Is it', "line 20: `questions` is 7: put words between quotation marks."),
        ('"Is it what', f'"{"x" * 300}', "line 20: `questions` has 322 characters: shorten it to 300."),
        (
            "[[phases]]",
            "[phases]",
            "line 24: this heading stands twice, or with single and with double brackets: write [[phases]]",
        ),
        ("{", "x\n", "line 19: a text ends in the line where it begins; for a longer one write three quotation marks"),
        ("most = 12", "most = 12\nmost = 13", "line 9: this key stands twice: keep one of them."),
        ("most = 12", "most = twelve", "line 8: put words between quotation marks; a number stands without them."),
        ("most = 12", "most 12", "line 8: write a key, the sign = and a value, such as title"),
        ("most = 12", "most = 12 13", "line 8: begin a new line for the next key; put words between quotation marks."),
        ("most = 12", "most = 2026-13-01", "line 8: "),
        ("most = 12", "§ = 12", "line 8: write a key, the sign = and a value"),
        ("Two readings", "Two \\readings \\q", "line 1: write two backslashes \\\\ where you want one."),
        ("Two readings", "a\0b", "line 1: this is not valid TOML (Illegal character '\\x00'): mend or remove it."),
        ('- Slowly.\n"""', "- Slowly.", "line 26: a text begins and never ends: close it with the quotation marks"),
        (
            "- Slowly.",
            "." * 101,
            "line 29: this line has more than 100 dots: break it in two, or take some of them out.",
        ),
        ('until = "ready"', 'until = "ready"\n[phases.more]\na = 1', "line 23: `more` is not a key of a phase:"),
    ],
)
def test_each_fault_says_what_to_do_and_where(old: str, new: str, fault: str) -> None:
    assert old in GOOD
    found = faults_of(GOOD.replace(old, new))
    assert any(one.startswith(fault) for one in found), found


def test_every_placeholder_is_judged_on_its_own() -> None:
    found = faults_of(GOOD.replace('"contrast"', '"opening"'))
    assert [one.split(" needs")[0] for one in found] == ["line 19: {shared_term}", "line 20: {other_title}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: there is no phase here: begin each one with a line [[phases]]."),
        ("phases = 3", "line 1: there is no phase here: begin each one with a line [[phases]]."),
        ("\nphases = [{}, 3]", "line 2: there is no phase here: begin each one with a line [[phases]]."),
        ("a = " + "[" * 20_000, "two.toml: brackets stand within brackets too often: nothing here needs more than two"),
        ("a = " + "9" * 5000, "two.toml: this is not valid TOML (Exceeds the limit"),
        ("a" * 2**20, "two.toml: the file is too large: it may have up to 64 kB."),
        ("a." * 200 + "a = 1", "line 1: this line has more than 100 dots"),
        ("\0" * 60_000, "line 1: write a key, the sign = and a value"),
    ],
)
def test_nonsense_is_answered_with_a_sentence(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults_of(text))


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace('"round"', '"circle"').replace("minutes = 15", "minutes = 0").replace("most = 12", "mots = 12")
    assert [one.split(":")[0] for one in faults_of(text)] == ["line 1", "line 8", "line 13", "line 32"]
    assert len(faults_of("x = 1\n" + "".join(f"k{number} = 1\n" for number in range(5000)))) == 50


def test_a_thirteenth_phase_is_one_too_many() -> None:
    phase = GOOD[GOOD.rindex("[[phases]]") :]
    assert parse_protocol(GOOD + phase * 10, "x.toml").phases[11].taking == "open"
    (fault,) = faults_of(GOOD + phase * 11)
    line = (GOOD + phase * 10).count("\n") + 1
    assert fault == f"line {line}: this is one of 13 phases: keep at most 12."


PIECES = st.sampled_from(
    [*GOOD.split("\n"), *GOOD.split(" "), '"""', "[[", "]]", "{", "}", "=", "\n", "\r", "'''", "."]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("\n".join), st.lists(PIECES).map("".join)))
@example("[[phases]]\nquestions = [[[[]]]]\n[[phases.say]]")
@example("phases = [{title = {}, say = 1979-05-27, how = [], minutes = inf, questions = {}}]")
@example('title = "\\ud800"')
@example("\ud800 = 1")
@settings(max_examples=300)
def test_whatever_the_file_holds_only_faults_are_raised(text: str) -> None:
    faults = tried(text)
    assert all(re.search(r"([.?)=\"\]]|\d)$", fault.sentence) for fault in faults)
    assert all(0 <= fault.line <= text.count("\n") + 1 for fault in faults)
    assert all(len(fault.sentence) < 300 for fault in faults)


@given(st.data())
def test_a_good_file_with_one_change_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(start + 20, len(GOOD))))
    tried(GOOD[:start] + data.draw(PIECES) + GOOD[end:])


def test_a_protocol_lasts_as_long_as_its_phases_at_either_pace() -> None:
    protocol = parse_protocol(GOOD, "x.toml")
    assert length(protocol, "live") == timedelta(minutes=25)
    assert length(protocol, "slow") == timedelta(days=3)


def test_credit_names_whoever_is_known() -> None:
    assert parse_protocol(GOOD, "x.toml").credit() == "Odile Marchetti"
    assert parse_protocol(GOOD.replace("author", "origin"), "x.toml").credit() == "Odile Marchetti"


def test_questions_are_filled_when_every_word_is_known() -> None:
    questions = ("Why “{title}”?", "Who is {author}?", "What is “{term}” to {author}?", "Anything?")
    words = {"title": "On {term}s", "author": None, "term": "wind"}
    assert filled(questions, words) == ("Why “On {term}s”?", "Anything?")
    assert filled(questions, words | {"author": "Odile"})[1:3] == ("Who is Odile?", "What is “wind” to Odile?")


def test_a_taken_name_is_told_with_all_that_is_wrong_in_the_file() -> None:
    assert parse_own(GOOD, "Two readings.toml", ["chalk-talk"]).name == "two-readings"
    for text, lines in (
        (GOOD, [0]),
        (GOOD.replace("minutes = 15", "minutes = 0").replace('"round"', '"x"'), [0, 13, 32]),
    ):
        with pytest.raises(Faults) as caught:
            parse_own(text, "Chalk_Talk.toml", ["chalk-talk"])
        assert [fault.line for fault in caught.value.faults] == lines
        assert str(caught.value).startswith(
            "Chalk_Talk.toml: Footnote comes with a protocol “chalk-talk”: rename the file"
        )


def test_a_file_is_judged_by_name_and_size_before_it_is_fetched() -> None:
    check_offer("Fishbowl.TOML", LARGEST)
    for file, size, sentence in (
        ("fishbowl.toml.txt", 10, "a protocol is a TOML file: rename it"),
        ("fishbowl.toml", LARGEST + 1, "the file is too large: it may have up to 64 kB."),
    ):
        with pytest.raises(Faults, match=sentence):
            check_offer(file, size)


def test_a_server_has_so_many_of_its_own_and_can_still_replace_them() -> None:
    full = [f"own-{number}" for number in range(MOST_OWN)]
    require_space("own-51", full[1:])
    require_space("own-3", full)
    with pytest.raises(Refusal, match="This server has 50 protocols of its own"):
        require_space("own-51", full)
