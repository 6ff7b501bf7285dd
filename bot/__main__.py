"""The command line: setup, run, demo, ask. Every error is one sentence; 78 blames a setting, 75 another copy."""

import asyncio
import logging
import os
import sqlite3
import textwrap
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import aiohttp
import discord
import typer
from dotenv import dotenv_values

from bot import app, setup
from bot.discord_ui.logs import CarefulHandler, JsonLines
from bot.facilitation.ask import Quotation, Reply
from bot.facilitation.errors import Refusal
from bot.settings import Settings, WrongSettings, read_settings
from bot.storage.desk import BusyDesk, UnusableDesk
from bot.storage.lock import AnotherCopy
from bot.watch.stopping import until_told_to_stop
from retrieval import LibraryError

FAILED = 1
NOT_CONFIGURED = 78
"""sysexits.h's EX_CONFIG: a service manager should not start us again before something is changed."""

BUSY = 75
"""sysexits.h's EX_TEMPFAIL: later it may work."""

TOKEN_CHANGED = 4004
"""The gateway's close code for a token that was reset while we were connected."""

WRONG_TOKEN = "Discord refused the token: copy it again from the Developer Portal, page Bot."  # noqa: S105 - no token
TERMINAL = 80
ENV = Path(".env")
VOICE_WARNINGS = tuple(f"{name} is not installed, voice will NOT be supported" for name in ("PyNaCl", "davey"))
OUR_LOGGERS = ("bot", "retrieval")

log = logging.getLogger("bot")
cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@cli.callback()
def _footnote() -> None:
    """Footnote: a Discord bot for reading groups that answers in the essays' own words."""


@cli.command()
def run() -> None:
    """Be on Discord until told to stop. Needs DISCORD_TOKEN."""
    settings = _settings()
    _log_in_lines(settings)
    _do(app.run(settings))
    log.info("Footnote has stopped.")


@cli.command()
def sync() -> None:
    """Publish the slash commands to Discord, changed or not. Needs DISCORD_TOKEN."""
    settings = _settings()
    _log_in_lines(settings)
    _do(app.sync(settings))
    typer.echo("The commands are published.")


@cli.command("setup")
def set_up() -> None:
    """Ask for what is missing, and write it into the file .env here."""
    settings = _settings()
    with _told_in_one_sentence():
        setup.ask(settings, _given(), ENV, os.environ)


@cli.command()
def invite(
    application: Annotated[
        int | None, typer.Option(min=1, help="Its number, instead of asking with the token.")
    ] = None,
) -> None:
    """Print the link by which a server invites the bot, with exactly the permissions that it needs."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(setup.invitation(settings, application))


@cli.command()
def check() -> None:
    """Say what is so on this machine and what to do about it; ends with 78 when something must be done first."""
    wrong = False
    with _told_in_one_sentence():
        for finding in app.checks(_settings()):
            typer.echo(f"{finding.mark} {finding.text}")
            wrong = wrong or finding.wrong
    if wrong:
        raise typer.Exit(NOT_CONFIGURED)


@cli.command()
def prepare() -> None:
    """Prepare the model now instead of at the first start, and say what runs it. Takes about half a minute."""
    settings = _settings()
    with _told_in_one_sentence():
        told, done = app.prepare_model(settings)
    typer.echo(told)
    if not done:
        raise typer.Exit(FAILED)


@cli.command()
def ask(question: Annotated[str, typer.Argument(help="What would you like to know?")]) -> None:
    """Ask the starter library here in the terminal; needs no Discord."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(_in_lines(app.starter_answer(settings, question)))


@cli.command()
def rehearse(
    plan: Annotated[str, typer.Argument(help="A plan of seeds/plans, by the name of its file.")],
    group: Annotated[str, typer.Option(help="The group's time zone, such as Europe/Berlin.")],
    start: Annotated[str, typer.Option(help="The first meeting, such as 2026-03-17; the others follow weekly.")],
    hour: Annotated[str, typer.Option(help="When the group meets.")] = "19:30",
    protocol: Annotated[str | None, typer.Option(help="One protocol for all meetings.")] = None,
    slow: Annotated[bool, typer.Option("--slow", help="Over days instead of minutes.")] = False,
) -> None:
    """Print every message of a plan's meetings with its local time; needs no Discord."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(app.rehearsal(settings, plan, group, start, hour, protocol, "slow" if slow else "live"))


@cli.command()
def demo(
    script: Annotated[bool, typer.Option("--script", help="Print a scripted visit instead of a page.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65534, help="Port of the page on this machine.")] = 8700,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
) -> None:
    """Try Footnote on a simulated Discord; needs no token and sends nothing anywhere."""
    # Here, since a host's environment has no simulated Discord.
    from bot.demo.launcher import serve
    from bot.demo.script import play

    settings = _settings()
    visit = play(settings) if script else serve(settings, port=port, browser=not no_browser)
    with _told_in_one_sentence():
        raise typer.Exit(asyncio.run(until_told_to_stop(visit)) or 0)


@cli.command()
def forget(
    server: Annotated[int | None, typer.Option(min=1, help="The id of a server; its library goes as well.")] = None,
    member: Annotated[int | None, typer.Option(min=1, help="The id of a person, in every server.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what is stored of a server or of a person, while the bot is stopped. Backups keep what is in them."""
    if (server is None) == (member is None):
        raise typer.BadParameter("give either --server or --member")
    settings = _settings()
    with _told_in_one_sentence():
        sure = (lambda question: True) if yes else typer.confirm
        typer.echo(asyncio.run(app.forget(settings, sure, server=server, member=member)))


@cli.command()
def backup(
    to: Annotated[Path | None, typer.Option(help="A folder for backups; without it FOOTNOTE_DATA/backups.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many stay; the oldest go once the new one is checked.")] = 7,
) -> None:
    """Copy bot.db and every library, checked, also while the bot runs."""
    settings = _settings()
    with _told_in_one_sentence():
        made = app.backup(settings, to, keep)
        typer.echo(str(made))
        if left := made.manifest.left_out:
            _stop(f"Left out since they are damaged: {', '.join(left)}; an older backup may have them.", FAILED)


@cli.command()
def restore(backup: Annotated[Path, typer.Argument(help="The folder of one backup.")]) -> None:
    """Put a backup back while the bot is stopped; what is there is kept aside, and who was erased stays erased."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(asyncio.run(app.restore(settings, backup)))


@cli.command()
def export(
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    server: Annotated[int, typer.Option(min=1, help="The id of the server.")],
) -> None:
    """Write everything of one server, with the ids of its members, into a file for another host."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(asyncio.run(app.export(settings, server, file)))


@cli.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote.")],
    server: Annotated[int, typer.Option(min=1, help="The id of the server that is in it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also where the server is here already.")] = False,
) -> None:
    """Take one server from such a file while the bot is stopped."""
    settings = _settings()
    with _told_in_one_sentence():
        typer.echo(asyncio.run(app.take_in(settings, server, file, replace=replace)))


def main() -> None:
    """Entry point of the `footnote` script."""
    cli(prog_name="footnote")


def _settings() -> Settings:
    """Values of the environment go before those of a file `.env`."""
    try:
        return read_settings(_given())
    except (OSError, UnicodeDecodeError):
        _stop("The file .env cannot be read: save it as UTF-8 text that Footnote may read.", NOT_CONFIGURED)
    except WrongSettings as error:
        _stop(str(error), NOT_CONFIGURED)


def _given() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(ENV).items() if value is not None} | dict(os.environ)


def _do(story: Coroutine[Any, Any, None]) -> None:
    with _told_in_one_sentence():
        asyncio.run(story)


@contextmanager
def _told_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except (AnotherCopy, BusyDesk) as error:
        _stop(str(error), BUSY)
    except (WrongSettings, UnusableDesk) as error:
        _stop(str(error), NOT_CONFIGURED)
    except discord.LoginFailure:
        _stop(WRONG_TOKEN, NOT_CONFIGURED)
    except discord.ConnectionClosed as error:
        if error.code == TOKEN_CHANGED:
            _stop(WRONG_TOKEN, NOT_CONFIGURED)
        _stop(f"Discord closed the connection for good (code {error.code}): start Footnote again later.", FAILED)
    except discord.PrivilegedIntentsRequired:
        _stop("Discord wants an intent that Footnote does not ask for: update Footnote.", NOT_CONFIGURED)
    except (aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
        _stop(f"Discord cannot be reached ({error}): check this machine's network and try again.", FAILED)
    except BrokenPipeError:
        raise  # whoever read our lines has read enough; typer ends quietly
    except sqlite3.DatabaseError as error:  # a page that nobody had read before is broken, or the disk is full
        _stop(f"A file of FOOTNOTE_DATA cannot be used ({error}): free the disk, or restore it from a backup.", FAILED)
    except OSError as error:
        _stop(f"{error.filename or 'The network'} cannot be used: {error.strerror or error}.", FAILED)
    except (Refusal, LibraryError) as error:
        _stop(str(error), FAILED)


def _stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _log_in_lines(settings: Settings) -> None:
    level = logging.getLevelNamesMapping()[settings.log_level]
    # Below INFO, libraries log whole messages, what they parse, and the addresses that carry interaction tokens.
    formatter = JsonLines() if settings.log_format == "json" else discord.utils.MISSING
    discord.utils.setup_logging(
        handler=CarefulHandler(), formatter=formatter, level=max(logging.INFO, level), root=True
    )
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(level)
    logging.getLogger("discord.client").addFilter(_not_about_voice)


def _not_about_voice(record: logging.LogRecord) -> bool:
    """Footnote is never in a voice channel: no host needs to know which packages that would take."""
    return record.msg not in VOICE_WARNINGS


def _in_lines(reply: Reply) -> str:
    read_as = f"Read as: {reply.read_as}\n\n" if reply.read_as else ""
    if reply.answered:
        return read_as + "\n\n".join(_quoted(quotation) for quotation in reply.quotations[:3])
    near = "\n\n".join(_quoted(quotation) for quotation in reply.quotations)
    return f"{read_as}{reply.refusal()} Near, not an answer:\n\n{near}"


def _quoted(quotation: Quotation) -> str:
    text = "\n".join(
        textwrap.fill(line, TERMINAL, initial_indent="  ", subsequent_indent="  ")
        for line in quotation.text.splitlines()
    )
    return f"{text}\n  — {quotation.citation()}"


if __name__ == "__main__":
    main()
