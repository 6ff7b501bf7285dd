"""/help and /about."""

from bot import __version__
from tests.sim import World, read


async def test_help_tells_a_member_what_she_can_do(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "help")
    assert result.ephemeral
    assert all(word in read(result) for word in ("/ask", "/essays", "/read", "Find passages", "Suggest a text"))
    assert "/library" not in read(result)
    assert "/settings" not in read(result)


async def test_help_tells_a_moderator_what_she_can_do_besides(world: World) -> None:
    s = world.server
    shown = read(await s.mod.slash(s.channel, "help"))
    assert all(word in shown for word in ("/ask", "/library add", "/library list", "/library remove"))
    assert all(word in shown for word in ("/library suggestions", "/settings edit", "/settings show"))
    assert all(word in shown for word in ("/group create", "/schedule create", "/next"))


async def test_about_gives_version_model_and_privacy(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "about")
    lines = read(result).splitlines()
    assert lines[0] == f"### Footnote {__version__}"
    assert lines[1].startswith("Model: words-1.")
    assert lines[2].startswith("Privacy: `/privacy` says what is stored")
    assert result.ephemeral
