"""Asking a library, and finding quotations again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.facilitation.ask import MOST_QUOTATIONS, ON_ONE_CARD, Quotation, Reply, clean_question, token_of
from bot.facilitation.errors import Refusal
from bot.facilitation.settings import Strictness
from bot.services.reading import quotations_of, slug_of
from bot.services.settings import SettingsBook
from bot.services.shelf import NO_ESSAYS, Shelf
from retrieval import Library

REMEMBERED_QUESTIONS = 1000


class RecentQuestions:
    """The latest questions, in memory only, so that whoever shares an answer can show what was asked."""

    def __init__(self, most: int = REMEMBERED_QUESTIONS) -> None:
        self._most = most
        self._questions: OrderedDict[tuple[int, int, str], str] = OrderedDict()

    def remember(self, guild: int, member: int, reply: Reply) -> None:
        """Keep the question for every card that the reply can fill."""
        self.keep(guild, member, reply.question, [token_of(reply.question)])

    def keep(self, guild: int, member: int, question: str, cards: Iterable[str]) -> None:
        """Keep the question for each of these cards, as (server, member, what the card is known by).

        Two questions with cards that look alike share no heading: better none than somebody else's.
        """
        for card in cards:
            place = guild, member, card
            self._questions[place] = question if self._questions.get(place, question) == question else ""
            self._questions.move_to_end(place)
        while len(self._questions) > self._most:
            self._questions.popitem(last=False)

    def recall(self, guild: int, member: int, card: str) -> str | None:
        """The question whose card is known by this; None after a restart, or when it might be another."""
        return self._questions.get((guild, member, card)) or None

    def forget(self, member: int, guild: int | None) -> None:
        """Forget what a member asked, in one server or in all."""
        for place in [one for one in self._questions if one[1] == member and guild in (None, one[0])]:
            del self._questions[place]


async def ask(
    shelf: Shelf,
    book: SettingsBook,
    guild: int,
    question: str,
    essay: str | None = None,
    gap: Callable[[str], Awaitable[None]] | None = None,
) -> Reply:
    """What the server's library says, in its own words, as strictly as the server likes it.

    What no essay answers goes to `gap`, where the server wants that. Refuses a question it cannot search for.
    """
    asked, settings = clean_question(question), book.known(guild)
    reply = await shelf.search(guild, partial(consult, question=asked, essay=essay, strictness=settings.strictness))
    if gap is not None and settings.gaps and essay is None and not reply.answered:
        await gap(asked)
    return replace(reply, referable=settings.asks_facilitators)


async def quotations(shelf: Shelf, guild: int, places: Sequence[str]) -> tuple[Quotation, ...]:
    """The words that stand at these places of the server's own library. Refuses when one is gone."""
    return await shelf.use(guild, lambda library: quotations_of(map(library.excerpt, places)))


def consult(library: Library, question: str, essay: str | None = None, strictness: Strictness = "balanced") -> Reply:
    """Ask one library; for callers that need no shelf."""
    slug = None if essay is None else slug_of(library, essay)
    more = MOST_QUOTATIONS - ON_ONE_CARD
    answer = library.ask(question, essay=slug, limit=ON_ONE_CARD, more=more, strictness=strictness)
    if not answer.excerpts and not library.essays():
        raise Refusal(NO_ESSAYS)
    shown, waiting = quotations_of(answer.excerpts), answer.more if answer.answered else ()
    return Reply(question, answer.answered, shown, answer.missing, answer.read_as, more=waiting)
