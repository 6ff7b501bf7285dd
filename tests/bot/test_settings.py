"""Settings come from an environment, and every mistake in them is one sentence."""

import re
from pathlib import Path

import pytest

from bot.settings import WrongSettings, read_settings


def test_without_an_environment_there_are_defaults_and_no_token() -> None:
    settings = read_settings({})
    assert (settings.discord_token, settings.data, settings.encoder, settings.log_level) == (
        None,
        Path("data"),
        None,
        "INFO",
    )


def test_every_setting_is_read() -> None:
    settings = read_settings(
        {
            "DISCORD_TOKEN": " abc ",
            "FOOTNOTE_DATA": "/var/footnote",
            "FOOTNOTE_ENCODER": "some/model",
            "FOOTNOTE_ENCODER_REVISION": " abc ",
            "FOOTNOTE_QUERY_PROMPT": "query: ",
            "FOOTNOTE_PASSAGE_PROMPT": "passage: ",
            "FOOTNOTE_JUDGE": "some/judge",
            "FOOTNOTE_LOG_LEVEL": "debug",
        }
    )
    assert settings.token() == "abc"
    assert (settings.data, settings.encoder, settings.log_level) == (Path("/var/footnote"), "some/model", "DEBUG")
    assert (settings.encoder_revision, settings.judge) == ("abc", "some/judge")
    assert (settings.query_prompt, settings.passage_prompt) == ("query: ", "passage: ")


def test_an_empty_setting_is_none() -> None:
    names = ("ENCODER", "ENCODER_REVISION", "QUERY_PROMPT", "PASSAGE_PROMPT", "JUDGE")
    assert read_settings({f"FOOTNOTE_{name}": "" for name in names}) == read_settings({})


def test_the_token_can_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\n")
    assert read_settings({"DISCORD_TOKEN_FILE": str(tmp_path / "token")}).token() == "abc"


def test_the_token_hides_in_repr() -> None:
    assert "abc" not in repr(read_settings({"DISCORD_TOKEN": "abc"}))


def test_a_missing_token_is_told_when_it_is_needed() -> None:
    with pytest.raises(WrongSettings, match="DISCORD_TOKEN"):
        read_settings({"DISCORD_TOKEN": "  "}).token()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_token_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WrongSettings, match="DISCORD_TOKEN_FILE cannot be read"):
        read_settings({"DISCORD_TOKEN_FILE": str(path)})


def test_an_unknown_log_level_is_told_with_the_known_ones() -> None:
    with pytest.raises(WrongSettings, match="DEBUG, INFO"):
        read_settings({"FOOTNOTE_LOG_LEVEL": "loud"})


def test_every_setting_is_described_in_the_readme_and_in_the_example() -> None:
    root = Path(__file__).parents[2]
    named = set(re.findall(r'"((?:DISCORD|FOOTNOTE)_\w+)"', (root / "bot" / "settings.py").read_text()))
    assert len(named) >= 5
    for described in (root / "README.md", root / "deploy" / "footnote.env.example"):
        assert named <= set(re.findall(r"(?:DISCORD|FOOTNOTE)_\w+", described.read_text())), described.name
