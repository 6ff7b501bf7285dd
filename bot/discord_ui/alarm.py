"""How the clock sleeps: as an event of the client, so that a simulated Discord knows that nothing is under way."""

from contextlib import suppress

import discord

_RUNG = "alarm_rung"


class ClientAlarm:
    """Sleeps until its time is over or somebody rings."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def sleep(self, seconds: float) -> None:
        """For so long, or until `ring`."""
        self.ring()  # lets the client forget sleepers of before
        with suppress(TimeoutError):
            await self._client.wait_for(_RUNG, timeout=seconds)

    def ring(self) -> None:
        """End the sleep that is going on."""
        self._client.dispatch(_RUNG)
