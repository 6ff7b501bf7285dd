"""Knowing whether Discord has been told of the commands as they are now."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.storage import commands
from bot.storage.desk import Desk


class PublishedCommands:
    """Remembers, for each application, the definition of the commands that Discord was last given."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def changed(self, application: int, definition: Sequence[Mapping[str, Any]]) -> bool:
        """Whether this definition differs from what Discord was last given, or nothing was given yet."""
        known = await self._desk.run(lambda db: commands.published(db, application))
        return known != fingerprint(definition)

    async def remember(self, application: int, definition: Sequence[Mapping[str, Any]]) -> None:
        """Note that Discord has this definition now."""
        digest = fingerprint(definition)
        await self._desk.run(lambda db: commands.publish(db, application, digest))


def fingerprint(definition: Sequence[Mapping[str, Any]]) -> str:
    """The same for the same commands, in whatever order they were registered."""
    lines = sorted(json.dumps(command, sort_keys=True) for command in definition)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
