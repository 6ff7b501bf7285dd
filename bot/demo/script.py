"""Plays one visit to the reading group and prints it: for terminals without a browser, and for our tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.demo.needs import SCRIPT_PACKAGES, missing

if TYPE_CHECKING:
    from bot.demo.world import World
    from bot.settings import Settings

TITLE = "On Reading Aloud"
ON_THE_NEW_ESSAY = "Why does reading aloud make a group slow down?"
ON_THE_STARTER_ESSAYS = "What is the difference between an ally and an accomplice?"
ON_NO_ESSAY = "What does Audre Lorde say about the master's tools?"


async def play(settings: Settings, write: Callable[[str], None] = print) -> int:
    """The visit from beginning to end. Returns the exit status."""
    if sentence := missing(SCRIPT_PACKAGES):
        write(sentence)
        return 2
    from bot.demo.visit import open_visit

    async with open_visit(settings) as world:
        await tell(world, write)
    return 0


async def tell(world: World, write: Callable[[str], None]) -> None:
    """What the people do. The people and the wording are the same in every visit."""
    from bot.demo.meetings import GROUP, ZONE
    from bot.demo.story import Story
    from bot.demo.visit import ESSAY
    from bot.demo.world import SERVER

    story = Story(world, write)
    ann, mira = world.readers[0], world.moderator
    write(f"{SERVER}, on a simulated Discord. Nothing leaves this machine.")
    story.scene("The moderator adds an essay")
    (draft,) = await story.command(mira, "library add", file=ESSAY)
    await story.press(mira, draft, "Publish")
    story.scene("A reader asks, and shows the others what she found")
    (answer,) = await story.command(ann, "ask", question=ON_THE_NEW_ESSAY)
    await story.press(ann, answer, "Share")
    story.scene("She asks all essays, and reads an excerpt where it stands")
    (answer,) = await story.command(ann, "ask", question=ON_THE_STARTER_ESSAYS)
    await story.press(ann, answer, "In context")
    story.scene("The moderator lets questions through to the facilitators")
    await story.command(mira, "settings edit", questions_channel=world.server.channels["questions"])
    story.scene("The reader asks for something that no essay says, and passes it on")
    (refused,) = await story.command(ann, "ask", question=ON_NO_ESSAY)
    await story.fill(ann, refused, "Ask the facilitators", question=ON_NO_ESSAY)
    await story.fill(ann, refused, "Suggest a text", title="Sister Outsider", author="Audre Lorde")
    story.scene("The group meets, by a protocol that fills itself from the text")
    meetings = world.server.channels["meetings"]
    await story.command(mira, "group create", name=GROUP, channel=meetings, zone=ZONE, hour="19:30")
    *_, phase = await story.command(mira, "session start", protocol="notice-and-wonder", essay=TITLE)
    await story.press(ann, phase, "I'm ready")
    await story.press(mira, phase, "Next")
