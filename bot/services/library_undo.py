"""Taking back what was done to a library, as far as that can be done."""

from collections.abc import Mapping
from datetime import datetime

from bot.facilitation.audit import Entry, Kind
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.services.audit import Undo
from bot.services.library import Librarian
from bot.services.replacing import Replacing

LATER = "It was changed again since then: undo the later change first."


def undoers(librarian: Librarian, replacing: Replacing) -> Mapping[tuple[Kind, str], Undo]:
    """What takes a change back, by the kind and the verb of its line."""

    async def edit(visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Say again what was said before, of what was changed then, unless its name is another essay's by now."""
        if await librarian.renamed(visitor, entry):
            raise Refusal(LATER)
        await librarian.edit_some(visitor, entry.change.key, dict(entry.change.before or {}), now, entry.number)

    async def remove(visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Take out again what was put in, if it still has the text that it had then."""
        essay = await librarian.choose(visitor, entry.change.key)
        if essay.revision != _revision(entry.change.after):
            raise Refusal(LATER)
        await librarian.remove(visitor, essay.slug, essay.revision, now, entry.number)

    async def restore(visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Bring back what was taken out."""
        await librarian.restore(visitor, _revision(entry.change.before), lambda done, total: None, now, entry.number)

    async def put_back(visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Give an essay the text again that it had, if it still has the one that it got then."""
        before, after = _revision(entry.change.before), _revision(entry.change.after)
        await replacing.put_back(visitor, entry.change.key, before, after, now, entry.number)

    return {
        ("essay", "edited"): edit,
        ("essay", "published"): remove,
        ("essay", "restored"): remove,
        ("essay", "removed"): restore,
        ("essay", "replaced"): put_back,
    }


def _revision(state: Mapping[str, object] | None) -> str:
    return str((state or {}).get("revision", ""))
