"""Help and about."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.cards.note import Card
from bot.facilitation.about import About

HELP = "\n".join(
    (
        "### Footnote",
        "**Ask the essays.** `/ask` answers in their own words and says where they stand. "
        "Only you see it until you press *Share*, unless this server answers in public.",
        "**Hear every side.** `/compare` puts an idea to each essay in turn; one that is silent stays silent.",
        "**Read in place.** `/essays` shows what is here, `/read` opens an essay, "
        "*In context* opens it at a quotation.",
        "**What does a word mean here?** `/define` gives the glossary's definition in an essay's own words, "
        "`/glossary list` its terms.",
        "**No answer?** Then *Suggest a text*, or `/suggest`, tells the moderators what is missing, and *Ask the "
        "facilitators*, where this server wants it, posts your question in their channel.",
        "**Check a quotation.** `/quote` says whether it stands so, and where. *Cite* gives you the citation to copy.",
        "**Meet.** `/next` says when your group meets and what to read for it; `/group show` and `/schedule list` "
        "say more. `/protocol list` has the ways to talk about a text. Facilitators plan with `/schedule create`, see "
        "everything beforehand with `/session preview`, and run a session with its buttons or with `/session`.",
        "**Start from a message.** Hold it down (or right-click it), then *Apps*, *Find passages* or "
        "*Check this quote*.",
        "**Your data.** `/privacy` says what is stored, `/mydata` gives it to you or erases it.",
    )
)
HELP_MODERATORS = "\n".join(
    (
        "### For moderators",
        "**Begin.** `/setup` leads you through the first steps, and goes on where you stopped.",
        "**Put texts in.** `/library add` reads text, Markdown, HTML, Word, EPUB and PDF files, or a zip of them, and "
        "shows you each before members see it; `/library starter` adds the essays that come with Footnote. No other "
        "server ever sees these texts.",
        "**Keep them in order.** `/library list` and `/library show` say what is here, `/library edit` and "
        "`/library replace` change an essay, `/library remove` takes it out and `/library restore` brings it back, "
        "`/library download` and `/library export` hand out files.",
        "**Hear what is missing.** `/library suggestions` shows the texts that members suggest; whoever suggested one "
        "is told what you decide. `/gaps` lists what the essays could not answer, if you turn that on.",
        "**Define terms.** `/glossary add` lets a passage define a term, `/glossary remove` takes the term out.",
        "**Set up groups.** `/group create` makes a reading group with its channel, time zone and facilitators, "
        "`/group edit` changes it, `/group close` ends it.",
        "**Choose how it works.** `/settings show` has everything; `/settings edit`, `/settings roles` and "
        "`/settings channels` choose who may ask and how much, where Footnote speaks, and who else may moderate it.",
        "**See what happened.** `/audit` shows what was changed and undoes it, `/diagnose` says why a command works "
        "for somebody or does not, `/status` how Footnote itself is doing.",
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
                "Privacy: `/privacy` says what is stored, for how long and who sees it, `/mydata` gives you what is "
                "yours, or erases it. Essays stay on the host's machine, each server's apart."
            ),
        )
    )
