"""Grounding a session in the texts: passages by retrieval, questions by their own terms, and who holds evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations

from bot.facilitation.errors import Refusal
from bot.facilitation.prompts import Evidence, Pair, Passage, Prompt, Stock, alternating, chosen, is_own, term_of
from bot.facilitation.protocols import Phase, Protocol
from bot.facilitation.reading import Listing
from bot.services.reading import listing, quotations_of
from bot.services.shelf import NotYet, Shelf
from retrieval import Excerpt, Library, LibraryError

CENTRAL = 12
"""Central sentences of each essay to choose from: as many as a protocol can have phases."""

TERMS = 40
"""Terms of each essay that are looked for in a passage."""

PAIRS = 12
PAIRS_OF_TWO = 4
BEGINNING = 3
"""Paragraphs within which an essay's opening claim is looked for."""


async def listings(shelf: Shelf, guild: int) -> tuple[Listing, ...]:
    """All essays of the server; none when it has no library."""
    try:
        return await shelf.use(guild, lambda library: tuple(listing(info) for info in library.essays()))
    except Refusal:
        return ()


async def prepare(
    shelf: Shelf, guild: int, essays: Sequence[str], protocol: Protocol, kept: Mapping[int, Prompt] | None = None
) -> tuple[Prompt, ...]:
    """A prompt for each phase of a meeting on these essays (slugs), with the evidence for its question.

    Those of `kept` stay as they are unless a text of theirs was removed. Without a library there are no passages, nor
    new ones while it cannot compare texts: nobody waits here for the long work of another server.
    """
    try:
        return await shelf.search(guild, lambda library: grounded(library, essays, protocol, kept), wait=False)
    except NotYet:
        return await shelf.use(guild, lambda library: chosen(protocol, Stock(), *_kept(library, kept)))
    except Refusal:
        return chosen(protocol, Stock(), kept)


def grounded(
    library: Library, essays: Sequence[str], protocol: Protocol, kept: Mapping[int, Prompt] | None = None
) -> tuple[Prompt, ...]:
    """The same with a library in hand."""
    there = {info.slug for info in library.essays()}
    standing, lost = _kept(library, kept)
    all_stand = len(standing) == len(protocol.phases)
    stock = Stock() if all_stand else stock_of(library, [slug for slug in essays if slug in there])
    prompts = chosen(protocol, stock, standing, lost)
    phases = zip(prompts, protocol.phases, strict=True)
    return tuple(with_evidence(library, essays, prompt, phase) for prompt, phase in phases)


def _kept(library: Library, kept: Mapping[int, Prompt] | None) -> tuple[dict[int, Prompt], dict[int, Prompt]]:
    """Those whose texts are all there, and the others."""
    standing = {number: prompt for number, prompt in (kept or {}).items() if still_there(library, prompt)}
    return standing, {number: prompt for number, prompt in (kept or {}).items() if number not in standing}


def stock_of(library: Library, essays: Sequence[str]) -> Stock:
    """What these essays offer.

    Pivotal are the sentences that LexRank (Erkan and Radev 2004) finds most central. The opening claim is the most
    central of an essay's first three paragraphs, or the first central one after them. Contrasts lie between these
    essays, or between the only one and others.
    """
    central = {slug: library.key_passages(slug, CENTRAL) for slug in essays}
    return Stock(
        openings=tuple(_passage(one) for slug in essays if (one := _opening(central[slug]))),
        pivotal=alternating([_passage(one) for one in _best_first(central[slug])] for slug in essays),
        pairs=_pairs(library, essays),
        terms={info.slug: library.key_terms(info.slug, TERMS) for info in library.essays()},
    )


def with_evidence(library: Library, essays: Sequence[str], prompt: Prompt, phase: Phase) -> Prompt:
    """The prompt with what each essay of the meeting has to say to its question, or to the term that it is about.

    Nothing for a question that no text can answer.
    """
    concerned = {*essays, *(one.quotation.essay for one in prompt.passages)}
    wanted = [info.slug for info in library.essays() if info.slug in concerned]
    if prompt.question is None or not wanted or prompt.evidence:
        return prompt
    term = term_of(phase, prompt.question)
    if term is None and not is_own(phase, prompt.question):
        return prompt
    named = {one.quotation.essay for one in prompt.passages if term and term in one.quotation.text.casefold()}
    try:
        sides = library.compare(f"What is said about {term}?" if term else prompt.question, wanted)
    except LibraryError:  # a question without a word that can be looked for
        return prompt
    return replace(
        prompt, evidence=tuple(Evidence(side.essay.title, side.supported or side.essay.slug in named) for side in sides)
    )


def still_there(library: Library, prompt: Prompt) -> bool:
    """Whether every text that a prompt shows is in the library, unchanged."""
    return not gone(library, {one.quotation.place: one.quotation.text for one in prompt.passages})


def gone(library: Library, words: Mapping[str, str]) -> set[str]:
    """The places of these words at which they stand no more."""
    return {place for place, text in words.items() if not _stands(library, place, text)}


def cited(library: Library, citation: str) -> Passage:
    """The passage that a permanent citation names. Raises UnknownCitation, UnknownPlace."""
    excerpt = library.cite(citation).excerpt
    return _passage(library.excerpt(excerpt.place))


def _stands(library: Library, place: str, text: str) -> bool:
    try:
        return library.excerpt(place).text == text
    except LibraryError:
        return False


def _opening(central: Sequence[Excerpt]) -> Excerpt | None:
    """Of an essay's central sentences the most central one near its beginning, else the one that comes first."""
    early = [excerpt for excerpt in central if excerpt.paragraph <= BEGINNING]
    return next(iter(_best_first(early) or central), None)


def _pairs(library: Library, essays: Sequence[str]) -> tuple[Pair, ...]:
    if not essays:
        return ()
    # Of two essays there are some to follow each other, also where a meeting has more of them.
    between = (library.contrasts(two, PAIRS_OF_TWO) for two in combinations(essays, 2)) if len(essays) > 2 else ()
    found = dict.fromkeys(chain(library.contrasts(essays, PAIRS), *between))
    pairs = (Pair(_passage(p.one), _passage(p.other), p.shared, p.only_one, p.only_other) for p in found)
    # What the group has read stands first; of two that it has read, the one it read first.
    order = {slug: number for number, slug in enumerate(essays)}
    return tuple(one if _rank(one.one, order) <= _rank(one.other, order) else _turned(one) for one in pairs)


def _rank(passage: Passage, order: Mapping[str, int]) -> int:
    return order.get(passage.quotation.essay, len(order))


def _turned(pair: Pair) -> Pair:
    return Pair(pair.other, pair.one, pair.shared, pair.only_other, pair.only_one)


def _best_first(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    return sorted(excerpts, key=lambda excerpt: -excerpt.score)


def _passage(excerpt: Excerpt) -> Passage:
    (quotation,) = quotations_of([excerpt])
    return Passage(quotation, excerpt.permanent)
