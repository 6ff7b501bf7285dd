"""Help and about."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.about import About

HELP = "\n".join(
    (
        "### Footnote",
        "**Ask the essays.** `/ask` answers in their own words and says where they stand. "
        "Only you see it until you press *Share*.",
        "**Hear every side.** `/compare` puts an idea to each essay in turn; one that is silent stays silent.",
        "**Read in place.** `/essays` shows what is here, `/read` opens an essay, "
        "*In context* opens it at a quotation.",
        "**No answer?** Then *Suggest a text* tells the moderators what is missing, and *Ask the facilitators*, where "
        "this server wants it, posts your question in their channel.",
        "**Check a quotation.** `/quote` says whether it stands so, and where. *Cite* gives you the citation to copy.",
        "**Meet.** `/next` says when your group meets and what to read for it; `/group show` and `/schedule list` "
        "say more. Facilitators plan with `/schedule create`, see everything beforehand with `/session preview`, and "
        "run a session with its buttons or with `/session`.",
        "**Start from a message.** Hold it down (or right-click it), then *Apps*, *Find passages* or "
        "*Check this quote*.",
    )
)
HELP_MODERATORS = "\n".join(
    (
        "### For moderators",
        "`/library add` takes a text, Markdown or HTML file, `/library list` shows what is here, "
        "`/library remove` takes an essay out, `/library suggestions` shows what members miss.",
        "No other server ever sees these texts.",
        "`/group create` makes a reading group with its channel, time zone and facilitators, `/group edit` changes it, "
        "`/group close` ends it.",
        "`/settings edit` chooses a channel for *Ask the facilitators* and how strict answers are, `/settings show` "
        "shows what is chosen.",
    )
)


def help_card(moderator: bool) -> Card:
    """What a member can do, and what a moderator can do besides."""
    container = discord.ui.Container["Card"](discord.ui.TextDisplay(HELP))
    if moderator:
        container.add_item(discord.ui.TextDisplay(HELP_MODERATORS))
    return Card(container)


def about_card(about: About) -> Card:
    """Version, model and privacy."""
    return Card(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### Footnote {about.version}"),
            discord.ui.TextDisplay(f"Model: {inert.line(about.model, 100)}. It compares questions with passages."),
            discord.ui.TextDisplay(
                "Privacy: the last 1,000 questions are held in memory, to show them with a shared answer, and never "
                "written to disk. A question to the facilitators is posted with your name in their channel and kept "
                "nowhere else. A text that you suggest is kept with your name until a moderator has decided on it. "
                "A reading group keeps who facilitates it and who planned its meetings; a session keeps who comes and "
                "who is ready until it is over. "
                "Essays stay on the host's machine, each server's apart."
            ),
        )
    )
