"""/status says in words how Footnote is doing, and what to do about it."""

import sqlite3
from contextlib import closing

from tests.sim import World, components, read


async def status(world: World) -> list[str]:
    s = world.server
    result = await s.mod.slash(s.channel, "status")
    assert result.ephemeral
    return read(result).splitlines()


async def test_a_bot_that_is_well_says_so(world: World) -> None:
    await world.bot.shelf.warm_up()
    lines = await status(world)
    assert lines[0] == "### Footnote is well."
    assert lines[1].startswith("✅ Discord is connected")
    assert "✅ Nothing of this server waits to be posted." in lines
    assert "✅ The model is loaded." in lines
    assert "/diagnose" in lines[-1]


async def test_what_is_not_well_comes_first(world: World) -> None:
    lines = await status(world)
    assert lines[0].startswith("### Something is not well. The model is not loaded")
    assert any(line.startswith("❌ The model is not loaded") for line in lines)


async def test_an_uncertain_prompt_is_told_where_it_is_and_nowhere_else(world: World) -> None:
    await world.bot.shelf.warm_up()
    other = await world.add_server("Gardeners")
    with closing(sqlite3.connect(world.folder / "bot.db")) as db, db:
        db.execute(
            """INSERT INTO outbox (key, lane, kind, guild, channel, form, content, mentions, due, expires, state, told)
               VALUES ('a', 'a', 'note', ?, 1, 'message', '{}', '[]', 0, 1, 'uncertain', 1)""",
            [other.guild.id],
        )
    assert (await status(world))[0] == "### Footnote is well."
    theirs = read(await other.mod.slash(other.channel, "status")).splitlines()
    assert theirs[0].endswith("1 prompt may have been posted or not: settle it with /session letters.")


async def test_the_card_reads_without_its_marks(world: World) -> None:
    s = world.server
    result = await s.mod.slash(s.channel, "status")
    texts = [one["content"] for one in components(result) if "content" in one]
    assert len(texts) == 3
    assert all(line.split(" ", 1)[1].endswith(".") for line in texts[1].splitlines())


async def test_members_are_refused(world: World) -> None:
    s = world.server
    for command in await world.bot.tree.fetch_commands():
        if command.name == "status":
            s.guild.set_command_permissions(command, {s.ann: True})
    assert "Only moderators" in read(await s.ann.slash(s.channel, "status"))
