"""PRIVACY.md says what the inventory says, SECURITY.md and CONTRIBUTING.md name what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.facilitation import inventory
from bot.facilitation.inventory import LIBRARY_TOPICS, TOPICS, Topic
from bot.facilitation.privacy import RETURN
from tests.deploy.real import commands, table

ROOT = Path(__file__).parents[2]
PRIVACY, SECURITY, CONTRIBUTING = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("PRIVACY.md", "SECURITY.md", "CONTRIBUTING.md")
)


def topics() -> Iterator[Topic]:
    """All that the inventory knows, in whichever of its lists."""
    for value in vars(inventory).values():
        if isinstance(value, Topic):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Topic))


def erasing(topic: Topic) -> str:
    """What erasing a member does to it, in the words of the table."""
    goes = {column.erasing for column in topic.columns if column.holds != "words"}
    loses = any(column.erasing == "taken out" for column in topic.columns)
    if topic not in TOPICS:
        return "names no member"
    if "nobody" in goes:
        return "stays, without you"
    if "row" in goes:
        return "deleted, or your id is taken out" if loses else "deleted"
    return "stays; your id is taken out"


def test_privacy_lists_what_is_stored_and_nothing_else() -> None:
    said = {tuple(row) for row in table(PRIVACY, "what")}
    real = {(one.what, one.kept, one.seen, erasing(one)) for one in topics()}
    assert real <= said
    assert not said - real
    assert len(said) == len(table(PRIVACY, "what"))


def test_what_is_of_members_and_what_of_essays_is_told_apart() -> None:
    members, essays = PRIVACY.split("## Of the essays")
    assert all(f"| {topic.what} |" in members for topic in TOPICS)
    assert all(f"| {topic.what} |" in essays for topic in LIBRARY_TOPICS)
    assert f"{RETURN.days} days" in PRIVACY


@pytest.mark.parametrize("text", [PRIVACY, SECURITY, CONTRIBUTING], ids=["PRIVACY", "SECURITY", "CONTRIBUTING"])
def test_every_file_link_and_command_is_there(text: str) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / link).exists(), link
    for path in re.findall(r"`((?:bot|retrieval|seeds|tests|deploy)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    assert set(re.findall(r"python -m bot ([a-z]+)", text)) <= commands()


@pytest.mark.parametrize("text", [PRIVACY, SECURITY], ids=["PRIVACY", "SECURITY"])
def test_every_slash_command_that_is_named_is_there(text: str) -> None:
    from bot.facilitation.rights import COMMANDS

    known = set(COMMANDS) | {name.split()[0] for name in COMMANDS}
    assert set(re.findall(r"`/([a-z -]+)`", text)) <= known


def test_targets_of_make_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`", CONTRIBUTING + SECURITY):
        assert f"\n{target}:" in makefile, target
