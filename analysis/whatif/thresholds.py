"""Break-evens of a scenario: what surgery gives, or any outcome beside another scenario, over a number of the scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from haicsim.analysis.measures.outcome_measures import OUTCOMES, unknown_outcome
from haicsim.analysis.sensitivity.factors import Factor, factors_of
from haicsim.analysis.whatif.break_even import BreakEven, Differences, break_even, sign_changes
from haicsim.analysis.whatif.ranges import ENDS, Say, Where, at_ends, words_of
from haicsim.analysis.whatif.worlds import BLOCKS, Mask, Values, World, for_many_runs, without_surgery, world
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed, with_overrides

GAIN = "gain"
EVERYBODY = "all"
_PATIENTS_AT_AN_END, _POINTS_AT_AN_END = 5_000, 5
MEANING = {
    GAIN: "months of the first 60 from the decision for HAIC that the operated live longer than without surgery"
}


@dataclass(frozen=True)
class Threshold:
    """The break-even of one group over one number. patients: operated as it is.

    ends: at every end of the ranges of what is not identified, the values at which the sign changes there, and the mean
    difference at the high end of the number; none where they were not tried.
    """

    group: str
    outcome: str
    factor: Factor
    found: BreakEven
    patients: int
    ends: tuple[tuple[str, tuple[float, ...], float], ...] = ()
    over: str = ENDS.words


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
    ranges: Where = True,
    say: Say | None = None,
) -> list[Threshold]:
    """Where an answer changes its sign over a number of the scenario, of everybody and of each group.

    outcome: "gain", or an outcome measure. over: "path", over its stated range, or "path=low..high". against: settings of the
    scenario beside which it is compared; no surgery where none are given. ranges: whether to look at both ends of what is not
    identified too. Raises InputError for what is not known.
    """
    _refuse_unknown(outcome)
    roomy = _roomy(for_many_runs(scenario), over)
    factor = _factor(roomy, over)
    report = say or _silent
    groups = (EVERYBODY, *(GROUPS if by_group else ()))
    pairs = _Pairs(roomy, against, factor.path, report)
    found = [_threshold(pairs, outcome, factor, group) for group in groups]
    if not ranges:
        return found
    ends = _at_ends(pairs, factor, outcome, groups, ranges)
    return [replace(each, ends=tuple(ends[each.group]), over=words_of(ranges)) for each in found]


def _at_ends(
    base: _Pairs, factor: Factor, outcome: str, groups: Sequence[str], ranges: Where
) -> dict[str, list[tuple[str, tuple[float, ...], float]]]:
    """By group: what becomes of the break-even at every end of what is not identified, the number itself left out."""
    found: dict[str, list[tuple[str, tuple[float, ...], float]]] = {group: [] for group in groups}
    for where, end in at_ends(base.scenario, base.say, "break-even", ranges, _PATIENTS_AT_AN_END):
        if where.partition(" = ")[0] == factor.path:
            continue
        pairs = _Pairs(end, base.against, factor.path, _silent)
        for group in groups:
            told = _differences(pairs, outcome, group)
            found[group].append((where, *sign_changes(told, factor.low, factor.high, _POINTS_AT_AN_END)))
    return found


def _differences(pairs: _Pairs, outcome: str, group: str) -> Differences:
    def differences(value: float) -> Values:
        here, there = pairs.at(value)
        return _gains(here, there, group) if outcome == GAIN else _by_block(here, there, outcome, group)

    return differences


def _threshold(pairs: _Pairs, outcome: str, factor: Factor, group: str) -> Threshold:
    found = break_even(_differences(pairs, outcome, group), factor.low, factor.high, factor.value)
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
