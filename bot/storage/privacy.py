"""Everything of one member in bot.db, wherever it stands: read, counted, erased; and everything of one server."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.facilitation.inventory import Topic, people, wordy
from bot.facilitation.privacy import Kept, Record, without

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GROUP = "JOIN reading_groups ON reading_groups.id ="
_SESSION = f"JOIN sessions ON sessions.id = it.session {_GROUP} sessions.reading_group"
_GROUPS = "SELECT id FROM reading_groups WHERE guild = :guild"
_SESSIONS = f"SELECT id FROM sessions WHERE reading_group IN ({_GROUPS})"
_SCHEDULES = f"SELECT id FROM schedules WHERE reading_group IN ({_GROUPS})"
OF_GUILD = {
    "schedule_dates": f"schedule IN ({_SCHEDULES})",
    "attendance": f"session IN ({_SESSIONS})",
    "reminders": f"session IN ({_SESSIONS})",
    "session_phases": f"session IN ({_SESSIONS})",
    "session_events": "guild = :guild",
    "sessions": f"reading_group IN ({_GROUPS})",
    "schedules": f"reading_group IN ({_GROUPS})",
    "facilitators": f"reading_group IN ({_GROUPS})",
    "outbox": "guild = :guild",
    "reading_groups": "guild = :guild",
    "suggestions": "guild = :guild",
    "protocols": "guild = :guild",
    "audit": "guild = :guild",
    "asked_lately": "guild = :guild",
    "gaps": "guild = :guild",
    "server_settings": "guild = :guild",
    "departures": "guild = :guild",
}
"""The rows of one server, table by table: whatever belongs to another row goes before it."""

OF_NO_GUILD = frozenset({"identity", "published_commands"})

_HERS = "instr(key || ':', ':' || :member || ':')"
"""Letters to her alone: a key names a member only when the letter is for her."""

_SHOWN = {
    "suggestions": "SELECT guild, title, author, link, note, made_at AS suggested FROM suggestions"
    " WHERE member = :member",
    "facilitators": "SELECT guild, name AS 'group', closed_at IS NOT NULL AS closed, (SELECT count(*) FROM facilitators"
    " AS other WHERE other.reading_group = it.reading_group) = 1 AS alone"
    f" FROM facilitators AS it {_GROUP} it.reading_group WHERE member = :member",
    "schedules": "SELECT guild, title, name AS 'group', state, it.made_at AS planned"
    f" FROM schedules AS it {_GROUP} it.reading_group WHERE made_by = :member",
    "sessions": "SELECT guild, title, name AS 'group', start AS begins_ms, state"
    f" FROM sessions AS it {_GROUP} it.reading_group WHERE facilitator = :member",
    "attendance": "SELECT guild, title AS session, start AS begins_ms, answer, took_part, ready_in AS ready_in_phase,"
    f" it.passed FROM attendance AS it {_SESSION} WHERE member = :member",
    "reminders": "SELECT guild, title AS session, start AS begins_ms"
    f" FROM reminders AS it {_SESSION} WHERE member = :member",
    "outbox": "SELECT guild, kind, json_extract(content, '$.title') AS session, due AS due_ms, state FROM outbox"
    f" WHERE {_HERS} OR names(content, :member)",
    "protocols": "SELECT guild, name, title, text, added_at AS added FROM protocols WHERE added_by = :member",
    "audit": "SELECT guild, at AS at_ms, kind, verb, subject, member IS :member AS by_you FROM audit WHERE"
    " member = :member OR names(subject, :member) OR names(key, :member) OR names(before, :member)"
    " OR names(after, :member)",
    "asked_lately": "SELECT guild, in_minute, minute_began AS minute_began_ms, in_day, day_began AS day_began_ms"
    " FROM asked_lately WHERE member = :member",
}
"""What is shown to a member of what is hers; `names` is a function of ours. Moments in milliseconds end in _ms."""

_FLAGS = ("closed", "alone", "took_part", "passed", "by_you")


@dataclass(frozen=True, slots=True)
class _Place:
    """A text in which the id stands, by the key of its row."""

    table: str
    column: str
    key: dict[str, Any]
    text: str


def of_member(db: Database, member: int, guild: int | None) -> tuple[Kept, ...]:
    """What is stored of her in one server, or in every server where something is."""
    db.register_function(_names, deterministic=True, name="names")
    found: dict[int, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for table, query in _SHOWN.items():
        wanted = f"SELECT * FROM ({query}) WHERE :guild IS NULL OR guild = :guild"
        for row in db.query(wanted, {"member": member, "guild": guild}):
            found[row.pop("guild")][table].append({name: _readable(name, value) for name, value in row.items()})
    others = _named_elsewhere(db, member, guild)
    kept = (
        Kept(one, {table: tuple(rows) for table, rows in found[one].items()}, others[one])
        for one in sorted({*found, *others})
    )
    return tuple(one for one in kept if one.total)


def erase_member(db: Database, member: int, guild: int | None) -> None:
    """Delete what is only hers, and let everything else name nobody in her place."""
    values = {"member": member, "guild": guild}
    db.execute(f"DELETE FROM outbox WHERE {_HERS} AND {_of('outbox', guild)}", values)
    db.execute(
        f"DELETE FROM schedules WHERE made_by = :member AND state = 'draft' AND {_of('schedules', guild)}", values
    )
    for topic, column in people():
        hers = f"{column.name} = :member AND {_of(topic.table, guild)}"
        if column.erasing == "row":
            db.execute(f"DELETE FROM {topic.table} WHERE {hers}", values)
        else:
            nobody = "0" if _is_required(db, topic.table, column.name) else "NULL"
            db.execute(f"UPDATE {topic.table} SET {column.name} = {nobody} WHERE {hers}", values)
    for topic, column in wordy():
        for place in list(_texts_of(db, topic, column.name, member, guild)):
            row = " AND ".join(f'"{name}" = :{name}' for name in place.key)
            changed = {**place.key, "changed_text": _scrubbed(place.text, member)}
            db.execute(f'UPDATE OR REPLACE {place.table} SET "{place.column}" = :changed_text WHERE {row}', changed)


def numbers_in(db: Database, guild: int) -> set[int]:
    """Every number that may be a member's id in the rows of a server."""
    found: set[int] = set()
    for topic, column in people():
        found |= {int(value) for value in _values(db, topic, column.name, guild)}
    for topic, column in wordy():
        for value in _values(db, topic, column.name, guild):
            found |= {int(digits) for digits in re.findall(r"\d{1,20}", str(value))}
    return found - {0}


def _values(db: Database, topic: Topic, column: str, guild: int) -> Iterator[Any]:
    sql = f'SELECT DISTINCT "{column}" AS value FROM {topic.table} WHERE {OF_GUILD[topic.table]}'
    return (row["value"] for row in db.query(sql, {"guild": guild}) if row["value"] is not None)


def of_guild(db: Database, guild: int) -> dict[str, int]:
    """How many rows of a server there are, by table; only tables with any."""
    counts = {table: _count(db, table, guild) for table in OF_GUILD if table != "departures"}
    return {table: number for table, number in counts.items() if number}


def erase_guild(db: Database, guild: int) -> None:
    """Delete everything of a server."""
    for table, condition in OF_GUILD.items():
        db.execute(f"DELETE FROM {table} WHERE {condition}", {"guild": guild})


def guilds(db: Database) -> set[int]:
    """The servers of which anything is stored, but for the note that they are gone."""
    direct = [table for table, condition in OF_GUILD.items() if condition == "guild = :guild" and table != "departures"]
    return {row["guild"] for table in direct for row in db.query(f"SELECT DISTINCT guild FROM {table}")}


def _of(table: str, guild: int | None) -> str:
    return "1" if guild is None else OF_GUILD[table]


def _count(db: Database, table: str, guild: int) -> int:
    rows = db.query(f"SELECT count(*) AS number FROM {table} WHERE {OF_GUILD[table]}", {"guild": guild})
    return int(next(iter(rows))["number"])


def _named_elsewhere(db: Database, member: int, guild: int | None) -> dict[int, int]:
    """How often her id stands in words that are not shown as hers, by server."""
    counts: dict[int, int] = defaultdict(int)
    shown = {"outbox", "audit"}
    for place in _texts(db, member, guild):
        if place.table not in shown:
            counts[_guild_of(db, place)] += 1
    return counts


def _guild_of(db: Database, place: _Place) -> int:
    row = " AND ".join(f'it."{name}" = :{name}' for name in place.key)
    joined = {"reading_group": f"{_GROUP} it.reading_group", "session": _SESSION}
    columns = {one.name for one in db.table(place.table).columns}
    join = "" if "guild" in columns else next(joined[name] for name in joined if name in columns)
    rows = db.query(f"SELECT guild FROM {place.table} AS it {join} WHERE {row}", place.key)
    return int(next(iter(rows))["guild"])


def _texts(db: Database, member: int, guild: int | None) -> Iterator[_Place]:
    """Every text in which her id stands."""
    for topic, column in wordy():
        yield from _texts_of(db, topic, column.name, member, guild)


def _texts_of(db: Database, topic: Topic, column: str, member: int, guild: int | None) -> Iterator[_Place]:
    names = _key(db, topic)
    rows = db.query(
        f'SELECT {", ".join(names)}, "{column}" AS found_text FROM {topic.table}'
        f' WHERE instr("{column}", :member) AND {_of(topic.table, guild)}',
        {"member": str(member), "guild": guild},
    )
    for row in rows:
        text = row["found_text"]
        if _scrubbed(text, member) != text:
            yield _Place(topic.table, column, {name: row[name] for name in names}, text)


def _key(db: Database, topic: Topic) -> list[str]:
    return [one.name for one in db.table(topic.table).columns if one.is_pk]


def _is_required(db: Database, table: str, column: str) -> bool:
    return any(one.name == column and one.notnull for one in db.table(table).columns)


def _names(text: str | None, member: int) -> bool:
    """Whether her id stands in a text, and not as a part of a longer one."""
    return text is not None and without(text, member) != text


def _scrubbed(text: str, member: int) -> str:
    if text[:1] in "[{":
        try:
            return json.dumps(without(json.loads(text), member), ensure_ascii=False)
        except ValueError:
            pass  # words that only begin so
    return str(without(text, member))


def _readable(name: str, value: Any) -> Any:
    if name.endswith("_ms") and value is not None:
        return (_EPOCH + timedelta(milliseconds=value)).isoformat(timespec="seconds")
    return bool(value) if name in _FLAGS else value
