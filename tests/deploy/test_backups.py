"""What the guide to backups says is so: commands, settings, files and numbers are the real ones."""

import re
from pathlib import Path

import yaml

from bot.__main__ import cli
from bot.facilitation.backup import REST, SPARE
from bot.services.backup import BACKUPS, DESK
from bot.settings import read_settings
from bot.storage.backup import KEPT_OF_UPGRADES, UPGRADE
from bot.storage.desk import ERASURES, LIBRARIES
from bot.storage.erasures import REMEMBERED

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "deploy" / "backups.md").read_text(encoding="utf-8")


def test_every_command_and_option_in_the_guide_is_there() -> None:
    names = {command.name or (command.callback and command.callback.__name__) for command in cli.registered_commands}
    said = set(re.findall(r"python -m bot (\w+)", GUIDE))
    assert {"backup", "restore", "export", "import", "forget"} <= said <= names
    source = (ROOT / "bot" / "__main__.py").read_text(encoding="utf-8")
    assert set(re.findall(r"--\w+", GUIDE)) <= {"--to", "--server", "--replace"}
    assert '"--replace"' in source


def test_every_name_and_number_in_the_guide_is_the_real_one() -> None:
    settings = set(re.findall(r"FOOTNOTE_\w+", (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")))
    assert set(re.findall(r"FOOTNOTE_\w+", GUIDE)) <= settings
    for name in (DESK, f"{LIBRARIES}/", ERASURES, f"/{BACKUPS}/", UPGRADE, "before-restore-", "manifest.json"):
        assert name in GUIDE
    assert f"more than {REST.total_seconds() / 3600:.0f} hours old" in GUIDE
    assert f"{SPARE // 2**20} MB to spare" in GUIDE
    assert f"for {REMEMBERED.days} days" in GUIDE
    assert KEPT_OF_UPGRADES == 3
    assert "three copies of each file" in GUIDE


def test_litestream_sends_what_is_there() -> None:
    recipe = yaml.safe_load((ROOT / "deploy" / "litestream.yml").read_text(encoding="utf-8"))
    desk, libraries = recipe["dbs"]
    assert desk["path"] == f"${{FOOTNOTE_DATA}}/{DESK}"
    assert (libraries["dir"], libraries["pattern"], libraries["watch"]) == (
        f"${{FOOTNOTE_DATA}}/{LIBRARIES}",
        "*.db",
        True,
    )
    assert int(recipe["snapshot"]["retention"].removesuffix("h")) == 24 * read_settings({}).backups
