"""What a visit leaves behind: the starter library and nothing else."""

from pathlib import Path

from bot.demo.visit import ESSAY, open_visit
from bot.settings import Settings
from tests.fakes import WordEncoder


async def test_a_second_visit_embeds_nothing_but_the_warming_up(tmp_path: Path) -> None:
    async with open_visit(Settings(data=tmp_path), encoder=WordEncoder()):
        pass
    second = WordEncoder()
    async with open_visit(Settings(data=tmp_path), encoder=second):
        pass
    assert second.calls in ([], [[ESSAY.stem]])


async def test_what_is_added_in_a_visit_is_gone_in_the_next(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_visit(Settings(data=tmp_path), encoder=WordEncoder()) as world:
            file = (ESSAY.name, ESSAY.read_bytes())
            result = await world.moderator.slash(world.reading, "library add", file=file)
            assert result.response is not None
            await world.moderator.click(result.response.message, label="Publish")
            assert "Published" in str(result.response.components)


async def test_only_the_starter_library_is_kept(tmp_path: Path) -> None:
    async with open_visit(Settings(data=tmp_path), encoder=WordEncoder()):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["starter.db"]
