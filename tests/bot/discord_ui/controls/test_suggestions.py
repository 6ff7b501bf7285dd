"""*Suggest a text* on a refusal, and the moderators' list, on which a suggestion is decided once."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.discord_ui.client import STRAY
from bot.storage.desk import Desk
from tests.sim import World, buttons, components, hand_in, raw, read

NOWHERE = "How does photosynthesis convert radiation?"
FORM = "footnote:suggest-form"
BOOK = {"title": "Sister Outsider", "author": "Audre Lorde", "link": "https://example.org/a", "note": "We quote it."}


async def refused(world: World) -> InteractionResult:
    s = world.server
    return await s.ann.slash(s.channel, "ask", question=NOWHERE)


async def press(world: World, card: InteractionResult) -> InteractionResult:
    assert card.response is not None
    return await world.server.ann.click(card.response.message, label="Suggest a text")


async def suggest(world: World, **fields: str) -> InteractionResult:
    s = world.server
    (result,) = await hand_in(world.env, s.ann, s.channel, (FORM, fields or BOOK))
    return result


async def listed(world: World) -> InteractionResult:
    s = world.server
    result = await s.mod.slash(s.channel, "library suggestions")
    assert result.ephemeral
    return result


def decisions(card: object, decision: str) -> list[str]:
    return [
        one["custom_id"]
        for one in components(card)
        if str(one.get("custom_id", "")).startswith(f"footnote:decide:{decision}:")
    ]


async def decide(world: World, card: InteractionResult, custom_id: str, reason: str = "") -> InteractionResult:
    assert card.response is not None
    pressed = await world.server.mod.click(card.response.message, custom_id=custom_id)
    if pressed.modal is None:
        return pressed
    (label,) = pressed.modal["components"]
    return await world.server.mod.submit_modal(pressed, {label["component"]["custom_id"]: reason} if reason else {})


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_text_is_suggested_and_the_moderators_see_by_whom(world: World, restarted: bool) -> None:
    s = world.server
    card = await refused(world)
    if restarted:
        await world.restart()
    opened = await press(world, card)
    assert "The moderators will see this with your name. Footnote keeps both." in str(opened.modal)
    if restarted:
        await world.restart()
    result = await s.ann.submit_modal(opened, BOOK)
    assert read(result).startswith("“Sister Outsider” is suggested. When the moderators have decided, you get a direct")
    assert result.ephemeral
    shown = raw(await listed(world)).splitlines()
    assert shown[:4] == [
        "### 1 suggested text, newest first",
        "*Sister Outsider*, Audre Lorde",
        "<https://example.org/a>",
        "> We quote it.",
    ]
    assert shown[4].startswith(f"-# <@{s.ann.id}>, <t:")
    assert s.channel.history(viewer=s.bob) == []


async def test_only_the_title_is_needed(world: World) -> None:
    opened = await press(world, await refused(world))
    result = await world.server.ann.submit_modal(opened, {"title": "Sister Outsider"})
    assert "is suggested" in read(result)
    assert raw(await listed(world)).splitlines()[1] == "*Sister Outsider*"


async def test_what_a_member_writes_is_inert(world: World) -> None:
    loud = "[click](https://evil.example) <@1> @everyone **x**"
    await suggest(world, title=loud, author=loud, link=loud, note=f"{loud}\n# big")
    shown = raw(await listed(world))
    assert shown.count(r"\[click](https://evil.example) \<@1> \@everyone \*\*x\*\*") == 4
    assert "\n# " not in shown


@pytest.mark.parametrize("decision", ["accepted", "declined"])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_decided_one_leaves_the_list(world: World, decision: str, restarted: bool) -> None:
    await suggest(world)
    await suggest(world, title="Another one")
    card = await listed(world)
    newest, oldest = decisions(card, decision)
    if restarted:
        await world.restart()
    await decide(world, card, oldest)
    lines = read(card).splitlines()
    news = ": add its file with `/library add`." if decision == "accepted" else "."
    assert lines[0] == f"{decision.capitalize()} *Sister Outsider*{news}"
    assert lines[1:3] == ["### 1 suggested text, newest first", "*Another one*"]
    await decide(world, card, newest)
    assert "No suggestion is waiting." in read(card)
    assert buttons(card) == {}
    assert "Sister Outsider" not in read(await world.server.ann.slash(world.server.channel, "essays"))


async def test_one_that_is_decided_meanwhile_is_one_sentence(world: World) -> None:
    await suggest(world)
    first, second = await listed(world), await listed(world)
    opened = await world.server.mod.click(second.response.message, custom_id=decisions(second, "declined")[0])
    await decide(world, first, decisions(first, "accepted")[0])
    pressed = await decide(world, second, decisions(second, "accepted")[0])
    assert read(pressed.followups[0].message).startswith("This suggestion has been decided on in the meantime")
    declined = await decide(world, second, decisions(second, "declined")[0])
    assert read(declined).startswith("This suggestion has been decided on in the meantime")
    handed_in = await world.server.mod.submit_modal(opened, {})
    assert read(handed_in.followups[0].message).startswith("This suggestion has been decided on in the meantime")


async def test_the_list_has_pages_newest_first_and_a_decision_stays_on_its_page(world: World) -> None:
    s = world.server
    for number in range(6):
        member = (s.ann, s.bob)[number % 2]
        await hand_in(world.env, member, s.channel, (FORM, {"title": f"Text {number}"}))
    card = await listed(world)
    assert [line for line in read(card).splitlines() if line.startswith("*")] == [
        f"*Text {n}*" for n in (5, 4, 3, 2, 1)
    ]
    assert card.response is not None
    await s.mod.click(card.response.message, label="Next")
    assert "*Text 0*" in read(card)
    await decide(world, card, decisions(card, "declined")[0])
    assert "*Text 5*" in read(card)
    assert "Next" not in buttons(card)


async def test_a_member_has_five_waiting_and_not_more(world: World) -> None:
    s = world.server
    card = await refused(world)
    for number in range(5):
        assert "is suggested" in read(await suggest(world, title=f"Text {number}"))
    opened = await press(world, card)
    for result in (opened, await suggest(world)):
        assert read(result).startswith("5 of your suggestions are waiting for the moderators")
        assert result.ephemeral
    (by_bob,) = await hand_in(world.env, s.bob, s.channel, (FORM, BOOK))
    assert "is suggested" in read(by_bob)
    shown = await listed(world)
    await decide(world, shown, decisions(shown, "declined")[-1])
    assert "is suggested" in read(await suggest(world))


async def test_a_server_has_a_hundred_waiting_and_not_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.facilitation.suggestions.MOST_OF_SERVER", 2)
    s = world.server
    await suggest(world, title="One")
    await suggest(world, title="Two")
    (result,) = await hand_in(world.env, s.bob, s.channel, (FORM, BOOK))
    assert read(result).startswith("2 suggestions are waiting in this server")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"author": "Audre Lorde"}, "Give the text a title"),
        ({"title": "\u200b"}, "Give the text a title"),
        ({"title": "x" * 4000}, "The title is too long"),
        ({"title": "A", "link": "https://example.org/" + "x" * 4000}, "The link is too long"),
    ],
)
async def test_a_forged_form_is_bound_like_any_other(world: World, fields: dict[str, str], sentence: str) -> None:
    assert read(await suggest(world, **fields)).startswith(sentence)
    assert "No suggestion is waiting." in read(await listed(world))


async def test_members_do_not_see_the_list_and_cannot_decide(world: World) -> None:
    s = world.server
    await suggest(world)
    card = await listed(world)
    library = next(one for one in await world.bot.tree.fetch_commands() if one.name == "library")
    s.guild.set_command_permissions(library, {s.ann: True})
    assert read(await s.ann.slash(s.channel, "library suggestions")).startswith("Only moderators")
    (forged,) = await hand_in(world.env, s.ann, s.channel, ("footnote:decline-form", {"reason:1:0": "No."}))
    assert read(forged).startswith("Only moderators")
    for custom_id in ("footnote:suggestions:0", *decisions(card, "accepted"), *decisions(card, "declined")):
        forged = await world.show_button(s, custom_id)
        assert read(await s.ann.click(forged, label="Forged")).startswith("Only moderators")
    assert "1 suggested text" in read(await listed(world))


async def test_a_button_of_another_server_decides_nothing(world: World) -> None:
    await suggest(world)
    other = await world.add_server("Gardeners")
    forged = await world.show_button(other, decisions(await listed(world), "accepted")[0])
    pressed = await other.mod.click(forged, label="Forged")
    assert read(pressed.followups[0].message).startswith("This suggestion has been decided")
    (form,) = await hand_in(world.env, other.mod, other.channel, ("footnote:decline-form", {"reason:1:0": "No."}))
    assert read(form).startswith("This suggestion has been decided")
    assert "No suggestion is waiting." in read(await other.mod.slash(other.channel, "library suggestions"))
    assert "1 suggested text" in read(await listed(world))


@pytest.mark.parametrize(
    "custom_id",
    [
        "footnote:decide:open:1:0",
        "footnote:decide:accepted:x:0",
        "footnote:decide:accepted:1",
        "footnote:suggestions:99999",
    ],
)
async def test_a_forged_id_of_another_form_does_nothing(world: World, custom_id: str) -> None:
    forged = await world.show_button(world.server, custom_id)
    assert read(await world.server.mod.click(forged, label="Forged")) == STRAY


async def test_a_huge_number_is_only_a_suggestion_that_is_gone(world: World) -> None:
    forged = await world.show_button(world.server, f"footnote:decide:accepted:{'9' * 15}:9999")
    pressed = await world.server.mod.click(forged, label="Forged")
    assert read(pressed.followups[0].message).startswith("This suggestion has been decided")


async def test_suggestions_are_not_posted_where_questions_go(world: World) -> None:
    s = world.server
    channel = s.guild.create_text_channel("questions")
    await s.mod.slash(s.channel, "settings edit", questions_channel=channel)
    await suggest(world)
    assert channel.history(viewer=s.bob) == []


def inbox(world: World) -> list[str]:
    return [read(message) for message in world.server.ann.user.dm_channel.history()]


async def kept(world: World) -> list[Any]:
    """What is still stored of suggestions and of whom to tell."""
    desk = await Desk.open(world.folder / "bot.db")
    try:
        query = "SELECT key AS one FROM outbox UNION ALL SELECT member FROM suggestions"
        return await desk.run(lambda db: [row["one"] for row in db.query(query)])
    finally:
        await desk.close()


@pytest.mark.parametrize("restarted", [False, True])
async def test_she_is_told_once_that_it_was_accepted(world: World, restarted: bool) -> None:
    s = world.server
    await suggest(world)
    card = await listed(world)
    if restarted:
        await world.restart()
    assert inbox(world) == []
    await decide(world, card, decisions(card, "accepted")[0])
    await world.env.settle()
    (told,) = inbox(world)
    assert told.splitlines()[:2] == [
        "### The moderators of Tuesday readers want a text that you suggested",
        "*Sister Outsider*: they look for it now. Once it is in the library you can read it with `/read` there.",
    ]
    assert str(s.mod.id) not in told
    await world.restart()
    await world.env.advance_time(2 * 86400)
    assert len(inbox(world)) == 1
    assert await kept(world) == []
    assert s.channel.history(viewer=s.bob) == []


@pytest.mark.parametrize("reason", ["", "We have [two](https://x.example) of hers @everyone."])
async def test_she_is_told_that_it_was_declined_and_why_if_moderators_say_so(world: World, reason: str) -> None:
    await suggest(world)
    card = await listed(world)
    await decide(world, card, decisions(card, "declined")[0], reason)
    await world.env.settle()
    (message,) = world.server.ann.user.dm_channel.history()
    lines = raw(message).splitlines()
    assert lines[0] == "### The moderators of Tuesday readers did not take up a text that you suggested"
    assert lines[1] == "*Sister Outsider*."
    assert lines[2:-1] == ([r"> We have \[two](https://x.example) of hers \@everyone."] if reason else [])
    assert lines[-1].startswith("-# You get this once, because you suggested it")


async def test_whoever_takes_no_direct_messages_is_left_in_peace(world: World) -> None:
    await suggest(world)
    path = f"/channels/{world.server.ann.user.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50007, times=None)
    card = await listed(world)
    await decide(world, card, decisions(card, "accepted")[0])
    await world.env.advance_time(3 * 86400)
    assert inbox(world) == []
    assert sum(one.method == "POST" and one.path == path for one in world.env.http_requests) == 1
    assert await kept(world) == []


async def test_a_suggestion_is_kept_although_discord_opens_no_direct_messages(world: World) -> None:
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    assert read(await suggest(world)) == "“Sister Outsider” is suggested: the moderators will decide."
    card = await listed(world)
    await decide(world, card, decisions(card, "accepted")[0])
    await world.env.settle()
    assert await kept(world) == []
    assert inbox(world) == []


async def test_a_reason_is_one_line_of_bounded_length(world: World) -> None:
    s = world.server
    await suggest(world)
    fields = {"reason:1:0": "x" * 201}
    (form,) = await hand_in(world.env, s.mod, s.channel, ("footnote:decline-form", fields))
    assert read(form) == "The reason is too long: give at most 200 characters."
    assert "1 suggested text" in read(await listed(world))


async def test_a_text_is_suggested_with_a_command_too(world: World) -> None:
    s = world.server
    result = await s.ann.slash(s.channel, "suggest", **BOOK)
    assert read(result).startswith("“Sister Outsider” is suggested. When the moderators have decided, you get a direct")
    assert result.ephemeral
    assert raw(await listed(world)).splitlines()[1:4] == [
        "*Sister Outsider*, Audre Lorde",
        "<https://example.org/a>",
        "> We quote it.",
    ]
    for number in range(4):
        await s.ann.slash(s.channel, "suggest", title=f"Text {number}")
    assert read(await s.ann.slash(s.channel, "suggest", title="One more")).startswith("5 of your suggestions are")
