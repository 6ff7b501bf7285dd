"""Terms with a definition that stands in the library: only the term and the place of the words are kept."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retrieval.answers import Excerpt
from retrieval.errors import LibraryError, UnfitDetail, UnknownPlace, UnknownTerm
from retrieval.index import Index
from retrieval.rows import TermRow
from retrieval.sentences import leans, text_of, whole
from retrieval.words import fold, tokens

LONGEST_TERM = 80
"""Characters."""

MOST_WORDS = 8
"""Of a term."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the passage that defines it, or, when that changed since or is gone, the sentence that says so."""

    term: str
    citation: str
    excerpt: Excerpt | None
    gone: LibraryError | None = None


def key_of(term: str) -> str:
    """What a term is found by, without regard to capitals, accents and a plain plural. Raises UnfitDetail."""
    found = tokens(term)
    if not found or len(found) > MOST_WORDS or len(term) > LONGEST_TERM:
        raise UnfitDetail(f"A term has one to {MOST_WORDS} words and at most {LONGEST_TERM} characters: write it anew.")
    return " ".join(map(_singular, found))


def entry_of(row: TermRow, excerpt: Callable[[str], Excerpt], cite: Callable[[str], Excerpt]) -> Entry:
    """The entry of a row: by its place, which outlives a replacement where the words do, or by its citation."""
    try:
        found = excerpt(row.place)
    except UnknownPlace:
        try:
            found = cite(row.citation)
        except LibraryError as error:
            return Entry(row.term, row.citation, None, error)
    return Entry(row.term, found.permanent, found)


def unknown(term: str, known: list[TermRow]) -> UnknownTerm:
    """The refusal of a term that the glossary lacks."""
    hint = f"it has {', '.join(row.term for row in known[:10])}" if known else "it is empty"
    return UnknownTerm(f"The glossary does not have “{term[:LONGEST_TERM]}”: {hint}.")


def suggested(index: Index, term: str, limit: int) -> list[Excerpt]:
    """The sentences that say what a term means, those that say so most plainly first."""
    key = key_of(term)
    rules, named = list(_rules(key)), key.split()[-1][:-1]
    found: list[tuple[float, int]] = []
    for row in range(len(index.sentences)):
        if index.places[index.place_of[row]].paragraph.number == 0:
            continue
        text = text_of(index, row)
        folded = fold(text)
        if named not in folded:  # most sentences: eight rules each would take a second for a long library
            continue
        weight = next((weight for weight, rule in rules if rule.search(folded)), 0.0)
        if weight:
            found.append((weight - 0.5 * leans(text) - 0.5 * (not whole(text)), row))
    best = sorted(found, key=lambda scored: -scored[0])[:limit]
    return [one for weight, row in best if (one := index.excerpt(index.sentences[row][0], 1, weight))]


def _rules(key: str) -> Iterator[tuple[float, re.Pattern[str]]]:
    """Ways in which a text says what a word means, with how plainly; `“` and emphasis may stand around the term."""
    words = key.split()
    last = words[-1]
    plural = rf"(?:{re.escape(last)}|{re.escape(last)}e?s|{re.escape(last[:-1])}ies)"
    term = r"[\W_]+".join([*map(re.escape, words[:-1]), plural])
    named = rf"(?:(?:an?|the)\s+)?[“\"'‘]?\b{term}\b[”\"'’]?"
    aside = r"(?:\s*[,(–—][^,()–—]{1,60}[,)–—])?"
    start = r"^[“\"‘']?(?:\w+[, ]\s*){0,3}?"
    for weight, rule in (
        (5.0, rf"\b(?:by|with)\s+{named}\s*,?\s+(?:I|we|she|he|they|the\s+\w+|[A-Z]\w+)\s+(?:mean|means|meant)\b"),
        (5.0, rf"\bdefin(?:e|es|ed|ing)\s+{named}\s+as\b|{named}\s+(?:is|are|was|can\s+be)\s+defined\b"),
        (4.5, rf"{named}{aside}\s+(?:means?|meant|refers?\s+to|denotes?|signif(?:y|ies)|stands?\s+for)\b"),
        (4.0, rf"^{named}{aside}\s+(?:is|are)\s+(?:an?|the|one|any|some(?:one|body|thing)|people|those|what|when)\b"),
        (3.5, rf"\bdefinitions?\s+of\s+{named}|\b(?:calls?|called|named?)\s+(?:it\s+|this\s+|them\s+)?{named}"),
        (3.0, rf"^{named}{aside}\s+(?:is|are|consists?\s+(?:of|in)|describes?|involves?)\b"),
        (2.0, rf"{start}{named}{aside}\s+(?:is|are)\s+(?:an?|the|one|any|some(?:one|body|thing)|people|those|what)\b"),
        (2.5, rf"(?:^|[;:]\s+)an?\s+{term}{aside}\s+[a-z]+s\b"),
        (2.0, rf"\b(?:differences?|distinctions?|line)\s+between\s+(?:[\w’'-]+\s+){{0,6}}?{named}"),
        (1.5, rf"{named}\s+(?:is|are)\s+(?:not|never|no)\b"),
        (1.0, rf"^{named}{aside}\s+[a-z]+s\b"),
    ):
        yield weight, re.compile(rule, re.IGNORECASE)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:ss|x|zz|ch|sh)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not re.search(r"(?:ss|us|is)$", word):
        return word[:-1]
    return word
