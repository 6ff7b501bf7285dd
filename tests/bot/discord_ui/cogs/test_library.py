"""/library add, list and remove, as moderators meet them, and as others do not."""

import asyncio

import discord
import pytest
import simcord

from bot.discord_ui.cogs.progress import Progress
from tests.sim import HEDGES, TEA, World, buttons, lost_attachments, raw, read


async def test_an_essay_is_added_and_shown_as_it_was_understood(empty_world: World) -> None:
    s = empty_world.server
    result = await empty_world.add_essay(s)
    assert result.ephemeral
    assert "Added *On Hedges*, Odile Marchetti" in read(result)
    assert "2 sections, 4 paragraphs, about 1 minute to read" in read(result)
    assert "/library remove essay:on-hedges" in read(result)
    assert "On Hedges" in read(await s.ann.slash(s.channel, "essays"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tea.txt", "Tea Before Minutes\n\nA committee that drinks tea quarrels less than others.\n"),
        (
            "tea.html",
            "<html><title>Tea Before Minutes</title><body><h1>Tea Before Minutes</h1>"
            "<p>A committee that drinks tea quarrels less than others do.</p></body></html>",
        ),
    ],
)
async def test_text_and_html_are_taken_too(empty_world: World, file: str, text: str) -> None:
    assert "Added *Tea Before Minutes*" in read(await empty_world.add_essay(empty_world.server, file, text))


async def test_title_author_and_year_can_be_given(empty_world: World) -> None:
    s = empty_world.server
    result = await s.mod.slash(
        s.channel, "library add", file=("tea.md", TEA.encode()), title="Kettles", author="B. Q.", year=1998
    )
    assert "Added *Kettles*, B. Q. (1998)" in read(result)
    answer = await s.ann.slash(s.channel, "ask", question="Is the kettle the chair of the meeting?")
    assert "— B. Q., *Kettles* (1998), ¶ 1" in read(answer)


async def test_the_same_text_again_is_already_here(world: World) -> None:
    result = await world.add_essay(world.server, "copy.md", HEDGES)
    assert read(result) == "*On Hedges*, Odile Marchetti is already here: nothing was changed."
    assert "2 essays" in read(await world.server.ann.slash(world.server.channel, "essays"))


async def test_the_same_text_under_another_title_says_how_to_change_it(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "library add", file=("copy.md", HEDGES.encode()), title="On Shears")
    assert read(result) == (
        "*On Hedges*, Odile Marchetti is already here: nothing was changed. "
        "To give it another title, author or year, remove it first."
    )
    same = await s.mod.slash(s.channel, "library add", file=("copy.md", HEDGES.encode()), title="On Hedges")
    assert read(same).endswith("nothing was changed.")


async def test_progress_is_shown_before_the_result(empty_world: World) -> None:
    await empty_world.add_essay(empty_world.server)
    edits = [str(request.json) for request in empty_world.env.http_requests if request.method == "PATCH"]
    assert "Reading hedges.md" in edits[0]
    assert "Added" in edits[-1]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("empty.txt", b""),
        ("spaces.txt", b" \n\n "),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 50),
        ("a.exe", b"MZ\x00\x00" * 99),
    ],
)
async def test_a_file_without_an_essay_is_one_sentence_and_leaves_nothing(
    empty_world: World, file: str, content: bytes
) -> None:
    s = empty_world.server
    result = await s.mod.slash(s.channel, "library add", file=(file, content))
    assert "went wrong" not in read(result)
    assert file in read(result)
    assert "no essays yet" in read(await s.ann.slash(s.channel, "essays"))


async def test_a_huge_file_is_refused_by_its_size_before_it_is_fetched(empty_world: World) -> None:
    s = empty_world.server
    with lost_attachments(empty_world.env) as fetched:
        result = await s.mod.slash(s.channel, "library add", file=("huge.txt", b"words " * 5_000_000))
    assert "too large: files may have up to 10 MB here" in read(result)
    assert fetched == []


async def test_a_file_that_discord_does_not_hand_over_is_one_sentence(empty_world: World) -> None:
    with lost_attachments(empty_world.env) as fetched:
        result = await empty_world.add_essay(empty_world.server)
    assert "Discord did not hand over hedges.md" in read(result)
    assert len(fetched) == 1


async def test_moderators_see_the_files_behind_the_essays(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "library list")
    assert "hedges.md" in read(result)
    assert "tea.md" in read(result)


async def test_an_empty_library_says_how_to_begin(empty_world: World) -> None:
    s = empty_world.server
    assert "no essays yet" in read(await s.mod.slash(s.channel, "library list"))
    assert "no essays yet" in read(await s.mod.slash(s.channel, "library remove", essay="x"))


async def test_removing_asks_first(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert "Remove *On Hedges*" in read(result)
    assert "2 essays" in read(await s.ann.slash(s.channel, "essays"))
    await s.mod.click(result.response.message, label="Remove")
    assert read(result) == "Removed *On Hedges*, Odile Marchetti."
    assert "1 essay " in read(await s.ann.slash(s.channel, "essays"))


async def test_members_do_not_even_see_the_commands(world: World) -> None:
    s = world.server
    assert not any(command.startswith("library") for command in s.ann.available_commands(s.channel))
    with pytest.raises(simcord.SetupError, match="default-member-permissions"):
        await s.ann.slash(s.channel, "library list")


@pytest.mark.parametrize("command", ["add", "list", "remove"])
async def test_a_member_let_in_by_an_integrations_override_is_refused(world: World, command: str) -> None:
    s = world.server
    library = next(one for one in await world.bot.tree.fetch_commands() if one.name == "library")
    s.guild.set_command_permissions(library, {s.ann: True})
    options = {"add": {"file": ("x.md", b"# X\n\nWords of mine.\n")}, "list": {}, "remove": {"essay": "on-hedges"}}
    result = await s.ann.slash(s.channel, f"library {command}", **options[command])
    assert read(result).startswith("Only moderators")
    assert buttons(result) == {}


async def test_an_administrator_may_without_the_single_right(world: World) -> None:
    s = world.server
    role = s.guild.create_role("Owners", permissions=discord.Permissions(administrator=True))
    owner = s.guild.add_member(world.env.create_user("owner"), roles=[role])
    assert "hedges.md" in read(await owner.slash(s.channel, "library list"))


async def test_several_files_at_once_are_added_one_after_the_other(empty_world: World) -> None:
    s = empty_world.server
    results = [
        await empty_world.add_essay(s, f"{n}.md", f"# Walk {n}\n\nA walk of {n} miles in the rain.\n") for n in range(3)
    ]
    assert all("Added" in raw(result) for result in results)
    assert "3 essays" in read(await s.ann.slash(s.channel, "essays"))


class Visit:
    """Counts edits; each takes as long as it is told."""

    def __init__(self, seconds: float = 0, error: Exception | None = None) -> None:
        self.edits = 0
        self.seconds, self.error = seconds, error

    async def edit_original_response(self, view: object) -> None:
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        self.edits += 1


async def test_progress_is_shown_at_most_once_a_second() -> None:
    visit = Visit()
    async with Progress(visit, "a.md") as progress:  # type: ignore[arg-type]
        for done in range(100):
            progress.report(done, 100)
            await asyncio.sleep(0.001)
    assert visit.edits == 1


async def test_the_last_edit_is_over_when_progress_is_over() -> None:
    visit = Visit(seconds=0.05)
    async with Progress(visit, "a.md") as progress:  # type: ignore[arg-type]
        progress.report(1, 2)
    progress.report(2, 2)
    await asyncio.sleep(0.1)
    assert visit.edits == 1


async def test_a_failed_edit_does_not_cost_the_essay() -> None:
    async with Progress(Visit(error=ConnectionError()), "a.md") as progress:  # type: ignore[arg-type]
        progress.report(1, 2)
