"""What was found on a host's machine, in sentences that say what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitation import check
from bot.facilitation.check import Finding

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"


def told(finding: Finding) -> str:
    return f"{finding.mark} {finding.text}"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("123456789012345678", "the application's number"),
        ("0123456789abcdef" * 4, "the application's public key"),
        ("a-client-secret-is-32-characters", "no bot token"),
        (f"Bot {TOKEN}", "no bot token"),
        ("", "no bot token"),
    ],
)
def test_what_is_no_token_is_told_without_repeating_it(given: str, words: str) -> None:
    why = check.not_a_token(given)
    assert why is not None
    assert words in why
    assert "press Reset Token" in why
    assert not given or given not in why


def test_a_token_may_be_one() -> None:
    assert check.not_a_token(TOKEN) is None


def test_no_privileged_intent_is_needed() -> None:
    assert told(check.intents([])).startswith("✓ No privileged intent")
    assert "the intents Presence and Message Content switched on" in told(
        check.intents(["Presence", "Message Content"])
    )
    assert told(check.intents(["Presence"])).startswith("– The application has the intent Presence")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "✓ The machine's clock agrees with Discord's within 1 s."),
        (-120, "✓ The machine's clock agrees with Discord's within 120 s."),
        (121, "✗ The machine's clock is 121 seconds ahead of Discord's"),
        (-3600, "✗ The machine's clock is 3600 seconds behind Discord's"),
    ],
)
def test_a_clock_is_off_by_more_than_two_minutes_or_not(seconds: float, words: str) -> None:
    assert told(check.clock(timedelta(seconds=seconds))).startswith(words)


def test_a_clock_that_was_not_compared_is_told() -> None:
    assert check.clock(None).mark == "–"


def test_zone_rules_are_ours_and_young() -> None:
    assert told(check.zones("2026b", (), None, NOW)).startswith("✓ Time zones follow the rules of 2026b")
    assert "PYTHONTZPATH (/usr/share/zoneinfo) is not used" in told(
        check.zones("2026b", (), "/usr/share/zoneinfo", NOW)
    )
    assert told(check.zones("2024b", (), None, NOW)).startswith("– The time zone rules are of 2024b")
    trap = check.zones("2026b", ("/usr/share/zoneinfo",), None, NOW)
    assert told(trap).startswith("✗ Time zones are read from /usr/share/zoneinfo")


def test_old_versions_are_told() -> None:
    assert told(check.python((3, 11, 7), NOW)) == "✓ Python 3.11.7."
    assert told(check.python((3, 11, 7), NOW.replace(year=2028))).startswith("– Python 3.11.7 is no longer mended")
    assert told(check.python((3, 99, 0), NOW)).startswith("– Python 3.99.0 is newer than this Footnote")
    assert told(check.sqlite((3, 51, 3))) == "✓ SQLite 3.51.3."
    assert told(check.sqlite((3, 51, 2))).startswith("– SQLite 3.51.2 can damage a file")


@pytest.mark.parametrize(
    ("free", "backup", "words"),
    [
        (50, 0, "✗ Only 50 MB are free on the disk of the data folder: free 100 MB at least."),
        (5000, None, "– 5000 MB are free. Daily backups are off (FOOTNOTE_BACKUPS)."),
        (500, 450, "✗ 500 MB are free, too little for the next backup of 450 MB"),
        (5000, 450, "✓ 5000 MB are free, which is enough for the next backup too."),
    ],
)
def test_a_disk_has_room_for_the_next_backup_or_not(free: int, backup: int | None, words: str) -> None:
    size = None if backup is None else backup * check.MEGABYTE
    assert told(check.disk(free * check.MEGABYTE, 100 * check.MEGABYTE, size)).startswith(words)
