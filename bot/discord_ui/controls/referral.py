"""*Ask the facilitators*: the button on a refusal, and the form in which the question is read over before it goes."""

from collections.abc import Mapping

import discord
from typing_extensions import override

from bot.discord_ui.cards import referral as cards
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.visits import Visit, guild_of, moment_of, room_of, text_channel
from bot.facilitation.ask import LONGEST_QUESTION, TOKEN
from bot.facilitation.errors import Refusal
from bot.facilitation.referral import GONE, SHUT


class Refer(Button, template=rf"footnote:refer:(?P<token>[0-9a-z]{{{TOKEN}}})"):
    """Opens the form, with the question in it as long as it is remembered."""

    @override
    async def press(self, visit: Visit) -> None:
        guild, member = guild_of(visit), visit.user.id
        channel = _channel(visit, await visit.client.referrals.channel(guild, member, moment_of(visit)))
        question = visit.client.questions.recall(guild, member, self.carried["token"])
        await visit.response.send_modal(QuestionForm.about(_name(visit, channel), question))


class QuestionForm(Form):
    """Posts the question in the facilitators' channel, in the name of whoever hands it in."""

    name = "footnote:refer-form"

    @classmethod
    def about(cls, channel: str | None, question: str | None) -> "QuestionForm":
        """The form, which says where the question goes; `channel` is None when the member cannot see it."""
        return cls(
            "Ask the facilitators",
            discord.ui.TextDisplay(cards.notice(channel)),
            field("question", "Your question", LONGEST_QUESTION, default=question, required=True, long=True),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)

        async def post(channel: int, question: str) -> None:
            await _post(visit, channel, question)

        guild, member = guild_of(visit), visit.user.id
        channel = await visit.client.referrals.refer(guild, member, given.get("question", ""), moment_of(visit), post)
        seen = _name(visit, text_channel(visit, channel)) is not None
        await visit.edit_original_response(view=cards.confirmed(channel if seen else None))


def refer_button(token: str) -> Refer:
    """*Ask the facilitators* about the question with this token."""
    return Refer(f"footnote:refer:{token}", "Ask the facilitators", discord.ButtonStyle.primary)


async def _post(visit: Visit, channel: int, question: str) -> None:
    view = cards.referred(visit.user.id, question)
    try:
        # discord.py tries again when Discord does not answer: by the nonce Discord knows the first try.
        await _channel(visit, channel).send(view=view, nonce=visit.id)
    except discord.NotFound as error:
        raise Refusal(GONE) from error
    except discord.Forbidden as error:
        raise Refusal(SHUT) from error


def _channel(visit: Visit, channel: int) -> discord.TextChannel:
    found, room = text_channel(visit, channel), room_of(visit, channel)
    if found is None:
        raise Refusal(GONE)
    if not room.visible or not room.writable:
        raise Refusal(SHUT)
    return found


def _name(visit: Visit, channel: discord.TextChannel | None) -> str | None:
    """Its name, if the member may see it."""
    if channel is None or not isinstance(visit.user, discord.Member):
        return None
    return channel.name if channel.permissions_for(visit.user).view_channel else None
