"""Writing down where a quotation stands."""

from bot.facilitation.cite import Cited
from bot.services.shelf import Shelf
from retrieval import Library

STYLES = {"plain": "Plain", "markdown": "Markdown", "apa": "APA", "mla": "MLA", "bibtex": "BibTeX"}


async def cite(shelf: Shelf, guild: int, place: str) -> Cited:
    """The citations of the quotation with this place. Refuses when it is gone."""

    def work(library: Library) -> Cited:
        found = library.cite(library.excerpt(place).permanent)
        forms = tuple((STYLES[name], form) for name, form in found.formats.items())
        return Cited(found.excerpt.text, found.excerpt.permanent, forms)

    return await shelf.use(guild, work)
