"""The launcher page as HTML: the server's places, the three things to try, the clock."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from bot.demo.world import SERVER, Place, World, shown_name

PAGE = Path(__file__).with_name("page.html")
GROUPS = {"channel": "Channels", "thread": "Threads", "message": "Direct messages"}


def launcher_page(world: World, *, token: str, notice: str = "") -> str:
    """The whole page; `token` goes into its forms, `notice` is a sentence for the top."""
    now = world.env.now()
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        server=escape(SERVER),
        notice=f'<p class="notice" role="alert">{escape(notice)}</p>' if notice else "",
        places="".join(_group(kind, world.places()) for kind in GROUPS),
        reading=f"/open/{world.reading.id}",
        reader=escape(shown_name(world.readers[0])),
        moderator=escape(shown_name(world.moderator)),
        now=f"{now:%A} {now.day} {now:%B %Y, %H:%M} UTC",
        token=escape(token),
    )


def _group(kind: str, places: Sequence[Place]) -> str:
    items = "".join(
        f'<li><a href="/open/{place.key}" target="footnote-preview">{escape(place.name)}</a></li>'
        for place in places
        if place.kind == kind
    )
    return f"<h2>{GROUPS[kind]}</h2><ul>{items}</ul>" if items else ""
