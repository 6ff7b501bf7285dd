"""An essay that gets another text: nothing that is still to be posted shows words that stand there no more."""

from bot.facilitation.delivery import Letter
from bot.facilitation.library import Visitor
from bot.storage import outbox
from retrieval import Library
from tests.bot.discord_ui.planning import found
from tests.bot.services.test_library import NOW, TALL, Room, room
from tests.sim import World

__all__ = ["room"]


def quoted(key: str, words: dict[str, str], essay: str = "on-hedges") -> Letter:
    passages = [{"quotation": {"place": place, "essay": essay, "text": text}} for place, text in words.items()]
    return Letter(key, "note", 1, 2, NOW, NOW, {"passages": passages, "n": 1})


async def test_words_that_are_gone_leave_letters_that_are_not_posted(room: Room) -> None:
    await room.add()
    words = await room.shelf.use(1, _words)
    assert len(words) == 2
    letters = [quoted("waiting", words), quoted("sent", words), quoted("other", words, "tea")]
    await room.desk.run(lambda db: outbox.add(db, letters))
    await room.desk.run(lambda db: db.execute("UPDATE outbox SET state = 'sent' WHERE key = 'sent'").rowcount)
    await room.replace(TALL)

    async def left(key: str) -> list[str]:
        standing = await room.desk.run(lambda db: outbox.find(db, key))
        assert standing is not None
        return [one["quotation"]["text"] for one in standing.letter.content["passages"]]

    assert await left("waiting") == ["The ladder still has to be carried home."]
    assert len(await left("sent")) == 2
    assert len(await left("other")) == 1


async def test_a_session_to_come_shows_words_that_stand(world: World) -> None:
    s = world.server
    await found(world)
    begun = {"group": "Readers", "protocol": "notice-and-wonder", "essay": "on-hedges"}
    await s.bob.slash(s.channel, "session start", **begun)
    number = (await world.bot.sessions.going(_visitor(world), "Readers")).id
    before = (await world.bot.sessions.look(s.guild.id, number)).prompts
    file = (
        "b.md",
        b"# On Hedges\n\nBy O. M.\n\nAnother text, all of it.\n\nThis is its other paragraph, which is not long.\n",
    )
    result = await s.mod.slash(s.channel, "library replace", essay="on-hedges", file=file)
    assert result.response is not None
    await s.mod.click(result.response.message, label="Replace")
    after = (await world.bot.sessions.look(s.guild.id, number)).prompts
    assert after[0] == before[0], "what was posted stays"
    revision = (await world.bot.library.choose(_visitor(world), "on-hedges")).revision
    shown = [one.permanent for prompt in after[1:] for one in prompt.passages]
    assert all(one.endswith(f"@{revision}") for one in shown)


def _words(library: Library) -> dict[str, str]:
    """By their places: a sentence that will change, and one that stays."""
    said = ("A hedge keeps the wind out of the kitchen garden.", "The ladder still has to be carried home.")
    places = [library.check_quote(one).places[0].place for one in said]
    return {place: library.excerpt(place).text for place in places}


def _visitor(world: World) -> Visitor:
    return Visitor(world.server.guild.id, world.server.mod.id, manages_server=True)
