"""The state of the page as a link: everything that decides what it shows stands in the address."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from haicsim.analysis.page.controls import Settings, read_settings
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.document import MOST_BYTES
from haicsim.sim.loading.inheritance import every_shipped_scenario

SIDES = ("a", "b")
SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000)  # both runs keep every event in memory: 9 kB a patient
ENDPOINTS = ("itt", "os", "rfs")
GROUPS = ("A", "B", "C")
LONGEST_LINK = 30_000  # characters of a file in a link; servers and browsers take little more
MOST_SEED = 2**53 - 1  # what a browser can count to


@dataclass(frozen=True)
class Side:
    """One of the two scenarios. name: of a shipped one, or of a file given to the page; file: then what it holds."""

    name: str
    file: bytes | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Alike:
    """A patient to look for others like: vessel group, size of the target lesions together, age, Child-Pugh score."""

    group: str = "A"
    size: int = 90
    age: int = 67
    liver: int = 5


@dataclass(frozen=True)
class State:
    """All that decides what the page shows. patient: whose case report. curve: which survival."""

    a: Side = Side("kurume")
    b: Side = Side("kurume")
    patients: int = 2_000
    seed: int = 1
    patient: int = 0
    curve: str = "itt"
    alike: Alike = Alike()

    def side(self, where: str) -> Side:
        """The side of that name."""
        return self.a if where == "a" else self.b

    def with_side(self, where: str, side: Side) -> "State":
        """The state with another side of that name."""
        return replace(self, a=side) if where == "a" else replace(self, b=side)

    def to_link(self) -> dict[str, str]:
        """The parameters of the address. A file too long for a link is left out, its name stays."""
        found = {"patients": str(self.patients), "seed": str(self.seed), "curve": self.curve}
        found["patient"] = str(self.patient)
        for where in SIDES:
            side = self.side(where)
            found[where] = side.name
            if side.file is not None:
                packed = pack(side.file)
                found[f"{where}.file"] = packed if len(packed) <= LONGEST_LINK else ""
            found |= {f"{where}.{name}": _said(value) for name, value in side.settings.given().items()}
        return found | {name: str(value) for name, value in vars(self.alike).items()}


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def pack(content: bytes) -> str:
    """A file as text for a link."""
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode()


def unpack(text: str, where: str) -> bytes:
    """The file again; InputError for text that is none, or too much."""
    rule = "is no file packed by this page"
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.urlsafe_b64decode(text), MOST_BYTES + 1)
        if opened.eof and len(content) <= MOST_BYTES:
            return content
    except (binascii.Error, ValueError, zlib.error):
        pass
    raise InputError([Fault("link", None, f"{where}.file", "", rule)])


def from_link(said: Mapping[str, str]) -> State:
    """The state that a link says; what it does not say is as at the start. InputError with every fault."""
    state, faults = State(), []
    for name, text in said.items():
        try:
            if "." not in name and name not in SIDES:
                state = _with(state, name, text)
        except InputError as refusal:
            faults += refusal.faults
    for where in SIDES:
        try:
            state = state.with_side(where, _side(said, where))
        except InputError as refusal:
            faults += refusal.faults
    faults += [_unknown(name) for name in said if "." in name and name.partition(".")[0] not in SIDES]
    if faults:
        raise InputError(faults)
    return state


def _side(said: Mapping[str, str], where: str) -> Side:
    name = said.get(where, "kurume")
    own = {key.partition(".")[2]: text for key, text in said.items() if key.startswith(f"{where}.")}
    packed = own.pop("file", None)
    if packed == "":
        rule = "is too long for a link: give the page the file again"
        raise InputError([Fault("link", None, f"{where}.file", name, rule)])
    if packed is None and name not in every_shipped_scenario():
        rule = "is no shipped scenario (haicsim list)"
        raise InputError(
            [Fault("link", None, where, name, rule, nearest_name(name, every_shipped_scenario()))]
        )
    file = None if packed is None else unpack(packed, where)
    return Side(name, file, read_settings(own, where))


def _with(state: State, name: str, text: str) -> State:
    """The state with one of its own values, not of a side."""
    if name in ("curve", "group"):
        known = ENDPOINTS if name == "curve" else GROUPS
        if text not in known:
            rule = f"must be one of {', '.join(known)}"
            raise InputError([Fault("link", None, name, text, rule, nearest_name(text, known))])
        return _set(state, name, text)
    ends = {"patients": (1, SIZES[-1]), "seed": (0, MOST_SEED), "patient": (0, SIZES[-1] - 1)}
    ends |= {"size": (10, 400), "age": (18, 100), "liver": (5, 9)}
    if name not in ends:
        raise InputError([_unknown(name)])
    least, most = ends[name]
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not least <= value <= most:
        rule = f"must be a whole number from {least:,} to {most:,}"
        raise InputError([Fault("link", None, name, text, rule)])
    return _set(state, name, value)


def _set(state: State, name: str, value: int | str) -> State:
    if name in vars(state.alike):
        return replace(state, alike=replace(state.alike, **{name: value}))  # type: ignore[arg-type]
    return replace(state, **{name: value})  # type: ignore[arg-type]


def _unknown(name: str) -> Fault:
    known = [*vars(State()), *vars(Alike()), *(f"{side}.file" for side in SIDES)]
    return Fault("link", None, name, "", "is nothing this page knows", nearest_name(name, known))
