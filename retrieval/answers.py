"""The values that a library gives away: essays, paragraphs, excerpts, answers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EssayInfo:
    """What is known of one essay without its text."""

    slug: str
    file: str
    title: str
    author: str | None
    year: int | None
    source: str | None
    licence: str | None
    note: str | None
    language: str | None
    sections: int
    paragraphs: int
    passages: int
    words: int
    revision: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in its place; number 0 is the byline, prose counts from 1 through the whole essay."""

    number: int
    section: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay whole. Every paragraph is `text[start:end]`."""

    info: EssayInfo
    text: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file. `already`: its text was there and nothing happened; `restored`: it was in the stash."""

    essay: EssayInfo
    already: bool
    left_out: tuple[str, ...]
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of an essay with their exact place: `text` is `essay.text[start:end]`, cut at revision `revision`.

    `place` names the excerpt for as long as the essay stays (sentence id and number of sentences, base 36); ids are
    never given twice, so a place never comes to mean other words. `permanent` is the citation that finds it again in
    every library that holds this text. `passage` is the whole paragraph around the excerpt. `voice` says whose words
    they are when they are not the author's: "quoting …" or "reporting …".
    """

    essay: str
    file: str
    title: str
    author: str | None
    year: int | None
    section: str | None
    paragraph: int
    text: str
    start: int
    end: int
    passage: str
    revision: str
    citation: str
    permanent: str
    voice: str | None
    score: float
    place: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paragraph and how well it matches the question (higher is better; only the order has meaning)."""

    essay: str
    paragraph: int
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Excerpts, best first, and how sure we are that the first one answers (`support`, 0 to 1).

    When `answered` is false the excerpts are the nearest passages and must not be shown as an answer. `missing` are the
    names and terms of the question that stand nowhere in the library, as they were typed. `read_as` is the question
    without its typing mistakes, None when it has none. `more` are the places of the next excerpts, which nobody cut.
    """

    question: str
    answered: bool
    support: float
    excerpts: tuple[Excerpt, ...]
    ranking: tuple[Ranked, ...]
    missing: tuple[str, ...] = ()
    read_as: str | None = None
    more: tuple[str, ...] = ()


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer in the fields that scripts rely on (see README, "For scripts")."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "support": round(answer.support, 4),
        "excerpts": [fields(excerpt) for excerpt in answer.excerpts],
        "ranking": [fields(ranked) for ranked in answer.ranking],
        "missing": list(answer.missing),
        "read_as": answer.read_as,
    }


def fields(value: Excerpt | Ranked) -> dict[str, Any]:
    """All fields of a value, by name."""
    named = {name: getattr(value, name) for name in value.__slots__}
    return named | {"score": round(value.score, 6)}
