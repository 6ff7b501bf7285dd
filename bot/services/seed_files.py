"""Protocols and plans that come with Footnote, read from their folders once at the start."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.facilitation.errors import Refusal
from bot.facilitation.plans import Plan, parse_plan
from bot.facilitation.protocols import Protocol, ProtocolFile, parse_protocol
from bot.facilitation.seed_files import Fault, Faults, meant, name_of, text_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seeds:
    """What facilitators can choose from, by name and in the order of names; and the files of the protocols."""

    protocols: Mapping[str, Protocol]
    plans: Mapping[str, Plan]
    files: Mapping[str, ProtocolFile] = field(default_factory=dict)

    def protocol(self, name: str) -> Protocol:
        """The protocol of this name. Refuses one that is not there."""
        return _named(self.protocols, name, "protocol")

    def plan(self, name: str) -> Plan:
        """The plan of this name. Refuses one that is not there."""
        return _named(self.plans, name, "plan")


def read_seeds(folder: Path) -> Seeds:
    """All protocols and plans under `folder`, where the essays are too.

    Raises Faults with all faults of all files, so that they can be mended together.
    """
    faults: list[Fault] = []
    protocol_files, plan_files = (_files(folder / name, faults) for name in ("protocols", "plans"))
    protocols = _parsed(protocol_files, parse_protocol, faults)
    # A protocol with faults is there all the same: the plans that use it have none of their own for that.
    known = set(map(_name, protocol_files)) - {""}
    essays = {name for path in _visible(folder / "essays", faults) for name in (path.name, path.stem)}
    plans = _parsed(plan_files, partial(parse_plan, protocols=known, essays=essays), faults)
    if faults:
        raise Faults(faults)
    files = {_name(path): text_of(path.read_bytes(), path.name) for path in protocol_files}
    written = {name: ProtocolFile(name, one.title, files[name]) for name, one in protocols.items()}
    return Seeds(MappingProxyType(protocols), MappingProxyType(plans), MappingProxyType(written))


def _parsed(files: Collection[Path], parse: Callable[[str, str], T], faults: list[Fault]) -> dict[str, T]:
    found: dict[str, T] = {}
    for path in files:
        file = f"{path.parent.name}/{path.name}"
        try:
            name, text = name_of(file), text_of(path.read_bytes(), file)
            if name in found:
                faults.append(Fault(file, 0, f"another file is called “{name}” too: rename one of them."))
            found[name] = parse(text, file)
        except Faults as found_here:
            faults += found_here.faults
        except OSError as error:
            faults.append(Fault(file, 0, f"the file cannot be read ({error.strerror}): check its permissions."))
    return found


def _name(path: Path) -> str:
    try:
        return name_of(path.name)
    except Faults:
        return ""


def _files(folder: Path, faults: list[Fault]) -> list[Path]:
    return [path for path in _visible(folder, faults) if path.suffix.casefold() == ".toml"]


def _visible(folder: Path, faults: list[Fault]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        sentence = f"the folder cannot be read ({error.strerror}): put Footnote's own files back there."
        faults.append(Fault(folder.name, 0, sentence))
        return []


def _named(known: Mapping[str, T], name: str, what: str) -> T:
    if name in known:
        return known[name]
    raise unknown(known, name, what)


def unknown(known: Collection[str], name: str, what: str) -> Refusal:
    """Says that there is none of this name, and which one was probably meant."""
    near = meant(name, known)
    advice = f"did you mean “{near}”?" if near else "choose one from the list."
    return Refusal(f"There is no {what} “{name[:80]}”: {advice}")
