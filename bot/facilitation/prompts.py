"""Prompts: which passage a phase shows and which question it asks, out of what the library offers."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import TypeVar

from bot.facilitation.ask import Quotation, visible
from bot.facilitation.errors import Refusal
from bot.facilitation.protocols import LONGEST_QUESTION, Phase, Protocol, filled

_BRACED = re.compile(r"\{[^{}]*\}")


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


def chosen(protocol: Protocol, stock: Stock, kept: Mapping[int, Prompt] | None = None) -> tuple[Prompt, ...]:
    """A prompt for each phase, in order. `kept` are those that stay, by the phase's number.

    No passage is shown twice while there is another that the phase could show.
    """
    kept = kept or {}
    used: Counter[str] = Counter(mark for prompt in kept.values() for one in prompt.passages for mark in _marks(one))
    asked = {prompt.question for prompt in kept.values()}
    prompts = []
    for number, phase in enumerate(protocol.phases, 1):
        prompt = kept.get(number) or _prompt(phase, stock, used, asked)
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
    given = filled(phase.questions, words_of(now.passages, stock))
    if now.question is not None and now.question not in given:
        return Prompt(passages, now.question)
    return Prompt(passages, _question(phase, words_of(passages, stock), {prompt.question for prompt in rest}))


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
    words = {"title": first.title, "author": first.author, "term": _term(passages[0], stock)}
    if len(passages) > 1:
        other = passages[1].quotation
        pair = next((one for one in stock.pairs if (one.one, one.other) == tuple(passages[:2])), None)
        words |= {
            "other_title": other.title,
            "other_author": other.author,
            "term": _first(pair.only_one) if pair else words["term"],
            "other_term": _first(pair.only_other) if pair else _term(passages[1], stock),
            "shared_term": _first(pair.shared) if pair else None,
        }
    return words


def _prompt(phase: Phase, stock: Stock, used: Counter[str], asked: set[str | None]) -> Prompt:
    if phase.shown == "choice":
        return Prompt(question=_question(phase, {}, asked), open=True)
    passages = _passages(phase, stock, used)
    return Prompt(passages, _question(phase, words_of(passages, stock), asked))


def _passages(phase: Phase, stock: Stock, used: Counter[str]) -> tuple[Passage, ...]:
    if phase.shown == "contrast":
        pair = _freshest(stock.pairs, used, lambda one: (*_marks(one.one), *_marks(one.other)))
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


def _question(phase: Phase, words: Mapping[str, str | None], asked: set[str | None]) -> str | None:
    """Of the questions that the passage can fill the one that takes most from it; none twice if it can be helped."""
    fitting = [(template, filled((template,), words)) for template in phase.questions]
    ready = [(text[0], len(_BRACED.findall(template))) for template, text in fitting if text]
    ready.sort(key=lambda one: (one[0] in asked, -one[1]))
    return ready[0][0] if ready else None


def _freshest(candidates: Sequence[T], used: Counter[str], marks: Callable[[T], Iterable[str]]) -> T | None:
    """The first of those that were seen least."""
    return min(candidates, key=lambda one: sum(used[mark] for mark in marks(one)), default=None)


def _marks(passage: Passage) -> tuple[str, str]:
    """By which a passage counts as seen: its place, and its paragraph."""
    quotation = passage.quotation
    return quotation.place, f"{quotation.essay} ¶{quotation.paragraph}"


def _term(passage: Passage, stock: Stock) -> str | None:
    """The weightiest of its essay's terms that stands in the passage."""
    text = passage.quotation.text
    terms = stock.terms.get(passage.quotation.essay, ())
    return _first([term for term in terms if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE)])


def _first(terms: Sequence[str]) -> str | None:
    """The weightiest; names are left out, since nobody asks what an essay means by somebody."""
    return next((term for term in terms if term.islower()), None)
