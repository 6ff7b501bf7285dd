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
            "FOOTNOTE_PRECISION": " INT8 ",
            "FOOTNOTE_MODELS": "/var/models",
            "FOOTNOTE_MEMORY": " 64 ",
            "FOOTNOTE_LOG_LEVEL": "debug",
            "FOOTNOTE_LOG_FORMAT": "JSON",
            "FOOTNOTE_HEALTH_PORT": " 8701 ",
        }
    )
    assert settings.token() == "abc"
    assert (settings.data, settings.encoder, settings.log_level) == (Path("/var/footnote"), "some/model", "DEBUG")
    assert (settings.precision, settings.models) == ("int8", Path("/var/models"))
    assert (settings.log_format, settings.health_port) == ("json", 8701)
    assert (settings.encoder_revision, settings.judge) == ("abc", "some/judge")
    assert (settings.query_prompt, settings.passage_prompt) == ("query: ", "passage: ")
    assert settings.memory == 64


def test_an_empty_setting_is_none() -> None:
    names = ("ENCODER", "ENCODER_REVISION", "QUERY_PROMPT", "PASSAGE_PROMPT", "JUDGE", "MEMORY", "PRECISION", "MODELS")
    names += ("LOG_FORMAT", "HEALTH_PORT")
    assert read_settings({f"FOOTNOTE_{name}": "" for name in names}) == read_settings({})


def test_a_precision_that_there_is_not_is_one_sentence() -> None:
    with pytest.raises(WrongSettings, match="FOOTNOTE_PRECISION is fp16: choose fp32, or int8"):
        read_settings({"FOOTNOTE_PRECISION": "fp16"})


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


@pytest.mark.parametrize("memory", ["much", "-1", "15", "1e3", "64 MB", "256.5", "9" * 30, "٢٥٦"])
def test_memory_that_is_no_number_of_megabytes_is_told(memory: str) -> None:
    with pytest.raises(WrongSettings, match=r"FOOTNOTE_MEMORY is .*: give megabytes as a whole number, 16 or more"):
        read_settings({"FOOTNOTE_MEMORY": memory})


def test_an_unknown_log_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(WrongSettings, match="FOOTNOTE_LOG_FORMAT is xml: choose one of lines, json"):
        read_settings({"FOOTNOTE_LOG_FORMAT": "xml"})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "80.5", "٣٣"])
def test_a_port_that_does_not_exist_is_told(port: str) -> None:
    with pytest.raises(WrongSettings, match=f"FOOTNOTE_HEALTH_PORT is {port}: choose a port from 1 to 65535"):
        read_settings({"FOOTNOTE_HEALTH_PORT": port})


@pytest.mark.parametrize(("given", "kept"), [("", 7), ("off", 0), ("0", 0), (" 30 ", 30), ("OFF", 0)])
def test_how_many_daily_backups_are_kept(given: str, kept: int) -> None:
    assert read_settings({"FOOTNOTE_BACKUPS": given}).backups == kept


@pytest.mark.parametrize("given", ["-1", "367", "many", "1.5", "٣"])
def test_a_number_of_backups_that_is_none_is_told(given: str) -> None:
    with pytest.raises(WrongSettings, match=f"FOOTNOTE_BACKUPS is {given}: say off, or how many"):
        read_settings({"FOOTNOTE_BACKUPS": given})


def test_every_setting_is_described_in_the_readme_and_in_the_example() -> None:
    root = Path(__file__).parents[2]
    named = set(re.findall(r'"((?:DISCORD|FOOTNOTE)_\w+)"', (root / "bot" / "settings.py").read_text()))
    assert len(named) >= 5
    for described in (root / "README.md", root / "deploy" / "footnote.env.example"):
        assert named <= set(re.findall(r"(?:DISCORD|FOOTNOTE)_\w+", described.read_text())), described.name
