"""/gaps, for moderators, where a server wants it."""

from typing import Any

from tests.sim import World, buttons, pass_days, raw, read

WHALES = "Why do whales sing *at night*?"
ZINNIAS = "Who planted the zinnias?"


async def edit(world: World, **options: Any) -> str:
    return raw(await world.server.mod.slash(world.server.channel, "settings edit", **options))


async def gaps(world: World) -> str:
    result = await world.server.mod.slash(world.server.channel, "gaps")
    assert result.ephemeral
    return read(result)


def stored(world: World) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(world.folder.rglob("*")) if file.is_file())


async def test_what_was_not_answered_is_listed_without_who_asked(world: World) -> None:
    s = world.server
    assert "gaps turned on" in await gaps(world)
    assert "**Gaps**: kept for 30 days" in await edit(world, gaps="on", strictness="strict")
    assert "answered by the essays" in await gaps(world)
    for who, question in ((s.ann, WHALES), (s.bob, "why do whales sing *AT NIGHT*"), (s.bob, ZINNIAS)):
        assert "answer" in read(await who.slash(s.channel, "ask", question=question))
    await s.ann.slash(s.channel, "ask", question="Is the kettle the chair of the meeting?")
    shown = await gaps(world)
    assert "Not answered by the essays: 2" in shown
    assert shown.index("zinnias") < shown.index("whales sing *at night*")
    assert "2 times" in shown
    assert not any(str(one) in shown for one in (s.ann.id, s.bob.id, "Ann", "Bob"))


async def test_words_of_messages_and_questions_to_one_essay_are_not_kept(world: World) -> None:
    s = world.server
    await edit(world, gaps="on", strictness="strict")
    message = await s.bob.send(s.channel, ZINNIAS)
    await s.ann.context_menu(s.channel, "Find passages", message)
    await s.ann.slash(s.channel, "ask", question=ZINNIAS, essay="on-hedges")
    assert b"zinnias" not in stored(world)


async def test_nothing_is_stored_where_it_is_off_and_all_is_erased_when_it_is_turned_off(world: World) -> None:
    s = world.server
    await s.ann.slash(s.channel, "ask", question=ZINNIAS)
    await s.ann.slash(s.channel, "compare", idea=ZINNIAS)
    await s.ann.slash(s.channel, "quote", text=ZINNIAS)
    assert b"zinnias" not in stored(world)
    await edit(world, gaps="on", strictness="strict")
    await s.ann.slash(s.channel, "ask", question=ZINNIAS)
    assert b"zinnias" in stored(world)
    said = await edit(world, gaps="off")
    assert "that were kept here are deleted" in said
    assert "**Gaps**: off" in said
    assert b"zinnias" not in stored(world)
    assert "are deleted" not in await edit(world, strictness="open")


async def test_they_are_turned_in_place_and_go_after_a_month(world: World) -> None:
    s = world.server
    await edit(world, gaps="on", strictness="strict", asks_a_minute=30)
    for number in range(12):
        await s.ann.slash(s.channel, "ask", question=f"Who planted zinnia number {'i' * (number + 1)}?")
    first = await s.mod.slash(s.channel, "gaps")
    assert first.response is not None
    assert read(first).count("\n- ") + 1 >= 10
    turned = await s.mod.click(first.response.message, label="Next")
    assert "number i?" in read(turned)
    assert "Next" not in buttons(turned)
    pass_days(world.env, 31)
    await world.env.advance_time(86400)
    assert "answered by the essays" in await gaps(world)
    assert b"zinnia" not in stored(world)
