CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE published_commands (application INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT;
CREATE TABLE server_settings (
            guild INTEGER PRIMARY KEY,
            questions_channel INTEGER,
            strictness TEXT NOT NULL CHECK (strictness IN ('strict', 'balanced', 'open'))
        , events INTEGER NOT NULL DEFAULT 1 CHECK (events IN (0, 1)), answers TEXT NOT NULL DEFAULT 'private' CHECK (answers IN ('private', 'public')), askers TEXT NOT NULL DEFAULT '[]', channels TEXT NOT NULL DEFAULT '[]', facilitator_roles TEXT NOT NULL DEFAULT '[]', moderator_roles TEXT NOT NULL DEFAULT '[]', asks_a_minute INTEGER NOT NULL DEFAULT 5 CHECK (asks_a_minute > 0), asks_a_day INTEGER NOT NULL DEFAULT 60 CHECK (asks_a_day > 0), server_asks_a_minute INTEGER NOT NULL DEFAULT 30 CHECK (server_asks_a_minute > 0), zone TEXT, mentions TEXT NOT NULL DEFAULT 'openings' CHECK (mentions IN ('invitations and openings', 'openings', 'invitations', 'never')), gaps INTEGER NOT NULL DEFAULT 0 CHECK (gaps IN (0, 1))) STRICT
        ;
CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            member INTEGER NOT NULL,
            title TEXT NOT NULL,
            author TEXT,
            link TEXT,
            note TEXT,
            made_at TEXT NOT NULL
        , inbox INTEGER) STRICT
        ;
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
        ;
CREATE TABLE facilitators (
            reading_group INTEGER NOT NULL REFERENCES reading_groups ON DELETE CASCADE,
            member INTEGER NOT NULL,
            PRIMARY KEY (reading_group, member)
        ) STRICT, WITHOUT ROWID
        ;
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
        ;
CREATE TABLE schedule_dates (
            schedule INTEGER NOT NULL REFERENCES schedules ON DELETE CASCADE,
            planned TEXT NOT NULL,
            moved_to TEXT,
            PRIMARY KEY (schedule, planned)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE identity (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), uuid TEXT NOT NULL) STRICT;
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
        ;
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
        ;
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
        ;
CREATE TABLE attendance (
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            member INTEGER NOT NULL,
            answer TEXT CHECK (answer IN ('coming', 'maybe', 'slow', 'not')),
            took_part INTEGER NOT NULL DEFAULT 0 CHECK (took_part IN (0, 1)),
            ready_in INTEGER,
            passed INTEGER NOT NULL DEFAULT 0 CHECK (passed IN (0, 1)),
            PRIMARY KEY (session, member)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE protocols (
            guild INTEGER NOT NULL,
            name TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            added_by INTEGER NOT NULL,
            added_at TEXT NOT NULL,
            PRIMARY KEY (guild, name)
        ) STRICT
        ;
CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            member INTEGER,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            verb TEXT NOT NULL,
            subject TEXT NOT NULL,
            key TEXT NOT NULL,
            before TEXT,
            after TEXT,
            undoes INTEGER UNIQUE
        ) STRICT
        ;
CREATE TABLE asked_lately (
            guild INTEGER NOT NULL,
            member INTEGER NOT NULL,
            minute_began INTEGER NOT NULL,
            in_minute INTEGER NOT NULL,
            day_began INTEGER NOT NULL,
            in_day INTEGER NOT NULL,
            PRIMARY KEY (guild, member)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE session_events (
            session INTEGER PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
            guild INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('none', 'asked', 'there', 'left')),
            event INTEGER,
            shown TEXT,
            begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
            asked_at INTEGER,
            not_before INTEGER,
            failures INTEGER NOT NULL,
            CHECK ((state = 'asked') = (asked_at IS NOT NULL)),
            CHECK (state <> 'there' OR (event IS NOT NULL AND shown IS NOT NULL))
        ) STRICT
        ;
CREATE TABLE reminders (
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            member INTEGER NOT NULL,
            inbox INTEGER NOT NULL,
            PRIMARY KEY (session, member)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE gaps (
            guild INTEGER NOT NULL,
            folded TEXT NOT NULL,
            question TEXT NOT NULL,
            at INTEGER NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (guild, folded)
        ) STRICT
        ;
CREATE TABLE departures (guild INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
INSERT INTO "_sqlite_migrations" VALUES (1, 'bot', 'm001_published_commands', '2026-11-22 22:54:50.394447+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'bot', 'm002_server_settings', '2026-11-22 22:54:50.407686+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'bot', 'm003_suggestions', '2026-11-22 22:54:50.415098+00:00');
INSERT INTO "_sqlite_migrations" VALUES (4, 'bot', 'm004_groups', '2026-11-22 22:54:50.433499+00:00');
INSERT INTO "_sqlite_migrations" VALUES (5, 'bot', 'm005_schedules', '2026-11-22 22:54:50.439856+00:00');
INSERT INTO "_sqlite_migrations" VALUES (6, 'bot', 'm006_outbox', '2026-11-22 22:54:50.468335+00:00');
INSERT INTO "_sqlite_migrations" VALUES (7, 'bot', 'm007_sessions', '2026-11-22 22:54:50.476432+00:00');
INSERT INTO "_sqlite_migrations" VALUES (8, 'bot', 'm008_protocols', '2026-11-22 22:54:50.495746+00:00');
INSERT INTO "_sqlite_migrations" VALUES (9, 'bot', 'm011_audit', '2026-11-22 22:54:50.513683+00:00');
INSERT INTO "_sqlite_migrations" VALUES (10, 'bot', 'm012_asked_lately', '2026-11-22 22:54:50.525372+00:00');
INSERT INTO "_sqlite_migrations" VALUES (11, 'bot', 'm009_session_events', '2026-11-22 22:54:50.546349+00:00');
INSERT INTO "_sqlite_migrations" VALUES (12, 'bot', 'm010_reminders', '2026-11-22 22:54:50.567708+00:00');
INSERT INTO "_sqlite_migrations" VALUES (13, 'bot', 'm013_more_settings', '2026-11-22 22:54:50.595514+00:00');
INSERT INTO "_sqlite_migrations" VALUES (14, 'bot', 'm014_gaps', '2026-11-22 22:54:50.607688+00:00');
INSERT INTO "_sqlite_migrations" VALUES (15, 'bot', 'm020_departures', '2026-11-22 22:54:50.619670+00:00');
INSERT INTO "_sqlite_migrations" VALUES (16, 'bot', 'm021_inbox_of_suggestions', '2026-11-22 22:54:50.625468+00:00');
INSERT INTO "published_commands" VALUES (5, 'abc');
INSERT INTO "server_settings" VALUES (3333333333333333333, NULL, 'open', 1, 'private', '[1111111111111111111, 8]', '[]', '[]', '[]', 5, 60, 30, NULL, 'openings', 0);
INSERT INTO "suggestions" VALUES (1, 3333333333333333333, 1111111111111111111, 'A text', '<@1111111111111111111>', '<@1111111111111111111>', 'asked by <@1111111111111111111>', '2026', 1111111111111111777);
INSERT INTO "suggestions" VALUES (2, 3333333333333333333, 2222222222222222222, 'A text', '<@1111111111111111111>', '<@1111111111111111111>', 'asked by <@1111111111111111111>', '2026', 7);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('suggestions', 2);
INSERT INTO "sqlite_sequence" VALUES ('reading_groups', 2);
INSERT INTO "sqlite_sequence" VALUES ('schedules', 3);
INSERT INTO "sqlite_sequence" VALUES ('outbox', 4);
INSERT INTO "sqlite_sequence" VALUES ('sessions', 2);
INSERT INTO "sqlite_sequence" VALUES ('audit', 2);
INSERT INTO "reading_groups" VALUES (1, 3333333333333333333, 'Friends of <@1111111111111111111>', 5, 0, NULL, 'UTC', 'live', '19:30', '2026', NULL);
INSERT INTO "reading_groups" VALUES (2, 3333333333333333333, 'Others', 5, 0, NULL, 'UTC', 'live', '19:30', '2026', NULL);
INSERT INTO "facilitators" VALUES (1, 1111111111111111111);
INSERT INTO "facilitators" VALUES (2, 1111111111111111111);
INSERT INTO "facilitators" VALUES (2, 2222222222222222222);
INSERT INTO "schedules" VALUES (1, 1, 'active of <@1111111111111111111>', NULL, 'of-1111111111111111111', '["1111111111111111111"]', 'live', 'UTC', 'weekly', '[1]', '19:30', '2026-01-06', 1, NULL, 8, NULL, '2026-03-01', 'active', 'since 1111111111111111111 left', NULL, 1, 1111111111111111111, '2026');
INSERT INTO "schedules" VALUES (2, 1, 'draft of <@1111111111111111111>', 'plan-of-1111111111111111111', NULL, '["1111111111111111111"]', 'live', 'UTC', 'weekly', '[1]', '19:30', '2026-01-06', 1, NULL, 8, NULL, '2026-03-01', 'draft', 'since 1111111111111111111 left', NULL, 1, 1111111111111111111, '2026');
INSERT INTO "schedules" VALUES (3, 1, 'draft of <@1111111111111111111>', 'plan-of-1111111111111111111', NULL, '["1111111111111111111"]', 'live', 'UTC', 'weekly', '[1]', '19:30', '2026-01-06', 1, NULL, 8, NULL, '2026-03-01', 'draft', 'since 1111111111111111111 left', NULL, 1, 2222222222222222222, '2026');
INSERT INTO "schedule_dates" VALUES (1, '2026-01-13', NULL);
INSERT INTO "identity" VALUES (1, 'b259e7aa-0577-434c-be0e-4f764d04f586');
INSERT INTO "outbox" VALUES (1, 'session:1:direct:1:1111111111111111111:', 'session:1:direct:1:1111111111111111111:', NULL, 'session-direct', 3333333333333333333, 1111111111111111777, 'message', '{"title": "x"}', '[]', 0, 1, 'pending', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO "outbox" VALUES (2, 'session:1:direct:1:2222222222222222222:', 'session:1:direct:1:2222222222222222222:', NULL, 'session-direct', 3333333333333333333, 7, 'message', '{"title": "x"}', '[]', 0, 1, 'pending', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO "outbox" VALUES (3, 'session:1:news', 'session:1:news', NULL, 'session-news', 3333333333333333333, 5, 'message', '{"member": 1111111111111111111, "what": "handed over"}', '[]', 0, 1, 'pending', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO "outbox" VALUES (4, 'session:1:news:2', 'session:1:news', 'session:1:news', 'session-news', 3333333333333333333, 5, 'message', '{"member": 2222222222222222222}', '[]', 0, 1, 'pending', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO "sessions" VALUES (1, 1, 5, 0, NULL, 1, '2026-01-06', 1, '<@1111111111111111111>', '<@1111111111111111111>', '["<@1111111111111111111>"]', '{"name": "x", "by": 1111111111111111111, "phases": [{"say": "<@1111111111111111111>"}]}', 'live', 'UTC', 0, 'planned', 0, NULL, NULL, NULL, 0, 1111111111111111111);
INSERT INTO "sessions" VALUES (2, 1, 5, 0, NULL, NULL, NULL, 1, 'Bob''s', '', '[]', '{"name": "x", "by": 1111111111111111111, "phases": [{"say": "<@1111111111111111111>"}]}', 'live', 'UTC', 0, 'planned', 0, NULL, NULL, NULL, 0, 2222222222222222222);
INSERT INTO "session_phases" VALUES (1, 1, NULL, NULL, NULL, NULL, '[{"text": "<@1111111111111111111>"}]', 'What does <@1111111111111111111> see?', 0, 1, '[{"text": "<@1111111111111111111>"}]');
INSERT INTO "attendance" VALUES (1, 1111111111111111111, 'coming', 0, NULL, 0);
INSERT INTO "attendance" VALUES (1, 2222222222222222222, 'coming', 0, NULL, 0);
INSERT INTO "protocols" VALUES (3333333333333333333, 'of-1111111111111111111', 'A protocol', 'say = ''<@1111111111111111111>''', 1111111111111111111, '2026');
INSERT INTO "protocols" VALUES (3333333333333333333, 'of-2222222222222222222', 'A protocol', 'say = ''<@1111111111111111111>''', 2222222222222222222, '2026');
INSERT INTO "audit" VALUES (1, 3333333333333333333, 1111111111111111111, 0, 'group', 'edited', 'Friends of <@1111111111111111111>', '1111111111111111111', '{"facilitators": [1111111111111111111, 2222222222222222222]}', '{"facilitators": [2222222222222222222]}', NULL);
INSERT INTO "audit" VALUES (2, 3333333333333333333, 2222222222222222222, 0, 'group', 'edited', 'Friends of <@1111111111111111111>', '1111111111111111111', '{"facilitators": [1111111111111111111, 2222222222222222222]}', '{"facilitators": [2222222222222222222]}', NULL);
INSERT INTO "asked_lately" VALUES (3333333333333333333, 1111111111111111111, 0, 1, 0, 1);
INSERT INTO "asked_lately" VALUES (3333333333333333333, 2222222222222222222, 0, 1, 0, 1);
INSERT INTO "session_events" VALUES (1, 3333333333333333333, 'there', 9, '[{"text": "<@1111111111111111111>"}]', 0, NULL, NULL, 0);
INSERT INTO "reminders" VALUES (1, 1111111111111111111, 1111111111111111777);
INSERT INTO "reminders" VALUES (1, 2222222222222222222, 7);
INSERT INTO "gaps" VALUES (3333333333333333333, 'who is 1111111111111111111', 'Who is <@1111111111111111111>?', 0, 1);
INSERT INTO "departures" VALUES (4444444444444444444, 1767225600000);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX suggestions_of_guild ON suggestions (guild, member);
CREATE INDEX groups_of_guild ON reading_groups (guild);
CREATE INDEX schedules_of_group ON schedules (reading_group);
CREATE INDEX schedules_to_come ON schedules (last_day) WHERE state = 'active';
CREATE INDEX outbox_open ON outbox (due) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_untold ON outbox (number) WHERE told = 0;
CREATE INDEX sessions_of_group ON sessions (reading_group, start);
CREATE INDEX sessions_open ON sessions (start) WHERE state IN ('planned', 'running', 'held');
CREATE INDEX audit_of_guild ON audit (guild, number);
CREATE INDEX audit_by_age ON audit (at);
CREATE INDEX gaps_of_guild ON gaps (guild, at);
