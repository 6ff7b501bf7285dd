"""The words of an essay, counted once when it is written: what spelling, missing names and rarity go by."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from retrieval.words import stem, tokens

RULES = 1
"""Goes up when the same text has other words, stems or initials by the code below: older counts are counted anew."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Of one essay or of many.

    `words`: how often each word, folded, stands there, also in title, author and year; `stems`: their stems, and the
    initials of names; `spread`: in how many paragraphs of prose each stem stands.
    """

    words: Counter[str] = field(default_factory=Counter)
    stems: set[str] = field(default_factory=set)
    spread: Counter[str] = field(default_factory=Counter)


def counted(title: str, author: str | None, year: int | None, text: str, prose: Iterable[str]) -> Vocabulary:
    """The vocabulary of an essay; `prose`: its paragraphs, but for the byline."""
    words = Counter(tokens(f"{title} {author or ''} {year or ''} {text}"))
    spread = Counter(found for paragraph in prose for found in set(map(stem, tokens(paragraph))))
    return Vocabulary(words, set(map(stem, words)).union(_initials(text)), spread)


def merged(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """That of a whole library."""
    whole = Vocabulary()
    for one in vocabularies:
        whole.words.update(one.words)
        whole.stems.update(one.stems)
        whole.spread.update(one.spread)
    return whole


def packed(vocabulary: Vocabulary) -> str:
    """As compact JSON; what stands in prose is not named as a stem again."""
    others = sorted(vocabulary.stems - vocabulary.spread.keys())
    return json.dumps([vocabulary.words, others, vocabulary.spread], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Vocabulary:
    """What `packed` was given."""
    words, others, spread = json.loads(text)
    return Vocabulary(Counter(words), {*others, *spread}, Counter(spread))


def _initials(text: str) -> Iterator[str]:
    """Initials of capitalised phrases, so that a question may say BLM of a text that spells it out."""
    for phrase in re.findall(r"[A-Z]\w+(?:[ -][A-Z]\w+)+", text):
        yield "".join(word[0] for word in re.split("[ -]", phrase)).lower()
