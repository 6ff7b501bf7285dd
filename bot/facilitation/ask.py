"""A question, the quotations that answer it, and the bounds of both."""

import re
import unicodedata
from dataclasses import dataclass

from bot.facilitation.errors import Refusal

SHORTEST_QUESTION = 3
LONGEST_QUESTION = 300

MOST_QUOTATIONS = 9
"""As many places as fit into one button; asked for at once, so that *More* needs no second search."""

ON_ONE_CARD = 3

_MARKUP = re.compile(r"<[@#:/][^<>\s]*>|<a:[^<>\s]*>")
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of an essay and where they stand; `place` finds them again as long as the essay stays."""

    place: str
    essay: str
    title: str
    author: str | None
    year: int | None
    section: str | None
    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the library has to say; when `answered` is false the quotations are only near, not an answer."""

    question: str
    answered: bool
    quotations: tuple[Quotation, ...]


def clean_question(text: str) -> str:
    """The question on one line, without invisible characters. Refuses one that is too short or too long."""
    question = " ".join(_visible(text).split())
    if len(question) < SHORTEST_QUESTION:
        raise Refusal(f"That is too short to search for: ask in at least {SHORTEST_QUESTION} letters.")
    if len(question) > LONGEST_QUESTION:
        raise Refusal(f"That is too long for one question: ask in at most {LONGEST_QUESTION} characters.")
    return question


def question_of_message(text: str) -> str:
    """A message as a question: without mentions and emojis, and only its beginning when it is long."""
    words = " ".join(_visible(_MARKUP.sub(" ", text)).split())
    if len(words) < SHORTEST_QUESTION:
        raise Refusal("This message has no words to look for: choose one with text, or use /ask.")
    if len(words) > LONGEST_QUESTION:
        words = words[:LONGEST_QUESTION].rpartition(" ")[0] or words[:LONGEST_QUESTION]
    return words


def _visible(text: str) -> str:
    """Without control and format characters: they can turn a line around or hide words in it."""
    return "".join(
        " " if mark.isspace() else mark
        for mark in text
        if mark.isspace() or mark in _JOINERS or unicodedata.category(mark) not in ("Cc", "Cf", "Cs")
    )
