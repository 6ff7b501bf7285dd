"""The unit of systemd: how it starts, stops and fails, and that little is open to it."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from bot import __main__ as line
from bot.watch import stopping
from tests.deploy.real import ROOT, commands, settings

UNIT = ROOT / "deploy" / "footnote.service"
MOST_EXPOSED = 2.0
ANALYZE = shutil.which("systemd-analyze")
OFFLINE = 250
"""Since this version a unit is judged that is not installed."""


def directives() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in UNIT.read_text(encoding="utf-8").splitlines():
        name, equals, value = one.partition("=")
        if equals and not one.startswith("#"):
            found[name].append(value)
    return found


SAID = directives()
JUDGE = ("security", "--offline=yes", "--no-pager", str(UNIT))


def test_it_starts_the_bot_from_its_own_folder() -> None:
    (folder,) = SAID["WorkingDirectory"]
    (start,) = SAID["ExecStart"]
    python, module, name, command = start.split()
    assert python == f"{folder}/.venv/bin/python"
    assert (module, name) == ("-m", "bot")
    assert command in commands()
    (guide,) = SAID["Documentation"]
    assert (ROOT / Path(guide.removeprefix("file://")).relative_to(folder)).is_file()


def test_its_settings_are_real_ones_and_the_token_is_a_credential() -> None:
    given = dict(pair.split("=", 1) for one in SAID["Environment"] for pair in one.split())
    assert {name for name in given if name.startswith(("FOOTNOTE_", "DISCORD_"))} <= settings()
    (credential,) = SAID["LoadCredential"]
    assert given["DISCORD_TOKEN_FILE"] == f"%d/{credential.partition(':')[0]}"


def test_a_setting_that_has_to_be_changed_is_not_tried_again_and_all_else_is() -> None:
    assert SAID["Restart"] == ["on-failure"]
    assert SAID["RestartPreventExitStatus"] == [str(line.NOT_CONFIGURED)]
    assert SAID["StartLimitIntervalSec"] == ["0"]


def test_it_is_given_the_time_to_end() -> None:
    (seconds,) = SAID["TimeoutStopSec"]
    assert int(seconds) > stopping.SECONDS
    assert SAID["KillSignal"] == ["SIGTERM"]
    assert SAID["KillMode"] == ["mixed"]


def test_nothing_waits_for_a_notice_that_nobody_sends() -> None:
    assert SAID["Type"] == ["exec"]
    assert "WatchdogSec" not in SAID
    assert "sd_notify" not in "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))


def said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    return done.stdout


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine: only systemd can judge its unit")
def test_little_is_open_to_it() -> None:
    assert ANALYZE
    if int(re.findall(r"\d+", said(ANALYZE, "--version"))[0]) < OFFLINE:
        pytest.skip("this systemd-analyze judges only what is installed")
    level = re.findall(r"Overall exposure level for \S+: ([\d.]+)", said(ANALYZE, *JUDGE))
    assert level
    assert float(level[0]) <= MOST_EXPOSED
