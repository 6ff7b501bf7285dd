"""What the Discord of these tests says of itself: payloads without a story."""

from collections.abc import Iterable
from typing import Any

BOT, GUILD = 4200, 77
ALL_RIGHTS = str(2**50 - 1)
User: dict[str, Any] = {"id": str(BOT), "username": "Footnote", "discriminator": "0", "avatar": None, "bot": True}


def hello(address: str) -> dict[str, Any]:
    return {
        "v": 10,
        "user": User,
        "guilds": [{"id": str(GUILD), "unavailable": True}],
        "session_id": "s",
        "resume_gateway_url": address,
        "application": {"id": str(BOT), "flags": 0},
    }


def guild(channels: Iterable[dict[str, Any]], rights: str = ALL_RIGHTS) -> dict[str, Any]:
    everyone = {
        "id": str(GUILD),
        "name": "@everyone",
        "permissions": rights,
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    me = {"user": User, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False}
    return {
        "id": str(GUILD),
        "name": "Tuesday readers",
        "owner_id": "1",
        "roles": [everyone],
        "members": [me | {"flags": 0}],
        "member_count": 2,
        "channels": [one for one in channels if one["type"] != 11],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "system_channel_flags": 0,
    }


def application() -> dict[str, Any]:
    return {
        "id": str(BOT),
        "name": "Footnote",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0",
        "flags": 0,
        "summary": "",
        "owner": {"id": "1", "username": "host", "discriminator": "0", "avatar": None},
    }


def asking(number: str, channel: dict[str, Any], question: str) -> dict[str, Any]:
    """A member uses /ask."""
    member = {"user": User | {"id": "9", "bot": False}, "roles": [], "permissions": ALL_RIGHTS, "flags": 0}
    option = {"name": "question", "type": 3, "value": question}
    return {
        "id": number,
        "application_id": str(BOT),
        "type": 2,
        "token": f"token-{number}",
        "version": 1,
        "guild_id": str(GUILD),
        "channel_id": channel["id"],
        "channel": channel,
        "member": member | {"joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False},
        "app_permissions": ALL_RIGHTS,
        "entitlements": [],
        "attachment_size_limit": 10_000_000,
        "data": {"id": "1", "name": "ask", "type": 1, "options": [option]},
    }
