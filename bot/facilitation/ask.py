"""A question, the quotations that answer it, and the bounds of both."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from bot.facilitation.errors import Refusal

SHORTEST_QUESTION = 3
LONGEST_QUESTION = 300

MOST_QUOTATIONS = 9
"""As many places as fit into one button; found at once, so that *More* needs no second search."""

ON_ONE_CARD = 3

TOKEN = 6
"""Characters by which a question is known in a button: two billion, and only among one member's own."""

_MARKUP = re.compile(r"<[@#:/][^<>\s]*>|<a:[^<>\s]*>")
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of an essay and where they stand; `place` finds them again as long as the essay stays.

    `voice` says whose words they are when they are not the author's, such as "quoting Corey Ponder".
    """

    place: str
    essay: str
    title: str
    author: str | None
    year: int | None
    section: str | None
    paragraph: int
    text: str
    voice: str | None = None

    def citation(self) -> str:
        """Author, title with year, section and paragraph, as far as they are known."""
        work = self.title if self.year is None else f"{self.title} ({self.year})"
        return ", ".join(filter(None, (self.author, work, self.standing())))

    def standing(self) -> str:
        """Where in its essay, and in whose voice: section and paragraph; paragraph 0 is the byline."""
        section = self.section and f"§ {self.section.lstrip('§ ')}"
        paragraph = f"¶ {self.paragraph}" if self.paragraph else "byline"
        return ", ".join(filter(None, (section, paragraph, self.voice)))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the library has to say; when `answered` is false the quotations are only near, not an answer.

    `missing` are the names and terms of the question that no text holds, as they were typed; `read_as` is the question
    without its typing mistakes, if it had any; `referable` says whether the facilitators can be asked instead; `more`
    are the places of the quotations that stand behind *More*.
    """

    question: str
    answered: bool
    quotations: tuple[Quotation, ...]
    missing: tuple[str, ...] = ()
    read_as: str | None = None
    referable: bool = False
    more: tuple[str, ...] = ()

    def refusal(self) -> str | None:
        """Why there is no answer, in one sentence; None when there is one."""
        if self.answered:
            return None
        if not self.missing:
            return "The essays do not answer this."
        names = [f"“{name}”" for name in self.missing]
        listed = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return f"No text here mentions {listed}."


def clean_question(text: str) -> str:
    """The question on one line, without invisible characters. Refuses one that is too short or too long."""
    question = " ".join(visible(text).split())
    if len(question) < SHORTEST_QUESTION:
        raise Refusal(f"That is too short to search for: ask in at least {SHORTEST_QUESTION} letters.")
    if len(question) > LONGEST_QUESTION:
        raise Refusal(f"That is too long for one question: ask in at most {LONGEST_QUESTION} characters.")
    return question


def token_of(question: str) -> str:
    """By which buttons know a question again, since it is too long for them; the same in every run."""
    number = int.from_bytes(hashlib.sha256(question.encode()).digest())
    return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[number // 36**place % 36] for place in range(TOKEN))


def question_of_message(text: str) -> str:
    """A message as a question: without mentions and emojis, and only its beginning when it is long."""
    words = " ".join(visible(without_markup(text)).split())
    if len(words) < SHORTEST_QUESTION:
        raise Refusal("This message has no words to look for: choose one with text, or use /ask.")
    if len(words) > LONGEST_QUESTION:
        words = words[:LONGEST_QUESTION].rpartition(" ")[0] or words[:LONGEST_QUESTION]
    return words


def without_markup(text: str) -> str:
    """Without mentions, timestamps and emojis of a server."""
    return _MARKUP.sub(" ", text)


def visible(text: str) -> str:
    """Without control and format characters: they can turn a line around or hide words in it."""
    return "".join(
        " " if mark.isspace() else mark
        for mark in text
        if mark.isspace() or mark in _JOINERS or unicodedata.category(mark) not in ("Cc", "Cf", "Cs")
    )
