"""What can be moved on the page: scan interval, boldness, drug, beds, theatre, and a conversion rate by a mechanism."""

from dataclasses import dataclass, fields, replace
from typing import Any

from haicsim.analysis.whatif.mechanisms import MECHANISMS
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import in_unit, value_at

SOURCE = "Set on the page (haicsim page)"
UNLIMITED = "unlimited"
MOST_BEDS = 60
SESSIONS_DAYS = (56.0, 42.0, 28.0, 21.0, 14.0, 7.0, 3.5, 2.0, 1.0)
RATES = (0.02, 0.60)


@dataclass(frozen=True)
class Slider:
    """A number moved along a range: name in a link, words, its path, unit, ends and step, all in that unit."""

    name: str
    words: str
    path: str
    unit: str | None
    least: float
    most: float
    step: float
    help: str

    def present(self, scenario: Scenario) -> float:
        """What the scenario says, in the unit of the slider."""
        value, unit = value_at(scenario, self.path)
        if self.unit is None or unit == self.unit:
            return float(value)  # type: ignore[arg-type]  # a slider's path is a number
        there = float(in_unit(scenario, self.path, 1.0, self.unit))  # type: ignore[arg-type]
        return round(float(value) / there, 6)  # type: ignore[arg-type]


# fmt: off
SLIDERS = (
    Slider("interval", "Months between CTs", "policy.ct_interval", "month", 0.5, 6.0, 0.25,
           "How often response is looked at, and so how often the meeting can hear a patient."),
    Slider("boldness", "Boldness of the surgeons", "policy.boldness", None, 0.5, 2.0, 0.05,
           "1 is the reference team. Higher: narrower margins of liver, lesions and thrombus are accepted."),
    Slider("effect", "Effect of the drugs", "treatment.relative_kill", None, 0.5, 2.5, 0.05,
           "How much of the tumour the drugs kill, beside low-dose 5-FU and cisplatin (1). No more toxic for it."),
)
# fmt: on


@dataclass(frozen=True)
class Settings:
    """What is set otherwise than the scenario says; None where nothing is.

    interval: months. beds: number, or "unlimited". theatre: days from one liver operation's list to the next, or
    "unlimited". by, to: a mechanism (see `whatif conversion`) and the share of all who start whom it shall convert.
    """

    interval: float | None = None
    boldness: float | None = None
    effect: float | None = None
    beds: int | str | None = None
    theatre: float | str | None = None
    by: str | None = None
    to: float | None = None

    def given(self) -> dict[str, Any]:
        """What is set, by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value is not None}

    def words(self) -> list[str]:
        """What is set, in words."""
        found = [f"{s.words} {getattr(self, s.name):g}" for s in SLIDERS if getattr(self, s.name) is not None]
        if self.beds is not None:
            found.append(f"{_no_limit(self.beds)} infusion beds")
        if self.theatre == UNLIMITED:
            found.append("theatre without limit")
        elif self.theatre is not None:
            found.append(f"one liver operation every {self.theatre:g} days")
        if self.by is not None and self.to is not None:
            found.append(f"{100 * self.to:.0f}% converted, by {self.by}")
        return [text[:1].lower() + text[1:] if not text.startswith("CT") else text for text in found]

    def overrides(self, scenario: Scenario) -> list[str]:
        """The same as after `--set`, each with its source; the conversion rate is no input and not among them.

        scenario: the one they are for, whose units they are given in.
        """
        found = []
        for slider in SLIDERS:
            value = getattr(self, slider.name)
            if value is not None:
                own = in_unit(scenario, slider.path, value, slider.unit)
                found += [f"{slider.path}={own!r}", *_sourced(slider.path)]
        if self.beds is not None:
            found += [f"capacity.infusion_bed={_places(self.beds)}", *_sourced("capacity.infusion_bed")]
        if self.theatre is not None:
            found += [f"capacity.theatre={_sessions(self.theatre)}", *_sourced("capacity.theatre")]
        return found


def _no_limit(places: int | str) -> str:
    return "unlimited" if places == UNLIMITED else str(places)


def _places(places: int | str) -> str:
    return "{places: unlimited, every: null}" if places == UNLIMITED else f"{{places: {places}, every: null}}"


def _sessions(days: float | str) -> str:
    if days == UNLIMITED:
        return "{places: unlimited, every: null}"
    return f"{{places: 1, every: {{value: {float(days)!r}, unit: d}}}}"


def _sourced(path: str) -> list[str]:
    return [f"{path}.source={SOURCE}", f"{path}.grade=assumed"]


def present_beds(scenario: Scenario) -> int | str | None:
    """Infusion beds as the slider knows them; None where they have a calendar."""
    here = scenario.capacity.infusion_bed
    return None if here.every is not None else here.places


def present_theatre(scenario: Scenario) -> float | str | None:
    """Days between lists as the slider knows them; None where theatre is stated otherwise."""
    here = scenario.capacity.theatre
    if here.places == UNLIMITED:
        return UNLIMITED
    return here.every.days if here.every is not None and here.places == 1 else None


def read_settings(said: dict[str, str], where: str) -> Settings:
    """Settings as a link says them, by name; InputError with every fault. where: what the link calls the side."""
    settings, faults = Settings(), []
    for name, text in said.items():
        try:
            settings = replace(settings, **{name: _read(name, text, where)})
        except InputError as refusal:
            faults += refusal.faults
    if not faults and (settings.by is None) != (settings.to is None):
        rule = "a conversion rate takes both: a mechanism (by) and the share to be converted (to)"
        faults.append(Fault("link", None, f"{where}.by", settings.by or "", rule))
    if faults:
        raise InputError(faults)
    return settings


def _read(name: str, text: str, where: str) -> Any:
    ends = {each.name: (each.least, each.most) for each in SLIDERS}
    if name in ends:
        return _number(text, *ends[name], f"{where}.{name}")
    if name == "to":
        return _number(text, *RATES, f"{where}.to")
    if name == "by":
        return _mechanism(text, where)
    if name == "theatre":
        return text if text == UNLIMITED else _number(text, 1.0, 366.0, f"{where}.theatre")
    if name == "beds":
        return text if text == UNLIMITED else int(_number(text, 1, 1000, f"{where}.beds", whole=True))
    known = [each.name for each in fields(Settings)]
    raise InputError(
        [Fault("link", None, f"{where}.{name}", "", "is nothing that can be set", nearest_name(name, known))]
    )


def _mechanism(text: str, where: str) -> str:
    if text not in MECHANISMS:
        rule = f"is no mechanism: {', '.join(MECHANISMS)}"
        raise InputError([Fault("link", None, f"{where}.by", text, rule, nearest_name(text, MECHANISMS))])
    return text


def _number(text: str, least: float, most: float, path: str, whole: bool = False) -> float:
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        kind = "a whole number" if whole else "a number"
        raise InputError([Fault("link", None, path, text, f"must be {kind} from {least:g} to {most:g}")])
    return value


def mechanisms() -> dict[str, str]:
    """The mechanisms by which a conversion rate can be asked for, each with its words."""
    return {name: each.words for name, each in MECHANISMS.items()}
