"""Shows how far a long work is, by editing the reply, and never more often than once a second."""

import asyncio
import logging
from types import TracebackType

from bot.discord_ui.cards.drafts import progress as progress_card
from bot.discord_ui.limits import EDIT_SECONDS
from bot.discord_ui.visits import Visit

log = logging.getLogger(__name__)


class Progress:
    """Call `report` on the event loop. Leaving the context waits for an edit under way, lest it come last.

    Discord takes no edit after 15 minutes: the work goes on, and what came of it is in the library.
    """

    def __init__(self, visit: Visit, verb: str) -> None:
        self._visit = visit
        self._verb = verb
        self._last = float("-inf")
        self._edit: asyncio.Task[None] | None = None
        self._over = False

    async def __aenter__(self) -> "Progress":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        if self._edit is not None:
            await self._edit

    def report(self, what: str, done: int, total: int) -> None:
        """Show this state, unless the last one was shown just now."""
        now = asyncio.get_running_loop().time()
        busy = self._edit is not None and not self._edit.done()
        if self._over or busy or now - self._last < EDIT_SECONDS:
            return
        self._last = now
        self._edit = asyncio.create_task(self._show(what, done, total))

    async def _show(self, what: str, done: int, total: int) -> None:
        try:
            await self._visit.edit_original_response(view=progress_card(f"{self._verb} {what}", done, total))
        except Exception as error:  # A missed percentage is no reason to lose the essay.
            log.info("Progress could not be shown: %s", error)
