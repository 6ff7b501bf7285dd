"""/quote and Check this quote, as members meet them."""

import pytest
import simcord

from tests.sim import World, buttons, callbacks, raw, read, unchecked

BEANS = "Nobody plants a hedge in order to be thanked by the beans behind it."


async def test_an_exact_quotation_has_its_place_and_a_way_there(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "quote", text=f"“{BEANS.upper()}”")
    assert result.ephemeral
    assert raw(result) == (
        "**Exact: these words stand so in the essay.**\n"
        f"> {BEANS.rstrip('.')}\n"
        "— Odile Marchetti, *On Hedges*, § Wind, ¶ 2"
    )
    assert result.response is not None
    opened = await s.ann.click(result.response.message, label="In context")
    assert f"`¶ 2` **{BEANS}**" in raw(opened)


async def test_an_altered_quotation_has_its_words_marked(world: World) -> None:
    s = world.server
    text = "Nobody keeps a hedge in order to be thanked by the old beans behind."
    result = await s.ann.slash(s.channel, "quote", text=text)
    assert "**Altered: the essay says it in other words.**" in raw(result)
    assert "> Nobody ~~keeps~~ **plants** a hedge in order to be thanked by the ~~old~~ beans behind" in raw(result)
    assert "Struck" in read(result)


async def test_a_quotation_from_elsewhere_says_so(world: World) -> None:
    s = world.server
    by_essay = await s.ann.slash(s.channel, "quote", text=BEANS, essay="Tea Before Minutes")
    assert "Exact, but not from “Tea Before Minutes”: these words stand elsewhere." in read(by_essay)
    assert "*On Hedges*" in read(by_essay)
    by_author = await s.ann.slash(s.channel, "quote", text=BEANS, author="Bertrand *Quill*")
    assert "Exact, but not from Bertrand *Quill*:" in read(by_author)
    assert r"\*Quill\*" in raw(by_author)
    rightly = await s.ann.slash(s.channel, "quote", text=BEANS, essay="on-hedges", author="marchetti")
    assert "Exact: these words stand so" in read(rightly)


async def test_what_no_essay_says_is_not_attached_to_anything(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "quote", text="Everybody waters a lawn for the applause of the roses.")
    assert "Not in the library" in read(result)
    assert "— " not in read(result)
    assert buttons(result) == {}


async def test_words_that_stand_in_several_places_name_them(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "quote", text="hedge")
    assert "Exact: these words stand in 3 places." in read(result)
    assert list(buttons(result)) == ["1 in context", "2 in context", "3 in context"]
    assert "**3** — Odile Marchetti, *On Hedges*, § Neighbours, ¶ 4" in raw(result)


async def test_the_quoted_passages_of_a_message_are_checked(world: World) -> None:
    s = world.server
    message = await s.bob.send(s.channel, f"> {BEANS}\nand “the kettle is the table of the meeting”, I say!")
    result = await s.ann.context_menu(s.channel, "Check this quote", message)
    assert result.ephemeral
    assert "Exact: these words stand so" in read(result)
    assert "~~table~~ **chair**" in raw(result)
    assert list(buttons(result)) == ["1 in context", "2 in context"]
    assert s.channel.history(viewer=s.bob)[-1].id == message.id


async def test_a_message_that_quotes_nothing_is_checked_whole(world: World) -> None:
    s = world.server
    message = await s.bob.send(s.channel, "the kettle is the chair of the meeting")
    assert "Exact" in read(await s.ann.context_menu(s.channel, "Check this quote", message))
    picture = await s.bob.send(s.channel, "<:hedge:123>")
    assert "no words to check" in read(await s.ann.context_menu(s.channel, "Check this quote", picture))


async def test_the_first_thing_is_to_defer_privately(world: World) -> None:
    s = world.server
    before = len(callbacks(world.env))
    await s.ann.slash(s.channel, "quote", text=BEANS)
    assert callbacks(world.env)[before:] == [5]
    assert s.channel.history(viewer=s.bob) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"text": BEANS, "essay": "on-hedgehogs"}, "No essay here is called “on-hedgehogs”"),
        ({"text": "“…”"}, "There is no word in that quotation"),
        ({"text": "hedge " * 1000}, "too long to check"),
    ],
)
async def test_what_cannot_be_checked_is_one_sentence(world: World, options: dict[str, str], sentence: str) -> None:
    s = world.server
    result = await unchecked(world.env, s.ann, s.channel, "quote", **options)
    assert sentence in read(result)
    assert "\n" not in read(result)


async def test_without_essays_a_member_reads_how_to_begin(empty_world: World) -> None:
    s = empty_world.server
    assert "A moderator can add one" in read(await s.ann.slash(s.channel, "quote", text=BEANS))
    await empty_world.add_essay(s)
    removing = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert removing.response is not None
    await s.mod.click(removing.response.message, label="Remove")
    assert "A moderator can add one" in read(await s.ann.slash(s.channel, "quote", text=BEANS))


async def test_discord_offers_the_bounds_of_a_quotation(world: World) -> None:
    s = world.server
    with pytest.raises(simcord.OptionError):
        await s.ann.slash(s.channel, "quote", text="x" * 6000)


async def test_authors_are_suggested(world: World) -> None:
    s = world.server
    names = [choice["value"] for choice in await s.ann.autocomplete(s.channel, "quote", "author", "")]
    assert names == ["Bertrand Quill", "Odile Marchetti"]
    assert [choice["value"] for choice in await s.ann.autocomplete(s.channel, "quote", "author", "quill")] == names[:1]


async def test_a_server_never_sees_the_texts_of_another(world: World) -> None:
    other = await world.add_server("Gardeners")
    await world.add_essay(other, "ferns.md", "# On Ferns\n\nA fern has no use for a kettle or a meeting.\n")
    result = await other.ann.slash(other.channel, "quote", text=BEANS)
    assert "Not in the library" in read(result)
