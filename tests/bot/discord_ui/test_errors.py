"""Whatever goes wrong, a member reads one sentence and the log has the rest."""

import logging
import re

import discord
import pytest
from discord import app_commands

from bot.discord_ui import errors
from bot.services import reading
from tests.sim import World, read, unchecked


class Broken(Exception):
    """Something nobody thought of."""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise Broken("a secret of the machine room")

    monkeypatch.setattr(reading, "essays", fail)
    monkeypatch.setattr(reading, "turn", fail)


async def test_an_unknown_error_is_an_apology_with_a_number_that_is_in_the_log(
    world: World, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    s = world.server
    shown = read(await s.ann.slash(s.channel, "essays"))
    number = re.search(r"error ([0-9a-f]{6})\.$", shown)
    assert number is not None
    assert "secret" not in shown
    assert "Traceback" not in shown
    (record,) = [record for record in caplog.records if record.name == "bot.discord_ui.errors"]
    assert record.getMessage() == f"/essays: error {number[1]}"
    assert record.exc_info is not None


async def test_an_error_under_a_button_is_told_beside_the_card(
    world: World, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    forged = await world.show_button(world.server, "footnote:read:on-hedges:1.0")
    pressed = await world.server.ann.click(forged, label="Forged")
    assert "Something went wrong" in read(pressed.followups[0].message)
    assert pressed.followups[0].ephemeral
    assert "footnote:read: error" in caplog.text


async def test_the_log_holds_nothing_that_a_member_typed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    s = world.server
    await s.ann.slash(s.channel, "ask", question="my private question about hedges")
    await s.ann.slash(s.channel, "read", essay="my private essay")
    assert "private" not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))


async def test_a_command_that_discord_still_knows_but_we_do_not(world: World) -> None:
    s = world.server
    world.bot.tree.remove_command("about")
    assert "This command has changed" in read(await s.ann.slash(s.channel, "about"))


async def test_an_option_of_another_type_than_we_know(world: World) -> None:
    s = world.server
    assert "This command has changed" in read(await unchecked(world.env, s.ann, s.channel, "ask", essay="x"))


async def test_a_check_that_fails_sends_the_member_to_a_server(world: World) -> None:
    s = world.server
    command = world.bot.tree.get_command("about")
    assert isinstance(command, app_commands.Command)

    async def never(_: discord.Interaction) -> bool:
        return False

    command.add_check(never)
    try:
        assert "inside a server" in read(await s.ann.slash(s.channel, "about"))
    finally:
        command.remove_check(never)


@pytest.mark.parametrize("code", [10062, 10015, 50027])
async def test_a_reply_that_comes_too_late_is_one_line_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    s = world.server
    world.env.inject_error("POST", "/interactions/*/callback", status=404, code=code)
    result = await s.ann.slash(s.channel, "help")
    assert result.response is None
    assert f"/help: Discord no longer takes a reply ({code})." in caplog.text


async def test_a_reply_that_cannot_be_sent_is_one_line_in_the_log(
    world: World, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    s = world.server
    world.env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
    await s.ann.slash(s.channel, "essays")
    assert "/essays: the reply could not be sent" in caplog.text


async def test_an_error_of_discord_without_a_sentence_is_an_apology(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    s = world.server
    world.env.inject_error("PATCH", "/webhooks/*", status=500)
    assert "Something went wrong" in read(await s.ann.slash(s.channel, "help"))
    assert "error" in caplog.text


async def test_a_bare_refusal_before_deferring_is_answered_privately(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server

    async def refuse(*_: object, **__: object) -> None:
        raise errors.Refusal("Not now: try tomorrow.")

    monkeypatch.setattr(discord.InteractionResponse, "defer", refuse)
    result = await s.ann.slash(s.channel, "help")
    assert (read(result), result.ephemeral) == ("Not now: try tomorrow.", True)
