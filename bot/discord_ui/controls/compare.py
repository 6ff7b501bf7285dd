"""The buttons under a comparison: In context, Share, and the essays that come next."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import compare as cards
from bot.discord_ui.cards.note import Card, note
from bot.discord_ui.controls.ask import context_buttons, postable
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.compare import Comparison, Part
from bot.services import compare

_MARK = r"(?:[0-9a-z]{1,8}\.[0-9a-z]{1,2}|[0-9a-f]{6})"
_PART = rf"(?P<first>\d{{1,4}})\.(?P<total>\d{{1,4}}):(?P<marks>{_MARK}(?:,{_MARK}){{0,19}})"


class ShowSides(Button, template=rf"footnote:sides:{_PART}"):
    """Shows what the next essays say, below."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        part = await _carried(visit, self.carried)
        await visit.edit_original_response(view=_part_card(_recalled(visit, part), part))


class ShareSides(Button, template=rf"footnote:share-sides:{_PART}"):
    """Posts this part of a comparison, in the name of whoever presses and of nobody else."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        channel = postable(visit)
        part = await _carried(visit, self.carried)
        await channel.send(
            view=cards.shared(visit.user.display_name, _recalled(visit, part), part, context_buttons(part.quotations))
        )
        await visit.edit_original_response(view=note("Shared with this channel."))


def comparison_card(comparison: Comparison, *, public: bool = False) -> Card:
    """The first part, with a button for each of the others. What is `public` need not be shared."""
    first, *later = comparison.parts
    buttons = [ShowSides(f"footnote:sides:{part.key}", _label(part), discord.ButtonStyle.secondary) for part in later]
    unseen = first.total - comparison.parts[-1].last
    return _part_card(comparison.idea, first, buttons, unseen, public=public)


def _part_card(
    idea: str | None, part: Part, later: list[ShowSides] | None = None, unseen: int = 0, *, public: bool = False
) -> Card:
    buttons: list[Button] = list(later or ())
    if part.quotations and not public:
        buttons.append(ShareSides(f"footnote:share-sides:{part.key}", "Share", discord.ButtonStyle.primary))
    return cards.comparison(idea, part, context_buttons(part.quotations), buttons, unseen)


async def _carried(visit: Visit, carried: dict[str, str]) -> Part:
    first, total = int(carried["first"]), int(carried["total"])
    return await compare.part(visit.client.shelf, guild_of(visit), carried["marks"].split(","), first, total)


def _recalled(visit: Visit, part: Part) -> str | None:
    return visit.client.questions.recall(guild_of(visit), visit.user.id, part.key)


def _label(part: Part) -> str:
    return f"Essay {part.first}" if part.first == part.last else f"Essays {part.first} to {part.last}"
