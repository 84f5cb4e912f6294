"""Break-evens of a scenario: what surgery gives, or any outcome beside another scenario, over a number of the scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from haicsim.analysis.measures.outcome_measures import OUTCOMES, unknown_outcome
from haicsim.analysis.sensitivity.factors import Factor, factors_of
from haicsim.analysis.whatif.break_even import BreakEven, break_even
from haicsim.analysis.whatif.ranges import Say
from haicsim.analysis.whatif.worlds import BLOCKS, Mask, Values, World, for_many_runs, without_surgery, world
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed, with_overrides

GAIN = "gain"
EVERYBODY = "all"
MEANING = {
    GAIN: "months of the first 60 from the decision for HAIC that the operated live longer than without surgery"
}


@dataclass(frozen=True)
class Threshold:
    """The break-even of one group over one number. own: the value in the scenario; patients: operated, with that value."""

    group: str
    outcome: str
    factor: Factor
    found: BreakEven
    patients: int


@dataclass
class _Pairs:
    """Both worlds at every value tried; a value is run once, whatever groups are asked for."""

    scenario: Scenario
    against: Sequence[str]
    path: str
    say: Say

    def __post_init__(self) -> None:
        self._known: dict[float, tuple[World, World]] = {}

    def at(self, value: float) -> tuple[World, World]:
        """The world as it is with that value, and the one beside it: the same people."""
        if value not in self._known:
            self.say(f"{self.path} = {value:.4g}", min(0.95, len(self._known) / 30))
            here = changed(self.scenario, {self.path: value})
            there = with_overrides(here, self.against) if self.against else without_surgery(here)
            self._known[value] = world(here), world(there)
        return self._known[value]


def thresholds(
    scenario: Scenario,
    outcome: str,
    over: str,
    by_group: bool = False,
    against: Sequence[str] = (),
    say: Say | None = None,
) -> list[Threshold]:
    """Where an answer changes its sign over a number of the scenario, of everybody and of each group.

    outcome: "gain", or an outcome measure. over: "path", over its stated range, or "path=low..high". against: settings of the
    scenario beside which it is compared; no surgery where none are given. Raises InputError for what is not known.
    """
    _refuse_unknown(outcome)
    roomy = _roomy(for_many_runs(scenario), over)
    factor = _factor(roomy, over)
    pairs = _Pairs(roomy, against, factor.path, say or _silent)
    return [_threshold(pairs, outcome, factor, group) for group in (EVERYBODY, *(GROUPS if by_group else ()))]


def _threshold(pairs: _Pairs, outcome: str, factor: Factor, group: str) -> Threshold:
    def differences(value: float) -> Values:
        here, there = pairs.at(value)
        return _gains(here, there, group) if outcome == GAIN else _by_block(here, there, outcome, group)

    found = break_even(differences, factor.low, factor.high, factor.value)
    here, _ = pairs.at(factor.value)
    return Threshold(group, outcome, factor, found, int((here.operated & _of(here, group)).sum()))


def _of(here: World, group: str) -> Mask:
    if group == EVERYBODY:
        return np.ones(len(here), np.bool_)
    return np.asarray(here.records["group"] == GROUPS.index(group), np.bool_)


def _gains(here: World, there: World, group: str) -> Values:
    """Of each operated patient of the group."""
    who = here.operated & _of(here, group)
    return np.asarray(here.months[who] - there.months[who])


def _by_block(here: World, there: World, outcome: str, group: str) -> Values:
    """Of every block of patients of the group: the outcome here less there."""
    horizon = here.scenario.run.base("horizon")
    places = np.array_split(np.flatnonzero(_of(here, group)), BLOCKS)
    measure = OUTCOMES[outcome]
    return np.array(
        [measure(here.records[part], horizon) - measure(there.records[part], horizon) for part in places]
    )


def _roomy(scenario: Scenario, over: str) -> Scenario:
    """The scenario with room for the ends asked for, where the text names any that can be read."""
    path, _, ends = over.partition("=")
    stated = next((number.range for known, _, number in scenario.numbers() if known == path), None)
    try:
        asked = [float(end) for end in ends.split("..")]
    except ValueError:
        return scenario
    if stated is None or len(asked) != 2:
        return scenario
    low, high = min(*asked, stated[0]), max(*asked, stated[1])
    return with_overrides(scenario, [f"{path}.range=[{low}, {high}]"])


def _factor(scenario: Scenario, over: str) -> Factor:
    """The number and its ends; InputError in the words of `--over`."""
    try:
        return factors_of(scenario, [over])[0]
    except InputError as refusal:
        said = f"--vary {over}"
        faults = refusal.faults
        raise InputError(
            [replace(fault, file=f"--over {over}") if fault.file == said else fault for fault in faults]
        ) from None


def _refuse_unknown(outcome: str) -> None:
    if outcome != GAIN and outcome not in OUTCOMES:
        rule, nearest = unknown_outcome(outcome)
        raise InputError([Fault(outcome, None, "", "", f"{rule}; or {GAIN}, {MEANING[GAIN]}", nearest)])


def _silent(what: str, share: float) -> None:
    pass
