"""/compare, as members meet it."""

from simcord import InteractionResult

from tests.sim import World, buttons, callbacks, raw, read

KETTLE = "The kettle is the chair of the meeting"


async def compare(world: World, **options: str) -> InteractionResult:
    s = world.server
    return await s.ann.slash(s.channel, "compare", **{"idea": KETTLE, **options})


async def test_each_essay_speaks_for_itself_in_the_order_of_titles(world: World) -> None:
    result = await compare(world)
    assert result.ephemeral
    assert callbacks(world.env)[-1] == 5
    lines = read(result).splitlines()
    assert lines[0] == f"**{KETTLE}**"
    assert "*On Hedges* does not take this up." in lines
    assert any(line.startswith("> ") and f"{KETTLE}." in line for line in lines)
    assert lines.index("*On Hedges* does not take this up.") < lines.index(
        "— Bertrand Quill, *Tea Before Minutes*, ¶ 1"
    )
    assert lines[-1] == "-# 2 essays, by title."
    assert set(buttons(result)) == {"In context", "Share"}


async def test_an_idea_that_nobody_takes_up_is_said_of_each(world: World) -> None:
    result = await compare(world, idea="photosynthesis and radiation")
    assert read(result).count("does not take this up.") == 2
    assert buttons(result) == {}


async def test_two_essays_can_be_named(world: World) -> None:
    await world.add_essay(world.server, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle or a meeting.\n")
    result = await compare(world, first="tea before minutes", second="on-ferns")
    assert "On Hedges" not in read(result)
    assert "2 essays" in read(result)


async def test_one_essay_alone_or_twice_is_one_sentence(world: World) -> None:
    assert "Name a second essay" in read(await compare(world, first="on-hedges"))
    assert "same essay twice" in read(await compare(world, first="on-hedges", second="On Hedges"))
    assert "on-hedgehogs" in read(await compare(world, first="on-hedges", second="on-hedgehogs"))


async def test_without_essays_a_member_reads_how_to_begin(empty_world: World) -> None:
    assert (
        read(await compare(empty_world)) == "This server has no essays yet. A moderator can add one with /library add."
    )


async def test_the_last_essay_taken_out_leaves_the_same_sentence(empty_world: World) -> None:
    s = empty_world.server
    await empty_world.add_essay(s)
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert removing.response is not None
    await s.mod.click(removing.response.message, label="Remove")
    assert "no essays yet" in read(await compare(empty_world))


async def test_the_idea_is_drawn_inert(world: World) -> None:
    assert r"**\@everyone \[kettle](http://evil.example)**" in raw(
        await compare(world, idea="@everyone [kettle](http://evil.example)")
    )


async def test_essays_are_suggested_for_both(world: World) -> None:
    s = world.server
    for option in ("first", "second"):
        (choice,) = await s.ann.autocomplete(s.channel, "compare", option, "quill")
        assert choice["value"] == "tea-before-minutes"
