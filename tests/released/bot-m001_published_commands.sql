CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE published_commands (application INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT;
INSERT INTO "_sqlite_migrations" VALUES (1, 'bot', 'm001_published_commands', '2026-11-22 22:54:48.307758+00:00');
INSERT INTO "published_commands" VALUES (5, 'abc');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
