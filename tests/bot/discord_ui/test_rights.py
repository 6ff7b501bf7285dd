"""Every command, button and form, used by everybody: what states no right, or lets in too many, fails here."""

import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands

from bot.discord_ui import errors, rights
from bot.discord_ui.cogs import rehearsal
from bot.discord_ui.door import COMMANDS, CONTROLS, FORMS
from bot.facilitation import rights as table
from bot.facilitation.errors import Refusal
from bot.facilitation.rights import Right
from tests.bot.discord_ui import walk
from tests.bot.discord_ui.walk import ROLES, SECRETS, Stage, name_of, set_the_stage
from tests.sim import ESCAPED, direct, hand_in, open_world

LONGEST_REFUSAL = 300
PARTS = 5
"""Worlds in which the walk is done: simcord gets slower the more has happened in one."""


def commands() -> list[str]:
    """Everything that can be called, by its whole name."""
    return [one.qualified_name for command in COMMANDS for one in rights.leaves(command)]


def controls() -> list[str]:
    """Every kind of button and of form, by its name."""
    templates = [control.__discord_ui_compiled_template__.pattern for control in CONTROLS]
    return [name_of(one) for one in (*templates, *(form.name for form in FORMS))]


def test_every_command_and_every_control_states_its_right_and_is_walked() -> None:
    assert sorted(table.COMMANDS) == sorted(commands())
    assert sorted(table.CONTROLS) == sorted(controls())
    assert sorted([*walk.COMMANDS, *walk.MENUS]) == sorted(commands())
    assert sorted([*walk.CONTROLS, *walk.FORMS]) == sorted(controls())


def test_what_states_no_right_is_the_moderators() -> None:
    assert table.of_command("library burn") == table.of_control("footnote:burn:1") == table.MODERATORS
    assert table.of_control("burn") == table.of_control("") == table.MODERATORS


def test_discord_hides_what_is_all_the_moderators_and_offers_in_messages_what_works_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def burn(interaction: discord.Interaction[Any]) -> None:
        """Burn it."""

    family = app_commands.Group(name="library", description="For moderators")
    family.command(name="add")(burn)
    assert rights.stated(family).default_permissions == discord.Permissions(manage_guild=True)
    family.command(name="burn")(burn)
    monkeypatch.setitem(table.COMMANDS, "library burn", Right("everybody", direct=True))  # type: ignore[arg-type]
    stated = rights.stated(family)
    assert stated.default_permissions is None
    assert stated.allowed_contexts is not None
    assert stated.allowed_contexts.to_array() == [0, 1]


@dataclass
class Witness:
    """Uses everything, and collects whatever is not as the table says."""

    stage: Stage
    log: pytest.LogCaptureFixture
    errors: list[BaseException]
    faults: list[str] = field(default_factory=list)

    async def see(self, case: str, right: Right, role: str, act: Callable[[], Any], *, found: bool = True) -> None:
        """Let somebody do something and look at what became of it; `found`: it is there to be used."""
        stage, name = self.stage, case.partition(":")[0]
        before, desk = stage.rows(), stage.desk()
        earlier = len(stage.world.env.http_requests)
        self.errors.clear()
        result = await act()
        refused = [str(error) for error in self.errors]
        for error in self.errors:
            self.expect(isinstance(error, Refusal), case, role, f"raised {error!r}")
        for record in self.log.records:
            self.expect(record.levelno < logging.ERROR, case, role, f"logged {record.getMessage()}")
        self.log.clear()
        requests = stage.world.env.http_requests[earlier:]
        said = list(texts(requests))
        self.expect(result.acknowledged and said, case, role, "is silent")
        after = stage.rows()
        if self.is_allowed(name, right, role):
            self.expect(not (refused and found), case, role, f"is refused: {refused}")
        elif not (right.who == "everybody" and role == "stranger") and role != "other":
            self.expect(bool(refused), case, role, f"is let in and reads {said}")
        if refused:
            self.expect(after == before, case, role, f"changes {list((after - before) + (before - after))[:3]}")
            self.expect_a_private_sentence(case, role, result, refused)
            public = [one.path for one in requests if one.method == "POST" and one.path.startswith("/channels/")]
            self.expect(not public, case, role, f"posts {public}")
        if role in ("stranger", "other"):
            theirs = stage.world.library_file(stage.away).name
            lost = [row for row in before - after if row[0] != theirs]
            self.expect(not lost, case, role, f"changes {lost[:3]}")
            leaks = [one for one in SECRETS if one in "\n".join(said)]
            self.expect(not leaks, case, role, f"reads {leaks}")
        if stage.desk() != desk:
            stage.put_back(desk)

    def is_allowed(self, name: str, right: Right, role: str) -> bool:
        if role == "elsewhere":
            return right.who == "everybody" or name in walk.OF_ANY_GROUP
        allowed = {"everybody": ROLES, "facilitators": ("facilitator", "moderator"), "moderators": ("moderator",)}
        return role in allowed[right.who] or (role == "direct" and right.direct)

    def expect(self, holds: object, case: str, role: str, fault: str) -> None:
        if not holds:
            self.faults.append(f"{case}, {role}: {fault}")

    def expect_a_private_sentence(self, case: str, role: str, result: Any, refused: list[str]) -> None:
        (sentence,) = refused[:1]
        is_one = "\n" not in sentence and len(sentence) <= LONGEST_REFUSAL and sentence[-1:] in ".?:"
        self.expect(len(refused) == 1 and is_one, case, role, f"is refused by {refused}")
        shown = result.followups[-1] if result.followups else result
        self.expect(shown.ephemeral or role == "direct", case, role, "is refused in public")


def texts(requests: list[Any]) -> Iterator[str]:
    """All that can be read in what was answered."""
    for request in requests:
        if request.path.endswith("/callback") or request.path.startswith("/webhooks/"):
            yield from (ESCAPED.sub(r"\1", one) for one in _contents(request.json))


def _contents(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (str(part[key]) for key in ("content", "label", "value", "filename") if part.get(key))
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _contents(one)


@pytest_asyncio.fixture
async def witness(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Witness]:
    real, seen = errors.reply, list[BaseException]()

    async def reply(interaction: Any, error: BaseException) -> None:
        seen.append(getattr(error, "original", error))
        await real(interaction, error)

    monkeypatch.setattr(errors, "reply", reply)
    monkeypatch.setattr(rehearsal, "BREATH", 0)
    async with open_world(tmp_path) as world:
        stage = await set_the_stage(world)
        caplog.clear()
        yield Witness(stage, caplog, seen)


async def open_to_all(stage: Stage) -> None:
    """What an administrator can do in Discord: let anybody see and use the moderators' commands."""
    people = {**dict.fromkeys(stage.people.values(), True)}
    for command in await stage.world.bot.tree.fetch_commands():
        if command.default_member_permissions is not None:
            stage.home.guild.set_command_permissions(command, people)
            stage.away.guild.set_command_permissions(command, {stage.away.ann: True})


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_command(witness: Witness, part: int) -> None:
    stage = witness.stage
    hidden = {one for one in commands() if one.startswith(("library ", "settings "))} | {
        "audit",
        "diagnose",
        "gaps",
        "setup",
        "status",
    }
    seen = set(stage.home.ann.available_commands(stage.home.channel))
    assert seen == set(commands()) - hidden - set(walk.MENUS)
    await open_to_all(stage)
    people = [(role, stage.home, who) for role, who in stage.people.items()]
    people += [("stranger", stage.away, stage.away.ann), ("other", stage.away, stage.away.mod)]
    lonely = stage.world.env.create_user("lonely")
    for name in commands()[part::PARTS]:
        right = table.of_command(name)
        for role, server, who in people:
            if name in walk.MENUS:
                message = await who.send(server.channel, walk.QUOTE)
                await witness.see(name, right, role, lambda: who.context_menu(server.channel, name, message))  # noqa: B023
                continue
            options = dict(walk.COMMANDS[name](stage))
            if server is stage.away:
                options = {key: _theirs(stage, value) for key, value in options.items()}
            await witness.see(name, right, role, lambda: who.slash(server.channel, name, **options))  # noqa: B023
        for user in (stage.home.ann.user, lonely):
            await witness.see(name, right, "direct", lambda: direct(stage.world.env, user, name))  # noqa: B023
    assert witness.faults == []


def _theirs(stage: Stage, value: Any) -> Any:
    """An option as somebody of the other server can choose it."""
    if value is stage.home.channel:
        return stage.away.channel
    return stage.away.bob if value in stage.people.values() else value


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_button(witness: Witness, part: int) -> None:
    stage = witness.stage
    people = [(role, stage.home, who) for role, who in stage.people.items()]
    people += [("stranger", stage.away, stage.away.ann), ("other", stage.away, stage.away.mod)]
    for name, carried in list(walk.CONTROLS.items())[part::PARTS]:
        right = table.of_control(f"footnote:{name}")
        for role, server, who in people:
            real = f"footnote:{name}:{carried(stage, role)}".removesuffix(":")
            await see_pressed(witness, real, right, role, server, who)
            if role not in ("member", "moderator"):
                continue
            for number in ("99", "9" * 40):
                custom_id = re.sub(r"\d+", number, real)
                if custom_id != real and len(custom_id) <= 100:
                    await see_pressed(witness, custom_id, right, role, server, who, found=False)
    assert witness.faults == []


async def see_pressed(
    witness: Witness, custom_id: str, right: Right, role: str, server: Any, who: Any, *, found: bool = True
) -> None:
    channel = witness.stage.world.bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(view=walk.view_of(custom_id))
    case = f"{name_of(custom_id)}: {custom_id}"
    if not found:
        right = Right("everybody")
    await witness.see(case, right, role, lambda: walk.use(who, message, server.bob), found=found)


async def test_every_button_in_direct_messages(witness: Witness) -> None:
    stage = witness.stage
    inbox = await (await stage.world.bot.fetch_user(stage.home.ann.id)).create_dm()
    for name, carried in walk.CONTROLS.items():
        custom_id = f"footnote:{name}:{carried(stage, 'member')}".removesuffix(":")
        message = await inbox.send(view=walk.view_of(custom_id))
        right = table.of_control(custom_id)
        user = stage.home.ann.user
        await witness.see(f"{name}: {custom_id}", right, "direct", lambda: walk.use(user, message, user))  # noqa: B023
    assert witness.faults == []


async def test_every_form(witness: Witness) -> None:
    stage = witness.stage
    people = [(role, stage.home, who) for role, who in stage.people.items()]
    people += [("stranger", stage.away, stage.away.ann), ("other", stage.away, stage.away.mod)]

    async def submit(who: Any, server: Any, name: str, fields: dict[str, str]) -> Any:
        return (await hand_in(stage.world.env, who, server.channel, (f"footnote:{name}", fields)))[0]

    for name, filled in walk.FORMS.items():
        right = table.of_control(f"footnote:{name}")
        for role, server, who in people:
            fields = filled(stage, role)
            await witness.see(name, right, role, lambda: submit(who, server, name, fields))  # noqa: B023
            for number in ("999999", "9" * 40):
                forged = {re.sub(r"\d+", number, key): value for key, value in fields.items()}
                if forged != fields and role in ("facilitator", "moderator"):
                    everybody = Right("everybody")
                    act = lambda: submit(who, server, name, forged)  # noqa: B023, E731
                    await witness.see(f"{name}: {number}", everybody, role, act, found=False)
    assert witness.faults == []
