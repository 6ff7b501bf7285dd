"""A server in which everything can be used, and one way to use each command, button and form of Footnote."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
from simcord import MemberActor

from retrieval import Library
from tests.bot.discord_ui.planning import TALK, found, plan, propose
from tests.sim import HEDGES, TEA, Server, World, buttons, components, hand_in

QUESTION = "What keeps the wind out?"
QUOTE = "A hedge keeps the wind out of the kitchen garden."
FERNS = "# On Ferns\n\nBy Ida Moss\n\nA fern has no use for a kettle.\n"
OWN = Path("seeds/protocols/notice-and-wonder.toml")
SECRETS = ("Marchetti", "hedgehogs", "Bertrand Quill", "Sister Outsider", "a meeting of our own")
"""What only this server's people may read."""

ROLES = ("member", "elsewhere", "facilitator", "moderator")
"""Of this server; `elsewhere` facilitates another group of it."""

Rows = Counter[tuple[str, str, tuple[Any, ...]]]


@dataclass
class Stage:
    """The server, another one, who is there, and the numbers of what can be used."""

    world: World
    home: Server
    away: Server
    people: dict[str, MemberActor]
    place: str
    essay: str
    planned: int = 0
    running: int = 0
    letter: int = 0
    link: str = ""
    drafts: dict[str, int] | None = None

    def files(self) -> list[Path]:
        return sorted(self.world.folder.rglob("*.db"))

    def rows(self) -> Rows:
        """Every row of bot.db and of every library."""
        found: Rows = Counter()
        for file in self.files():
            with closing(sqlite3.connect(file)) as db:
                for table in _tables(db):
                    if table != "sqlite_sequence":  # which only says what numbers were given
                        found.update((file.name, table, row) for row in db.execute(f"SELECT * FROM {table}"))
        return found

    def desk(self) -> bytes:
        """bot.db as it is."""
        with closing(sqlite3.connect(self.world.folder / "bot.db")) as db:
            return db.serialize()

    def put_back(self, desk: bytes) -> None:
        """bot.db as it was."""
        with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(self.world.folder / "bot.db")) as db:
            # serialize() of a file in WAL mode says so in its header, and memory knows no WAL
            old.deserialize(desk[:18] + b"\x01\x01" + desk[20:])
            with db:
                for table in _tables(db):
                    kept = old.execute(f"SELECT * FROM {table}").fetchall()
                    db.execute(f"DELETE FROM {table}")
                    if kept:
                        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(kept[0]))})", kept)


def _tables(db: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    return [name for (name,) in db.execute(query)]


async def set_the_stage(world: World) -> Stage:
    """Three groups; one has a schedule and a session to come, one is in a session. The other server has an essay."""
    s, away = world.server, await world.add_server("Gardeners")
    for file, text in (("hedges.md", HEDGES), ("tea.md", TEA), ("ferns.md", FERNS)):
        await world.add_essay(s, file, text)
    await world.add_essay(away, "moss.md", FERNS.replace("Ferns", "Moss"))
    await world.bot.shelf.use(s.guild.id, lambda library: _waiting(library, world.env.now()))
    carol = s.guild.add_member(world.env.create_user("carol", global_name="Carol"))
    await world.env.settle()
    await found(world)
    await found(world, name="Runners")
    await found(world, name="Others", facilitator=carol)
    await s.mod.slash(s.channel, "group edit", group="Others", remove_facilitator=s.mod)
    people = {"member": s.ann, "elsewhere": carol, "facilitator": s.bob, "moderator": s.mod}
    answer = await s.ann.slash(s.channel, "ask", question=QUESTION)
    place = next(one for one in buttons(answer).values() if ":context:" in one).rpartition(":")[2]
    removing = await s.mod.slash(s.channel, "library remove", essay="on-ferns")
    stage = Stage(world, s, away, people, place, buttons(removing)["Remove"].partition("remove:")[2])
    questions = s.guild.create_text_channel("questions")
    await s.mod.slash(s.channel, "settings edit", questions_channel=questions, gaps="on")
    await hand_in(world.env, s.ann, s.channel, ("footnote:suggest-form", {"title": "Sister Outsider"}))
    hedges = await world.bot.shelf.use(s.guild.id, lambda library: library.essay("on-hedges").info)
    await s.mod.slash(s.channel, "glossary add", term="Ladder", citation=f"on-hedges ¶3.1 @{hedges.revision}")
    await s.mod.slash(s.channel, "protocol add", file=("our-own.toml", _own("a meeting of our own")))
    await plan(world)
    await plan(world, title="Asleep")
    await s.bob.slash(s.channel, "schedule pause", schedule="2")
    preview = await s.bob.slash(s.channel, "session preview", group="Readers")
    stage.planned = int(buttons(preview)["Next"].split(":")[2])
    begun = {"group": "Runners", "protocol": "notice-and-wonder", "essay": "on-hedges"}
    await s.bob.slash(s.channel, "session start", **begun)
    stage.running = stage.planned + 1
    cards = {role: await propose(world, people[role]) for role in ("facilitator", "moderator")}
    stage.drafts = {role: int(buttons(card)["Save"].rpartition(":")[2]) for role, card in cards.items()}
    _doubt(stage)
    return stage


def _waiting(library: Library, now: datetime) -> None:
    """Four drafts, and an essay that was removed."""
    for number in range(4):
        library.prepare(f"{number}.md", FERNS.replace("kettle", f"kettle {number}").encode(), now)
    library.add("gates.md", FERNS.replace("Ferns", "Gates").replace("fern", "gate").encode())
    library.remove("on-gates", now)


def _doubt(stage: Stage) -> None:
    """Whether the first prompt of the session was posted is uncertain from now on."""
    (thread,) = stage.home.channel.threads
    with closing(sqlite3.connect(stage.world.folder / "bot.db")) as db, db:
        query = "SELECT number, message FROM outbox WHERE kind = 'session-phase'"
        ((stage.letter, message),) = db.execute(query).fetchall()
        db.execute("UPDATE outbox SET state = 'uncertain', message = NULL WHERE number = ?", [stage.letter])
    stage.link = f"https://discord.com/channels/{stage.home.guild.id}/{thread.id}/{message}"


def _own(title: str) -> bytes:
    return OWN.read_text(encoding="utf-8").replace("Notice and Wonder", title).encode()


READERS, RUNNERS = {"group": "Readers"}, {"group": "Runners"}
COMMANDS: Mapping[str, Callable[[Stage], Mapping[str, Any]]] = {
    "ask": lambda on: {"question": QUESTION},
    "compare": lambda on: {"idea": QUESTION},
    "quote": lambda on: {"text": QUOTE},
    "essays": lambda on: {},
    "read": lambda on: {"essay": "on-hedges"},
    "define": lambda on: {"term": "Ladder"},
    "glossary list": lambda on: {},
    "glossary add": lambda on: {"term": "Hedge"},
    "glossary remove": lambda on: {"term": "Ladder"},
    "suggest": lambda on: {"title": "Another book"},
    "next": lambda on: READERS,
    "help": lambda on: {},
    "about": lambda on: {},
    "privacy": lambda on: {},
    "mydata export": lambda on: {},
    "mydata delete": lambda on: {},
    "group create": lambda on: {"name": "New", "channel": on.home.channel, "zone": "Europe/Rome", "hour": "19:30"},
    "group edit": lambda on: READERS | {"hour": "20:00"},
    "group show": lambda on: READERS,
    "group close": lambda on: READERS,
    "schedule create": lambda on: READERS | TALK,
    "schedule list": lambda on: {},
    "schedule show": lambda on: {"schedule": "1"},
    "schedule move": lambda on: {"schedule": "1", "date": "2026-01-13", "to_hour": "18:00"},
    "schedule skip": lambda on: {"schedule": "1", "date": "2026-01-13"},
    "schedule pause": lambda on: {"schedule": "1"},
    "schedule resume": lambda on: {"schedule": "2"},
    "schedule cancel": lambda on: {"schedule": "1"},
    "protocol list": lambda on: {},
    "protocol show": lambda on: {"name": "our-own"},
    "protocol add": lambda on: {"file": ("another.toml", _own("Another"))},
    "protocol remove": lambda on: {"name": "our-own"},
    "session preview": lambda on: READERS,
    "session rehearse": lambda on: READERS,
    "session start": lambda on: READERS,
    "session advance": lambda on: RUNNERS,
    "session hold": lambda on: RUNNERS,
    "session extend": lambda on: RUNNERS,
    "session end": lambda on: RUNNERS,
    "session letters": lambda on: {},
    "session hand-over": lambda on: RUNNERS | {"member": on.people["member"]},
    "library add": lambda on: {"file": ("new.md", b"# New\n\nA new essay about old fences.\n")},
    "library list": lambda on: {},
    "library show": lambda on: {"essay": "on-ferns"},
    "library edit": lambda on: {"essay": "on-ferns"},
    "library replace": lambda on: {"essay": "on-ferns", "file": ("new.md", FERNS.encode() + b"\nNor has moss.\n")},
    "library remove": lambda on: {"essay": "on-ferns"},
    "library restore": lambda on: {"essay": "on-gates"},
    "library download": lambda on: {"essay": "on-ferns"},
    "library export": lambda on: {},
    "library starter": lambda on: {},
    "library suggestions": lambda on: {},
    "setup": lambda on: {},
    "settings show": lambda on: {},
    "settings edit": lambda on: {"strictness": "open"},
    "settings roles": lambda on: {},
    "settings channels": lambda on: {},
    "audit": lambda on: {},
    "status": lambda on: {},
    "diagnose": lambda on: {"member": on.people["member"], "command": "ask", "channel": on.home.channel},
    "gaps": lambda on: {},
}
"""Options with which a command does something in this server."""

MENUS = ("Find passages", "Check this quote")
MENU_KINDS: Mapping[str, Callable[..., discord.ui.Item[Any]]] = {
    "hand-to": discord.ui.UserSelect,
    "settings-roles": discord.ui.RoleSelect,
    "settings-channels": discord.ui.ChannelSelect,
    "setup-roles": discord.ui.RoleSelect,
    "setup-channels": discord.ui.ChannelSelect,
}
OF_ANY_GROUP = frozenset({"protocol add", "protocol remove", "remove-protocol", "session letters", "letters"})
"""What a facilitator may do who facilitates any group of the server."""

CONTROLS: Mapping[str, Callable[[Stage, str], str]] = {
    "context": lambda on, role: on.place,
    "more": lambda on, role: f"zzzzzz:{on.place}",
    "share": lambda on, role: f"zzzzzz:{on.place}",
    "cite": lambda on, role: on.place,
    "sides": lambda on, role: f"1.1:{on.place}",
    "share-sides": lambda on, role: f"1.1:{on.place}",
    "read": lambda on, role: "on-hedges:1.0",
    "essays": lambda on, role: "0",
    "refer": lambda on, role: "zzzzzz",
    "suggest": lambda on, role: "",
    "schedules": lambda on, role: "0:0",
    "protocol-file": lambda on, role: "our-own",
    "remove-protocol": lambda on, role: "our-own",
    "protocols": lambda on, role: "0",
    "rsvp": lambda on, role: f"{on.planned}:coming",
    "remind": lambda on, role: f"{on.planned}",
    "rsvp-names": lambda on, role: f"{on.planned}",
    "phase": lambda on, role: f"{on.running}:1:ready",
    "steer": lambda on, role: f"{on.running}:1:hold",
    "hand": lambda on, role: f"{on.running}",
    "hand-to": lambda on, role: f"{on.running}",
    "choose": lambda on, role: f"{on.planned}:1",
    "another": lambda on, role: f"{on.planned}:2:1",
    "preview": lambda on, role: f"{on.planned}:0",
    "letter": lambda on, role: f"{on.letter}:out",
    "letter-link": lambda on, role: f"{on.letter}",
    "letters": lambda on, role: "0",
    "erase-me": lambda on, role: "",
    "save-schedule": lambda on, role: _draft(on, role),
    "discard-schedule": lambda on, role: _draft(on, role),
    "cancel-schedule": lambda on, role: "1",
    "close-group": lambda on, role: "1",
    "remove": lambda on, role: on.essay,
    "library": lambda on, role: "0",
    "edit-essay": lambda on, role: "on-ferns",
    "download": lambda on, role: "on-ferns",
    "removing": lambda on, role: "on-ferns",
    "restore": lambda on, role: "on-gates",
    "publish": lambda on, role: "1:1-3:0",
    "publish-all": lambda on, role: "2-2",
    "describe": lambda on, role: "3:1-3:0",
    "discard": lambda on, role: "3:1-3:0",
    "drafts": lambda on, role: "all:0",
    "starter": lambda on, role: "",
    "replace": lambda on, role: f"{on.essay.partition(':')[0]}:4:{on.essay.partition(':')[2][:8]}",
    "decide": lambda on, role: "declined:1:0",
    "suggestions": lambda on, role: "0",
    "setup": lambda on, role: "0",
    "setup-open": lambda on, role: "session",
    "setup-starter": lambda on, role: "",
    "setup-save": lambda on, role: _draft(on, role),
    "setup-roles": lambda on, role: "askers",
    "setup-channels": lambda on, role: "",
    "settings-roles": lambda on, role: "askers",
    "settings-channels": lambda on, role: "",
    "audit": lambda on, role: "any:0:0",
    "undo": lambda on, role: _line(on),
    "undo-now": lambda on, role: _line(on),
    "gaps": lambda on, role: "0",
    "define": lambda on, role: f"new:{on.place}:Hedge",
    "glossary": lambda on, role: "0",
}
"""What a button of each kind carries when this role presses it."""

FORMS: Mapping[str, Callable[[Stage, str], dict[str, str]]] = {
    "refer-form": lambda on, role: {"question": f"What does {role} want to know?"},
    "suggest-form": lambda on, role: {"title": f"A book for {role}"},
    "decline-form": lambda on, role: {"reason:1:0": "We have it."},
    "phase-form": lambda on, role: {f"passage:{on.planned}:1": "", f"question:{on.planned}:1": "What do you see?"},
    "letter-form": lambda on, role: {f"link:{on.letter}": on.link},
    "draft-form": lambda on, role: {"title:3:1-3:0:keep": "Fences", "author": "Ida Moss"},
    "setup-zone": lambda on, role: {"zone": "Rome"},
    "setup-group": lambda on, role: {"name": "Newer", "channel": str(on.home.channel.id), "hour": "19:30"},
    "setup-session": lambda on, role: {"essay": "on-ferns", "protocol": "chalk-talk", "day": "1", "hour": "19:30"},
    "essay-form": lambda on, role: {"title:on-ferns": "Of Ferns", "author": "Ida Moss"},
}
"""What is filled into each form."""


def _draft(on: Stage, role: str) -> str:
    assert on.drafts
    return str(on.drafts.get(role, on.drafts["facilitator"]))


def _line(on: Stage) -> str:
    """A change of the settings, which can be undone."""
    with closing(sqlite3.connect(on.world.folder / "bot.db")) as db:
        return str(db.execute("SELECT number FROM audit WHERE kind = 'settings'").fetchone()[0])


def name_of(custom_id: str) -> str:
    return custom_id.split(":")[1]


def view_of(custom_id: str) -> discord.ui.LayoutView:
    """A message with this button, or this menu."""
    item: discord.ui.Item[Any] = discord.ui.Button(label="Forged", custom_id=custom_id)
    if name_of(custom_id) in MENU_KINDS:
        item = MENU_KINDS[name_of(custom_id)](custom_id=custom_id, min_values=0)
    view = discord.ui.LayoutView(timeout=None)
    return view.add_item(discord.ui.ActionRow(item))


async def use(who: Any, message: discord.Message, chosen: Any) -> Any:
    """Press the one button of a message, or choose a person in its menu, and nothing in a menu of other things."""
    (one,) = (one for one in components(message) if "custom_id" in one)
    if one["type"] == discord.ComponentType.button.value:
        return await who.click(message, custom_id=one["custom_id"])
    is_person = one["type"] == discord.ComponentType.user_select.value
    return await who.select(message, [chosen] if is_person else [], custom_id=one["custom_id"])
