"""What the bot asks of Discord: its intents, its commands, and when it publishes them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.discord_ui.door import COMMANDS
from bot.discord_ui.limits import DESCRIPTION
from bot.discord_ui.portal import PERMISSIONS
from tests.sim import World, buttons, callbacks, sent

README = Path(__file__).parents[3] / "README.md"


def published(world: World) -> list[Any]:
    """The bodies of every publication of commands."""
    return [one.json for one in world.env.http_requests if one.method == "PUT" and one.path.endswith("/commands")]


def leaves() -> Iterator[app_commands.Command[Any, ..., Any]]:
    """Every slash command that can be typed."""
    for command in COMMANDS:
        if isinstance(command, app_commands.Group):
            yield from (one for one in command.walk_commands() if isinstance(one, app_commands.Command))
        elif isinstance(command, app_commands.Command):
            yield command


def test_every_command_and_option_has_a_description_that_discord_takes() -> None:
    for command in leaves():
        assert 5 < len(command.description) <= DESCRIPTION, command.qualified_name
        for option in command.parameters:
            described = option.description and option.description != "…"
            assert described, f"{command.qualified_name} {option.name}"
            assert len(option.description) <= DESCRIPTION


def test_every_command_is_described_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    menu = [command.name for command in COMMANDS if isinstance(command, app_commands.ContextMenu)]
    named = [f"/{command.qualified_name}" for command in leaves()] + menu
    assert [name for name in named if name not in text] == []


async def test_commands_exist_in_servers_only_and_library_and_settings_are_the_moderators(empty_world: World) -> None:
    (definition,) = published(empty_world)
    assert {command["name"] for command in definition} == {
        "ask",
        "compare",
        "Find passages",
        "quote",
        "Check this quote",
        "essays",
        "read",
        "next",
        "group",
        "schedule",
        "protocol",
        "session",
        "library",
        "setup",
        "settings",
        "audit",
        "diagnose",
        "status",
        "gaps",
        "help",
        "about",
        "glossary",
        "define",
        "suggest",
        "privacy",
        "mydata",
    }
    in_messages = ("privacy", "mydata")
    for command in definition:
        assert command["contexts"] == ([0, 1] if command["name"] in in_messages else [0])
        assert command["integration_types"] == [0]
    for_moderators = ("library", "setup", "settings", "audit", "diagnose", "status", "gaps")
    reserved = [command for command in definition if command["name"] in for_moderators]
    assert [int(one["default_member_permissions"]) for one in reserved] == [
        discord.Permissions(manage_guild=True).value
    ] * 7


async def test_no_privileged_intent_is_asked_for(empty_world: World) -> None:
    assert empty_world.bot.intents == discord.Intents(guilds=True)


async def test_commands_are_published_once_and_again_only_when_they_changed(empty_world: World) -> None:
    assert len(published(empty_world)) == 1
    await empty_world.restart()
    assert len(published(empty_world)) == 1
    empty_world.bot.tree.remove_command("about")
    assert await empty_world.bot.publish_commands()
    assert len(published(empty_world)) == 2


async def test_commands_can_be_published_unchanged(empty_world: World) -> None:
    assert await empty_world.bot.publish_commands(always=True)
    assert len(published(empty_world)) == 2


async def test_a_failed_publication_is_tried_again_at_the_next_start(empty_world: World) -> None:
    empty_world.bot.tree.remove_command("about")
    empty_world.env.inject_error("PUT", "/applications/*/commands", status=500)
    with pytest.raises(discord.HTTPException):
        await empty_world.bot.publish_commands()
    assert await empty_world.bot.publish_commands()


async def test_the_invitation_asks_for_exactly_what_is_used(empty_world: World) -> None:
    assert f"permissions={PERMISSIONS.value}" in empty_world.bot.invite()
    assert not PERMISSIONS.administrator


async def test_nothing_that_is_sent_mentions_anybody_and_everything_begins_by_deferring(world: World) -> None:
    s = world.server
    answer = await s.ann.slash(s.channel, "ask", question="Is the kettle the chair of the meeting?")
    assert answer.response is not None
    for custom_id in buttons(answer).values():
        await s.ann.click(answer.response.message, custom_id=custom_id)
    for command, options in (("essays", {}), ("read", {"essay": "on-hedges"}), ("help", {}), ("about", {})):
        await s.ann.slash(s.channel, command, **options)
    for command in ("library list", "library suggestions", "settings show"):
        await s.mod.slash(s.channel, command)
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert removing.response is not None
    await s.mod.click(removing.response.message, label="Remove")
    bodies = sent(world.env)
    assert len(bodies) > 10
    assert [body for body in bodies if body["allowed_mentions"] != {"parse": []}] == []
    assert set(callbacks(world.env)) == {5, 6}
