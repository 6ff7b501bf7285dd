"""Asks a host for what is missing, and writes it into a file that only she can read."""

import asyncio
import sys
from collections.abc import Container, Mapping
from pathlib import Path

import aiohttp
import discord
from discord.utils import utcnow
from rich.console import Console
from rich.prompt import Confirm, Prompt

from bot.discord_ui import portal
from bot.discord_ui.wire import Wire
from bot.facilitation.check import PORTAL, not_a_token
from bot.facilitation.permissions import NEEDED
from bot.services.check import data_folder
from bot.settings import Settings, WrongSettings, read_settings, remember

DATA, PRECISION, HEALTH = "FOOTNOTE_DATA", "FOOTNOTE_PRECISION", "FOOTNOTE_HEALTH_PORT"
WHERE = f"In {PORTAL}: New Application, then page Bot, Reset Token, Copy. No privileged intent is needed."
BY_HAND = f"""Nobody can be asked here, so set in the environment, or in {{file}}:
  DISCORD_TOKEN, or DISCORD_TOKEN_FILE with the path of a file that holds it. {WHERE}
  FOOTNOTE_DATA: the folder for everything that is stored (without it: data)
README.md has the others. Then: python -m bot check"""
NEXT = (
    "Next: python -m bot check says whether all is well; python -m bot run starts Footnote; in Discord, /setup goes on."
)


def ask(settings: Settings, given: Mapping[str, str], file: Path, fixed: Container[str] = ()) -> None:
    """Ask for what is not `given` yet, and keep it. Nothing is published. Raises WrongSettings where nobody can answer.

    The token is neither shown nor kept anywhere else. What is `fixed` in the environment goes before the file.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        told = BY_HAND.format(file=file)
        if settings.discord_token is None:
            raise WrongSettings(told)
        Console(highlight=False, soft_wrap=True).print(told, markup=False)
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Answers go into {file.absolute()}, which only you can read; what is there stays.\n", markup=False)
    answers: dict[str, str] = {}
    number = _token(console, settings, answers)
    _rest(console, given, answers)
    if answers:
        remember(file, answers)
        console.print(f"\nWritten: {', '.join(answers)}.", markup=False)
        for name in (one for one in answers if one in fixed):
            console.print(f"{name} is also set in the environment, which goes before: take it out.", markup=False)
    else:
        console.print("\nNothing was missing.", markup=False)
    if number is not None:
        console.print(f"\n{invitation(settings, number)}", markup=False)
    console.print(f"\n{NEXT}", markup=False)


def application(token: str) -> tuple[int, str]:
    """The number and the name of the application whose token this is. Raises discord.LoginFailure."""
    return asyncio.run(portal.introduced(token, Wire(utcnow)))


def invitation(settings: Settings, number: int | None) -> str:
    """The link by which a server invites the bot, and why it asks for what it asks; by `number` Discord is not asked.

    Raises WrongSettings where there is neither a number nor a token, and discord.LoginFailure.
    """
    if number is None:
        if settings.discord_token is None:
            raise WrongSettings("There is no Discord token: run python -m bot setup, or give --application its number.")
        number, _ = application(settings.token())
    reasons = "\n".join(f"  {one.name}: to {one.why}" for one in NEEDED)
    return f"{portal.invite(number)}\n\nIt asks for:\n{reasons}"


def _token(console: Console, settings: Settings, answers: dict[str, str]) -> int | None:
    """Until Discord accepts one; returns the application's number, None when Discord could not be asked."""
    token = settings.discord_token.get_secret_value() if settings.discord_token else None
    told = token is None
    while True:
        if token is None:
            if told:
                console.print(WHERE, markup=False)
                told = False
            token = answers["DISCORD_TOKEN"] = Prompt.ask(
                "Token (it is not shown)", console=console, password=True
            ).strip()
        if (why := not_a_token(token)) is None:
            try:
                number, name = application(token)
            except discord.LoginFailure:
                why = "Discord does not know this token: press Reset Token once more, and copy the new one."
            except (aiohttp.ClientError, discord.DiscordException, OSError):
                console.print("Discord cannot be reached, so the token was not checked.", markup=False)
                if Confirm.ask("Keep it all the same?", console=console, default=True):
                    return None
                why = "Then once more."
            else:
                console.print(f"Discord knows it: “{name}”.", markup=False)
                return number
        console.print(why, markup=False)
        token = None


def _rest(console: Console, given: Mapping[str, str], answers: dict[str, str]) -> None:
    """Where the data go, and what most hosts leave as it is."""
    while DATA not in given:
        folder = Prompt.ask("Folder for everything that is stored", console=console, default="data").strip()
        found = data_folder(Path(folder))
        if not found.wrong:
            answers[DATA] = folder
            break
        console.print(found.text, markup=False)
    if PRECISION not in given:
        about = "Precision of the model: fp32 is exact, int8 answers sooner and a little less exactly"
        chosen = Prompt.ask(about, console=console, choices=["fp32", "int8"], default="fp32")
        if chosen != "fp32":
            answers[PRECISION] = chosen
    while HEALTH not in given:
        about = "Port on which this machine may ask how Footnote is doing, such as 8701 (Enter: none)"
        port = Prompt.ask(about, console=console, default="", show_default=False).strip()
        try:
            read_settings({HEALTH: port})
        except WrongSettings as error:
            console.print(str(error), markup=False)
            continue
        if port:
            answers[HEALTH] = port
        break
