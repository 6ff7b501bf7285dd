"""The buttons under schedules: *Save*, *Discard*, *Cancel it*, and turning the list. Rights are checked again."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import schedules as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.homes import called_of_group, home_of
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.paging import pages
from bot.facilitation.schedules import ALL_OVER, NONE_YET, Schedule

NUMBER = r"(?P<number>\d{1,15})"


class SaveSchedule(Button, template=rf"footnote:save-schedule:{NUMBER}"):
    """Lets a draft count."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        saved = await visit.client.schedules.save(visitor_of(visit), int(self.carried["number"]), moment_of(visit))
        await show_schedule(visit, saved, ", saved")


class DiscardSchedule(Button, template=rf"footnote:discard-schedule:{NUMBER}"):
    """Forgets a draft."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await visit.client.schedules.discard(visitor_of(visit), int(self.carried["number"]))
        await visit.edit_original_response(view=cards.discarded())


class CancelSchedule(Button, template=rf"footnote:cancel-schedule:{NUMBER}"):
    """Ends a schedule."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        number = int(self.carried["number"])
        cancelled = await visit.client.schedules.cancel(visitor_of(visit), number, moment_of(visit))
        await visit.edit_original_response(view=cards.cancelled(cancelled))


class TurnSchedules(Button, template=r"footnote:schedules:(?P<group>\d{1,15}):(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_schedules(visit, int(self.carried["group"]), int(self.carried["page"]))


async def show_schedule(visit: Visit, shown: Schedule, news: str = "") -> None:
    """All about a schedule in the reply that was deferred."""
    about = await visit.client.schedules.subject(shown)
    home = home_of(visit, shown.group.channel)
    await visit.edit_original_response(view=cards.schedule(shown, about, moment_of(visit), home, news))


async def show_schedules(visit: Visit, group: int, page: int) -> None:
    """The schedules with dates to come, of one group or (0) of all, in the reply that was deferred."""
    now = moment_of(visit)
    found = await visit.client.schedules.coming(guild_of(visit), group or None, now)
    if not found:
        raise Refusal(NONE_YET if await visit.client.schedules.none_yet(guild_of(visit), group or None) else ALL_OVER)
    page = min(page, pages(len(found), cards.ON_ONE_LIST) - 1)
    turning = turn_buttons(TurnSchedules, f"schedules:{group}", page, pages(len(found), cards.ON_ONE_LIST))
    await visit.edit_original_response(view=cards.schedules(found, page, now, turning))


async def show_proposal(visit: Visit, draft: Schedule) -> None:
    """The draft with *Save* and *Discard* in the reply that was deferred."""
    about = await visit.client.schedules.subject(draft)
    row = [
        SaveSchedule(f"footnote:save-schedule:{draft.id}", "Save", discord.ButtonStyle.primary),
        DiscardSchedule(f"footnote:discard-schedule:{draft.id}", "Cancel", discord.ButtonStyle.secondary),
    ]
    home, role = home_of(visit, draft.group.channel), called_of_group(visit, draft.group)
    await visit.edit_original_response(view=cards.proposal(draft, about, moment_of(visit), home, role, row))


def cancelling_card(visit: Visit, shown: Schedule) -> Card:
    """Asks once more, with the button that does it."""
    button = CancelSchedule(f"footnote:cancel-schedule:{shown.id}", "Cancel it", discord.ButtonStyle.danger)
    return cards.confirm_cancelling(shown, moment_of(visit), button)
