"""The scripted visit: what is told, in which order, and to whom it was shown."""

import shutil
from pathlib import Path

import pytest

from bot import app
from bot.app import STARTER_ESSAYS
from bot.demo import needs, script
from bot.demo.script import ON_NO_ESSAY, ON_THE_NEW_ESSAY, ON_THE_STARTER_ESSAYS, play, tell
from bot.demo.world import World
from bot.settings import Settings

STARTER_ESSAY = "ally-or-accomplice.md"
STEPS = (
    "1. The moderator adds an essay",
    "Mira types in #reading:  /library add  file: on-reading-aloud.md",
    "Footnote (only Mira):",
    "Draft: On Reading Aloud",
    "Mira presses [Publish]",
    "Published On Reading Aloud",
    "2. A reader asks, and shows the others what she found",
    f"Ann types in #reading:  /ask  question: {ON_THE_NEW_ESSAY}",
    "Footnote (only Ann):",
    "Reading aloud makes a group slow down, and the slowness is the point.",
    "— Footnote, On Reading Aloud, §",
    "[Share]",
    "Ann presses [Share]",
    "Footnote (everyone in #reading):",
    "Ann shares from the library",
    "3. She asks all essays, and reads an excerpt where it stands",
    f"Ann types in #reading:  /ask  question: {ON_THE_STARTER_ESSAYS}",
    "in context]",
    "Footnote (only Ann):",
    "4. The moderator lets questions through to the facilitators",
    "Mira types in #reading:  /settings edit  questions_channel: #questions",
    "Footnote (only Mira):",
    "5. The reader asks for something that no essay says, and passes it on",
    f"Ann types in #reading:  /ask  question: {ON_NO_ESSAY}",
    "Footnote (only Ann):",
    "No text here mentions “Audre Lorde”. Near, not an answer:",
    "[Ask the facilitators] [Suggest a text]",
    "Ann presses [Ask the facilitators], and sends the form:",
    "Footnote (only Ann):",
    "Your question was posted in #questions.",
    "Footnote (everyone in #questions):",
    "@Ann asked when the essays did not answer:",
    f"> {ON_NO_ESSAY}",
    "Ann presses [Suggest a text], and sends the form:",
    "“Sister Outsider” is suggested.",
    "6. The group meets, by a protocol that fills itself from the text",
    "Mira types in #reading:  /group create  name: Tuesday readers",
    "Mira types in #reading:  /session start  protocol: notice-and-wonder",
    "Footnote (everyone in #meetings):",
    "Tuesday readers meets now.",
    "Footnote (everyone in On Reading Aloud):",
    "1/3 · I notice",
    "on-reading-aloud ¶",
    "UTC, in 6 minutes",
    "Ann presses [I'm ready]",
    "1 ready",
    "Mira presses [Next]",
    "This phase is over.",
    "2/3 · I wonder",
)


def assert_in_order(text: str, steps: tuple[str, ...]) -> None:
    position = 0
    for step in steps:
        found = text.find(step, position)
        assert found >= 0, f"{step!r} does not come after:\n{text[:position]}"
        position = found + len(step)


async def test_the_visit_is_told_step_by_step(visited: World) -> None:
    said: list[str] = []
    await tell(visited, said.append)
    assert_in_order("\n".join(said), STEPS)


async def test_the_real_model_plays_the_same_visit(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One essay is enough for the plot, and four take their time.
    monkeypatch.setattr(app, "STARTER_ESSAYS", tmp_path / "essays")
    shutil.copytree(STARTER_ESSAYS, tmp_path / "essays", ignore=lambda _, names: set(names) - {STARTER_ESSAY})
    said: list[str] = []
    assert await play(Settings(data=tmp_path / "kept", models=models), said.append) == 0
    assert_in_order("\n".join(said), STEPS)


async def test_without_simcord_the_script_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None)
    said: list[str] = []
    assert await script.play(Settings(), said.append) == 2
    assert said == ["The demo needs more packages (simcord). Install them with: pip install -e .[demo]"]
