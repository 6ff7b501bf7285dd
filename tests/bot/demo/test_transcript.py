"""Messages as plain text."""

import discord
import pytest
from discord import ui

from bot.demo.transcript import RULE, component_lines, everything_shown, plain
from bot.demo.world import World


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold** and *italic*, `code`", "*bold* and italic, code"),
        ("### A heading\n-# small print", "A heading\nsmall print"),
        ("> a quotation", "> a quotation"),
        ("**twice *as* bold**", "*twice as bold*"),
        ("2 \\* 3 \\* 4, snake\\_case, 1\\. first", "2 * 3 * 4, snake_case, 1. first"),
        ("*The \\*starred\\* title* (2019)", "The *starred* title (2019)"),
        ("a lone * star", "a lone * star"),
    ],
)
def test_markdown_loses_its_signs_but_keeps_the_quotation_mark(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


async def test_components_become_lines_and_a_row_of_buttons_is_one_line() -> None:
    view = ui.LayoutView()
    row = ui.ActionRow(ui.Button(label="In context"), ui.Button(label="Share", disabled=True))
    section = ui.Section(ui.TextDisplay("words"), accessory=ui.Button(label="Open"))
    view.add_item(ui.Container(ui.TextDisplay("**One**\nTwo"), ui.Separator(), section, row))
    expected = ["*One*", "Two", RULE, "words", "[Open]", "[In context] [Share, off]"]
    assert component_lines(view.to_components()) == expected


async def test_a_menu_shows_what_can_be_chosen() -> None:
    view = ui.LayoutView()
    options = [discord.SelectOption(label="First"), discord.SelectOption(label="Second")]
    view.add_item(ui.ActionRow(ui.Select(placeholder="Essay", options=options)))
    assert component_lines(view.to_components()) == ["[Essay: First / Second]"]


async def test_each_message_is_told_once_with_those_who_can_see_it(visited: World) -> None:
    ann = visited.readers[0]
    await ann.slash(visited.reading, "essays")
    shown = [one for one in everything_shown(visited) if one.where == "#reading"]
    assert [(one.author, one.seen_by) for one in shown] == [
        ("Mira", ("Ann", "Ben", "Mira")),
        ("Mira", ("Ann", "Ben", "Mira")),
        ("Footnote", ("Ann",)),
    ]
