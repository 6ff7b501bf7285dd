"""Prompts: which passage a phase shows and which question it asks, out of what the library offers."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import TypeVar

from bot.facilitation.ask import Quotation, visible
from bot.facilitation.errors import Refusal
from bot.facilitation.protocols import LONGEST_QUESTION, Phase, Protocol, filled

LONGEST_NAMED = 80
"""Characters of a title or an author within a question."""

_BRACED = re.compile(r"\{[^{}]*\}")
_OF_TERM = re.compile(r"\{\w*term\}")
_OF_ANY_TEXT = frozenset(
    "author authors chapter chapters essay essays paragraph paragraphs passage passages".split()
) | {*"reader readers sentence sentences text texts title titles writer writers".split()}
"""Words about texts: to ask what an essay means by “essay” asks nothing."""

_BEFORE_A_THING = "|".join(
    "a an the this these its his her their our no every each any of on in for with about against as without".split()
)
_AS_A_THING = rf"(?:^|[.!?]\W+|\b(?:{_BEFORE_A_THING})\W+){{}}(?!\w)"
"""A term that a passage names, at the beginning of a sentence or after such a word: nobody asks about “walks”."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words to talk about; `permanent` finds them again wherever this text is."""

    quotation: Quotation
    permanent: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Passages of two essays about the same thing; terms they share and those of only one of them."""

    one: Passage
    other: Passage
    shared: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to choose from, each the best first; `terms` are each essay's own, the weightiest first."""

    openings: tuple[Passage, ...] = ()
    pivotal: tuple[Passage, ...] = ()
    pairs: tuple[Pair, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether an essay has something to say to a question."""

    title: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a phase shows and asks. `open`: the facilitator has not chosen its passage yet."""

    passages: tuple[Passage, ...] = ()
    question: str | None = None
    open: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def unanswered(self) -> bool:
        """Whether it was looked for, and no essay holds evidence."""
        return bool(self.evidence) and not any(one.holds for one in self.evidence)


T = TypeVar("T", Passage, Pair)


def alternating(essays: Iterable[Sequence[Passage]]) -> tuple[Passage, ...]:
    """The best of each essay, then the second of each, and so on: no essay speaks for another."""
    return tuple(one for one in chain.from_iterable(zip_longest(*essays)) if one is not None)


def chosen(
    protocol: Protocol,
    stock: Stock,
    kept: Mapping[int, Prompt] | None = None,
    lost: Mapping[int, Prompt] | None = None,
) -> tuple[Prompt, ...]:
    """A prompt for each phase, in order. `kept` are those that stay, by the phase's number.

    `lost` are those whose text is gone: another passage takes its place, under the question if it was somebody's own.
    No passage is shown twice while there is another that the phase could show, and contrasts lie between the essays of
    the first one as long as there is any: whoever spoke for one of two essays finds it again.
    """
    kept, lost = kept or {}, lost or {}
    used: Counter[str] = Counter(mark for prompt in kept.values() for one in prompt.passages for mark in _marks(one))
    asked = {prompt.question for prompt in (*kept.values(), *lost.values())}
    prompts: list[Prompt] = []
    for number, phase in enumerate(protocol.phases, 1):
        sides = next((pair for one in (*prompts, *kept.values()) if len(pair := _essays(one.passages)) > 1), ())
        prompt = kept.get(number) or _prompt(phase, stock, used, asked, sides)
        if number in lost and is_own(phase, lost[number].question):
            prompt = replace(prompt, question=lost[number].question)
        if number not in kept:
            used.update(mark for one in prompt.passages for mark in _marks(one))
            asked.add(prompt.question)
        prompts.append(prompt)
    return tuple(prompts)


def another(phase: Phase, stock: Stock, prompts: Sequence[Prompt], number: int) -> Prompt | None:
    """The prompt of phase `number` with the next passage that it could show; None when there is no other.

    What other phases show comes last, and asking often enough leads through all. The question goes with the passage,
    unless it is a facilitator's own.
    """
    now = prompts[number - 1]
    candidates = list(dict.fromkeys(_candidates(phase, stock)))
    here = candidates.index(now.passages) if now.passages in candidates else len(candidates)
    others = candidates[here + 1 :] + candidates[:here]
    if not others:
        return None
    rest = [prompt for place, prompt in enumerate(prompts, 1) if place != number]
    used = Counter(mark for prompt in rest for one in prompt.passages for mark in _marks(one))
    passages = min(others, key=lambda found: sum(used[mark] for one in found for mark in _marks(one)))
    if is_own(phase, now.question):
        return Prompt(passages, now.question)
    return Prompt(passages, question_about(phase, passages, stock, {prompt.question for prompt in rest}))


def question_about(
    phase: Phase, passages: Sequence[Passage], stock: Stock, asked: Collection[str | None] = ()
) -> str | None:
    """What the phase asks about these passages, not what was `asked` elsewhere if it can be helped."""
    return _question(phase, words_of(passages, stock), asked)


def is_own(phase: Phase, question: str | None) -> bool:
    """Whether somebody wrote this question for the phase, so that it is none of its own."""
    return question is not None and _template(phase, question) is None


def term_of(phase: Phase, question: str) -> str | None:
    """The term that a question of the phase is about; None for one that somebody wrote, and for all others.

    Those ask members what they see in the passage before them, and no essay says that.
    """
    template = _template(phase, question)
    found = None if template is None else _matching(template).fullmatch(question)
    return found.groupdict().get("term") if found else None


def rewritten(text: str) -> str | None:
    """A facilitator's own question; None for nothing at all. Refuses one that is too long for a card."""
    question = " ".join(visible(text).split())
    if len(question) > LONGEST_QUESTION:
        raise Refusal(f"The question is too long: give at most {LONGEST_QUESTION} characters.")
    return question or None


def words_of(passages: Sequence[Passage], stock: Stock) -> dict[str, str | None]:
    """What the passages can fill into a question: their titles, authors and terms."""
    if not passages:
        return {}
    first = passages[0].quotation
    words = {"title": _short(first.title), "author": _short(first.author), "term": _term(passages[0], stock)}
    if len(passages) > 1:
        other = passages[1].quotation
        pair = next((one for one in stock.pairs if (one.one, one.other) == tuple(passages[:2])), None)
        words |= {
            "other_title": _short(other.title),
            "other_author": _short(other.author),
            "term": _first(pair.only_one, first.text) if pair else words["term"],
            "other_term": _first(pair.only_other, other.text) if pair else _term(passages[1], stock),
            "shared_term": _first(pair.shared, first.text, other.text) if pair else None,
        }
    return words


def _prompt(
    phase: Phase, stock: Stock, used: Counter[str], asked: Collection[str | None], sides: tuple[str, ...]
) -> Prompt:
    if phase.shown == "choice":
        return Prompt(question=_question(phase, {}, asked), open=True)
    passages = _passages(phase, stock, used, sides)
    return Prompt(passages, question_about(phase, passages, stock, asked))


def _passages(phase: Phase, stock: Stock, used: Counter[str], sides: tuple[str, ...]) -> tuple[Passage, ...]:
    if phase.shown == "contrast":
        same = [one for one in stock.pairs if _essays((one.one, one.other)) == sides]
        pair = _freshest(same or stock.pairs, used, lambda one: (*_marks(one.one), *_marks(one.other)))
        if pair:
            return (pair.one, pair.other)
    if phase.shown == "opening":
        opening = _freshest(stock.openings, used, _marks)
        if opening:
            return (opening,)
    if phase.shown != "none":
        pivotal = _freshest(stock.pivotal, used, _marks)
        if pivotal:
            return (pivotal,)
    return ()


def _candidates(phase: Phase, stock: Stock) -> list[tuple[Passage, ...]]:
    """What a phase could show, the most fitting first."""
    pivotal: list[tuple[Passage, ...]] = [(one,) for one in stock.pivotal]
    if phase.shown == "contrast":
        return [(one.one, one.other) for one in stock.pairs] or pivotal
    return [*((one,) for one in stock.openings), *pivotal] if phase.shown == "opening" else pivotal


def _question(phase: Phase, words: Mapping[str, str | None], asked: Collection[str | None]) -> str | None:
    """Of the questions that the passage can fill the one that takes most from it, its terms before its title.

    None is asked twice if it can be helped.
    """
    fitting = [(template, filled((template,), words)) for template in phase.questions]
    ready = [(text[0], template) for template, text in fitting if text and len(text[0]) <= LONGEST_QUESTION]
    ready.sort(key=lambda one: (one[0] in asked, -len(_OF_TERM.findall(one[1])), -len(_BRACED.findall(one[1]))))
    return ready[0][0] if ready else None


def _freshest(candidates: Sequence[T], used: Counter[str], marks: Callable[[T], Iterable[str]]) -> T | None:
    """The first of those that were seen least."""
    return min(candidates, key=lambda one: sum(used[mark] for mark in marks(one)), default=None)


def _template(phase: Phase, question: str) -> str | None:
    """The phase's question of which this one was made."""
    return next((one for one in phase.questions if _matching(one).fullmatch(question)), None)


def _matching(template: str) -> re.Pattern[str]:
    """What is made of it, whatever fills its brackets; `term` is the first term."""
    pieces = list(map(re.escape, _BRACED.split(template)))
    names = _BRACED.findall(template)
    term = next((number for number, name in enumerate(names) if _OF_TERM.fullmatch(name)), None)
    fillings = ["(?P<term>.+)" if number == term else ".+" for number in range(len(names))]
    return re.compile("".join(chain.from_iterable(zip_longest(pieces, fillings, fillvalue=""))))


def _essays(passages: Iterable[Passage]) -> tuple[str, ...]:
    return tuple(one.quotation.essay for one in passages)


def _short(name: str | None) -> str | None:
    return name if name is None or len(name) <= LONGEST_NAMED else f"{name[: LONGEST_NAMED - 1].rstrip()}…"


def _marks(passage: Passage) -> tuple[str, str]:
    """By which a passage counts as seen: its place, and its paragraph."""
    quotation = passage.quotation
    return quotation.place, f"{quotation.essay} ¶{quotation.paragraph}"


def _term(passage: Passage, stock: Stock) -> str | None:
    """The weightiest of its essay's terms that stands in the passage."""
    return _first(stock.terms.get(passage.quotation.essay, ()), passage.quotation.text)


def _first(terms: Sequence[str], *texts: str) -> str | None:
    """The weightiest that all of the texts name, but no names of people: nobody asks what is meant by somebody."""
    for term in terms:
        named = re.compile(_AS_A_THING.format(re.escape(term)), re.IGNORECASE)
        if term.islower() and _OF_ANY_TEXT.isdisjoint(term.split()) and all(map(named.search, texts)):
            return term
    return None
