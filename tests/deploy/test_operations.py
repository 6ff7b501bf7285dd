"""What the operations guide and the example of the settings say is so."""

import re
from pathlib import Path

from bot import __main__ as line
from bot.facilitation import starts
from bot.settings import Settings, read_settings
from bot.watch import stopping
from tests.deploy.real import ROOT, commands, sayings, settings, table

DEPLOY = ROOT / "deploy"
GUIDE = (DEPLOY / "operations.md").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / "footnote.env.example").read_text(encoding="utf-8")
PATHS = ("/opt/footnote", "/etc/footnote", "/var/lib/footnote")
ADDRESSES = {"/healthz", "/readyz", "/metrics"}


def exampled() -> list[tuple[str, str]]:
    """The settings of the example with their values, as if none were a comment."""
    found = re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)
    return [(name, value.strip('"')) for name, value in found]


def test_the_example_has_every_setting_once_and_no_other() -> None:
    names = [name for name, _ in exampled()]
    assert sorted(names) == sorted(settings())
    assert all(
        name == "DISCORD_TOKEN" or f"# {name}=" in EXAMPLE for name in names
    )  # only the token has to be filled in


def test_the_example_shows_what_holds_without_it(tmp_path: Path) -> None:
    shown = dict(exampled())
    shown |= {"DISCORD_TOKEN": "", "DISCORD_TOKEN_FILE": ""}
    by_example = read_settings({**shown, "FOOTNOTE_QUERY_PROMPT": "", "FOOTNOTE_PASSAGE_PROMPT": ""})
    bare = read_settings({})
    for name in Settings.model_fields:
        if name == "health_port":
            assert by_example.health_port is not None
        elif name != "models":  # the folder that holds without it lies in the data folder
            assert getattr(by_example, name) == getattr(bare, name), name


def test_every_command_in_the_guide_is_there() -> None:
    said = set(re.findall(r"(?:python -m bot|run --rm footnote)\s([a-z]+)", GUIDE))
    said |= set(re.findall(r"^footnote ([a-z]+)", GUIDE, re.MULTILINE))
    assert {"check", "prepare", "invite", "backup", "restore", "forget", "sync"} <= said <= commands()
    given = set(re.findall(r"(?<![\w-])--(member|server)\b", GUIDE))
    assert given == {"member", "server"}


def test_every_setting_in_the_guide_is_there() -> None:
    assert set(re.findall(r"\b(?:FOOTNOTE|DISCORD)_[A-Z_]+", GUIDE)) <= settings()


def test_every_command_of_discord_in_the_guide_is_there() -> None:
    from bot.facilitation.rights import COMMANDS

    for said in set(re.findall(r"`(/[a-z-]+(?: [a-z-]+)?)`", GUIDE)) - ADDRESSES:
        assert said.removeprefix("/") in COMMANDS, said


def test_every_file_and_every_heading_that_is_linked_is_there() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", GUIDE):
        path, _, heading = link.partition("#")
        text = (DEPLOY / path).read_text(encoding="utf-8")
        assert not heading or heading in {
            re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
            for one in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }, link
    for path in set(re.findall(r"(?<![\w/])deploy/[\w.]+", GUIDE)):
        assert (ROOT / path).exists(), path


def test_every_name_of_a_file_in_the_guide_is_a_real_one() -> None:
    source = sayings()
    for name in re.findall(r"`([\w-]+\.(?:db|jsonl|json))`", GUIDE):
        assert name in source, name


def test_the_unit_and_the_guide_speak_of_the_same_folders() -> None:
    unit = (DEPLOY / "footnote.service").read_text(encoding="utf-8")
    assert {path for path in PATHS if path in GUIDE} == set(PATHS)
    assert "FOOTNOTE_DATA=/var/lib/footnote\n" in GUIDE
    assert "StateDirectory=footnote\n" in unit
    token = "/etc/footnote/discord-token"
    assert f"DISCORD_TOKEN_FILE={token}\n" in GUIDE
    assert f"LoadCredential=discord-token:{token}\n" in unit


def test_every_status_is_the_real_one() -> None:
    said = {int(row[0]) for row in table(GUIDE, "status")}
    assert said == {0, line.FAILED, line.BUSY, line.NOT_CONFIGURED}
    assert f"within {stopping.SECONDS:.0f} seconds" in GUIDE


def test_the_limits_are_the_real_ones() -> None:
    compose, unit, image = (
        (DEPLOY / name).read_text("utf-8") for name in ("compose.yml", "footnote.service", "Dockerfile")
    )
    assert "mem_limit: 512m\n" in compose
    assert "512 MB do for the container" in GUIDE
    assert "MemoryMax=1G\n" in unit
    assert "1 GB for the service" in GUIDE
    (own,) = re.findall(r"FOOTNOTE_MEMORY=(\d+)", image)
    usual = dict(exampled())["FOOTNOTE_MEMORY"]
    assert f"({usual} without it, {own} in the container)" in GUIDE
    assert read_settings({}).backups == 7
    assert "seven are kept" in GUIDE


def test_the_brake_is_the_real_one() -> None:
    assert (starts.MOST, starts.WINDOW.total_seconds()) == (5, 300)
    assert "five short runs within 5 minutes" in GUIDE
    assert starts.LONGEST_WAIT.total_seconds() == 3600
    assert "up to an hour" in GUIDE
    assert f"{starts.LEAST_IDENTIFIES} of the 1,000" in GUIDE


def test_every_line_of_the_log_is_one_that_is_written() -> None:
    known = sayings()
    rows = table(GUIDE, "the line says")
    assert len(rows) >= 10
    for said, do in rows:
        words = re.findall(r"`([^`]+)`", said)
        assert words
        assert do
        for one in words:
            assert one in known, one


def test_the_three_addresses_are_those_that_are_answered() -> None:
    source = (ROOT / "bot" / "watch" / "health.py").read_text(encoding="utf-8")
    assert set(re.findall(r'add_get\("(/\w+)"', source)) == ADDRESSES
    assert {row[0].strip("`") for row in table(GUIDE, "address")} == ADDRESSES


def test_no_address_of_a_package_index_is_named() -> None:
    for file in (*DEPLOY.iterdir(), ROOT / "Makefile", ROOT / "README.md"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"index.url[ =]+\"?http|https?://\S*/(?:simple|whl)\b", text, re.IGNORECASE), file


def test_torch_comes_from_where_the_host_says_and_the_image_is_not_built_without() -> None:
    container = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert 'PIP_INDEX_URL="${TORCH_WHEELS:?' in container
    for text in (GUIDE, (ROOT / "README.md").read_text(encoding="utf-8")):
        assert 'PIP_INDEX_URL="$TORCH_WHEELS" .venv/bin/pip install --no-deps -c constraints.txt torch' in text
