"""Parameters that can be moved together: wherever in their ranges they stand, the scenario does not contradict itself.

Ranges are stated one by one, and some overlap although their parameters must stay in order (the sizes up to which a
segment, a section or half the liver is removed). A design over all of them would ask for scenarios that cannot be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from haicsim.analysis.sensitivity.factors import Factor
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import Value, changed

_CORNERS = 64  # a pair of ends that contradict each other escapes all of them once in 10^8
Settings = dict[str, Value]


@dataclass(frozen=True)
class LeftOutFactor:
    """A parameter that cannot be moved: with which others it contradicts the scenario (none: alone), and the rule."""

    path: str
    beside: tuple[str, ...]
    rule: str


def compatible(
    scenario: Scenario, factors: Sequence[Factor], together: bool
) -> tuple[list[Factor], list[LeftOutFactor]]:
    """The factors that can be moved, and those that cannot beside the ones named before them.

    together: all at once, as every method but the one-way does; otherwise each alone.
    """
    kept, out = list(factors), []
    for factor in factors:
        for share in (0.0, 1.0):
            rule = _contradiction(scenario, factor.settings(share))
            if rule is not None and factor in kept:
                kept.remove(factor)
                out.append(LeftOutFactor(factor.path, (), rule))
    ends = np.random.default_rng(0).integers(0, 2, (_CORNERS if together else 0, len(factors)))
    for corner in ends.tolist():
        there = {factor.path: factor.at(float(end)) for factor, end in zip(factors, corner, strict=True)}
        while (found := _least(scenario, {factor.path: there[factor.path] for factor in kept})) is not None:
            *beside, path = found[0]
            kept = [factor for factor in kept if factor.path != path]
            out.append(LeftOutFactor(path, tuple(beside), found[1]))
    return kept, out


def refuse_left_out(left_out: Sequence[LeftOutFactor]) -> None:
    """InputError for parameters that were asked for by name and cannot be moved so far."""
    faults = []
    for each in left_out:
        beside = f" beside {' and '.join(each.beside)}" if each.beside else ""
        rule = f"cannot be moved over this whole range{beside}: {each.rule}; give a narrower one, {each.path}=low..high"
        faults.append(Fault(f"--vary {each.path}", None, "", "", rule))
    if faults:
        raise InputError(faults)


def _least(scenario: Scenario, settings: Settings) -> tuple[list[str], str] | None:
    """The fewest of some settings that contradict the scenario or one another, in order, and the rule; None if none do."""
    rule = _contradiction(scenario, settings)
    if rule is None:
        return None
    paths = list(settings)
    size = max(len(paths) // 2, 1)
    while True:
        for start in range(0, len(paths), size):
            fewer = paths[:start] + paths[start + size :]
            left = _contradiction(scenario, {path: settings[path] for path in fewer})
            if left is not None:
                paths, rule = fewer, left
                break
        else:
            if size == 1:
                return paths, rule
            size //= 2


def _contradiction(scenario: Scenario, settings: Settings) -> str | None:
    """What is wrong with a scenario so changed, in words; None where nothing is."""
    try:
        changed(scenario, settings)
    except InputError as refusal:
        fault = refusal.faults[0]
        return f"{fault.path} {fault.rule}"
    return None
