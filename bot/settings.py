"""What a host can set, read from an environment; every mistake is one sentence."""

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from dotenv import set_key
from pydantic import BaseModel, ConfigDict, SecretStr

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
MEMORY = 256
LEAST_MEMORY = 16
LOG_FORMATS = ("lines", "json")
MOST_BACKUPS = 366
PORTS = range(1, 65536)
_PLAIN = re.compile(r"[\w./:+-]+", re.ASCII)


class WrongSettings(Exception):
    """A setting is missing or wrong; the text is one sentence that says which and what to do."""


class Settings(BaseModel):
    """Read once, never changed. The token hides in `repr`; without `encoder` the model that comes along.

    `backups`: how many of the daily ones are kept, 0 for none; `read_settings` gives 7 where nothing is said.
    `encoder_revision`, `query_prompt` and `passage_prompt` are None for what the model itself lays down.
    Models are prepared in `models`, in the data folder without it. `memory` are the megabytes that the libraries of all
    servers may fill before the ones used longest ago are closed.
    """

    model_config = ConfigDict(frozen=True)

    discord_token: SecretStr | None = None
    data: Path = Path("data")
    encoder: str | None = None
    encoder_revision: str | None = None
    query_prompt: str | None = None
    passage_prompt: str | None = None
    precision: Literal["fp32", "int8"] = "fp32"
    models: Path | None = None
    judge: str | None = None
    memory: int = MEMORY
    log_level: str = "INFO"
    log_format: str = "lines"
    health_port: int | None = None
    backups: int = 0

    def token(self) -> str:
        """The token in the open. Raises WrongSettings when there is none."""
        if self.discord_token is None:
            raise WrongSettings(
                "There is no Discord token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it."
            )
        return self.discord_token.get_secret_value()


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from DISCORD_TOKEN or DISCORD_TOKEN_FILE, and those that begin with FOOTNOTE_."""
    level = environ.get("FOOTNOTE_LOG_LEVEL", "").strip().upper() or "INFO"
    if level not in LOG_LEVELS:
        raise WrongSettings(f"FOOTNOTE_LOG_LEVEL is {level}: choose one of {', '.join(LOG_LEVELS)}.")
    form = environ.get("FOOTNOTE_LOG_FORMAT", "").strip().lower() or LOG_FORMATS[0]
    if form not in LOG_FORMATS:
        raise WrongSettings(f"FOOTNOTE_LOG_FORMAT is {form}: choose one of {', '.join(LOG_FORMATS)}.")
    token = environ.get("DISCORD_TOKEN", "").strip() or _token_in_file(environ)
    return Settings(
        discord_token=SecretStr(token) if token else None,
        data=Path(environ.get("FOOTNOTE_DATA", "").strip() or "data"),
        encoder=environ.get("FOOTNOTE_ENCODER", "").strip() or None,
        encoder_revision=environ.get("FOOTNOTE_ENCODER_REVISION", "").strip() or None,
        # As they are written: most prompts end in a space.
        query_prompt=environ.get("FOOTNOTE_QUERY_PROMPT") or None,
        passage_prompt=environ.get("FOOTNOTE_PASSAGE_PROMPT") or None,
        precision=_precision(environ),
        models=Path(models) if (models := environ.get("FOOTNOTE_MODELS", "").strip()) else None,
        judge=environ.get("FOOTNOTE_JUDGE", "").strip() or None,
        memory=_megabytes(environ),
        log_level=level,
        log_format=form,
        health_port=_port(environ.get("FOOTNOTE_HEALTH_PORT", "").strip()),
        backups=_backups(environ.get("FOOTNOTE_BACKUPS", "").strip().lower()),
    )


def _precision(environ: Mapping[str, str]) -> Literal["fp32", "int8"]:
    match environ.get("FOOTNOTE_PRECISION", "").strip().lower() or "fp32":
        case "fp32" | "int8" as precision:
            return precision
        case other:
            raise WrongSettings(
                f"FOOTNOTE_PRECISION is {other}: choose fp32, or int8, which answers sooner and a little less exactly."
            )


def _megabytes(environ: Mapping[str, str]) -> int:
    given = environ.get("FOOTNOTE_MEMORY", "").strip() or str(MEMORY)
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given) >= LEAST_MEMORY):
        raise WrongSettings(
            f"FOOTNOTE_MEMORY is {given}: give megabytes as a whole number, {LEAST_MEMORY} or more, or leave it out."
        )
    return int(given)


def remember(file: Path, values: Mapping[str, str]) -> None:
    """Write values into a file such as `.env`, all or none of them; what else is there stays, and only we can read it.

    Raises OSError.
    """
    file = file.resolve()
    handle, name = tempfile.mkstemp(prefix=".env-", dir=file.parent)  # readable for nobody else
    try:
        with open(handle, "wb") as new:
            if file.exists():
                new.write(file.read_bytes())
        for key, value in values.items():
            # Without quotation marks where none are needed: not every reader of such files takes them off.
            set_key(name, key, value, quote_mode="never" if _PLAIN.fullmatch(value) else "always")
        os.replace(name, file)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _backups(given: str) -> int:
    """How many of the daily backups are kept; 0 for none."""
    if given in ("off", "0"):
        return 0
    if given and (not given.isascii() or not given.isdecimal() or int(given) > MOST_BACKUPS):
        raise WrongSettings(f"FOOTNOTE_BACKUPS is {given}: say off, or how many are kept, at most {MOST_BACKUPS}.")
    return int(given or 7)


def _port(given: str) -> int | None:
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or int(given) not in PORTS:
        raise WrongSettings(f"FOOTNOTE_HEALTH_PORT is {given}: choose a port from 1 to {PORTS[-1]}, such as 8701.")
    return int(given)


def _token_in_file(environ: Mapping[str, str]) -> str:
    path = environ.get("DISCORD_TOKEN_FILE", "").strip()
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"DISCORD_TOKEN_FILE cannot be read: check the file {path}.") from error
