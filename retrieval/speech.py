"""Finds the person whom an essay quotes or reports, so that nobody is cited for another's view."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.words import STOP_WORDS

MOSTLY = 0.5
"""Share of an excerpt that must stand inside quotation marks to be a quotation of somebody else."""

_VERBS = """said says say saying noted notes wrote writes argued argues argue explained explains added adds claimed
claims claim observed observes remarked remarks criticized criticizes criticize criticise criticised suggested suggests
insisted insists warned warns stated states told tells replied replies concluded concludes described describes contends
contended maintains maintained asserts asserted commented comments encourage encourages encouraged asked
answered""".split()
_NAME = r"(?:[Tt]he )?[A-Z][\w’'-]+(?: (?:of|de|la|van|von|der|bin|and|[A-Z][\w’'.-]+)){0,5}"
_VERB = rf"(?:{'|'.join(_VERBS)})"
_BEFORE = re.compile(
    rf"(?P<name>{_NAME}|\b[Hh]e|\b[Ss]he)(?:,[^.“”\"]{{3,120}},)?(?: (?:has|have|had|also|once|then|further))*"
    rf" {_VERB}\b"
)
_AFTER = re.compile(rf"[,”\"?!.] {_VERB} (?P<name>{_NAME}|[Hh]e|[Ss]he)\b")
_SOURCE = re.compile(r"\((?P<name>[A-Z][\w’'-]+(?:(?:, | and | & )[A-Z][\w’'-]+)*(?: et al\.)?),? \d{4}[a-z]?\)")
_SPOKEN = re.compile(rf" {_VERB}\b")
_MARK = re.compile('[“”"]')
_SENTENCE_END = re.compile(r"[.!?…]")
_PRONOUNS = frozenset({"he", "she"})
_NEVER = frozenset(
    """research studies scholars experts critics history nobody everybody everyone somebody someone anybody anyone
    people nothing something today yesterday now yet nor thus hence whoever whatever although though since unless
    despite""".split()
)
"""Words that begin a sentence and are nobody's name."""

_NEAR = 80
"""Characters within which a quotation and its source, or its speaker behind it, belong together."""

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
    """Who speaks, between which characters name and verb stand."""

    start: int
    end: int
    name: str


def speech(paragraph: str, start: int, end: int, before: str = "") -> Speech | None:
    """Whose words `paragraph[start:end]` are, if not the author's own; `before` is the text above, for a "she".

    Rather nobody than the wrong one: a speaker counts in the sentence of the quotation only.
    """
    above = before[-REMEMBERED:]
    attributions = list(_attributions(paragraph, above))
    spoken: dict[str, int] = {}
    for left, right in _quotations(paragraph):
        held = min(right, end) - max(left, start)
        name = _speaker_of(paragraph, left, right, attributions) if held > 0 else None
        if name:
            spoken[name] = spoken.get(name, 0) + held
    if sum(spoken.values()) >= MOSTLY * (end - start) > 0:
        return Speech(" and ".join(spoken), quoted=True)
    reported = next((one for one in attributions if start <= one.start < min(end, start + _NEAR)), None)
    return Speech(reported.name, quoted=False) if reported and not spoken else None


def _quotations(paragraph: str) -> Iterator[tuple[int, int]]:
    """Spans of the outermost quotations; one that is never closed runs on to the end, as where it goes on below."""
    depth, start, straight = 0, 0, False
    for found in _MARK.finditer(paragraph):
        place, mark = found.start(), found.group()
        if mark == "“" or (mark == '"' and not straight and not paragraph[place - 1 : place].isalnum()):
            start = place if depth == 0 else start
            depth, straight = depth + 1, mark == '"'
        elif depth and mark != "“":
            depth, straight = depth - 1, False
            if depth == 0 and place - start >= _SHORTEST:
                yield start, place + 1
    if depth and len(paragraph) - start >= _SHORTEST:
        yield start, len(paragraph)


def _speaker_of(paragraph: str, start: int, end: int, attributions: list[_Attribution]) -> str | None:
    """Who is named right behind the quotation, or in brackets, or before it in its own sentence."""
    behind = next((one for one in attributions if end - 1 <= one.start <= end + _NEAR), None)
    if behind and _goes_on(paragraph, end, behind.start):
        return behind.name
    source = _SOURCE.search(paragraph, end - 1, end + _NEAR)
    if source and not _SENTENCE_END.search(paragraph, end, source.start()):
        return source["name"]
    earlier = [one for one in attributions if one.end <= start]
    if earlier and not re.search(r"[.!?…][”\"]? ", paragraph[earlier[-1].end : start]):
        return earlier[-1].name
    return None


def _goes_on(paragraph: str, end: int, name: int) -> bool:
    """Whether a quotation's sentence runs on to the name behind: after a comma, or with the verb before the name."""
    between = paragraph[end:name]
    if _SENTENCE_END.search(between):
        return False
    ended = bool(_SENTENCE_END.fullmatch(paragraph[end - 2 : end - 1]))
    return not ended or bool(re.fullmatch(rf" {_VERB} ", between))


def _attributions(paragraph: str, above: str) -> Iterator[_Attribution]:
    """Who speaks in a paragraph, in order; a pronoun stands for whoever was named last."""
    if not _SPOKEN.search(paragraph):
        return
    found = sorted([*_BEFORE.finditer(paragraph), *_AFTER.finditer(paragraph)], key=lambda one: one.start("name"))
    last: str | None = None
    for one in found:
        name = _name(one, paragraph, above)
        if one["name"].lower() in _PRONOUNS:
            name = last or _last(above)
        if name:
            last = name
            yield _Attribution(one.start("name"), one.end(), name)


def _last(text: str) -> str | None:
    """Who is named last as speaking in a text."""
    names = [_name(one, text, "") for one in _BEFORE.finditer(text)]
    return next((name for name in reversed(names) if name), None)


def _name(found: re.Match[str], text: str, above: str) -> str | None:
    """The name that was found, without what merely begins the sentence; None when it is nobody's."""
    if re.search(r"\b(?:in|of|from|at|for|by|with|on|to|about|across)(?: the)? $", text[: found.start("name")]):
        return None
    words = re.sub(r" (?:of|and|de|la|van|von|der|bin)$", "", found["name"]).rstrip(".").split()
    while words and (words[0].lower() in STOP_WORDS or words[0].lower() in _NEVER):
        words.pop(0)
    if not words or not words[0][0].isupper():
        return None
    # A single word at the head of a sentence, such as Solidarity, is a name only if it is never written small.
    small = re.compile(rf"\b{re.escape(words[0][0].lower() + words[0][1:])}\b")
    if len(words) == 1 and (small.search(text) or small.search(above)):
        return None
    return " ".join(words)
