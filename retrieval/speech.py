"""Finds the person whom an essay quotes or reports, so that nobody is cited for another's view."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.words import STOP_WORDS

MOSTLY = 0.5
"""Share of an excerpt that must stand inside quotation marks to be a quotation of somebody else."""

_VERBS = """said says say saying noted notes wrote writes argued argues argue explained explains added adds claimed
claims claim observed observes remarked remarks criticized criticizes criticize criticise criticised suggested suggests
insisted insists warned warns stated states told replied replies concluded concludes described describes contends
contended maintains maintained asserts asserted commented comments encourage encourages encouraged""".split()
_NAME = r"(?:[Tt]he )?[A-Z][\w’'-]+(?: (?:of|de|la|van|von|der|bin|and|[A-Z][\w’'.-]+)){0,5}"
_VERB = rf"(?:{'|'.join(_VERBS)})"
_BEFORE = re.compile(
    rf"(?P<name>{_NAME}|\b[Hh]e|\b[Ss]he)(?:,[^.“”\"]{{3,120}},)?(?: (?:has|have|had|also|once|then|further))*"
    rf" {_VERB}\b"
)
_AFTER = re.compile(rf"[,”\"?!.] {_VERB} (?P<name>{_NAME})")
_SOURCE = re.compile(r"\((?P<name>[A-Z][\w’'-]+(?:(?:, | and | & )[A-Z][\w’'-]+)*(?: et al\.)?),? \d{4}[a-z]?\)")
_PRONOUNS = frozenset({"he", "she"})
_NEAR = 80
"""Characters within which a source in brackets follows the quotation it belongs to."""

REMEMBERED = 1500
"""Characters above a pronoun within which the person it means was named."""

_SHORTEST = 12
"""Characters of a quotation; what is shorter is a word held at arm's length."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody else's words: `name` as the essay writes it, `quoted` in quotation marks or else only reported."""

    name: str
    quoted: bool

    def __str__(self) -> str:
        """As it stands in a citation."""
        return f"{'quoting' if self.quoted else 'reporting'} {self.name}"


@dataclass(frozen=True, slots=True)
class _Attribution:
    start: int
    name: str


def speech(paragraph: str, start: int, end: int, before: str = "") -> Speech | None:
    """Whose words `paragraph[start:end]` are, if not the author's own; `before` is the text above, for a "she"."""
    attributions = list(_attributions(paragraph, before))
    inside = [span for span in _quotations(paragraph) if span[0] < end and span[1] > start]
    spoken = sum(min(right, end) - max(left, start) for left, right in inside)
    if inside and spoken >= MOSTLY * (end - start):
        name = _speaker_of(paragraph, *inside[0], attributions) or _last(before)
        return Speech(name, quoted=True) if name else None
    reported = next((one for one in attributions if start <= one.start < min(end, start + _NEAR)), None)
    return Speech(reported.name, quoted=False) if reported else None


def _quotations(paragraph: str) -> Iterator[tuple[int, int]]:
    """Spans of the outermost quotations; one that is never closed runs on to the end, as where it goes on below."""
    depth, start, straight = 0, 0, False
    for place, mark in enumerate(paragraph):
        if mark == "“" or (mark == '"' and not straight):
            start = place if depth == 0 else start
            depth, straight = depth + 1, mark == '"'
        elif depth and mark in '”"':
            depth, straight = depth - 1, False
            if depth == 0 and place - start >= _SHORTEST:
                yield start, place + 1
    if depth and len(paragraph) - start >= _SHORTEST:
        yield start, len(paragraph)


def _speaker_of(paragraph: str, start: int, end: int, attributions: list[_Attribution]) -> str | None:
    """A source in brackets right behind, else who is named last before the quotation, else first after it."""
    source = _SOURCE.search(paragraph, end - 1, end + _NEAR)
    if source:
        return source["name"]
    earlier = [one.name for one in attributions if one.start < start]
    later = [one.name for one in attributions if one.start >= start]
    return next(iter(earlier[-1:] or later[:1]), None)


def _attributions(paragraph: str, before: str) -> Iterator[_Attribution]:
    """Who speaks in a paragraph, in order; a pronoun stands for whoever was named last."""
    found = sorted([*_BEFORE.finditer(paragraph), *_AFTER.finditer(paragraph)], key=lambda one: one.start("name"))
    last: str | None = None
    for one in found:
        name: str | None = one["name"]
        if str(name).lower() in _PRONOUNS:
            name = last or _last(before)
        elif all(word.lower() in STOP_WORDS for word in str(name).split()):
            continue
        if name:
            last = name
            yield _Attribution(one.start("name"), _bare(name))


def _last(text: str) -> str | None:
    """Who is named last as speaking in the text above, as far as a reader remembers."""
    named = [one for one in _BEFORE.finditer(text[-REMEMBERED:]) if one["name"].lower() not in _PRONOUNS]
    return _bare(named[-1]["name"]) if named else None


def _bare(name: str) -> str:
    return re.sub(r"^[Tt]he | (?:of|and|de|la|van|von|der|bin)$", "", name).rstrip(".")
