"""Discussion protocols: who does what for how long, in phases; live over minutes or slowly over days."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.facilitation.errors import Refusal
from bot.facilitation.seed_files import LARGEST, TOO_LARGE, Fault, Faults, listed, meant, name_of
from bot.facilitation.seed_sheet import Sheet, Table

Pace = Literal["live", "slow"]
"""In minutes, everybody there at once; or in hours, each when she can."""

Taking = Literal["open", "round", "silent", "pairs", "groups"]
"""How people take part: whoever wants, one after the other, without speaking, in twos, in small groups."""

Shown = Literal["none", "opening", "pivotal", "contrast", "choice"]
"""The passage: the essay's beginning, a central one, two of different essays, the facilitator's choice."""

Asked = Literal["none", "factual", "interpretive", "evaluative"]
"""What a question is after: what the text says, what it means by it, what to think of it."""

Until = Literal["time", "facilitator", "ready"]
"""What moves a phase on: its time is over, a facilitator says so, everybody who is there is ready."""

LONGEST_TITLE = 100
"""A thread takes its name from a title."""

LONGEST_SAY = 1500
"""With a passage and a question, what the bot says in a phase fits on one card."""

LONGEST_QUESTION = 300
MOST_QUESTIONS = 3
MOST_PHASES = 12
MOST_MINUTES = 180
MOST_HOURS = 14 * 24
MOST_PEOPLE = 500
LONGEST_ABOUT = 600
LONGEST_CREDIT = 120
LONGEST_LINK = 200

MOST_OWN = 50
"""Protocols of a server's own."""

OF_PASSAGE = ("title", "author", "term")
OF_PAIR = ("other_title", "other_author", "other_term", "shared_term")
"""Placeholders that a passage fills, and those that take a second one, of another essay."""

CERTAIN = frozenset({"title", "other_title"})
"""Those that every passage can fill: not every author is known, and not every passage turns on a term."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Phase:
    """One step: what the bot says, how people take part, how long, what is shown and asked, what moves it on.

    `questions` are templates, of which one is asked; see `filled`.
    """

    title: str
    say: str
    taking: Taking
    minutes: int
    hours: int
    shown: Shown
    asked: Asked
    questions: tuple[str, ...]
    until: Until

    def lasts(self, pace: Pace) -> timedelta:
        """How long it is meant to take."""
        return timedelta(minutes=self.minutes) if pace == "live" else timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way to talk about a text. `author`, `origin` and `link` (to its source) credit it; each may be empty.

    `fewest` and `most` are the people for whom it works as it stands.
    """

    name: str
    title: str
    author: str
    origin: str
    link: str
    about: str
    fewest: int
    most: int
    phases: tuple[Phase, ...]

    def credit(self) -> str:
        """Whose it is, in words; empty when the file does not say."""
        return ", ".join(filter(None, (self.author, self.origin)))


@dataclass(frozen=True, slots=True)
class ProtocolFile:
    """A protocol as it was written. `added_by` and `added_at` are empty for one that comes with Footnote."""

    name: str
    title: str
    text: str
    added_by: int | None = None
    added_at: datetime | None = None

    @property
    def file(self) -> str:
        """What the file is called when somebody takes it along."""
        return f"{self.name}.toml"


@dataclass(frozen=True, slots=True)
class Choice:
    """A protocol that a server can choose; Faults in its place when an older file no longer fits the rules."""

    source: ProtocolFile
    read: Protocol | Faults


@dataclass(frozen=True, slots=True)
class Choices:
    """A page (from 0) of them, in the order of titles."""

    shown: tuple[Choice, ...]
    page: int
    pages: int
    total: int


def length(protocol: Protocol, pace: Pace) -> timedelta:
    """How long all phases take together."""
    return sum((phase.lasts(pace) for phase in protocol.phases), timedelta())


def filled(questions: Sequence[str], words: Mapping[str, str | None]) -> tuple[str, ...]:
    """The questions with `words` in place of {term} and the like; one that lacks a word is left out."""
    fillable = (question for question in questions if all(map(words.get, _PLACEHOLDER.findall(question))))
    return tuple(_PLACEHOLDER.sub(lambda found: str(words[found[1]]), question) for question in fillable)


def parse_protocol(text: str, file: str) -> Protocol:
    """The protocol that a file describes; its name is the file's. Raises Faults with all that is wrong with it."""
    name, sheet = name_of(file), Sheet(text, file, "a protocol")
    table = sheet.table
    protocol = Protocol(
        name=name,
        title=table.text("title", LONGEST_TITLE, "Chalk Talk"),
        author=table.text("author", LONGEST_CREDIT),
        origin=table.text("origin", LONGEST_CREDIT),
        link=_link(table),
        about=table.text("about", LONGEST_ABOUT, "A conversation in writing.", flows=True),
        fewest=table.number("fewest", 1, MOST_PEOPLE, 3),
        most=table.number("most", 1, MOST_PEOPLE, 12),
        phases=tuple(map(_phase, table.tables("phases", "a phase", MOST_PHASES))),
    )
    if table.sound("fewest", "most") and protocol.most < protocol.fewest:
        table.fault(("most",), f"`most` is less than `fewest`: give a number from {protocol.fewest}.")
    table.end()
    sheet.close()
    return protocol


def parse_own(text: str, file: str, seeded: Collection[str]) -> Protocol:
    """A server's own protocol. Raises Faults with all that is wrong, a name that Footnote's own have included."""
    faults: list[Fault] = []
    if (name := name_of(file)) in seeded:
        sentence = f"Footnote comes with a protocol “{name}”: rename the file, and give yours a title of its own."
        faults.append(Fault(file, 0, sentence))
    try:
        protocol = parse_protocol(text, file)
    except Faults as found:
        raise Faults([*faults, *found.faults]) from None
    if faults:
        raise Faults(faults)
    return protocol


def check_offer(file: str, size: int) -> None:
    """Refuses a file that cannot be a protocol, before a byte of it is fetched."""
    if not file.casefold().endswith(".toml"):
        sentence = "a protocol is a TOML file: rename it so that its name ends in .toml, such as fishbowl.toml."
        raise Faults([Fault(file, 0, sentence)])
    if size > LARGEST:
        raise Faults([Fault(file, 0, TOO_LARGE)])


def require_space(name: str, existing: Collection[str]) -> None:
    """Refuses one too many; one that takes the place of another is none."""
    if name not in existing and len(existing) >= MOST_OWN:
        raise Refusal(f"This server has {MOST_OWN} protocols of its own: take one out with /protocol remove first.")


def _link(table: Table) -> str:
    link = table.text("link", LONGEST_LINK)
    if link and not _LINK.fullmatch(link):
        table.fault(("link",), "`link` is no web address: give one that begins with https://, or leave it out.")
    return link


def _phase(table: Table) -> Phase:
    phase = Phase(
        title=table.text("title", LONGEST_TITLE, "First thoughts"),
        say=table.text("say", LONGEST_SAY, "Read the passage and write one line about it.", flows=True),
        taking=table.choice("how", get_args(Taking)),
        minutes=table.number("minutes", 1, MOST_MINUTES, 5),
        hours=table.number("hours", 1, MOST_HOURS, 24),
        shown=table.choice("shows", get_args(Shown), "none"),
        asked=table.choice("asks", get_args(Asked), "none"),
        questions=table.texts("questions", MOST_QUESTIONS, LONGEST_QUESTION),
        until=table.choice("until", get_args(Until), "time"),
    )
    _check_say(table, phase)
    _check_questions(table, phase)
    table.end()
    return phase


def _check_say(table: Table, phase: Phase) -> None:
    for name in _PLACEHOLDER.findall(phase.say):
        if name in OF_PASSAGE + OF_PAIR:
            table.fault(("say",), f"`say` is said as it stands: move {{{name}}} to one of the `questions`.")


def _check_questions(table: Table, phase: Phase) -> None:
    if not table.sound("asks", "shows", "questions"):
        return
    if phase.asked == "none" and phase.questions:
        kinds = listed([f'"{kind}"' for kind in get_args(Asked) if kind != "none"])
        table.fault(("questions",), f"there are questions but no kind: set `asks` to {kinds}.")
    if phase.asked != "none" and not phase.questions:
        table.fault(("asks",), f'this phase asks nothing: add 1 to {MOST_QUESTIONS} `questions`, or set asks = "none".')
    for number, question in enumerate(phase.questions):
        for sentence in _unfillable(question, phase.shown):
            table.fault(("questions", number), sentence)
    wanted = [set(_PLACEHOLDER.findall(question)) for question in phase.questions]
    if wanted and table.sound("questions") and not any(names <= CERTAIN for names in wanted):
        table.fault(
            ("questions",),
            "not every passage has a known author or a term: add a question that needs neither of them "
            "({title} and {other_title} are always known).",
        )


def _unfillable(question: str, shown: Shown) -> list[str]:
    """A sentence for each placeholder that is unknown or that such a passage cannot fill."""
    sentences = []
    for name in dict.fromkeys(_PLACEHOLDER.findall(question)):
        if name not in OF_PASSAGE + OF_PAIR:
            near = meant(name, OF_PASSAGE + OF_PAIR)
            advice = f"did you mean {{{near}}}?" if near else f"use {_braced(OF_PASSAGE + OF_PAIR)}."
            sentences.append(f"{{{name[:40]}}} is no placeholder: {advice}")
        elif shown == "none":
            sentences.append(f'{{{name}}} needs a passage: set shows = "pivotal" or another one, or ask without it.')
        elif name in OF_PAIR and shown != "contrast":
            sentences.append(
                f'{{{name}}} needs a second passage: set shows = "contrast", or use {_braced(OF_PASSAGE)}.'
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", question)):
        sentences.append("a curly bracket stands alone: close it, such as in {title}, or take it out.")
    return sentences


def _braced(names: Sequence[str]) -> str:
    return listed([f"{{{name}}}" for name in names])
