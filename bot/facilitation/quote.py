"""A quotation to check, the quotations in a message, and what became of one."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.facilitation.ask import Quotation, visible, without_markup
from bot.facilitation.errors import Refusal

LONGEST_QUOTE = 2000
"""Characters: a page and a half. Whoever quotes more checks it in parts."""

MOST_IN_MESSAGE = 3
"""Quotations of one message that are checked; as many fit on one card."""

MOST_PLACES = 3
"""Places shown of words that stand in several."""

LEAST_WORDS = 3
"""A message that quotes so many words somewhere is not checked for its single words in quotation marks."""

Verdict = Literal["exact", "elsewhere", "altered", "absent"]

_LINES = re.compile(r"(?:^>(?:[ \t][^\n]*)?(?:\n|\Z))+|^>>>[ \t].*\Z", re.MULTILINE | re.DOTALL)
# A quotation within a quotation belongs to it; an inch mark, behind a digit, opens none.
_MARKED = re.compile(r"“((?:[^“”]|“[^“”]*”)+)”|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|(?<!\w)\"([^\"]+)\"")
_QUOTE_SIGN = re.compile(r"^>+[ \t]?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the quotation differs: it says `given` where the essay's words from `start` to `end` stand."""

    given: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a quotation.

    `said`: where it was said to be from; `places`: its words as they stand in the essays, the first few of `count`;
    `marks`: the differences from the first place.
    """

    given: str
    verdict: Verdict
    said: str | None
    places: tuple[Quotation, ...]
    count: int
    marks: tuple[Mark, ...]

    def sentence(self) -> str:
        """The verdict in words."""
        stand = "these words stand" if self.count < 2 else f"these words stand in {self.count} places"
        if self.verdict == "exact":
            return f"Exact: {stand}{' so in the essay' if self.count < 2 else ''}."
        if self.verdict == "elsewhere":
            return f"Exact, but not from {self.said}: {stand}{' elsewhere' if self.count < 2 else ''}."
        if self.verdict == "altered":
            return "Altered: the essay says it in other words."
        return "Not in the library: no essay here has these words, or nearly these."


def clean_quote(text: str) -> str:
    """The quotation without invisible characters. Refuses one that is too long."""
    if len(text) > LONGEST_QUOTE:
        raise Refusal(f"That is too long to check at once: give at most {LONGEST_QUOTE} characters.")
    return visible(text)


def quotes_of_message(text: str) -> tuple[str, ...]:
    """What a message quotes: its lines with >, and what stands in quotation marks; all of it when it quotes nothing."""
    plain = without_markup(text)
    quoted = [_QUOTE_SIGN.sub("", found.group()) for found in _LINES.finditer(plain)]
    quoted += ["".join(filter(None, found.groups())) for found in _MARKED.finditer(_LINES.sub("\n", plain))]
    worded = [one for one in map(visible, quoted) if any(character.isalnum() for character in one)]
    chosen = [one for one in worded if len(one.split()) >= LEAST_WORDS] or worded or [visible(plain)]
    if not any(character.isalnum() for character in chosen[0]):
        raise Refusal("This message has no words to check: choose one with text, or use /quote.")
    return tuple(one[:LONGEST_QUOTE] for one in chosen[:MOST_IN_MESSAGE])
