"""/library, as moderators meet it, and as others do not."""

import asyncio
import io
import zipfile

import discord
import pytest
import simcord

from bot.discord_ui.progress import Progress
from bot.services.library import Librarian
from tests.sim import HEDGES, TEA, World, buttons, components, lost_attachments, pass_days, raw, read

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00" * 50


def walk(number: int) -> bytes:
    """An essay without an author."""
    return f"# Walk {number}\n\nA walk of {number} miles in the rain is long enough.\n".encode()


def by(name: str, number: int) -> bytes:
    return f"# Walk {number}\n\nBy {name}\n\nA walk of {number} miles in the rain is long enough.\n".encode()


def bundle(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.md", content)
    return held.getvalue()


async def add(world: World, *files: tuple[str, bytes]) -> simcord.InteractionResult:
    names = ("file", "file2", "file3", "file4", "file5")
    s = world.server
    return await s.mod.slash(s.channel, "library add", **dict(zip(names, files, strict=False)))  # type: ignore[arg-type]


async def press(world: World, result: simcord.InteractionResult, label: str) -> simcord.InteractionResult:
    assert result.response is not None
    return await world.server.mod.click(result.response.message, label=label)


async def shelf(world: World) -> str:
    return read(await world.server.ann.slash(world.server.channel, "essays"))


async def test_an_essay_is_looked_at_before_anybody_else_sees_it(empty_world: World) -> None:
    result = await add(empty_world, ("hedges.md", HEDGES.encode()))
    assert result.ephemeral
    shown = read(result)
    assert "Draft: *On Hedges*" in shown
    assert "**Author:** Odile Marchetti" in shown
    assert "**Not found:** year, source, licence or right to use, content note" in shown
    assert "**2 sections**" in shown
    assert "- Wind · 1 min" in shown
    assert "**About 1 minute**, " in shown
    assert "hedges.md, read as Markdown" in shown
    assert "> By Odile Marchetti\n> Wind\n> A hedge keeps the wind out" in shown
    assert "**Cleaned away:** nothing" in shown
    assert "no essays yet" in await shelf(empty_world)
    await press(empty_world, result, "Publish")
    assert "Published *On Hedges*, Odile Marchetti" in read(result)
    assert "On Hedges" in await shelf(empty_world)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tea.txt", "Tea Before Minutes\n\nBy Ida Moss\n\nA committee that drinks tea quarrels less than others.\n"),
        (
            "tea.html",
            "<html><title>Tea Before Minutes</title><body><h1>Tea Before Minutes</h1><p>By Ida Moss</p>"
            "<p>A committee that drinks tea quarrels less than others do.</p></body></html>",
        ),
    ],
)
async def test_text_and_html_are_taken_too(empty_world: World, file: str, text: str) -> None:
    assert "Draft: *Tea Before Minutes*" in read(await add(empty_world, (file, text.encode())))


async def test_what_was_cleaned_away_is_shown_with_its_doubt(empty_world: World) -> None:
    line = "Subscribe to our newsletter"
    result = await add(empty_world, ("tea.md", (TEA + f"\n{line}\n").encode()))
    assert "**Cleaned away:** 1 line, " in read(result)
    assert "hardly a doubt" in read(result)
    assert f"> {line}" in read(result)


async def test_five_files_at_once_are_paged_and_published_together(empty_world: World) -> None:
    result = await add(empty_world, *((f"{n}.md", by("Jo Ray", n)) for n in range(5)))
    assert "Draft (1 of 5): *Walk 0*" in read(result)
    await press(empty_world, result, "Next")
    assert "Draft (2 of 5): *Walk 1*" in read(result)
    await press(empty_world, result, "Publish all")
    assert read(result).count("Published *Walk") == 5
    assert "5 essays" in await shelf(empty_world)


async def test_publishing_one_shows_the_next(empty_world: World) -> None:
    result = await add(empty_world, *((f"{n}.md", by("Jo Ray", n)) for n in range(3)))
    await press(empty_world, result, "Next")
    await press(empty_world, result, "Publish")
    assert "Published *Walk 1*" in read(result)
    assert "Draft (2 of 2): *Walk 2*" in read(result)
    await press(empty_world, result, "Discard")
    assert "Discarded *Walk 2*." in read(result)
    assert "Draft: *Walk 0*" in read(result)
    assert "1 essay " in await shelf(empty_world)


async def test_a_zip_is_taken_file_by_file(empty_world: World) -> None:
    result = await add(empty_world, ("walks.zip", bundle(one=by("Jo Ray", 1), picture=PICTURE, two=by("Jo Ray", 2))))
    assert "Draft (1 of 2): *Walk 1*" in read(result)
    assert "⚠️ “picture.md” is a PNG picture" in read(result)


async def test_a_broken_file_costs_one_sentence_and_the_others_go_on(empty_world: World) -> None:
    huge = b"words " * 2_000_000
    files = [("a.md", by("Jo Ray", 1)), ("b.exe", b"MZ\x00\x00" * 99), ("c.txt", huge), ("d.md", by("Jo Ray", 2))]
    result = await add(empty_world, *files)
    shown = read(result)
    assert "Draft (1 of 2): *Walk 1*" in shown
    assert shown.count("⚠️") == 2
    assert "b.exe" in shown
    assert "c.txt is too large" in shown


@pytest.mark.parametrize(
    ("file", "content"),
    [("empty.txt", b""), ("spaces.txt", b" \n\n "), ("picture.txt", PICTURE), ("a.exe", b"MZ\x00\x00" * 99)],
)
async def test_a_file_without_an_essay_is_one_sentence_and_leaves_nothing(
    empty_world: World, file: str, content: bytes
) -> None:
    result = await add(empty_world, (file, content))
    assert "went wrong" not in read(result)
    assert file in read(result)
    assert buttons(result) == {}
    assert "no essays yet" in await shelf(empty_world)


async def test_a_huge_file_is_refused_by_its_size_before_it_is_fetched(empty_world: World) -> None:
    with lost_attachments(empty_world.env) as fetched:
        result = await add(empty_world, ("huge.txt", b"words " * 5_000_000))
    assert "too large: files may have up to 10 MB here" in read(result)
    assert fetched == []


async def test_a_file_that_discord_does_not_hand_over_is_one_sentence(empty_world: World) -> None:
    with lost_attachments(empty_world.env) as fetched:
        result = await add(empty_world, ("hedges.md", HEDGES.encode()))
    assert "Discord did not hand over hedges.md" in read(result)
    assert len(fetched) == 1


async def test_a_text_without_title_and_author_asks_for_them_first(empty_world: World) -> None:
    s = empty_world.server
    text = b"A walk of seven miles in the rain is long enough for most of us, and it is wet.\n" * 3
    result = await add(empty_world, ("rain-walk.txt", text))
    assert "**Not found:** title, author, year, " in read(result)
    assert "The title is the file's name" in read(result)
    opened = await press(empty_world, result, "Publish")
    assert "no essays yet" in await shelf(empty_world)
    filled = {"title:1:1-1:0:publish": "Seven Miles", "author": "Jo Ray", "year": "1998"}
    rights = {"rights": "https://example.org/rain\nCC BY 4.0", "note": "Wet feet"}
    await s.mod.submit_modal(opened, filled | rights)
    assert "Published *Seven Miles*, Jo Ray (1998)" in read(result)
    shown = read(await s.mod.slash(s.channel, "library show", essay="seven-miles"))
    assert "**Source:** <https://example.org/rain>" in shown
    assert "**Licence or right to use:** CC BY 4.0" in shown
    assert "**Content note:** Wet feet" in shown


async def test_publish_all_leaves_what_lacks_an_author(empty_world: World) -> None:
    result = await add(empty_world, ("1.md", by("Jo Ray", 1)), ("2.md", walk(2)), ("3.md", by("Jo Ray", 3)))
    await press(empty_world, result, "Publish all")
    assert "1 left whose title or author was not found" in read(result)
    assert "Draft: *Walk 2*" in read(result)
    assert "2 essays" in await shelf(empty_world)


async def test_details_of_a_draft_are_edited_and_kept(empty_world: World) -> None:
    s = empty_world.server
    result = await add(empty_world, ("hedges.md", HEDGES.encode()))
    opened = await press(empty_world, result, "Edit details")
    bad = {"title:1:1-1:0:keep": "Hedges", "author": "O. Marchetti", "year": "old"}
    refused = await s.mod.submit_modal(opened, bad)
    assert "Give the year as a number" in read(refused.followups[0].message)
    assert "Draft: *On Hedges*" in read(result)
    opened = await press(empty_world, result, "Edit details")
    await s.mod.submit_modal(opened, {"title:1:1-1:0:keep": "Hedges", "author": "O. Marchetti", "year": "1999"})
    assert "Draft: *Hedges*" in read(result)
    assert "**Year:** 1999" in read(result)


async def test_the_same_text_again_is_already_here(world: World) -> None:
    result = await add(world, ("copy.md", HEDGES.encode()))
    assert "copy.md is already here: *On Hedges*, Odile Marchetti." in read(result)
    assert buttons(result) == {}
    assert "2 essays" in await shelf(world)


async def test_the_text_of_a_removed_essay_offers_to_bring_it_back(world: World) -> None:
    s = world.server
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    await press(world, removing, "Remove")
    result = await add(world, ("copy.md", HEDGES.encode()))
    assert "this text was removed as *On Hedges*" in read(result)
    back = await press(world, result, "Restore")
    assert "Back in the library, with its citations: *On Hedges*, Odile Marchetti." in read(back)
    assert "2 essays" in await shelf(world)


async def test_progress_is_shown_before_the_result(empty_world: World) -> None:
    result = await add(empty_world, ("hedges.md", HEDGES.encode()))
    await press(empty_world, result, "Publish")
    edits = [str(request.json) for request in empty_world.env.http_requests if request.method == "PATCH"]
    assert "Reading hedges.md" in edits[0]
    assert any("Adding On Hedges" in edit for edit in edits)
    assert "Published" in edits[-1]


async def test_the_list_shows_essays_drafts_and_what_was_removed(world: World) -> None:
    s = world.server
    await add(world, ("1.md", by("Jo Ray", 1)))
    removing = await s.mod.slash(s.channel, "library remove", essay="tea-before-minutes")
    await press(world, removing, "Remove")
    result = await s.mod.slash(s.channel, "library list")
    shown = raw(result)
    assert "1 essay" in shown
    assert "hedges.md" in shown
    assert "1 draft, seen by moderators only:** *Walk 1*" in shown
    assert "*Tea Before Minutes*, gone for good <t:" in shown
    await press(world, result, "Look at the draft")
    assert "Draft: *Walk 1*" in read(result)


async def test_an_empty_library_says_how_to_begin(empty_world: World) -> None:
    s = empty_world.server
    for command, options in (("list", {}), ("remove", {"essay": "x"}), ("show", {"essay": "x"}), ("export", {})):
        assert "no essays yet" in read(await s.mod.slash(s.channel, f"library {command}", **options))


async def test_an_essay_is_shown_with_all_that_is_known_of_it(world: World) -> None:
    s = world.server
    result = await add(world, ("1.md", by("Jo Ray", 1)))
    await press(world, result, "Publish")
    shown = await s.mod.slash(s.channel, "library show", essay="Walk 1")
    assert "**Author:** Jo Ray" in read(shown)
    assert "`walk-1` · revision `" in raw(shown)
    assert "published <t:" in raw(shown)
    asked = await press(world, shown, "Remove")
    assert "Remove *Walk 1*" in read(asked)
    handed = await press(world, shown, "Download")
    assert handed.response is not None
    assert [file.filename for file in handed.response.message.attachments] == ["walk-1.md"]


async def test_details_of_an_essay_are_edited(world: World) -> None:
    s = world.server
    opened = await s.mod.slash(s.channel, "library edit", essay="on-hedges")
    filled = {"title:on-hedges": "On Hedges", "author": "O. Marchetti", "year": "", "rights": "CC0", "note": "Shears"}
    done = await s.mod.submit_modal(opened, filled)
    assert "Author: Odile Marchetti → O. Marchetti" in read(done)
    assert "Licence or right to use: nothing → CC0" in read(done).replace("*", "")
    essays = await shelf(world)
    assert "*On Hedges*, O. Marchetti" in essays
    assert "Content note: Shears" in essays
    portrait = read(await s.ann.slash(s.channel, "essays", essay="on-hedges"))
    assert "Licence: CC0" in portrait
    assert "Content note: Shears" in portrait
    page = await s.ann.slash(s.channel, "read", essay="on-hedges")
    assert "Content note: Shears" in read(page)
    same = await s.mod.slash(s.channel, "library edit", essay="on-hedges")
    assert "Nothing was changed" in read(await s.mod.submit_modal(same, filled))


async def test_removing_asks_first_and_restoring_brings_it_back(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert "Remove *On Hedges*" in read(result)
    assert "2 essays" in await shelf(world)
    await press(world, result, "Remove")
    assert read(result).startswith("Removed *On Hedges*, Odile Marchetti.")
    assert "1 essay " in await shelf(world)
    assert "stash is called" not in read(await s.mod.slash(s.channel, "library restore", essay="On Hedges"))
    assert "2 essays" in await shelf(world)
    assert "it is empty" in read(await s.mod.slash(s.channel, "library restore", essay="on-hedges"))


async def test_what_was_removed_is_suggested_for_restoring(world: World) -> None:
    s = world.server
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    await press(world, removing, "Remove")
    choices = await s.mod.autocomplete(s.channel, "library restore", "essay", "hedg")
    assert [one["value"] for one in choices] == ["on-hedges"]


async def test_a_download_read_again_is_the_same_text(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "library download", essay="on-hedges")
    assert result.ephemeral
    assert result.response is not None
    (file,) = result.response.message.attachments
    assert file.filename == "on-hedges.md"
    again = await add(world, ("copy.md", await file.read()))
    assert "already here: *On Hedges*, Odile Marchetti." in read(again)


async def test_an_export_is_taken_by_another_server_with_all_details(world: World) -> None:
    s = world.server
    opened = await s.mod.slash(s.channel, "library edit", essay="on-hedges")
    await s.mod.submit_modal(opened, {"title:on-hedges": "On Hedges", "author": "O. M.", "rights": "-\nCC0"})
    result = await s.mod.slash(s.channel, "library export")
    assert result.ephemeral
    assert result.response is not None
    (file,) = result.response.message.attachments
    other = await world.add_server("Gardeners")
    world.servers.insert(0, world.servers.pop())
    taken = await add(world, (file.filename, await file.read()))
    assert "⚠️" not in read(taken)
    await press(world, taken, "Publish all")
    shown = read(await other.mod.slash(other.channel, "library show", essay="on-hedges"))
    assert "**Author:** O. M." in shown
    assert "CC0" in shown


async def test_an_export_that_discord_would_not_take_says_how_the_host_can_do_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server
    real = Librarian.export
    monkeypatch.setattr(Librarian, "export", lambda self, visitor, server_takes: real(self, visitor, 100))
    refused = read(await s.mod.slash(s.channel, "library export"))
    assert "Discord takes 0 MB here" in refused
    assert f"footnote-library export libraries/{s.guild.id}.db essays.zip" in refused


async def test_the_starter_essays_come_at_one_press(empty_world: World) -> None:
    s = empty_world.server
    result = await s.mod.slash(s.channel, "library starter")
    assert "Add the 4 essays that come with Footnote?" in read(result)
    assert "no essays yet" in await shelf(empty_world)
    await press(empty_world, result, "Add them")
    assert read(result).count("Published *") == 4
    assert "4 essays" in await shelf(empty_world)
    again = await s.mod.slash(s.channel, "library starter")
    await press(empty_world, again, "Add them")
    assert read(again).count("Already here:") == 4


async def test_old_drafts_and_the_stash_are_gone_in_time(world: World) -> None:
    s = world.server
    await add(world, ("1.md", by("Jo Ray", 1)))
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    await press(world, removing, "Remove")
    pass_days(world.env, 8)
    await world.bot.library.tidy(world.env.now())
    assert "draft" not in read(await s.mod.slash(s.channel, "library list"))
    assert "gone for good" in read(await s.mod.slash(s.channel, "library list"))
    pass_days(world.env, 23)
    await world.bot.library.tidy(world.env.now())
    assert "gone for good" not in read(await s.mod.slash(s.channel, "library list"))


async def test_what_was_done_is_undone_from_the_audit(world: World) -> None:
    s = world.server

    async def undo() -> str:
        lines = await s.mod.slash(s.channel, "audit")
        newest = next(one["custom_id"] for one in components(lines) if one.get("label") == "Undo")
        assert lines.response is not None
        asked = await s.mod.click(lines.response.message, custom_id=newest)
        assert "Undo this?" in read(asked)
        await press(world, asked, "Undo")
        return read(asked)

    added = await add(world, ("1.md", by("Jo Ray", 1)))
    await press(world, added, "Publish")
    assert "Undone: **Essay** Walk 1: published" in await undo()
    assert "2 essays" in await shelf(world)
    replacing = await s.mod.slash(
        s.channel, "library replace", essay="on-hedges", file=("b.md", HEDGES.replace("twice", "thrice").encode())
    )
    await press(world, replacing, "Replace")
    assert "thrice" in read(await s.ann.slash(s.channel, "read", essay="on-hedges"))
    assert "Undone: **Essay** On Hedges: replaced" in await undo()
    assert "twice" in read(await s.ann.slash(s.channel, "read", essay="on-hedges"))


async def test_members_do_not_even_see_the_commands(world: World) -> None:
    s = world.server
    assert not any(command.startswith("library") for command in s.ann.available_commands(s.channel))
    with pytest.raises(simcord.SetupError, match="default-member-permissions"):
        await s.ann.slash(s.channel, "library list")


async def test_a_member_let_in_by_an_integrations_override_is_refused(world: World) -> None:
    s = world.server
    library = next(one for one in await world.bot.tree.fetch_commands() if one.name == "library")
    s.guild.set_command_permissions(library, {s.ann: True})
    file = ("x.md", b"# X\n\nWords of mine.\n")
    essay = {"essay": "on-hedges"}
    options = {"add": {"file": file}, "list": {}, "replace": essay | {"file": file}, "export": {}, "starter": {}}
    options |= dict.fromkeys(("show", "edit", "remove", "restore", "download"), essay)
    for command, given in options.items():
        result = await s.ann.slash(s.channel, f"library {command}", **given)
        assert read(result).startswith("Only moderators"), command
        assert buttons(result) == {}
    assert await s.ann.autocomplete(s.channel, "library restore", "essay", "") == []


async def test_an_administrator_may_without_the_single_right(world: World) -> None:
    s = world.server
    role = s.guild.create_role("Owners", permissions=discord.Permissions(administrator=True))
    owner = s.guild.add_member(world.env.create_user("owner"), roles=[role])
    assert "hedges.md" in read(await owner.slash(s.channel, "library list"))


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
    async with Progress(visit, "Reading") as progress:  # type: ignore[arg-type]
        for done in range(100):
            progress.report("a.md", done, 100)
            await asyncio.sleep(0.001)
    assert visit.edits == 1


async def test_the_last_edit_is_over_when_progress_is_over() -> None:
    visit = Visit(seconds=0.05)
    async with Progress(visit, "Reading") as progress:  # type: ignore[arg-type]
        progress.report("a.md", 1, 2)
    progress.report("a.md", 2, 2)
    await asyncio.sleep(0.1)
    assert visit.edits == 1


async def test_a_failed_edit_does_not_cost_the_essay() -> None:
    async with Progress(Visit(error=ConnectionError()), "Reading") as progress:  # type: ignore[arg-type]
        progress.report("a.md", 1, 2)
