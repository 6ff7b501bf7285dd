"""The seeded server."""

from datetime import timedelta

import discord

from bot.demo.world import World, shown_name


async def test_the_server_has_channels_a_thread_and_an_inbox_for_each_person(visited: World) -> None:
    assert [(place.kind, place.name) for place in visited.places()] == [
        ("channel", "#introductions"),
        ("channel", "#reading"),
        ("thread", "Tuesday: allies and accomplices"),
        ("channel", "#meetings"),
        ("channel", "#questions"),
        ("message", "Ann and Footnote"),
        ("message", "Ben and Footnote"),
        ("message", "Mira and Footnote"),
    ]


async def test_only_the_moderator_is_offered_the_library_commands(visited: World) -> None:
    def offered(commands: tuple[str, ...]) -> bool:
        return "library add" in commands

    assert offered(visited.moderator.available_commands(visited.reading))
    assert not any(offered(reader.available_commands(visited.reading)) for reader in visited.readers)


async def test_a_thread_opened_later_appears_with_those_who_may_read_it(visited: World) -> None:
    channel = visited.env.bot.get_channel(visited.reading.id)
    assert isinstance(channel, discord.TextChannel)
    # Private: SimCord's actors cannot open a private thread.
    thread = visited.env.backend.create_thread(channel.id, "Aside", visited.readers[1].id, type=12)
    place = next(place for place in visited.places() if place.key == str(thread.id))
    assert [shown_name(viewer) for viewer in place.viewers] == ["Ben"]


async def test_the_visit_begins_now(visited: World) -> None:
    real_now = discord.utils.utcnow()
    assert abs(visited.env.now() - real_now) < timedelta(minutes=5)


async def test_the_library_holds_the_starter_essays(visited: World) -> None:
    result = await visited.readers[0].slash(visited.reading, "essays")
    assert result.response is not None
    assert "Ally or Accomplice" in str(result.response.components)
