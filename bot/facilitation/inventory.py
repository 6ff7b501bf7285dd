"""What is stored, column by column: what it is, how long it is kept, who sees it, and what erasing a member does to it.

`/privacy`, `/mydata` and `python -m bot forget` go by this table, and a test compares it with the real schema: a new
column is decided here, or the test fails.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Holds = Literal["member", "inbox", "words"]
"""A member's id; the channel of her direct messages; words of people or values in JSON, in which an id may stand."""

Erasing = Literal["row", "nobody", "taken out"]
"""The row is deleted; the column names nobody from then on; the id is taken out of the words, which stay."""

ALWAYS = "as long as Footnote is in the server, and 30 days after"
UNTIL_REMOVED = "until a moderator removes it"
MEMBERS = "everybody in the server"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can hold something of a person."""

    name: str
    holds: Holds
    erasing: Erasing


@dataclass(frozen=True, slots=True)
class Topic:
    """A table with something of people in it; `about_you` when its rows are a member's own or name her."""

    table: str
    what: str
    kept: str
    seen: str
    columns: tuple[Column, ...]
    about_you: bool = True


def _member(name: str, erasing: Erasing = "row") -> Column:
    return Column(name, "member", erasing)


def _words(*names: str, erasing: Erasing = "taken out") -> tuple[Column, ...]:
    return tuple(Column(name, "words", erasing) for name in names)


TOPICS: tuple[Topic, ...] = (
    Topic(
        "suggestions",
        "Texts that you suggest",
        "until a moderator has decided on them; their titles stay in the audit, without your name",
        "moderators",
        (
            _member("member"),
            Column("inbox", "inbox", "row"),
            *_words("title", "author", "link", "note", erasing="row"),
        ),
    ),
    Topic(
        "facilitators",
        "Groups that you facilitate",
        "until you are taken off the group",
        MEMBERS,
        (_member("member"),),
    ),
    Topic(
        "schedules",
        "Meetings that you planned",
        ALWAYS,
        MEMBERS,
        (_member("made_by", "nobody"), *_words("title", "plan", "protocol", "essays", "reason")),
    ),
    Topic(
        "sessions",
        "Sessions that were handed over to you",
        ALWAYS,
        MEMBERS,
        (_member("facilitator", "nobody"), *_words("title", "note", "essays", "protocol")),
    ),
    Topic(
        "attendance",
        "Whether you come to a session, take part, are ready or pass",
        "until the session is over",
        "facilitators and moderators; everybody sees how many",
        (_member("member"),),
    ),
    Topic(
        "reminders",
        "That you want to be reminded of a session",
        "until the session begins",
        NOBODY,
        (_member("member"), Column("inbox", "inbox", "row")),
    ),
    Topic(
        "outbox",
        "Direct messages to you, and messages of a session that name you",
        "until the session begins or for a day; those of a session for 90 days after it",
        "you; those of a session by everybody in the server",
        (
            *_words("key", "lane", "parent", erasing="row"),
            Column("channel", "inbox", "row"),
            *_words("content", "mentions"),
        ),
    ),
    Topic(
        "protocols",
        "Protocols that you uploaded",
        "until somebody removes them",
        MEMBERS,
        (_member("added_by", "nobody"), *_words("name", "title", "text")),
    ),
    Topic(
        "audit",
        "Changes that you made to settings, groups, schedules, sessions, protocols and essays, or that name you",
        "180 days",
        "moderators",
        (_member("member", "nobody"), *_words("verb", "subject", "key", "before", "after")),
    ),
    Topic(
        "asked_lately",
        "How many questions you asked within a minute and a day: numbers, never words",
        "two days at most",
        NOBODY,
        (_member("member"),),
    ),
    Topic(
        "gaps",
        "Questions that the essays could not answer, without who asked",
        "30 days, and only while moderators have turned this on",
        "moderators",
        _words("folded", "question"),
        about_you=False,
    ),
    Topic(
        "reading_groups",
        "Reading groups with their names",
        ALWAYS,
        MEMBERS,
        _words("name"),
        about_you=False,
    ),
    Topic(
        "session_phases",
        "What each part of a session shows and asks",
        ALWAYS,
        MEMBERS,
        _words("words", "question", "evidence"),
        about_you=False,
    ),
    Topic(
        "session_events",
        "What the list of events shows of a session",
        ALWAYS,
        MEMBERS,
        _words("shown"),
        about_you=False,
    ),
    Topic(
        "server_settings",
        "The server's settings",
        ALWAYS,
        "moderators",
        _words("askers", "channels", "facilitator_roles", "moderator_roles"),
        about_you=False,
    ),
)
"""The tables of bot.db that can hold something of a person."""

FILE_TOPICS: tuple[Topic, ...] = (
    Topic(
        "erasures",
        "That somebody was erased: a moment and a code, not who it was, so that a backup which is put back does not "
        "bring her back",
        "400 days",
        NOBODY,
        (),
        about_you=False,
    ),
)
"""What stands in files beside bot.db."""

LIBRARY_TOPICS: tuple[Topic, ...] = (
    Topic(
        "essays",
        "The server's essays",
        "until a moderator removes them",
        MEMBERS,
        _words("file", "title", "author", "source", "licence", "note", "text"),
        about_you=False,
    ),
    Topic(
        "drafts",
        "Essays that are prepared and not published",
        "until a moderator has published or discarded them",
        "moderators",
        _words("file", "title", "author", "source", "licence", "note", "text", "left_out", "doubts", "suggested"),
        about_you=False,
    ),
    Topic(
        "revisions",
        "Former versions of essays",
        "as long as the essay",
        NOBODY,
        _words("text"),
        about_you=False,
    ),
    Topic(
        "stash",
        "Essays that were taken out",
        "30 days",
        "moderators",
        _words("file", "title", "author", "source", "licence", "note", "text"),
        about_you=False,
    ),
    Topic("glossary", "The glossary", UNTIL_REMOVED, MEMBERS, _words("key", "term"), about_you=False),
    Topic("sections", "The headings of essays", UNTIL_REMOVED, MEMBERS, _words("heading"), about_you=False),
    Topic(
        "vocabularies",
        "The words of each essay, counted",
        UNTIL_REMOVED,
        MEMBERS,
        _words("vocabulary"),
        about_you=False,
    ),
)
"""The tables of a library file: words of authors, chosen by moderators. No member stands there, so none is erased."""

MEMORY_TOPIC = Topic(
    "vectors",
    "Numbers that the model made of essays, without their words: no text is worked through twice",
    "until they were not needed for 30 days, or any server is erased",
    NOBODY,
    (),
    about_you=False,
)
"""The table of the memory of vectors, which all servers share: no person and no text stands there."""

_OF_SESSIONS = "start state phase began ends held_at changes id reading_group channel is_forum role schedule planned"

NO_PERSON: Mapping[str, frozenset[str]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "_sqlite_migrations": "id migration_set name applied_at",
        "asked_lately": "guild minute_began in_minute day_began in_day",
        "attendance": "session answer took_part ready_in passed",
        "audit": "number guild at kind undoes",
        "departures": "guild at",
        "facilitators": "reading_group",
        "gaps": "guild at times",
        "identity": "only_row uuid",
        "outbox": "number kind guild form due expires state attempts unfinished failures not_before lease_until anchor "
        "doubt_since tried_at message place reason told",
        "protocols": "guild added_at",
        "published_commands": "application fingerprint",
        "reading_groups": "id guild channel is_forum role zone pace hour made_at closed_at",
        "reminders": "session",
        "schedule_dates": "schedule planned moved_to",
        "schedules": "id reading_group pace zone kind weekdays hour start every nth count until last_day state "
        "paused_at version made_at",
        "server_settings": "guild questions_channel strictness events answers asks_a_minute asks_a_day "
        "server_asks_a_minute zone mentions gaps",
        "session_events": "session guild state event begun asked_at not_before failures",
        "session_phases": "session number place citation other_place other_citation is_open is_chosen",
        "sessions": f"{_OF_SESSIONS} version pace zone",
        "suggestions": "id guild made_at",
    }.items()
}
"""The columns of bot.db that hold no person: numbers, moments, channels, roles, names that we chose."""

NO_PERSON_IN_LIBRARY: Mapping[str, frozenset[str]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "_sqlite_migrations": "id migration_set name applied_at",
        "drafts": "id kind year language revision layout prepared_at",
        "essays": "id slug year revision language",
        "glossary": "essay_id place citation",
        "meta": "key value",
        "paragraphs": "id essay_id section_id number start end",
        "passage_words_data": "id",
        "passage_words_docsize": "id",
        "passages": "id paragraph_id start end",
        "revisions": "essay_id revision layout cutting replaced_at",
        "sections": "id essay_id start end",
        "sentences": "id passage_id start end",
        "stash": "essay_id slug year revision layout cutting sentence_ids removed_at language",
        "vocabularies": "essay_id rules",
    }.items()
}
"""The same of a library file."""

NO_PERSON_IN_MEMORY: Mapping[str, frozenset[str]] = {
    "_sqlite_migrations": frozenset({"id", "migration_set", "name", "applied_at"}),
    "vectors": frozenset({"id", "key", "used", "vector", "tokens"}),
}
"""All columns of the memory of vectors, also those of bytes."""


def people() -> Iterator[tuple[Topic, Column]]:
    """The columns of bot.db that hold a member's id."""
    return ((topic, column) for topic in TOPICS for column in topic.columns if column.holds == "member")


def wordy() -> Iterator[tuple[Topic, Column]]:
    """The columns of bot.db that hold words or JSON, in which an id may stand; they are searched for its digits."""
    return ((topic, column) for topic in TOPICS for column in topic.columns if column.holds == "words")


def topic_of(table: str) -> Topic:
    """What is said of a table."""
    return next(topic for topic in TOPICS if topic.table == table)
