"""/essays and /read, as members meet them."""

from tests.sim import World, buttons, callbacks, read

LONG = "# A Long Walk\n\n" + "\n\n".join(
    f"## Mile {n}\n\nThe walk goes on for another mile. " + "A step follows a step here. " * 20 for n in range(1, 9)
)


async def test_the_list_names_title_author_and_length(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "essays")
    assert result.ephemeral
    assert "2 essays" in read(result)
    assert "*On Hedges*, Odile Marchetti\n-# 1 min · 2 sections · 4 ¶" in read(result)
    assert read(result).index("On Hedges") < read(result).index("Tea Before Minutes")


async def test_a_long_list_has_pages(world: World) -> None:
    s = world.server
    for number in range(10):
        await world.add_essay(s, f"{number}.md", f"# Walk {number}\n\nA walk of {number} miles in the rain.\n")
    result = await s.ann.slash(s.channel, "essays")
    assert "12 essays" in read(result)
    assert "Walk 9" not in read(result)
    await s.ann.click(result.response.message, label="Next")
    assert "Walk 9" in read(result)
    await s.ann.click(result.response.message, label="Previous")
    assert "On Hedges" in read(result)


async def test_a_server_without_essays_reads_how_to_begin(empty_world: World) -> None:
    s = empty_world.server
    for command, options in (("essays", {}), ("read", {"essay": "x"})):
        assert "A moderator can add one" in read(await s.ann.slash(s.channel, command, **options))


async def test_one_essay_is_introduced_by_its_terms_and_three_sentences(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "essays", essay="on-hedges")
    assert result.ephemeral
    lines = read(result).splitlines()
    assert lines[:2] == ["### *On Hedges*, Odile Marchetti", "-# 1 min · 2 sections · 4 ¶"]
    assert lines[2].startswith("About: ")
    assert "hedge" in lines[2]
    assert sum(line.startswith("> ") for line in lines) == 3
    assert "**1** — § Wind, ¶ 1" in lines
    assert set(buttons(result)) == {"1 in context", "2 in context", "3 in context", "Read"}


async def test_an_introduced_essay_is_opened_in_place_or_at_a_sentence(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "essays", essay="On Hedges")
    opened = await s.ann.click(result.response.message, label="1 in context")
    assert "### *On Hedges*" in read(opened)
    assert "Page 1 of 1" in read(opened)
    await s.ann.click(result.response.message, label="Read")
    assert "`¶ 4` Good neighbours" in read(result)


async def test_an_essay_to_introduce_is_suggested_and_an_unknown_one_is_one_sentence(world: World) -> None:
    s = world.server
    (choice,) = await s.ann.autocomplete(s.channel, "essays", "essay", "hedges")
    assert choice["value"] == "on-hedges"
    assert "on-hedgehogs" in read(await s.ann.slash(s.channel, "essays", essay="on-hedgehogs"))


async def test_an_essay_opens_privately_with_numbered_paragraphs(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "read", essay="on-hedges")
    assert result.ephemeral
    assert "### *On Hedges*, Odile Marchetti" in read(result)
    assert "**Wind**\n`¶ 1` A hedge keeps" in read(result)
    assert "`¶ 4` Good neighbours" in read(result)
    assert buttons(result) == {}


async def test_pages_turn_in_place_there_and_back(world: World) -> None:
    s = world.server
    await world.add_essay(s, "walk.md", LONG)
    result = await s.ann.slash(s.channel, "read", essay="a-long-walk")
    first = read(result)
    assert set(buttons(result)) == {"Next"}
    await s.ann.click(result.response.message, label="Next")
    assert callbacks(world.env)[-1] == 6
    assert "Page 2 of" in read(result)
    assert set(buttons(result)) == {"Previous", "Next"}
    await s.ann.click(result.response.message, label="Previous")
    assert read(result) == first


async def test_reading_begins_at_a_paragraph_or_a_section(world: World) -> None:
    s = world.server
    await world.add_essay(s, "walk.md", LONG)
    by_number = await s.ann.slash(s.channel, "read", essay="a-long-walk", place="8")
    by_heading = await s.ann.slash(s.channel, "read", essay="a-long-walk", place="mile 8")
    assert "`¶ 8`" in read(by_number)
    assert read(by_number) == read(by_heading)


async def test_an_unknown_place_is_one_sentence(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "read", essay="on-hedges", place="Rain @everyone")
    assert read(result).startswith("This essay has no place “Rain @everyone”: give a paragraph from 1 to 4")


async def test_sections_of_the_chosen_essay_are_suggested(world: World) -> None:
    s = world.server
    suggested = await s.ann.autocomplete(s.channel, "read", "place", "", essay="on-hedges")
    assert suggested == [{"name": "Wind", "value": "1"}, {"name": "Neighbours", "value": "3"}]
    assert await s.ann.autocomplete(s.channel, "read", "place", "neigh", essay="on-hedges") == suggested[1:]


async def test_without_a_known_essay_no_section_is_suggested(world: World) -> None:
    s = world.server
    assert await s.ann.autocomplete(s.channel, "read", "place", "") == []
    assert await s.ann.autocomplete(s.channel, "read", "place", "", essay="nothing") == []


async def test_a_long_title_is_cut_in_the_suggestions(world: World) -> None:
    s = world.server
    text = f"# {('Rain and ' * 11).strip()}\n\nBy Odile Marchetti\n\nA walk in the rain is long enough.\n"
    await world.add_essay(s, "rain.md", text)
    (choice,) = await s.ann.autocomplete(s.channel, "read", "essay", "rain and")
    assert len(choice["name"]) == 100
    assert choice["name"].endswith("…")


async def test_an_essay_full_of_markup_is_drawn_inert_and_otherwise_unchanged(world: World) -> None:
    s = world.server
    loud = "Hello @everyone and <@123>, see <#45> or </ask:6> at <t:7:R> with <:e:8> and **bold** _words_ ||here||."
    link = "Press [here](https://evil.example/x_y) or read https://example.org/a_b."
    await world.add_essay(s, "loud.txt", f"Loud Words\n\n{loud}\n\n{link}\n")
    result = await s.ann.slash(s.channel, "read", essay="loud-words")
    assert loud in read(result)
    assert link in read(result)
    drawn = str(list(result.response.components))
    for alive in ("@everyone", "<@123>", "<#45>", "</ask:6>", "<t:7:R>", "<:e:8>", "[here](", "**bold", "||here"):
        assert alive not in drawn.replace("\\\\" + alive, "")
