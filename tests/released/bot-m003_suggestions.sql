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
        ) STRICT
        ;
CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            member INTEGER NOT NULL,
            title TEXT NOT NULL,
            author TEXT,
            link TEXT,
            note TEXT,
            made_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined'))
        ) STRICT
        ;
INSERT INTO "_sqlite_migrations" VALUES (1, 'bot', 'm001_published_commands', '2026-11-22 22:54:49.009514+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'bot', 'm002_server_settings', '2026-11-22 22:54:49.019663+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'bot', 'm003_suggestions', '2026-11-22 22:54:49.041347+00:00');
INSERT INTO "published_commands" VALUES (5, 'abc');
INSERT INTO "server_settings" VALUES (3333333333333333333, NULL, 'open');
INSERT INTO "suggestions" VALUES (1, 3333333333333333333, 1111111111111111111, 'A text', '<@1111111111111111111>', '<@1111111111111111111>', 'asked by <@1111111111111111111>', '2026', 'open');
INSERT INTO "suggestions" VALUES (2, 3333333333333333333, 2222222222222222222, 'A text', '<@1111111111111111111>', '<@1111111111111111111>', 'asked by <@1111111111111111111>', '2026', 'open');
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('suggestions', 2);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX suggestions_of_guild ON suggestions (guild, state, member);
