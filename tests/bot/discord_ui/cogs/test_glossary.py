"""/define and /glossary: a term in the essays' own words, and how moderators choose them."""

from simcord import InteractionResult

from tests.sim import World, buttons, raw, read

BREAD = """# Night Bread

By Jo Lind

A starter is a dough that remembers. A starter is someone whom you feed.

The oven is lit at two.
"""
FIRST = "A starter is a dough that remembers."


async def citation(world: World, place: str) -> str:
    guild = world.server.guild.id
    revision = await world.bot.shelf.use(guild, lambda library: library.essay("night-bread").info.revision)
    return f"night-bread ¶{place} @{revision}"


async def add(world: World, term: str, place: str | None = None) -> InteractionResult:
    s = world.server
    options = {"citation": await citation(world, place)} if place else {}
    result = await s.mod.slash(s.channel, "glossary add", term=term, **options)
    assert result.ephemeral
    return result


async def define(world: World, term: str) -> InteractionResult:
    s = world.server
    result = await s.ann.slash(s.channel, "define", term=term)
    assert result.ephemeral
    return result


async def test_a_term_is_defined_verbatim_with_its_place_which_can_be_read_and_cited(empty_world: World) -> None:
    world = empty_world
    s = world.server
    await world.add_essay(s, "bread.md", BREAD)
    added = await add(world, "Sour starter", "1.1")
    assert read(added).splitlines() == ["Added: **Sour starter**", f"> {FIRST}", "— Jo Lind, *Night Bread*, ¶ 1"]
    card = await define(world, "sour starters")
    assert read(card).splitlines() == ["### Sour starter", f"> {FIRST}", "— Jo Lind, *Night Bread*, ¶ 1"]
    assert list(buttons(card)) == ["Read in place", "Cite"]
    assert card.response is not None
    page = await s.ann.click(card.response.message, label="Read in place")
    assert f"**{FIRST}**" in raw(page)
    cited = await s.ann.click(card.response.message, label="Cite")
    assert await citation(world, "1.1") in read(cited)
    await world.restart()
    assert FIRST in read(await define(world, "SOUR STARTER"))


async def test_without_a_citation_the_essays_own_sentences_are_offered_and_one_is_chosen(empty_world: World) -> None:
    world = empty_world
    s = world.server
    await world.add_essay(s, "bread.md", BREAD)
    card = await add(world, "Starter")
    assert read(card).splitlines()[:4] == [
        "### Starter",
        "Which of these should define it?",
        f"> {FIRST}",
        "**1** — *Night Bread*, ¶ 1",
    ]
    assert list(buttons(card)) == ["Choose 1", "Choose 2"]
    await world.restart()
    assert card.response is not None
    await s.mod.click(card.response.message, label="Choose 2")
    assert read(card).startswith("Added: **Starter**\n> A starter is someone whom you feed.")
    again = await add(world, "starters")
    assert list(buttons(again)) == ["Replace"]
    assert "It is in the glossary:\n> A starter is someone whom you feed." in read(again)
    assert again.response is not None
    await s.mod.click(again.response.message, label="Replace")
    assert read(again).startswith(f"Replaced: **starters**\n> {FIRST}")
    replaced = await add(world, "starter", "2.1")
    assert list(buttons(replaced)) == ["Replace"]


async def test_a_term_that_is_missing_says_so_and_shows_what_comes_near(empty_world: World) -> None:
    world = empty_world
    await world.add_essay(world.server, "bread.md", BREAD)
    card = await define(world, "starter")
    assert read(card).splitlines()[:4] == [
        "### starter",
        "The glossary does not have this term.",
        "Near, not the glossary: what the essays themselves say.",
        f"> {FIRST}",
    ]
    assert list(buttons(card)) == ["1 in context", "2 in context"]
    nowhere = await define(world, "kettle")
    assert read(nowhere).splitlines()[1:] == [
        "The glossary does not have this term.",
        "No essay says it in so many words either: try `/ask`.",
    ]
    assert "Find the passage with `/ask` or `/read`" in read(await add(world, "kettle"))


async def test_changed_since_is_said_and_the_list_marks_it(empty_world: World) -> None:
    world = empty_world
    s = world.server
    await world.add_essay(s, "bread.md", BREAD)
    await add(world, "Oven", "2.1")
    await add(world, "Starter", "1.1")

    def change(library) -> None:  # type: ignore[no-untyped-def]
        now = world.env.now()
        draft = library.prepare("bread.md", BREAD.replace("at two", "at three").encode(), now)
        library.replace("night-bread", draft.id, now)

    await world.bot.shelf.fill(s.guild.id, change)
    lines = read(await define(world, "oven")).splitlines()
    assert lines[1].startswith("Changed since: “Night Bread” got another text on 1 January 2026")
    assert lines[2] == "A moderator can choose other words with `/glossary add`."
    listed = await s.ann.slash(s.channel, "glossary list")
    assert read(listed).splitlines() == [
        "### 2 terms in the glossary",
        "**Oven** — its words changed since, or are gone",
        "**Starter** — *Night Bread*, ¶ 1",
        "-# `/define` shows the words.",
    ]


async def test_a_term_is_taken_out_and_the_list_has_pages(empty_world: World) -> None:
    world = empty_world
    s = world.server
    assert "no essays yet" in read(await s.ann.slash(s.channel, "glossary list"))
    await world.add_essay(s, "bread.md", BREAD)
    assert read(await s.ann.slash(s.channel, "glossary list")).startswith("The glossary is empty: a moderator")
    for number in range(13):
        await add(world, f"term {number:02}", "2.1")
    listed = await s.ann.slash(s.channel, "glossary list")
    assert "term 12" not in read(listed)
    assert listed.response is not None
    await s.ann.click(listed.response.message, label="Next")
    assert read(listed).splitlines()[1].startswith("**term 12**")
    gone = await s.mod.slash(s.channel, "glossary remove", term="Term 03")
    assert read(gone).splitlines() == ["Took **term 03** out of the glossary.", f"-# {await citation(world, '2.1')}"]
    assert "does not have “term 03”" in read(await s.mod.slash(s.channel, "glossary remove", term="term 03"))


async def test_while_she_types_the_terms_of_her_own_server_are_suggested(empty_world: World) -> None:
    world = empty_world
    s, other = world.server, await world.add_server("Gardeners")
    await world.add_essay(s, "bread.md", BREAD)
    await add(world, "Starter", "1.1")
    await add(world, "Sour starter", "1.1")
    for command in ("define", "glossary add", "glossary remove"):
        choices = await s.mod.autocomplete(s.channel, command, "term", "st")
        assert [one["name"] for one in choices] == ["Starter", "Sour starter"]
    assert await other.ann.autocomplete(other.channel, "define", "term", "st") == []


async def test_members_look_terms_up_and_change_nothing(empty_world: World) -> None:
    world = empty_world
    s = world.server
    await world.add_essay(s, "bread.md", BREAD)
    card = await add(world, "Starter")
    for command in ("glossary add", "glossary remove"):
        assert read(await s.ann.slash(s.channel, command, term="Starter")).startswith("Only moderators")
    for custom_id in buttons(card).values():
        forged = await world.show_button(s, custom_id)
        assert read(await s.ann.click(forged, label="Forged")).startswith("Only moderators")
    assert read(await s.ann.slash(s.channel, "glossary list")).startswith("The glossary is empty")
