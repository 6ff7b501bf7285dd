"""Every table, key and item of a TOML file is found on the line where it begins."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.seed_lines import Path, lines_of

TRICKY = '''# [[phases]] in a comment
title = "a # b [[phases]]"  # how = 3
say = """
[[phases]]
how = "circle" \\"""
""""" # four and five quotation marks
literal = \'\'\'
[table]
it's ''fine\'\'\'\'\'
date = 1979-05-27 07:32:00
"quoted \\u0041.b" . 'c d' . e = { x = [1, 2], "y" = { z = "}" } }

[[phases]]
questions = [
  "one", # two
  # three
  """
four
""",
  [ "six" ], ]
[phases.inner]
deep.er = 1
[[phases.steps]]
a = 1
[[phases.steps]]
a = 2
[[phases]]
[[phases.steps]]
a=3
[ other . "table" ]
b = true'''


def paths_of(value: Any, path: Path = ()) -> set[Path]:
    """The paths of everything in a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths_of(item, (*path, key)) for key, item in items))


def test_strings_comments_and_dots_do_not_mislead() -> None:
    values, lines = tomllib.loads(TRICKY), lines_of(TRICKY)
    assert paths_of(values) <= lines.keys()
    expected = {
        ("title",): 2,
        ("say",): 3,
        ("literal",): 7,
        ("date",): 10,
        ("quoted A.b", "c d", "e", "y", "z"): 11,
        ("phases", 0): 13,
        ("phases", 0, "questions", 1): 17,
        ("phases", 0, "questions", 2, 0): 20,
        ("phases", 0, "inner", "deep", "er"): 22,
        ("phases", 0, "steps", 1, "a"): 26,
        ("phases", 1): 27,
        ("phases", 1, "steps", 0, "a"): 29,
        ("other", "table", "b"): 31,
    }
    assert {path: lines[path] for path in expected} == expected


VALUES = st.sampled_from(
    [
        "1",
        '"="',
        '"a\\"[[b]]#"',
        "'\\'",
        '"""a\n[x]\n""b"""',
        "'''\n'a'''''",
        '[1, # x\n "]", {a = 1}]',
        "[\n]",
        "{}",
        '{a = "}", b.c = [[]]}',
        '""',
    ]
)


@given(st.lists(st.tuples(st.booleans(), VALUES, st.sampled_from(["", " # [[t]]", "\n", "\n\n# a = 1"])), max_size=12))
def test_keys_are_found_wherever_they_stand(rows: list[tuple[bool, str, str]]) -> None:
    text, expected, table = "", {}, 0
    for number, (opens, value, after) in enumerate(rows):
        if opens:
            expected["t", table] = text.count("\n") + 1
            table += 1
            text += f"[[t]]{after}\n"
        path: Path = ("t", table - 1, f"k{number}") if table else (f"k{number}",)
        expected[path] = text.count("\n") + 1
        text += f"k{number} = {value}{after}\n"
    lines = lines_of(text)
    assert paths_of(tomllib.loads(text)) <= lines.keys()
    assert {path: lines[path] for path in expected} == expected
