"""Rows of the outbox: letters, and how far each got. Moments are milliseconds since 1970."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.facilitation.delivery import Letter, Parent, Posted, Reason, Standing, State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPEN = "letter.state IN ('pending', 'sending')"
_UNPOSTED = "state NOT IN ('sent', 'uncertain')"
_SELECT = """
    SELECT letter.*, parent.state AS parent_state, parent.channel AS parent_channel,
           parent.message AS parent_message, parent.place AS parent_place
    FROM outbox AS letter LEFT JOIN outbox AS parent ON parent.key = letter.parent
"""
_ORDER = "ORDER BY letter.due, letter.number"


def database_id(db: Database) -> str:
    """What this file is called in nonces; a copy of the file keeps it."""
    return str(next(iter(db.query("SELECT uuid FROM identity")))["uuid"])


def add(db: Database, letters: Iterable[Letter]) -> int:
    """Put in those whose keys were never used; say how many. A parent goes before its children."""
    return sum(_add(db, letter) for letter in letters)


def _add(db: Database, letter: Letter) -> int:
    lane = letter.key
    if letter.parent is not None:
        parent = find(db, letter.parent)
        if parent is None:
            raise ValueError(f"the parent of {letter.key} has to be put in before it")
        lane = parent.lane
    return db.execute(
        """
        INSERT INTO outbox (key, lane, parent, kind, guild, channel, form, content, mentions, due, expires)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
        """,
        [
            letter.key,
            lane,
            letter.parent,
            letter.kind,
            letter.guild,
            letter.channel,
            letter.form,
            json.dumps(dict(letter.content), ensure_ascii=False, sort_keys=True),
            json.dumps(letter.mentions),
            _number(letter.due),
            _number(letter.expires),
        ],
    ).rowcount


def find(db: Database, key: str) -> Standing | None:
    """The letter with this key."""
    return next(_standings(db, "letter.key = :key", {"key": key}), None)


def beginning_with(db: Database, prefix: str) -> tuple[Standing, ...]:
    """Letters whose keys begin so, in the order in which they go."""
    return tuple(_standings(db, "substr(letter.key, 1, :size) = :prefix", {"size": len(prefix), "prefix": prefix}))


def due(db: Database, now: datetime) -> tuple[Standing, ...]:
    """Letters that should be there by now and are not settled, in the order in which they go."""
    return tuple(_standings(db, f"{_OPEN} AND letter.due <= :now", {"now": _number(now)}))


def next_moment(db: Database, now: datetime) -> datetime | None:
    """When something has to be done again; None when nothing is known that would need it."""
    rows = db.query(
        f"""
        SELECT min(max(letter.due, coalesce(letter.not_before, 0),
                       CASE letter.state WHEN 'sending' THEN letter.lease_until ELSE 0 END)) AS moment
        FROM outbox AS letter LEFT JOIN outbox AS parent ON parent.key = letter.parent
        WHERE {_OPEN} AND (parent.key IS NULL OR parent.state NOT IN ('pending', 'sending'))
          AND max(letter.due, coalesce(letter.not_before, 0),
                  CASE letter.state WHEN 'sending' THEN letter.lease_until ELSE 0 END) > :now
        """,
        {"now": _number(now)},
    )
    return _moment(next(iter(rows))["moment"])


def claim(db: Database, known: Standing, now: datetime, lease_until: datetime) -> Standing | None:
    """Make it ours for a while, if it still stands as we know it. Returns how it stands now."""
    changed = db.execute(
        """
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, lease_until = :lease
        WHERE key = :key AND attempts = :attempts
          AND (state = 'pending' OR (state = 'sending' AND (lease_until <= :now OR lease_until > :lease)))
        """,
        {
            "key": known.letter.key,
            "attempts": known.attempts,
            "now": _number(now),
            "lease": _number(lease_until),
        },
    ).rowcount
    return find(db, known.letter.key) if changed else None


def stumble(db: Database, key: str) -> None:
    """Note that something failed on our side while the letter was claimed."""
    db.execute("UPDATE outbox SET unfinished = unfinished + 1 WHERE key = ? AND state = 'sending'", [key])


def ask(db: Database, claimed: Standing, now: datetime, anchor: int, *, fresh: bool) -> bool:
    """Note that Discord is about to be asked. `fresh`: until now it is surely not there. False: the claim is over."""
    since = ":now" if fresh else "coalesce(doubt_since, :now)"
    return _of_claim(
        db,
        claimed,
        f"anchor = coalesce(anchor, :anchor), doubt_since = {since}, tried_at = :now",
        {"now": _number(now), "anchor": anchor},
    )


def finish(db: Database, claimed: Standing, state: State, posted: Posted | None, reason: Reason | None) -> bool:
    """Settle a claimed letter for ever."""
    return _of_claim(
        db,
        claimed,
        """state = :state, message = :message, place = :place, reason = :reason, told = :told,
           unfinished = 0, lease_until = NULL, not_before = NULL""",
        {
            "state": state,
            "message": posted.message if posted else None,
            "place": posted.place if posted else None,
            "reason": reason,
            "told": int(reason is None),
        },
    )


def retry(db: Database, claimed: Standing, not_before: datetime, *, asked: bool, reason: Reason | None = None) -> bool:
    """Give a claimed letter back, to be tried later. Unless Discord was `asked`, it stands as doubtful as before."""
    doubt = "doubt_since" if asked else ":doubt"
    tell = "told = CASE WHEN reason IS NULL THEN 0 ELSE told END, reason = :reason," if reason else "reason = NULL,"
    return _of_claim(
        db,
        claimed,
        f"""state = 'pending', not_before = :not_before, failures = failures + 1, unfinished = 0, lease_until = NULL,
            {tell} doubt_since = {doubt}""",
        {"not_before": _number(not_before), "reason": reason, "doubt": _optional(claimed.doubt_since)},
    )


def wait_with(db: Database, claimed: Standing, until: datetime) -> None:
    """Let the other letters to the same place wait as well: one refusal in a while is enough."""
    db.execute(
        """
        UPDATE outbox SET not_before = max(coalesce(not_before, 0), :until)
        WHERE channel = :channel AND state = 'pending' AND key <> :key
        """,
        {"until": _number(until), "channel": claimed.letter.channel, "key": claimed.letter.key},
    )


def free(db: Database, now: datetime) -> None:
    """End every claim: whoever held them is gone."""
    db.execute("UPDATE outbox SET lease_until = :now WHERE state = 'sending'", {"now": _number(now)})


def try_again(db: Database, channel: int) -> None:
    """What was forbidden in this channel may be allowed now."""
    db.execute(
        "UPDATE outbox SET not_before = NULL, reason = NULL, told = 1 WHERE channel = ? AND state = 'pending'",
        [channel],
    )


def cancel(db: Database, prefix: str, *, notices: bool = False) -> int:
    """Take back the letters whose keys begin so and that are not under way; say how many.

    What tells facilitators of such a letter stays, unless `notices`.
    """
    return db.execute(
        """
        UPDATE outbox SET state = 'skipped', reason = 'cancelled', told = 1
        WHERE substr(key, 1, :size) = :prefix AND state = 'pending' AND (:notices OR kind <> 'session-notice')
        """,
        {"size": len(prefix), "prefix": prefix, "notices": int(notices)},
    ).rowcount


def distrust(db: Database, now: datetime) -> None:
    """The file was put back: what was due since may be posted, and is looked for from its hour on before it goes."""
    late = "due <= ? AND (parent IS NULL OR parent IN (SELECT key FROM outbox WHERE state = 'sent'))"
    new = "state = 'pending', lease_until = NULL, not_before = NULL, anchor = NULL, tried_at = NULL, doubt_since = due"
    db.execute(f"UPDATE outbox AS letter SET {new} WHERE {_OPEN} AND {late}", [_number(now)])


def refused(db: Database) -> tuple[Standing, ...]:
    """Letters of all servers that wait because they were refused."""
    return tuple(_standings(db, f"{_OPEN} AND letter.state = 'pending' AND letter.reason IS NOT NULL", {}))


def erase(db: Database, prefix: str) -> None:
    """Forget the letters whose keys begin so, as if they had never been: their keys are free again."""
    db.execute("DELETE FROM outbox WHERE substr(key, 1, ?) = ?", [len(prefix), prefix])


def settle(db: Database, key: str, posted: Posted | None) -> bool:
    """Somebody has looked: an uncertain letter is there, or is left out. So is one that did not go, to be forgotten."""
    return (
        db.execute(
            """
            UPDATE outbox SET state = :state, message = :message, place = :place, told = 1
            WHERE key = :key AND (state = 'uncertain' OR (state = 'dead' AND :state = 'skipped'))
            """,
            {
                "key": key,
                "state": "sent" if posted else "skipped",
                "message": posted.message if posted else None,
                "place": posted.place if posted else None,
            },
        ).rowcount
        == 1
    )


def post_again(db: Database, key: str) -> bool:
    """Somebody has looked: an uncertain letter is not there, and is sent as if it never had been."""
    return (
        db.execute(
            """
            UPDATE outbox SET state = 'pending', reason = NULL, told = 1, unfinished = 0, not_before = NULL,
                              doubt_since = NULL
            WHERE key = ? AND state = 'uncertain'
            """,
            [key],
        ).rowcount
        == 1
    )


def untold(db: Database) -> tuple[Standing, ...]:
    """Letters of which facilitators have to hear."""
    return tuple(_standings(db, "letter.told = 0", {}))


def tell(db: Database, told: Standing) -> None:
    """Note that facilitators have heard of it."""
    db.execute(
        "UPDATE outbox SET told = 1 WHERE key = ? AND state = ? AND reason IS ?",
        [told.letter.key, told.state, told.reason],
    )


def of_state(db: Database, state: State, guild: int) -> tuple[Standing, ...]:
    """The letters of one server that stand so."""
    return tuple(_standings(db, "letter.state = :state AND letter.guild = :guild", {"state": state, "guild": guild}))


def by_number(db: Database, number: int) -> Standing | None:
    """The letter with this number, which is never given twice."""
    return next(_standings(db, "letter.number = :number", {"number": number}), None)


def thin(db: Database, before: datetime, most: int) -> int:
    """Delete the letters of some sessions that were over by then; say how many letters.

    All letters of a session go at once, and only when each is settled and nobody has to be told: nothing that is left
    waits for one of them, and nothing asks for their keys again, since a session that is over plans nothing and its
    number is never given to another. One that was taken back could be taken up again as long as its schedule lasts.
    """
    return db.execute(
        """
        DELETE FROM outbox WHERE number IN (
        WITH finished AS (
            SELECT 'session:' || id || ':' AS first, 'session:' || id || ';' AS last FROM sessions
            WHERE state IN ('ended', 'cancelled', 'missed') AND start < :before
              AND (state <> 'cancelled' OR NOT EXISTS (
                  SELECT 1 FROM schedules WHERE schedules.id = sessions.schedule AND schedules.last_day >= :day
              ))
              AND EXISTS (SELECT 1 FROM outbox WHERE key > 'session:' || id || ':' AND key < 'session:' || id || ';')
              AND NOT EXISTS (
                  SELECT 1 FROM outbox WHERE key > 'session:' || id || ':' AND key < 'session:' || id || ';'
                  AND (state NOT IN ('sent', 'skipped', 'dead') OR told = 0 OR due >= :before OR tried_at >= :before)
              )
            ORDER BY id LIMIT :most
        )
        SELECT number FROM outbox JOIN finished ON key > finished.first AND key < finished.last
        )
        """,
        {"before": _number(before), "day": before.date().isoformat(), "most": most},
    ).rowcount


def drop_settled(db: Database, kind: str, before: datetime) -> int:
    """Delete letters of a kind that were due by then and are settled; nobody may ask for their keys again."""
    return db.execute(
        "DELETE FROM outbox WHERE kind = ? AND due < ? AND state NOT IN ('pending', 'sending') AND told = 1",
        [kind, _number(before)],
    ).rowcount


def forget_text(db: Database, guild: int, essay: str) -> None:
    """Keep no words of an essay in the letters of a server, posted or not."""
    for key, content in _with_passages(db, guild):
        _keep(db, key, content, [one for one in content["passages"] if one["quotation"]["essay"] != essay])


def waiting_passages(db: Database, guild: int, essay: str) -> dict[str, str]:
    """The words of an essay in letters of a server that are not posted yet, by their place."""
    quotations = (
        one["quotation"] for _, content in _with_passages(db, guild, _UNPOSTED) for one in content["passages"]
    )
    return {one["place"]: one["text"] for one in quotations if one["essay"] == essay}


def forget_places(db: Database, guild: int, places: Collection[str]) -> None:
    """Post no words that stood at these places."""
    for key, content in _with_passages(db, guild, _UNPOSTED):
        _keep(db, key, content, [one for one in content["passages"] if one["quotation"]["place"] not in places])


def forget(db: Database, guild: int) -> None:
    """Delete every letter of a server."""
    db.execute("DELETE FROM outbox WHERE guild = ?", [guild])


def _with_passages(db: Database, guild: int, condition: str = "TRUE") -> list[tuple[str, dict[str, Any]]]:
    sql = f"SELECT key, content FROM outbox WHERE guild = ? AND content LIKE '%passages%' AND {condition}"
    found = [(str(row["key"]), dict(json.loads(row["content"]))) for row in db.query(sql, [guild])]
    return [(key, content) for key, content in found if content.get("passages")]


def _keep(db: Database, key: str, content: dict[str, Any], passages: list[Any]) -> None:
    if passages != content["passages"]:
        words = json.dumps(content | {"passages": passages}, ensure_ascii=False, sort_keys=True)
        db.execute("UPDATE outbox SET content = ? WHERE key = ?", [words, key])


def _of_claim(db: Database, claimed: Standing, change: str, values: Mapping[str, Any]) -> bool:
    sql = f"UPDATE outbox SET {change} WHERE key = :key AND attempts = :attempts AND state = 'sending'"
    return db.execute(sql, {**values, "key": claimed.letter.key, "attempts": claimed.attempts}).rowcount == 1


def _standings(db: Database, condition: str, values: Mapping[str, Any]) -> Iterator[Standing]:
    return (_standing(row) for row in db.query(f"{_SELECT} WHERE {condition} {_ORDER}", dict(values)))


def _standing(row: Mapping[str, Any]) -> Standing:
    letter = Letter(
        key=row["key"],
        kind=row["kind"],
        guild=row["guild"],
        channel=row["channel"],
        due=_EPOCH + timedelta(milliseconds=row["due"]),
        expires=_EPOCH + timedelta(milliseconds=row["expires"]),
        content=json.loads(row["content"]),
        parent=row["parent"],
        form=row["form"],
        mentions=tuple(json.loads(row["mentions"])),
    )
    standing = Standing(
        letter,
        row["number"],
        row["lane"],
        row["state"],
        row["attempts"],
        row["unfinished"],
        row["failures"],
        _moment(row["not_before"]),
        _moment(row["lease_until"]),
        row["anchor"],
        _moment(row["doubt_since"]),
        _moment(row["tried_at"]),
        row["message"],
        row["place"],
        row["reason"],
    )
    if row["parent_state"] is None:
        return standing
    parent = Parent(row["parent_state"], row["parent_channel"], row["parent_message"], row["parent_place"])
    return replace(standing, parent=parent)


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _optional(moment: datetime | None) -> int | None:
    return None if moment is None else _number(moment)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + timedelta(milliseconds=number)
