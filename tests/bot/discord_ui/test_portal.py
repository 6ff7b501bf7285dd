"""What Footnote is invited with is what it uses, and what the README says."""

import ast
import re
from pathlib import Path

import discord

from bot.discord_ui.homes import FORUM, TEXT
from bot.discord_ui.portal import PERMISSIONS, invite
from bot.facilitation.permissions import NEEDED, OPTIONAL

ROOT = Path(__file__).parents[3]
OF_MEMBERS = {"manage_guild", "administrator", "use_application_commands"}
"""Permissions that are looked at in members only."""

NO_PERMISSION = {"read_messages"}


def asked_after() -> set[str]:
    """Every permission whose key stands in the code that knows Discord."""
    found: set[str] = set()
    for file in (ROOT / "bot" / "discord_ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found & set(discord.Permissions.VALID_FLAGS)


def test_every_permission_that_the_code_asks_after_is_listed_with_its_reason() -> None:
    needed, optional = ({one.key for one in these} for these in (NEEDED, OPTIONAL))
    assert asked_after() - OF_MEMBERS - NO_PERMISSION == (needed | optional)
    assert not needed & optional
    assert needed == {*TEXT, *FORUM, "create_events"}
    assert all(one.why and one.name for one in (*NEEDED, *OPTIONAL))


def test_the_invitation_asks_for_these_and_no_more() -> None:
    assert discord.Permissions(**dict.fromkeys((one.key for one in NEEDED), True)) == PERMISSIONS
    assert len(NEEDED) == PERMISSIONS.value.bit_count()
    assert f"client_id=4200&scope=bot+applications.commands&permissions={PERMISSIONS.value}" in invite(4200)


def test_the_readme_names_the_same() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    (said,) = re.findall(r"asks for: ([^.]*)\.", text)
    assert said.split(", ") == [one.name for one in NEEDED]
