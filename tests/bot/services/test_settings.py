"""Who sees and changes a server's settings, what is written down of it, and how it is taken back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.audit import Entry, Filter
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import GroupWishes, Home, NewGroup, Person
from bot.facilitation.library import Visitor
from bot.facilitation.settings import ServerSettings, Wishes
from bot.services.audit import AuditBook
from bot.services.groups import Groups
from bot.services.settings import SettingsBook
from bot.storage import audit
from bot.storage.desk import Desk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOD = Visitor(1, 2, manages_server=True)


async def test_a_moderator_changes_her_own_server_and_nobody_else_does(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    book = SettingsBook(desk)
    await book.edit(Visitor(1, 2, manages_server=True), Wishes(strictness="open"), NOON)
    member = Visitor(1, 3, manages_server=False)
    for wish in (book.edit(member, Wishes(strictness="strict"), NOON), book.show(member)):
        with pytest.raises(Refusal, match="can change its settings"):
            await wish
    assert [(await book.of(guild)).strictness for guild in (1, 2)] == ["open", "balanced"]
    assert await book.show(Visitor(1, 2, manages_server=True)) == ServerSettings(None, "open")
    await desk.close()


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk.open(tmp_path / "bot.db")
    yield desk
    await desk.close()


async def lines(desk: Desk) -> list[Entry]:
    return list(await desk.run(lambda db: audit.page(db, 1, Filter(), 20, 0)))


async def test_what_holds_is_known_without_waiting_and_after_a_restart(desk: Desk) -> None:
    book = SettingsBook(desk)
    assert book.known(1) == ServerSettings()
    await book.edit(MOD, Wishes(moderator_roles=(7, 8), channels=(5,), zone="Europe/Oslo"), NOON)
    assert (book.known(1).moderator_roles, book.known(1).channels) == ((7, 8), (5,))
    again = SettingsBook(desk)
    await again.load()
    assert again.known(1) == book.known(1) == await again.of(1)
    assert again.known(2) == ServerSettings()


async def test_every_change_is_a_line_and_can_be_undone_once(desk: Desk) -> None:
    book, log = SettingsBook(desk), AuditBook(desk)
    log.undoers = {("settings", "edited"): book.undo}
    await book.edit(MOD, Wishes(strictness="open", askers=(9,)), NOON)
    await book.edit(MOD, Wishes(answers="public"), NOON)
    first = (await lines(desk))[-1]
    assert first.change.before == {"strictness": "balanced", "askers": []}
    assert first.change.after == {"strictness": "open", "askers": [9]}
    await log.undo(MOD, first.number, NOON)
    assert book.known(1) == await book.of(1) == ServerSettings(answers="public")
    newest = (await lines(desk))[0]
    assert (newest.undoes, newest.change.after) == (first.number, {"strictness": "balanced", "askers": []})
    with pytest.raises(Refusal, match="undone already"):
        await log.undo(MOD, first.number, NOON)
    await log.undo(MOD, newest.number, NOON)  # an undoing is a change like any other
    assert book.known(1).strictness == "open"


async def test_a_later_change_of_the_same_thing_is_not_overwritten(desk: Desk) -> None:
    book, log = SettingsBook(desk), AuditBook(desk)
    log.undoers = {("settings", "edited"): book.undo}
    await book.edit(MOD, Wishes(strictness="open"), NOON)
    await book.edit(MOD, Wishes(strictness="strict"), NOON)
    older = (await lines(desk))[-1]
    with pytest.raises(Refusal, match=r"changed again since then \(strictness\)"):
        await log.undo(MOD, older.number, NOON)
    with pytest.raises(Refusal, match="Only moderators"):
        await log.undo(Visitor(1, 3, manages_server=False), older.number, NOON)
    with pytest.raises(Refusal, match="no such line"):
        await log.undo(Visitor(2, 2, manages_server=True), older.number, NOON)
    assert len(await lines(desk)) == 2


async def test_the_same_again_is_no_line(desk: Desk) -> None:
    book = SettingsBook(desk)
    await book.edit(MOD, Wishes(strictness="balanced"), NOON)
    assert await lines(desk) == []


async def test_groups_stay_where_footnote_may_speak(desk: Desk) -> None:
    book, groups = SettingsBook(desk), Groups(desk)
    wanted = NewGroup("Readers", Home(5), "Europe/Oslo", time(19))
    await groups.create(MOD, wanted, NOON)
    with pytest.raises(Refusal, match="“Readers” meets elsewhere"):
        await book.edit(MOD, Wishes(channels=(6,)), NOON)
    await book.edit(MOD, Wishes(channels=(5, 6)), NOON)
    with pytest.raises(Refusal, match="/settings channels"):
        await groups.create(MOD, replace(wanted, name="Others", home=Home(7)), NOON)
    with pytest.raises(Refusal, match="/settings channels"):
        await groups.edit(MOD, "Readers", GroupWishes(home=Home(7)), NOON)
    moved = await groups.edit(MOD, "Readers", GroupWishes(home=Home(6)), NOON)
    await groups.close(MOD, moved.id, NOON)
    await book.edit(MOD, Wishes(channels=(9,)), NOON)  # a closed group meets nowhere
    log = AuditBook(desk)
    log.undoers = groups.undoers
    with pytest.raises(Refusal, match="/settings channels"):
        await log.undo(MOD, (await lines(desk))[1].number, NOON)


async def test_a_group_whose_channel_is_gone_is_in_nobody_s_way(desk: Desk) -> None:
    book, groups = SettingsBook(desk), Groups(desk)
    await groups.create(MOD, NewGroup("Readers", Home(5), "Europe/Oslo", time(19)), NOON)
    await book.edit(MOD, Wishes(channels=(5,)), NOON)
    with pytest.raises(Refusal, match="meets elsewhere"):
        await book.edit(MOD, Wishes(channels=(6,), there=frozenset({5, 6})), NOON)
    await book.edit(MOD, Wishes(channels=(6,), there=frozenset({6})), NOON)
    assert (await book.edit(MOD, Wishes(gaps=True), NOON)).gaps
    await groups.edit(MOD, "Readers", GroupWishes(home=Home(6)), NOON)


async def test_a_group_is_set_back_and_opened_again(desk: Desk) -> None:
    groups, log = Groups(desk), AuditBook(desk)
    log.undoers = groups.undoers
    made = await groups.create(MOD, NewGroup("Readers", Home(5), "Europe/Oslo", time(19)), NOON)
    await groups.edit(MOD, "Readers", GroupWishes(name="Writers", hour=time(20), add=Person(4, True)), NOON)
    (edited, created) = await lines(desk)
    assert created.change.verb == "created"
    assert not log.can_undo(created)
    await log.undo(MOD, edited.number, NOON)
    assert await groups.find(1, "Readers") == made
    await groups.close(MOD, made.id, NOON)
    await log.undo(MOD, (await lines(desk))[0].number, NOON)
    assert await groups.find(1, "Readers") == made
    await groups.close(MOD, made.id, NOON)
    await groups.create(MOD, NewGroup("Readers", Home(5), "Europe/Oslo", time(19)), NOON)
    closed = (await lines(desk))[1]
    with pytest.raises(Refusal, match="already: choose another name"):
        await log.undo(MOD, closed.number, NOON)
