"""A small Discord on loopback that loses, delays and fails: enough of HTTP and gateway for the real bot to run on."""

import asyncio
import json
import random
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from tests.faults.payloads import ALL_RIGHTS, BOT, GUILD, User, application, asking, guild, hello

CHANNELS, FORUM = (501, 502, 503), 600
DISCORD_EPOCH = 1_420_070_400_000
FAULTS = {"drop before": 4, "drop after": 5, "500 after": 3, "502": 2, "hang": 2, "slow": 3, "429": 2, "delay": 5}
"""Of a hundred requests to post; the rest is answered as it should be."""

UNKNOWN_EVENT = {"code": 10070, "message": "Unknown Guild Scheduled Event"}

Answer = web.Response


@dataclass
class Unreliable:
    """Knows a nonce for `remembers` seconds. `calm` answers everything as it should be."""

    dice: random.Random
    remembers: float = 4.0
    hangs: float = 2.0
    calm: bool = False
    channels: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    nonces: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    late: set[asyncio.Task[None]] = field(default_factory=set)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    """What was answered to interactions: first the callback, then the edits of it."""
    identifies: int = 0
    identifies_left: int = 1000
    refuses_token: bool = False
    flags: int = 0
    """Of the application: its intents."""
    commands: list[dict[str, Any]] = field(default_factory=list)
    """As they are published."""
    rights: str = ALL_RIGHTS
    """Of everybody in the server."""
    number: int = 0
    _send: Any = None

    def __post_init__(self) -> None:
        for channel in CHANNELS:
            self._add_channel(channel, 0)
        self._add_channel(FORUM, 15)

    def texts(self) -> Counter[str]:
        """How often each text stands in any channel, and each thread and each event exists."""
        found: Counter[str] = Counter()
        for messages in self.messages.values():
            found.update(_first_text(message["components"]) for message in messages)
        found.update(f"thread {channel['name']}" for channel in self.channels.values() if channel["type"] == 11)
        found.update(event["name"] for event in self.events.values())
        return found

    def snowflake(self) -> str:
        self.number = (self.number + 1) % 4096
        return str(((int(time.time() * 1000) - DISCORD_EPOCH) << 22) + self.number)

    def _add_channel(self, number: int, kind: int, **more: Any) -> dict[str, Any]:
        channel = {
            "id": str(number),
            "type": kind,
            "guild_id": str(GUILD),
            "name": f"channel-{number}",
            "position": 0,
            "permission_overwrites": [],
            "last_message_id": None,
            "parent_id": None,
            "nsfw": False,
            "topic": None,
            "available_tags": [],
        } | more
        self.channels[number] = channel
        self.messages[number] = []
        return channel

    # What the bot asks for

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application()
        get, post, put = app.router.add_get, app.router.add_post, app.router.add_put
        get("/gateway/", self._gateway)
        get("/api/gateway/bot", self._gateway_bot)
        post("/api/interactions/{interaction}/{token}/callback", self._answer)
        app.router.add_patch("/api/webhooks/{application}/{token}/messages/@original", self._answer)
        get("/api/users/@me", self._myself)
        get("/api/oauth2/applications/@me", self._application)
        put("/api/applications/{application}/commands", self._json([]))
        get("/api/applications/{application}/commands", self._commands)
        get("/api/users/@me/guilds", self._guilds)
        get("/api/guilds/{guild}", self._guild)
        get("/api/guilds/{guild}/members/{member}", self._me)
        get("/api/guilds/{guild}/channels", self._channels)
        get("/api/channels/{channel}", self._channel)
        get("/api/channels/{channel}/messages", self._history)
        post("/api/channels/{channel}/messages", self._faulty(self._post))
        post("/api/channels/{channel}/messages/{message}/threads", self._faulty(self._begin_thread))
        post("/api/channels/{channel}/threads", self._faulty(self._forum_post))
        get("/api/guilds/{guild}/threads/active", self._active)
        get("/api/guilds/{guild}/scheduled-events", self._events)
        post("/api/guilds/{guild}/scheduled-events", self._faulty(self._add_event))
        get("/api/guilds/{guild}/scheduled-events/{event}", self._event)
        app.router.add_patch("/api/guilds/{guild}/scheduled-events/{event}", self._faulty(self._change_event))
        app.router.add_delete("/api/guilds/{guild}/scheduled-events/{event}", self._delete_event)
        get("/api/channels/{channel}/threads/archived/public", self._json({"threads": [], "members": []}))
        return app

    async def _myself(self, request: web.Request) -> Answer:
        if self.refuses_token:
            return _answer({"code": 0, "message": "401: Unauthorized"}, status=401)
        return _answer(User)

    async def _application(self, _: web.Request) -> Answer:
        return _answer(application() | {"flags": self.flags})

    async def _commands(self, _: web.Request) -> Answer:
        return _answer(self.commands)

    async def _guilds(self, _: web.Request) -> Answer:
        name, rights = "Tuesday readers", ALL_RIGHTS
        return _answer([{"id": str(GUILD), "name": name, "icon": None, "owner": False, "permissions": rights}])

    async def _guild(self, _: web.Request) -> Answer:
        return _answer(guild(self.channels.values(), self.rights))

    async def _me(self, _: web.Request) -> Answer:
        return _answer(guild([])["members"][0])

    async def _channels(self, _: web.Request) -> Answer:
        return _answer([channel for channel in self.channels.values() if channel["type"] != 11])

    def _json(self, value: Any) -> Any:
        async def answer(_: web.Request) -> Answer:
            return _answer(value)

        return answer

    def _faulty(self, accept: Any) -> Any:
        async def answer(request: web.Request) -> web.StreamResponse:
            body, path = await request.json(), {key: int(value) for key, value in request.match_info.items()}
            fault = self._fault()
            self.faults[fault] += 1
            if fault == "drop before":
                return _drop(request)
            if fault == "502":
                return web.Response(status=502, text="bad gateway")
            if fault == "429":
                return _answer({"retry_after": 0.2, "global": False}, status=429, headers={"Via": "1.1 us"})
            if fault == "hang":
                await asyncio.sleep(self.hangs)
                return _drop(request)
            if fault == "slow":  # taken in after the bot has given up, or was killed
                self._later(accept, path, body)
                await asyncio.sleep(self.hangs)
                return _drop(request)
            if fault == "delay":
                await asyncio.sleep(self.dice.uniform(0, 0.5))
            status, made = accept(path, body)
            if fault == "drop after":
                return _drop(request)
            if fault == "500 after":
                return web.Response(status=500, text="sorry")
            return _answer(made, status=status)

        return answer

    def _fault(self) -> str:
        if self.calm:
            return "none"
        kinds = [*FAULTS, "none"]
        return self.dice.choices(kinds, [*FAULTS.values(), 100 - sum(FAULTS.values())])[0]

    def _later(self, accept: Any, path: dict[str, int], body: dict[str, Any]) -> None:
        async def take_in() -> None:
            await asyncio.sleep(self.hangs * 0.6)
            accept(path, body)

        task = asyncio.create_task(take_in())
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    def _post(self, path: dict[str, int], body: dict[str, Any]) -> tuple[int, Any]:
        known = self.nonces.get(body["nonce"])
        if known and time.monotonic() - known[0] < self.remembers:
            return 200, known[1]
        message = self._add_message(path["channel"], body)
        self.nonces[body["nonce"]] = time.monotonic(), message
        return 200, message

    def _add_message(self, channel: int, body: dict[str, Any], number: str | None = None) -> dict[str, Any]:
        message = self._message(channel, body, number)
        self.messages[channel].append(message)
        self.channels[channel]["last_message_id"] = message["id"]
        return message

    def _message(self, channel: int, body: dict[str, Any], number: str | None = None) -> dict[str, Any]:
        return {
            "id": number or self.snowflake(),
            "channel_id": str(channel),
            "author": User,
            "content": "",
            "timestamp": datetime.now(UTC).isoformat(),  # noqa: TID251 - this Discord's own clock
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": 1 << 15,
            "components": body["components"],
        }

    def _begin_thread(self, path: dict[str, int], body: dict[str, Any]) -> tuple[int, Any]:
        if path["message"] in self.channels:
            return 400, {"code": 160004, "message": "A thread has already been created for this message"}
        return 201, self._thread(path["message"], path["channel"], body["name"])

    def _forum_post(self, path: dict[str, int], body: dict[str, Any]) -> tuple[int, Any]:
        number = self.snowflake()
        thread = self._thread(int(number), path["channel"], body["name"])
        return 201, thread | {"message": self._add_message(int(number), body["message"], number)}

    def _thread(self, number: int, parent: int, name: str) -> dict[str, Any]:
        moment = datetime.now(UTC).isoformat()  # noqa: TID251
        metadata = {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": moment,
            "locked": False,
            "create_timestamp": moment,
        }
        more = {"owner_id": str(BOT), "message_count": 0, "member_count": 1, "thread_metadata": metadata}
        return self._add_channel(number, 11, parent_id=str(parent), name=name, **more)

    async def _channel(self, request: web.Request) -> web.StreamResponse:
        if not self.calm and self.dice.random() < 0.03:
            return _drop(request)
        return _answer(self.channels[int(request.match_info["channel"])])

    async def _history(self, request: web.Request) -> web.StreamResponse:
        if not self.calm and self.dice.random() < 0.03:
            return _drop(request)
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 50))
        behind = [one for one in self.messages[int(request.match_info["channel"])] if int(one["id"]) > after]
        oldest = sorted(behind, key=lambda one: int(one["id"]))[:limit]
        return _answer(oldest[::-1])

    async def _active(self, request: web.Request) -> Answer:
        threads = [channel for channel in self.channels.values() if channel["type"] == 11]
        return _answer({"threads": threads, "members": []})

    def _add_event(self, path: dict[str, int], body: dict[str, Any]) -> tuple[int, Any]:
        number = self.snowflake()
        event = body | {"id": number, "guild_id": str(path["guild"]), "creator_id": str(BOT), "status": 1}
        self.events[int(number)] = event | {"entity_id": None, "channel_id": None}
        return 200, self.events[int(number)]

    def _change_event(self, path: dict[str, int], body: dict[str, Any]) -> tuple[int, Any]:
        if path["event"] not in self.events:
            return 404, UNKNOWN_EVENT
        self.events[path["event"]] |= body
        return 200, self.events[path["event"]]

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if not self.calm and self.dice.random() < 0.03:
            return _drop(request)
        return _answer(list(self.events.values()))

    async def _event(self, request: web.Request) -> Answer:
        event = self.events.get(int(request.match_info["event"]))
        return _answer(UNKNOWN_EVENT, status=404) if event is None else _answer(event)

    async def _delete_event(self, request: web.Request) -> Answer:
        event = self.events.pop(int(request.match_info["event"]), None)
        return _answer(UNKNOWN_EVENT, status=404) if event is None else web.Response(status=204)

    async def ask(self, question: str) -> None:
        """A member asks, by the gateway the bot is connected to."""
        number = self.snowflake()
        await self._send(0, asking(number, self.channels[CHANNELS[0]], question), "INTERACTION_CREATE", self.number)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.answers.append(await request.json() if request.can_read_body else {})
        if request.method == "POST":
            return _answer({"interaction": {"id": request.match_info["interaction"], "type": 2}})
        return _answer(self._message(CHANNELS[0], self.answers[-1]))

    async def _gateway_bot(self, request: web.Request) -> Answer:
        limit = {"total": 1000, "remaining": self.identifies_left, "reset_after": 1000, "max_concurrency": 1}
        return _answer({"url": "wss://gateway.invalid", "shards": 1, "session_start_limit": limit})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        squeeze = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

        async def send(operation: int, data: Any, event: str | None = None, number: int | None = None) -> None:
            text = json.dumps({"op": operation, "d": data, "t": event, "s": number})
            if squeeze is None:
                await socket.send_str(text)
            else:
                await socket.send_bytes(squeeze.compress(text.encode()) + squeeze.flush(zlib.Z_SYNC_FLUSH))

        await send(10, {"heartbeat_interval": 41250})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            operation = message.json()["op"]
            if operation == 1:
                await send(11, None)
            elif operation == 2:
                self.identifies += 1
                self._send = send
                await send(0, hello(str(request.url.with_query(None))), "READY", 1)
                await send(0, guild(self.channels.values()), "GUILD_CREATE", 2)
                self.ready.set()
        return socket


@asynccontextmanager
async def serve(discord: Unreliable) -> AsyncIterator[int]:
    """Be there for the bot; yields the port."""
    runner = web.AppRunner(discord.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
        await asyncio.gather(*discord.late, return_exceptions=True)


def _answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """As Discord says it: without a charset, or discord.py takes it for plain text."""
    body = json.dumps(value).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _first_text(components: list[dict[str, Any]]) -> str:
    for component in components:
        text = component.get("content") or _first_text(component.get("components", []))
        if text:
            return str(text)
    return ""
