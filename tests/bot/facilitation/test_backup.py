"""The rules of backups: which are kept, when one is due, and what a manifest says."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitation.backup import (
    SPARE,
    Described,
    Manifest,
    is_due,
    moment_of,
    name_of,
    read_manifest,
    require_known,
    require_room,
    too_many,
    written,
)
from bot.facilitation.errors import Refusal

NOW = datetime(2026, 3, 1, 3, 30, 5, tzinfo=UTC)
MANIFEST = Manifest(
    "1.0", NOW, {"bot.db": Described(5, "ab", ("m001",), {"audit": 3})}, {"libraries/5.db": "torn"}, 2, "key", 7
)


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert read_manifest(written(MANIFEST)) == MANIFEST
    assert not MANIFEST.whole
    assert json.loads(written(MANIFEST))["format"] == 1


@pytest.mark.parametrize("name", ["/etc/passwd", "../bot.db", "libraries/../../x", "C:x", "a\\b"])
def test_no_file_of_a_manifest_lies_outside(name: str) -> None:
    told = json.loads(written(MANIFEST))
    told["files"][name] = told["files"]["bot.db"]
    with pytest.raises(Refusal, match="cannot be read"):
        read_manifest(json.dumps(told))


def test_a_manifest_of_a_newer_format_is_refused() -> None:
    with pytest.raises(Refusal, match="newer Footnote"):
        read_manifest(json.dumps(json.loads(written(MANIFEST)) | {"format": 2}))


def test_names_are_moments_and_sort_like_them() -> None:
    assert moment_of(name_of(NOW)) == NOW
    assert name_of(NOW) < name_of(NOW + timedelta(seconds=1)) < name_of(NOW + timedelta(days=40))
    assert [moment_of(name) for name in ("photos", ".part-2026-03-01T033005Z", "")] == [None] * 3


def test_one_is_due_when_the_last_is_not_of_today() -> None:
    ages = (0, 19, 20, 48, -5)
    assert [is_due([name_of(NOW - timedelta(hours=age))], NOW) for age in ages] == [False, False, True, True, True]
    assert is_due([], NOW)
    assert is_due(["photos"], NOW)


@pytest.mark.parametrize(
    ("whole", "keep", "gone"),
    [
        ("wwwww", 3, "ab"),
        ("www", 3, ""),
        ("wdddd", 3, "b"),
        ("wwddd", 3, "a"),
        ("ddddd", 2, "abc"),
        ("wwwww", 1, "abcd"),
    ],
)
def test_the_newest_stay_and_the_newest_whole_one(whole: str, keep: int, gone: str) -> None:
    names = "abcde"[: len(whole)]
    assert too_many({name: one == "w" for name, one in zip(names, whole, strict=True)}, keep) == list(gone)


def test_room_is_needed_for_the_copy_and_to_spare() -> None:
    require_room(SPARE + 5, 5, "here")
    with pytest.raises(Refusal, match=r"no room in here: 64\.0 MB are needed and 64\.0 MB are free"):
        require_room(SPARE + 4, 5, "here")


def test_an_unknown_schema_is_refused_with_both_versions() -> None:
    require_known("bot.db", ["m001"], ["m001", "m002"], "1.0", "2.0")
    with pytest.raises(Refusal, match=r"\(3\.0, schema m003; this is 2\.0, schema m002\)"):
        require_known("bot.db", ["m001", "m003"], ["m001", "m002"], "3.0", "2.0")
