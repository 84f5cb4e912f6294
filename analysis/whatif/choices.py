"""What a team may choose: each choice a few options, each option some settings of the policy; and all their combinations."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import (
    Value,
    changeable,
    changed,
    in_unit,
    numbers_by_path,
    value_at,
    why_unknown,
    with_overrides,
)

AS_IT_IS = "as it is"
Settings = Mapping[str, Value]


@dataclass(frozen=True)
class Option:
    """One thing a team may choose: in words, and what it sets."""

    words: str
    settings: Settings


@dataclass(frozen=True)
class Choice:
    """Something to be chosen, by name. now: the place of the option that the scenario holds already."""

    name: str
    options: tuple[Option, ...]
    now: int = 0

    def ends(self, path: str) -> tuple[float, float] | None:
        """The least and highest value offered for a number; None where fewer than two are."""
        values = {option.settings[path] for option in self.options if path in option.settings}
        numbers = [each for each in values if isinstance(each, int | float)]
        return (min(numbers), max(numbers)) if len(numbers) > 1 and path in numbers_by_path() else None


@dataclass(frozen=True)
class Candidate:
    """A policy: the place of the option taken of every choice, and what it sets otherwise than the scenario."""

    places: tuple[int, ...]
    settings: Settings
    words: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """What is otherwise, in words."""
        return "; ".join(f"{name}: {words}" for name, words in self.words) or AS_IT_IS


def _each(path: str, *values: Value) -> tuple[Option, ...]:
    return tuple(Option(str(value), {path: value}) for value in values)


_TACE, _VEIN = "policy.tace_for", "policy.vv_operable"
# what is tried where nothing else is asked: offered by a team that stays within the criteria, or near them
# fmt: off
DEFAULT: dict[str, tuple[Option, ...]] = {
    "interval": tuple(Option(f"CT every {words}", {"policy.ct_interval": months}) for months, words in
                      ((1, "month"), (2, "2 months"), (3, "3 months"))),
    "decision": _each("policy.decision", "as_soon_as_pr", "two_consecutive", "plateau", "fixed_courses", "marker_fall"),
    "liver": _each("policy.liver_rule", "icg_k", "makuuchi", "remnant_share", "albi"),
    "boldness": _each("policy.boldness", 0.8, 1, 1.2),
    "tace": (
        Option("none", {f"{_TACE}.stable": 0, f"{_TACE}.partial": 0}),
        Option("for stable disease", {f"{_TACE}.stable": 1, f"{_TACE}.partial": 0}),
        Option("for stable disease and PR", {f"{_TACE}.stable": 1, f"{_TACE}.partial": 1}),
    ),
    "courses": _each("policy.max_courses", 6, 12, 24),
    "stop": _each("policy.stop", "progression", "stable"),
    "veins": (
        Option("whatever Vv", {f"{_VEIN}.vv2": 1, f"{_VEIN}.vv3": 1}),
        Option("not Vv2/3", {f"{_VEIN}.vv2": 0, f"{_VEIN}.vv3": 0}),
    ),
    "stable": tuple(Option(words, {"policy.accept_stable": chance}) for words, chance in
                    (("accepted in 1 of 10", 0.1), ("accepted in 1 of 4", 0.25), ("accepted in 4 of 10", 0.4))),
    "fitness": tuple(Option(f"Child-Pugh up to {most}", {"policy.child_pugh_limit": most}) for most in (5, 6, 7)),
}
# fmt: on


def default_choices(scenario: Scenario, names: Sequence[str] = tuple(DEFAULT)) -> list[Choice]:
    """The choices that are tried where nothing else is asked, in the scenario's units."""
    found = []
    for name in names:
        options = tuple(
            Option(
                each.words, {path: _own_unit(scenario, path, value) for path, value in each.settings.items()}
            )
            for each in DEFAULT[name]
        )
        found.append(choice(scenario, name, options))
    return found


def choice(scenario: Scenario, name: str, options: Sequence[Option]) -> Choice:
    """A choice with what the scenario holds now among its options, first where it is none of them.

    What cannot be set at all is for `refuse_unusable` to say.
    """
    if any(path not in changeable() for option in options for path in option.settings):
        return Choice(name, tuple(options))
    for place, option in enumerate(options):
        if all(_same(value_at(scenario, path)[0], value) for path, value in option.settings.items()):
            return Choice(name, tuple(options), place)
    return Choice(name, (Option(AS_IT_IS, {}), *options))


def refuse_unusable(scenario: Scenario, choices: Sequence[Choice]) -> None:
    """InputError with every option that cannot be, or is no policy, and every number set by two choices."""
    faults: list[Fault] = []
    owner: dict[str, str] = {}
    for each in choices:
        for path in dict.fromkeys(path for option in each.options for path in option.settings):
            faults += _not_policy(path, each.name)
            if path in owner:
                rule = f"is set by two choices, {owner[path]} and {each.name}"
                faults.append(Fault(f"--choice {each.name}", None, path, "", rule))
            owner[path] = each.name
    if not faults:
        try:
            roomy = with_room(scenario, choices)
        except InputError as refusal:
            raise InputError([_of_choice(each, owner) for each in refusal.faults]) from None
        for each in choices:
            for option in each.options:
                faults += _refusals(roomy, option.settings, each.name)
    if faults:
        raise InputError(faults)


def _of_choice(fault: Fault, owner: Mapping[str, str]) -> Fault:
    """What is wrong with the room made for values, said of the choice that offers them."""
    path = next((path for path in owner if fault.path.startswith(path)), fault.path)
    return Fault(f"--choice {owner.get(path, path)}", None, path, fault.value, fault.rule, fault.nearest)


def with_room(scenario: Scenario, choices: Sequence[Choice]) -> Scenario:
    """The scenario with room in the stated ranges for all that is offered; what lies outside of them is said of the winner."""
    texts = []
    stated = {path: number.range for path, _, number in scenario.numbers()}
    for each in choices:
        for path in {path for option in each.options for path in option.settings if path in stated}:
            values = [float(v) for o in each.options if isinstance(v := o.settings.get(path), int | float)]
            low, high = min([*values, stated[path][0]]), max([*values, stated[path][1]])
            if (low, high) != tuple(stated[path]):
                texts.append(f"{path}.range=[{low!r}, {high!r}]")
    return with_overrides(scenario, texts) if texts else scenario


def combinations(choices: Sequence[Choice]) -> int:
    """How many policies there are."""
    return math.prod(len(each.options) for each in choices)


def candidates(choices: Sequence[Choice], most: int, seed: int) -> list[Candidate]:
    """The policy as it is, first, and all others, or as many as there is room for, drawn at random without repetition.

    Those that differ in fewer choices come first, so that of equal ones the simpler is preferred.
    """
    total, now = combinations(choices), tuple(each.now for each in choices)
    if total <= most:
        numbers: Iterator[int] | list[int] = list(range(total))
    else:
        numbers = random.Random(seed).sample(range(total), most)
    others = [places for number in numbers if (places := _places(choices, number)) != now][: most - 1]
    others.sort(key=lambda places: (sum(a != b for a, b in zip(places, now, strict=True)), places))
    return [_candidate(choices, places) for places in (now, *others)]


def possible(scenario: Scenario, found: Sequence[Candidate]) -> list[tuple[Candidate, Scenario]]:
    """The policies whose settings go together, each with its scenario."""
    kept = []
    for each in found:
        try:
            kept.append((each, changed(scenario, each.settings) if each.settings else scenario))
        except InputError:
            continue
    return kept


def _places(choices: Sequence[Choice], number: int) -> tuple[int, ...]:
    """The combination of that number."""
    places = []
    for each in reversed(choices):
        number, place = divmod(number, len(each.options))
        places.append(place)
    return tuple(reversed(places))


def _candidate(choices: Sequence[Choice], places: tuple[int, ...]) -> Candidate:
    taken = [
        (each.name, each.options[place])
        for each, place in zip(choices, places, strict=True)
        if place != each.now
    ]
    held = {path: v for each in choices for path, v in each.options[each.now].settings.items()}
    settings = {
        path: value
        for _, option in taken
        for path, value in option.settings.items()
        if path not in held or not _same(held[path], value)
    }
    return Candidate(places, settings, tuple((name, option.words) for name, option in taken))


def _not_policy(path: str, name: str) -> list[Fault]:
    said = f"--choice {name}"
    if path not in changeable():
        rule, nearest = why_unknown(path)
        return [Fault(said, None, path, "", rule, nearest)]
    if not path.startswith("policy."):
        rule = "is nothing that a team decides: a choice sets what stands under policy"
        return [Fault(said, None, path, "", rule, nearest_name(path, DEFAULT))]
    return []


def _refusals(scenario: Scenario, settings: Settings, name: str) -> list[Fault]:
    try:
        changed(scenario, settings)
    except InputError as refusal:
        return [Fault(f"--choice {name}", None, each.path, each.value, each.rule, each.nearest)
                for each in refusal.faults]  # fmt: skip
    return []


def _own_unit(scenario: Scenario, path: str, value: Value) -> Value:
    return in_unit(scenario, path, value, "month") if path == "policy.ct_interval" else value


def _same(own: Value, value: Value) -> bool:
    if isinstance(own, int | float) and isinstance(value, int | float):
        return math.isclose(own, value, rel_tol=1e-9)
    return own == value
