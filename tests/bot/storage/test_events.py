"""Rows of events come back as they were."""

from dataclasses import replace
from datetime import timedelta

from bot.facilitation.events import Entry, Event
from bot.storage import events, reminders
from bot.storage.desk import Desk
from tests.bot.facilitation.test_sessions import START
from tests.bot.storage.test_sessions import added, desk

__all__ = ["desk"]

SHOWN = Event("Hédges", "Readers", 5, START, START + timedelta(minutes=20), None)


async def test_an_entry_comes_back_as_it_was(desk: Desk) -> None:
    number = (await added(desk)).id
    asked = Entry(number, 1, "asked", None, SHOWN, False, START, START + timedelta(hours=1), 3)
    for entry in (Entry(number, 1), asked, replace(asked, state="there", event=77, asked_at=None, begun=True)):
        await desk.run(lambda db, entry=entry: events.write(db, entry))
        assert await desk.run(lambda db: events.of_session(db, number)) == entry
        assert await desk.run(events.all_entries) == {number: entry}
    await desk.run(lambda db: events.forget(db, [number, 99]))
    assert await desk.run(lambda db: events.of_session(db, number)) is None


async def test_reminders_are_of_one_session(desk: Desk) -> None:
    one, other = (await added(desk)).id, (await added(desk)).id
    for session, member in ((one, 10), (one, 11), (other, 10)):
        await desk.run(lambda db, session=session, member=member: reminders.add(db, session, member, 500 + member))
    assert await desk.run(lambda db: reminders.of_session(db, one)) == {10: 510, 11: 511}
    assert await desk.run(lambda db: reminders.remove(db, one, 11))
    assert not await desk.run(lambda db: reminders.remove(db, one, 11))
    await desk.run(lambda db: reminders.forget(db, one))
    assert await desk.run(lambda db: reminders.of_session(db, one)) == {}
    assert await desk.run(lambda db: reminders.of_session(db, other)) == {10: 510}
