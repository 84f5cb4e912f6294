"""A published series as the likelihood reads it: its printed numbers, and the same numbers of simulated studies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import read_targets
from haicsim.analysis.calibration.plan import PlanFile
from haicsim.analysis.calibration.plan import Series as Asked
from haicsim.analysis.calibration.prior import prior_of
from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.analysis.validation.candidate_pool import Pool, small_pool
from haicsim.analysis.validation.predictive_check import Compared, agreement, table_of
from haicsim.analysis.validation.replicates import (
    NobodyError,
    Replicates,
    vessel_groups,
    whole_group,
    with_margins,
    without_margins,
)
from haicsim.analysis.validation.synthetic_likelihood import SyntheticLikelihood, fit
from haicsim.analysis.validation.targets import ScoredTargets, scored_targets
from haicsim.sim.errors import InputError, nearest_name
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed

Values = NDArray[np.float64]
_AT_HOME = 600  # simulated studies from which correlations are learnt
_HALF_A_PATIENT = 0.5
_HELD_OUT = (
    "is held out to judge the model (use: held_out in its file), so it can be no target of a calibration"
)


@dataclass(frozen=True)
class Series:
    """A series of a plan.

    targets: the printed numbers that speak, on scales of even spread. rows: of the agreement's table, in the order of the
    targets. of_time: which targets are logarithms, not shares. least: the least spread of each, by printing and by half a
    patient of its group. correlation: between targets, as simulated studies of the scenario show it.
    """

    asked: Asked
    study: Study
    scenario: Scenario
    targets: ScoredTargets
    rows: tuple[Compared, ...]
    of_time: NDArray[np.bool_]
    least: Values
    correlation: Values
    own: frozenset[str] = frozenset()

    def settings(self, moved: Mapping[str, float]) -> dict[str, float]:
        """What a point sets in this series' scenario: all but the rules of its own team."""
        return {path: value for path, value in moved.items() if path not in self.own}

    @property
    def name(self) -> str:
        """Of the study."""
        return self.asked.study

    @property
    def labels(self) -> tuple[str, ...]:
        """The targets in words."""
        return tuple(row.what for row in self.rows)

    def simulated(self, admitted: NDArray[Any], horizon_days: float, seed: int, studies: int) -> Values:
        """The targets of simulated studies as printed, (targets, studies), from the records of the admitted.

        Raises NobodyError where there are too few to draw a study from.
        """
        people = Pool(admitted, len(admitted), horizon_days, seed, len(admitted), 1, "")
        return table_of(self.study, self.rows, *_drawn(people, self.study, studies))

    def printed(self, k: int) -> Values:
        """A target as printed, by each reading of the figures it contradicts; one value where it contradicts none."""
        disputes = (each for each in self.targets.disputes if k in each.members)
        readings = [values[k] for each in disputes for values in each.values if k in values]
        return np.array(readings or [self.rows[k].value])


def series_of(file: PlanFile) -> tuple[Series, ...]:
    """The series of a plan, each with the disease in the middle of the prior: where the reference stands has no part in it.

    InputError, on the plan's lines, where a study or a scenario cannot be read or says nothing.
    """
    read = [_read(file, place) for place in range(len(file.plan.series))]
    scenarios = [scenario for _, scenario in read]
    own = [_own_rules(file, place, scenarios) for place in range(len(read))]
    middle = prior_of(file, scenarios[0]).middle
    found = []
    for place, (study, scenario) in enumerate(read):
        settings = {path: value for path, value in middle.items() if path not in own[place]}
        found.append(_series(file, place, study, changed(scenario, dict(settings)), own[place]))
    return tuple(found)


def _read(file: PlanFile, place: int) -> tuple[Study, Scenario]:
    """The study of a series, and the scenario of its patients at the size asked for."""
    asked = file.plan.series[place]
    try:
        study = load_study(asked.study)
    except InputError as refusal:
        raise file.refused(("series", place, "study"), refusal, asked.study) from None
    if study.use == "held_out":
        raise InputError([file.fault(("series", place, "study"), asked.study, _HELD_OUT)])
    try:
        return study, _sized(load_scenario(asked.scenario, list(asked.set)), asked.patients)
    except InputError as refusal:
        raise file.refused(("series", place, "scenario"), refusal, asked.scenario) from None


def _sized(scenario: Scenario, patients: int) -> Scenario:
    size = {"patients": patients, "replications": 1, "engine": "compiled"}
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=size)})


def _series(file: PlanFile, place: int, study: Study, scenario: Scenario, own: frozenset[str]) -> Series:
    """One series, described by simulated studies of its scenario as it stands."""
    asked, known = file.plan.series[place], read_targets(file.plan.series[place].study)
    n = study.groups[whole_group(study)].n
    try:
        drawn = _drawn(small_pool(scenario, study.design.entry_rule.name), study, _AT_HOME)
        table = agreement(study, known.marks, *drawn)
    except InputError as refusal:
        raise file.refused(("series", place), refusal, asked.study) from None
    _refuse_unprinted(file, place, table.rows)
    whole = scored_targets(study, table, known.disputed, n)
    kept = [k for k, target in enumerate(whole.targets) if _speaks(table.rows[target.row], asked.about)]
    if not kept:
        raise InputError([file.fault(("series", place), asked.study, "prints nothing that can be a target")])
    rows = tuple(table.rows[whole.targets[k].row] for k in kept)
    targets = _only(whole, kept)
    at_home = targets.scaled(table.values[[whole.targets[k].row for k in kept]])
    least = np.hypot(targets.steps(), [_half_a_patient(study, row) for row in rows])
    learnt = fit(at_home, least)
    return Series(asked, study, scenario, targets, rows, _of_time(rows), least, _correlation(learnt), own)


def _drawn(people: Pool, study: Study, studies: int) -> tuple[Replicates, Replicates]:
    """Studies with the published group sizes, and studies of whoever there is."""
    unsorted = without_margins(people, study, studies)
    return (with_margins(people, study, studies) if vessel_groups(study) else unsorted), unsorted


def _speaks(row: Compared, about: Sequence[str]) -> bool:
    """Whether a row is a target; p values follow from the curves beside them, and the ends of a range are single patients."""
    named = not about or row.subject in about or row.figure in about
    return named and row.part not in ("p", "low", "high", "sd")


def _refuse_unprinted(file: PlanFile, place: int, rows: Sequence[Compared]) -> None:
    """InputError where the plan asks for what the study does not print, or the simulator does not have."""
    known = list(dict.fromkeys([*(row.subject for row in rows), *(row.figure for row in rows)]))
    for number, name in enumerate(file.plan.series[place].about):
        if name not in known:
            rule = "is no endpoint, measure or figure that the study prints and the simulator has"
            raise InputError(
                [file.fault(("series", place, "about", number), name, rule, nearest_name(name, known))]
            )


def _only(targets: ScoredTargets, kept: list[int]) -> ScoredTargets:
    """The same targets with some left out; a disputed set keeps those of its members that stay."""
    number = {old: new for new, old in enumerate(kept)}
    disputes = []
    for dispute in targets.disputes:
        members = tuple(number[k] for k in dispute.members if k in number)
        values = tuple({number[k]: v for k, v in read.items() if k in number} for read in dispute.values)
        if members:
            disputes.append(replace(dispute, members=members, values=values))
    chosen = tuple(replace(targets.targets[old], row=number[old]) for old in kept)
    return ScoredTargets(chosen, tuple(disputes), targets.size)


def _of_time(rows: Iterable[Compared]) -> NDArray[np.bool_]:
    """Which targets are on a logarithmic scale: everything but survival and counts."""
    return np.array([not (row.kind == "survival" or row.part in ("count", "percent")) for row in rows], bool)


def _half_a_patient(study: Study, row: Compared) -> float:
    """The least spread of a share in a group of few: half a patient of it, for a share of 0 is not known for certain."""
    if row.kind != "survival":
        return 0.0
    return _HALF_A_PATIENT / study.groups[row.group].n


def _correlation(learnt: SyntheticLikelihood) -> Values:
    return np.asarray(learnt.factor @ learnt.factor.T)


def _own_rules(file: PlanFile, place: int, scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Which of the moved numbers are rules of a series' own team; InputError where it sets one of the disease itself."""
    first, mine = (
        {path: n.value for path, _, n in each.numbers()} for each in (scenarios[0], scenarios[place])
    )
    moved = [path for each in file.plan.move for path in each.paths]
    other = [path for path in moved if mine[path] != first[path]]
    for path in other:
        if not path.startswith("policy."):
            rule = f"sets {path} itself ({mine[path]:g}), which the plan moves for all series"
            asked = file.plan.series[place].scenario
            raise InputError([file.fault(("series", place, "scenario"), asked, rule)])
    return frozenset(other)


__all__ = ["ENTRY_RULES", "NobodyError", "Series", "series_of"]
