"""Whatever somebody writes into a text, a question or a name: it calls nobody, does nothing, and costs no time."""

import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import InteractionResult, RoleHandle

from tests.bot.discord_ui.planning import plan
from tests.sim import (
    World,
    buttons,
    called_by,
    hand_in,
    let_everybody,
    open_world,
    raw,
    read,
    sent,
    unchecked,
)

SECONDS = 5.0
"""For anything at all, on a machine that does other things besides."""

PATTERNS = ("[a](", "*", ">", "<@&", "||", "`", "\\", "@everyone ", "a_", "# ", "🌿")
_CODE = re.compile(r"```.*?```", re.DOTALL)
PROTOCOL = Path("seeds/protocols/notice-and-wonder.toml").read_text(encoding="utf-8")


@dataclass
class Scene:
    """A server in which the bot may notify everybody, somebody who is not to be called, and words that try it."""

    world: World
    club: RoleHandle
    words: tuple[str, ...]
    live: re.Pattern[str]

    def shown(self) -> Iterator[str]:
        """All texts that went over the wire, without blocks of code, in which Discord acts on nothing."""
        for body in sent(self.world.env):
            yield body.get("content") or ""
            for one in _walk(body.get("components", [])):
                yield _CODE.sub("", one)

    def expect_inert(self, *, called: bool = False) -> None:
        """Nobody is notified but, by its own session, the group's role; and every word is shown as it was written."""
        roles = {("role", self.club.id)} if called else set()
        assert called_by(self.world.env) == roles
        for body in sent(self.world.env):
            allowed = body.get("allowed_mentions") or {"parse": []}
            assert allowed["parse"] == []
            assert not allowed.get("users")
            assert not allowed.get("replied_user")
            assert {int(role) for role in allowed.get("roles") or ()} <= ({self.club.id} if called else set())
        texts = list(self.shown())
        assert [text for text in texts if self.live.search(text)] == []
        assert [text for text in texts if "\u202e" in text] == []
        assert any("everyone" in text for text in texts), "nothing of it was shown at all"


def _walk(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("content"), str):
            yield part["content"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _walk(one)


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_world(tmp_path) as world:
        s = world.server
        await let_everybody(world.env, s.guild, mention_everyone=True)
        victim = s.guild.add_member(world.env.create_user("victim"))
        role = s.guild.create_role("Victims", mentionable=True)
        club = s.guild.create_role("Club", mentionable=True)
        await world.env.settle()
        words = (
            f"@everyone <@{victim.id}> <@&{role.id}> @here",
            f"\\<@{victim.id}> \\@everyone <@!{victim.id}>",
            "[evil](https://evil.example) ||evil|| everyone",
            "**heavy** <t:1234567890:R> </evil:1> everyone",
            "<:evil:9> <a:evil:9> :skull: everyone \u202eevil",
        )
        forms = (
            rf"<@[!&]?(?:{victim.id}|{role.id})>",
            r"@(?:everyone|here)",
            r"\[evil\]\(",
            r"\|\|evil",
            r"\*\*heavy",
            r"<t:1234567890",
            r"</evil",
            r"<a?:evil",
            r":skull:",
        )
        live = re.compile(rf"(?<!\\)(?:\\\\)*(?:{'|'.join(forms)})|^(?:#+|-|>) evil", re.MULTILINE)
        yield Scene(world, club, words, live)


def essay(words: tuple[str, ...]) -> str:
    """A plain text full of them, which also says what a hedge is."""
    paragraphs = [f"A hedge is a plant that keeps {one} out of the garden." for one in words]
    lines = "\n".join(("# evil", "> evil", "- evil", "1. evil", "```", "evil everyone", "```"))
    return "\n\n".join((f"On Hedges {words[0]}", f"By {words[3]}", *paragraphs, lines)) + "\n"


async def press_all(scene: Scene, card: InteractionResult) -> None:
    """Every button of a card, once."""
    assert card.response is not None
    for custom_id in buttons(card).values():
        await scene.world.server.ann.click(card.response.message, custom_id=custom_id)


async def test_an_essay_calls_nobody_wherever_it_is_shown(scene: Scene) -> None:
    world, s = scene.world, scene.world.server
    added = await world.add_essay(s, "hedges.txt", essay(scene.words))
    for command, options in (
        ("ask", {"question": "What is a hedge?"}),
        ("compare", {"idea": "A hedge is a plant."}),
        ("quote", {"text": "a plant that keeps it out of the garden"}),
        ("essays", {"essay": added.essay.slug}),
        ("essays", {}),
        ("read", {"essay": added.essay.slug}),
        ("define", {"term": "hedge"}),
    ):
        await press_all(scene, await s.ann.slash(s.channel, command, **options))
    await s.mod.slash(s.channel, "library list")
    chosen = await s.mod.slash(s.channel, "glossary add", term="hedge")
    assert chosen.response is not None
    await s.mod.click(chosen.response.message, label="Choose 1")
    await press_all(scene, await s.ann.slash(s.channel, "define", term="hedge"))
    assert len(s.channel.history(viewer=s.bob)) >= 2, "nothing was shared"
    scene.expect_inert()


async def test_what_is_typed_calls_nobody(scene: Scene) -> None:
    world, s = scene.world, scene.world.server
    await world.add_essay(s)
    await s.mod.slash(s.channel, "settings edit", questions_channel=s.guild.create_text_channel("questions"))
    for one in scene.words:
        for command, option in (("ask", "question"), ("compare", "idea"), ("quote", "text"), ("define", "term")):
            for text in (one[:60], f"the wind {one}"[:60]):
                await press_all(scene, await s.ann.slash(s.channel, command, **{option: text}))
        await s.ann.slash(s.channel, "read", essay=one)
        message = await s.ann.send(s.channel, f"> {one} the wind")
        for menu in ("Find passages", "Check this quote"):
            await s.ann.context_menu(s.channel, menu, message)
        await hand_in(world.env, s.bob, s.channel, ("footnote:refer-form", {"question": f"{one}\n# evil"}))
    scene.expect_inert()


async def test_a_suggestion_calls_nobody_neither_moderators_nor_whoever_made_it(scene: Scene) -> None:
    world, s = scene.world, scene.world.server
    for number, one in enumerate(scene.words):
        loud = f"{one}\n# evil"
        fields = {"title": loud, "author": loud, "link": loud, "note": loud}
        await hand_in(world.env, s.ann, s.channel, ("footnote:suggest-form", fields))
        await s.mod.slash(s.channel, "library suggestions")
        form = ("footnote:decline-form", {f"reason:{number + 1}:0": loud})
        await hand_in(world.env, s.mod, s.channel, form)
    assert len(s.ann.user.dm_channel.history()) == len(scene.words)
    await s.mod.slash(s.channel, "audit")
    scene.expect_inert()


async def test_a_term_calls_nobody(scene: Scene) -> None:
    world, s = scene.world, scene.world.server
    added = await world.add_essay(s)
    for one in scene.words:
        citation = f"{added.essay.slug} ¶1.1 @{added.essay.revision}"
        made = await s.mod.slash(s.channel, "glossary add", term=one[:60], citation=citation)
        assert read(made).startswith("Added")
        await s.mod.slash(s.channel, "glossary add", term=one[:60], citation=citation)
        await s.ann.slash(s.channel, "define", term=one[:60])
    await s.ann.slash(s.channel, "glossary list")
    await s.mod.slash(s.channel, "audit")
    await s.mod.slash(s.channel, "glossary remove", term=scene.words[0][:60])
    scene.expect_inert()


async def test_a_group_a_protocol_and_its_session_call_nobody_but_the_groups_own_role(scene: Scene) -> None:
    world, s = scene.world, scene.world.server
    added = await world.add_essay(s, "hedges.txt", essay(scene.words))
    name = scene.words[0][:60]
    text = PROTOCOL.replace('"Notice and Wonder"', f"'{scene.words[0]}'")
    text = text.replace("Read the passage twice.", f"{scene.words[2]} {scene.words[3]}\n# evil\n")
    text = text.replace("What do you notice", f"{scene.words[4]} {scene.words[3]} What do you notice")
    await s.mod.slash(s.channel, "protocol add", file=("loud.toml", text.encode()))
    await s.ann.slash(s.channel, "protocol show", name="loud")
    await s.ann.slash(s.channel, "protocol list")
    given = {"name": name, "channel": s.channel, "zone": "Europe/Berlin", "hour": "19:30", "facilitator": s.bob}
    assert "made" in raw(await s.mod.slash(s.channel, "group create", **given, role=scene.club))
    await s.ann.slash(s.channel, "group show")
    for command, options in (
        ("schedule list", {}),
        ("next", {}),
        ("session rehearse", {}),
        ("session preview", {"group": name}),
    ):
        await plan(world, group=name, protocol="loud", essay=added.essay.slug) if command == "schedule list" else None
        await s.bob.slash(s.channel, command, **options)
    scene.expect_inert()
    await world.env.advance_time(8 * 86400)
    assert s.channel.threads
    scene.expect_inert(called=True)


@pytest.mark.parametrize("pattern", PATTERNS)
async def test_a_long_text_takes_no_long_time_and_fits(scene: Scene, pattern: str) -> None:
    world, s = scene.world, scene.world.server
    await world.add_essay(s)
    long = (pattern * 4000)[:4000]
    cases: list[Callable[[], Any]] = [
        lambda: unchecked(world.env, s.ann, s.channel, "ask", question=long),
        lambda: unchecked(world.env, s.ann, s.channel, "ask", question=long[:300]),
        lambda: unchecked(world.env, s.ann, s.channel, "compare", idea=long[:300]),
        lambda: unchecked(world.env, s.ann, s.channel, "quote", text=long),
        lambda: unchecked(world.env, s.ann, s.channel, "quote", text=f"the wind {long}"[:2000]),
        lambda: unchecked(world.env, s.ann, s.channel, "read", essay=long),
        lambda: unchecked(world.env, s.ann, s.channel, "define", term=long),
        lambda: unchecked(world.env, s.mod, s.channel, "glossary add", term="x", citation=long),
        lambda: unchecked(world.env, s.ann, s.channel, "suggest", title=long),
        lambda: unchecked(world.env, s.mod, s.channel, "protocol show", name=long),
        lambda: hand_in(world.env, s.ann, s.channel, ("footnote:suggest-form", {"title": "x", "note": long})),
        lambda: hand_in(world.env, s.mod, s.channel, ("footnote:decline-form", {"reason:1:0": long})),
    ]
    for number, case in enumerate(cases):
        begun = time.perf_counter()
        await case()
        assert time.perf_counter() - begun < SECONDS, number
    _expect_fitting(world)


@pytest.mark.parametrize("pattern", PATTERNS)
async def test_a_long_essay_takes_no_long_time_and_fits(scene: Scene, pattern: str) -> None:
    world, s = scene.world, scene.world.server
    body = (pattern * 100_000)[:100_000]
    begun = time.perf_counter()
    await s.mod.slash(s.channel, "library add", file=("long.md", f"# Long\n\nA hedge. {body}\n".encode()))
    await world.add_essay(s, "long.txt", f"Long\n\nA hedge is a plant. {body}\n")
    added = time.perf_counter()
    assert added - begun < 2 * SECONDS
    for command, options in (
        ("ask", {"question": "What is a hedge?"}),
        ("quote", {"text": f"A hedge is a plant. {body[:300]}"}),
        ("read", {"essay": "long"}),
        ("define", {"term": "hedge"}),
    ):
        begun = time.perf_counter()
        await s.ann.slash(s.channel, command, **options)
        assert time.perf_counter() - begun < SECONDS, command
    _expect_fitting(world)


def _expect_fitting(world: World) -> None:
    """Discord refused nothing: SimCord holds messages to its limits; and whatever went wrong was ours to say."""
    texts = [text for body in sent(world.env) for text in _walk(body.get("components", []))]
    assert texts
    assert not [text for text in texts if "went wrong" in text]
