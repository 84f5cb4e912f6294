"""What the data behind a policy cover: every number it sets or rests on, with source and grade, and where it leaves them.

A search finds extremes, also where the model has no reason to be believed. So every number is shown beside the winner, with
what speaks against relying on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.whatif.choices import Candidate, Choice
from haicsim.analysis.whatif.conversion import SEEN
from haicsim.analysis.whatif.mechanisms import MECHANISMS
from haicsim.sim.parameters.base import Number
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import Value, numbers_by_path, value_at

OUTSIDE = "outside the range stated"
AT_END = "at an end of the range stated"
END_OF_OFFER = "at an end of what was offered: the best may lie beyond"
ASSUMED = "the number is assumed"
RULE_ASSUMED = "the rule rests on assumed numbers"
# the numbers that a choice by name rests on, by what their paths begin with
RESTS_ON: dict[tuple[str, str], tuple[str, ...]] = {
    ("policy.liver_rule", "icg_k"): (
        "policy.liver_limit", "policy.liver_limit_good", "policy.good_liver_r15", "policy.liver_limit_lowest",
    ),
    ("policy.liver_rule", "makuuchi"): (
        "policy.makuuchi_r15", "policy.makuuchi_bilirubin", "policy.makuuchi_upto",
    ),
    ("policy.liver_rule", "remnant_share"): (
        "policy.remnant_limit", "policy.remnant_limit_good", "policy.good_liver_r15",
    ),
    ("policy.liver_rule", "albi"): ("policy.albi_grade", "policy.albi_remnant"),
    ("policy.decision", "as_soon_as_pr"): ("policy.partial_response",),
    ("policy.decision", "two_consecutive"): ("policy.partial_response",),
    ("policy.decision", "plateau"): ("policy.plateau_change",),
    ("policy.decision", "fixed_courses"): ("policy.fixed_courses",),
    ("policy.decision", "marker_fall"): ("policy.marker_fall",),
    ("policy.stop", "stable"): ("policy.stop_at_ct",),
    ("policy.stop", "marker"): ("policy.stop_at_ct", "policy.stop_marker"),
}  # fmt: skip
# settings by which patients beyond the team's criteria are operated, and from which value on
BEYOND = {"policy.boldness": 1.0, "policy.tolerated_shortfall": 0.0, "policy.both_vessels": 0.0}


@dataclass(frozen=True)
class Ground:
    """One setting of the winner: what it was and is, and what stands behind it.

    range, grade, source: as the scenario states them of its own value; None and "" of a choice by name. rests_on: the numbers
    that a rule chosen by name rests on, each with its value and unit in words, grade and source. flags: what speaks against.
    """

    path: str
    before: Value
    value: Value
    unit: str
    range: tuple[float, float] | None
    grade: str
    source: str
    rests_on: tuple[tuple[str, str, str, str], ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """What stands behind the winner, setting by setting, and what the model cannot know of it."""

    grounds: tuple[Ground, ...]
    cautions: tuple[str, ...]


def coverage_of(
    scenario: Scenario, choices: Sequence[Choice], winner: Candidate, there: Scenario, records: NDArray[Any]
) -> Coverage:
    """What the data cover of the settings that the winner has otherwise than the scenario.

    there: the winner's scenario. records: of its patients.
    """
    own = {path: number for path, _, number in scenario.numbers()}
    grounds = tuple(_ground(scenario, choices, path, value, own) for path, value in winner.settings.items())
    return Coverage(grounds, tuple(_cautions(scenario, there, records)))


def _ground(
    scenario: Scenario, choices: Sequence[Choice], path: str, value: Value, own: dict[str, Number]
) -> Ground:
    before, unit = value_at(scenario, path)
    unit = "" if unit in ("ratio", "count", "probability", "1") else unit
    if path not in numbers_by_path():
        rests = tuple(_rests_on(own, path, value))
        assumed = any(grade == "assumed" for _, _, grade, _ in rests)
        return Ground(path, before, value, unit, None, "", "", rests, (RULE_ASSUMED,) if assumed else ())
    number = own[path]
    flags = tuple(_flags(number, float(value), _offered(choices, path)))  # type: ignore[arg-type]  # a number's path
    low, high = number.range
    return Ground(path, before, value, unit, (low, high), number.grade, number.source, (), flags)


def _flags(number: Number, value: float, offered: tuple[float, float] | None) -> Iterator[str]:
    low, high = number.range
    switch = (low, high) == (0.0, 1.0) and number.unit == "count"
    if not low <= value <= high:
        yield OUTSIDE
    elif value in (low, high) and not switch:
        yield AT_END
    if offered is not None and value in offered and not switch:
        yield END_OF_OFFER
    if number.grade == "assumed":
        yield ASSUMED


def _offered(choices: Sequence[Choice], path: str) -> tuple[float, float] | None:
    return next((ends for each in choices if (ends := each.ends(path)) is not None), None)


def _rests_on(own: dict[str, Number], path: str, value: Value) -> Iterator[tuple[str, str, str, str]]:
    for stem in RESTS_ON.get((path, str(value)), ()):
        for name, number in own.items():
            if name == stem or name.startswith(f"{stem}."):
                unit = "" if number.unit in ("ratio", "count", "probability", "1") else f" {number.unit}"
                yield name, f"{number.value:g}{unit}", number.grade, number.source


def _cautions(scenario: Scenario, there: Scenario, records: NDArray[Any]) -> Iterator[str]:
    """What the model cannot know of the winner as a whole."""
    further = [path for path in BEYOND if _number(there, path) > max(_number(scenario, path), BEYOND[path])]
    if further:
        yield f"It operates beyond the criteria ({', '.join(further)}). {MECHANISMS['boldness'].caveat}"
    converted = float(records["converted"].mean(dtype=np.float64))
    if not SEEN[0] <= converted <= SEEN[1]:
        yield (
            f"It converts {converted:.0%}; series have published {SEEN[0]:.0%} to {SEEN[1]:.0%}: this is extrapolation."
        )


def _number(scenario: Scenario, path: str) -> float:
    return float(value_at(scenario, path)[0])  # type: ignore[arg-type]  # paths of numbers
