"""Terms and the words of the library that define them: what a term may be, and what is said of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.facilitation.ask import Quotation, visible
from bot.facilitation.errors import Refusal
from bot.facilitation.paging import pages

LONGEST_TERM = 60
"""Characters, as Discord may count them: a term stands in a button."""

MOST_TERMS = 200
MOST_SUGGESTED = 5
"""Definitions to choose from; as many buttons stand in a row."""

ON_ONE_LIST = 12

EMPTY = "The glossary is empty: a moderator can begin it with /glossary add."
THERE_ALREADY = "“{term}” is in the glossary by now: use /glossary add again to put this in its place."


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and the words that define it; without them `gone` is the sentence that says what became of them."""

    term: str
    citation: str
    quotation: Quotation | None
    gone: str | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the glossary says of a term and, when that is nothing, sentences of the essays that come near."""

    term: str
    definition: Definition | None
    near: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that is about to get a definition: the one that it has, and those that it could have."""

    term: str
    present: Definition | None
    choices: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition that was set, and the one in whose place."""

    definition: Definition
    before: Definition | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a glossary's terms, of so many in all."""

    shown: tuple[Definition, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages they take."""
        return pages(self.total, ON_ONE_LIST)


def clean_term(text: str) -> str:
    """The term on one line, as it was typed but without invisible characters. Refuses one that is none or too long."""
    term = " ".join(visible(text).split())
    if not any(character.isalnum() for character in term):
        raise Refusal("Give a term of one word or a few, such as “solidarity”.")
    if len(term.encode("utf-16-le")) // 2 > LONGEST_TERM:
        raise Refusal(f"That is too long for a term: give at most {LONGEST_TERM} characters.")
    return term


def require_space(terms: int) -> None:
    """Refuses one more term when there are many."""
    if terms >= MOST_TERMS:
        raise Refusal(f"The glossary has {terms} terms, and no more fit: take one out with /glossary remove first.")


def fitting(terms: Iterable[str], typed: str) -> list[str]:
    """Terms that hold what was typed so far; those that begin with it first."""
    wanted = typed.strip().casefold()
    found = [term for term in terms if wanted in term.casefold()]
    return sorted(found, key=lambda term: (not term.casefold().startswith(wanted), term.casefold()))


def page_of(found: tuple[Definition, ...], number: int) -> Page:
    """A page of them (from 0), or the last one."""
    last = max(0, -(-len(found) // ON_ONE_LIST) - 1)
    number = min(number, last)
    return Page(found[number * ON_ONE_LIST : (number + 1) * ON_ONE_LIST], number, len(found))
