"""Groups, their schedules, letters, sessions, and the protocols that servers added."""

import uuid

from sqlite_utils import Database


def m004_groups(db: Database) -> None:
    """Reading groups and their facilitators. No number is given twice, since a button may still carry it."""
    db.execute(
        """
        CREATE TABLE reading_groups (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            name TEXT NOT NULL,
            channel INTEGER NOT NULL,
            is_forum INTEGER NOT NULL CHECK (is_forum IN (0, 1)),
            role INTEGER,
            zone TEXT NOT NULL,
            pace TEXT NOT NULL CHECK (pace IN ('live', 'slow')),
            hour TEXT NOT NULL,
            made_at TEXT NOT NULL,
            closed_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX groups_of_guild ON reading_groups (guild)")
    db.execute(
        """
        CREATE TABLE facilitators (
            reading_group INTEGER NOT NULL REFERENCES reading_groups ON DELETE CASCADE,
            member INTEGER NOT NULL,
            PRIMARY KEY (reading_group, member)
        ) STRICT, WITHOUT ROWID
        """
    )


def m005_schedules(db: Database) -> None:
    """Schedules as local times, zone and rule, never as instants; and the dates that are not as the rule says."""
    db.execute(
        """
        CREATE TABLE schedules (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            reading_group INTEGER NOT NULL REFERENCES reading_groups ON DELETE CASCADE,
            title TEXT NOT NULL,
            plan TEXT,
            protocol TEXT,
            essays TEXT NOT NULL,
            pace TEXT NOT NULL CHECK (pace IN ('live', 'slow')),
            zone TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('weekly', 'monthly', 'plan')),
            weekdays TEXT NOT NULL,
            hour TEXT NOT NULL,
            start TEXT NOT NULL,
            every INTEGER NOT NULL,
            nth INTEGER,
            count INTEGER,
            until TEXT,
            last_day TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'paused', 'cancelled')),
            reason TEXT,
            paused_at TEXT,
            version INTEGER NOT NULL,
            made_by INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            CHECK ((plan IS NULL) <> (protocol IS NULL)),
            CHECK ((count IS NULL) <> (until IS NULL))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX schedules_of_group ON schedules (reading_group)")
    db.execute("CREATE INDEX schedules_to_come ON schedules (last_day) WHERE state = 'active'")
    db.execute(
        """
        CREATE TABLE schedule_dates (
            schedule INTEGER NOT NULL REFERENCES schedules ON DELETE CASCADE,
            planned TEXT NOT NULL,
            moved_to TEXT,
            PRIMARY KEY (schedule, planned)
        ) STRICT, WITHOUT ROWID
        """
    )


def m006_outbox(db: Database) -> None:
    """Letters: rows before they are messages, with keys that are unique for ever, and a name for this file."""
    db.execute("CREATE TABLE identity (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), uuid TEXT NOT NULL) STRICT")
    db.execute("INSERT INTO identity VALUES (1, ?)", [str(uuid.uuid4())])
    db.execute(
        """
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            lane TEXT NOT NULL,
            parent TEXT REFERENCES outbox (key),
            kind TEXT NOT NULL,
            guild INTEGER NOT NULL,
            channel INTEGER NOT NULL,
            form TEXT NOT NULL CHECK (form IN ('message', 'thread', 'post')),
            content TEXT NOT NULL,
            mentions TEXT NOT NULL,
            due INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'sending', 'sent', 'skipped', 'uncertain', 'dead')),
            attempts INTEGER NOT NULL DEFAULT 0,
            unfinished INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            not_before INTEGER,
            lease_until INTEGER,
            anchor INTEGER,
            doubt_since INTEGER,
            tried_at INTEGER,
            message INTEGER,
            place INTEGER,
            reason TEXT,
            told INTEGER NOT NULL DEFAULT 1
        ) STRICT
        """
    )
    db.execute("CREATE INDEX outbox_open ON outbox (due) WHERE state IN ('pending', 'sending')")
    db.execute("CREATE INDEX outbox_untold ON outbox (number) WHERE told = 0")


def m007_sessions(db: Database) -> None:
    """Sessions, what each phase shows and asks, and who comes; a date of a schedule is one session, whatever moves it.

    Moments are milliseconds since 1970, as in the outbox.
    """
    db.execute(
        """
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            reading_group INTEGER NOT NULL REFERENCES reading_groups ON DELETE CASCADE,
            channel INTEGER NOT NULL,
            is_forum INTEGER NOT NULL CHECK (is_forum IN (0, 1)),
            role INTEGER,
            schedule INTEGER REFERENCES schedules ON DELETE CASCADE,
            planned TEXT,
            version INTEGER NOT NULL,
            title TEXT NOT NULL,
            note TEXT NOT NULL,
            essays TEXT NOT NULL,
            protocol TEXT NOT NULL,
            pace TEXT NOT NULL CHECK (pace IN ('live', 'slow')),
            zone TEXT NOT NULL,
            start INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'held', 'ended', 'cancelled', 'missed')),
            phase INTEGER NOT NULL,
            began INTEGER,
            ends INTEGER,
            held_at INTEGER,
            changes INTEGER NOT NULL,
            facilitator INTEGER,
            UNIQUE (schedule, planned),
            CHECK ((schedule IS NULL) = (planned IS NULL))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX sessions_of_group ON sessions (reading_group, start)")
    db.execute("CREATE INDEX sessions_open ON sessions (start) WHERE state IN ('planned', 'running', 'held')")
    db.execute(
        """
        CREATE TABLE session_phases (
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            number INTEGER NOT NULL,
            place TEXT,
            citation TEXT,
            other_place TEXT,
            other_citation TEXT,
            words TEXT NOT NULL,
            question TEXT,
            is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            is_chosen INTEGER NOT NULL CHECK (is_chosen IN (0, 1)),
            evidence TEXT NOT NULL,
            PRIMARY KEY (session, number)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE attendance (
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            member INTEGER NOT NULL,
            answer TEXT CHECK (answer IN ('coming', 'maybe', 'slow', 'not')),
            took_part INTEGER NOT NULL DEFAULT 0 CHECK (took_part IN (0, 1)),
            ready_in INTEGER,
            passed INTEGER NOT NULL DEFAULT 0 CHECK (passed IN (0, 1)),
            PRIMARY KEY (session, member)
        ) STRICT, WITHOUT ROWID
        """
    )


def m008_protocols(db: Database) -> None:
    """Protocols that servers added: the files as they were uploaded. Lists need no more of them than their titles."""
    db.execute(
        """
        CREATE TABLE protocols (
            guild INTEGER NOT NULL,
            name TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            added_by INTEGER NOT NULL,
            added_at TEXT NOT NULL,
            PRIMARY KEY (guild, name)
        ) STRICT
        """
    )


STEPS = (m004_groups, m005_schedules, m006_outbox, m007_sessions, m008_protocols)
