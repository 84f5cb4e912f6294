"""What the comparison is worth: how many figures agree, how many would anyway, and which wrong models would pass too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS
from haicsim.analysis.validation.candidate_pool import LEAST_A_GROUP, Pool, pool
from haicsim.analysis.validation.parts import PARTS, SURVIVAL
from haicsim.analysis.validation.predictive_check import Agreement, Compared, agreement, inside_by_study
from haicsim.analysis.validation.replicates import (
    NobodyError,
    Replicates,
    vessel_groups,
    with_margins,
    without_margins,
)
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault
from haicsim.sim.scenario.model import Scenario

REPLICATES = 2_000
# A study passes a part if no more than this share of the model's own studies has fewer figures inside; over both parts
# at least 95% of these pass
FAILING = 0.025
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Verdict:
    """Agreement in numbers, over the figures of one part of the paper that count.

    part: "survival" or "tables". inside, of: how many printed numbers lie in the 95% predictive intervals. own_low,
    own_middle, own_high: how many do of a study made by the model itself: median, and limits that all but 2.5% keep on
    either side. passes: whether the paper has as many as such a study usually has.
    """

    part: str
    inside: int
    of: int
    own_low: int
    own_middle: int
    own_high: int

    @property
    def passes(self) -> bool:
        """No fewer inside than a study made by the model itself."""
        return self.inside >= self.own_low


@dataclass(frozen=True)
class Power:
    """A wrong model: how often its studies of this size pass for ours, and how many printed figures it has inside its own.

    would_pass: share of its studies, with an exact 95% interval. inside, of: the printed figures in the wrong model's own
    predictive intervals. paper_passes: whether the paper passes for a study made by the wrong model.
    """

    name: str
    claim: str
    would_pass: float
    low: float
    high: float
    inside: int
    of: int
    paper_passes: bool

    @property
    def told_apart(self) -> float:
        """The power: how often the comparison notices."""
        return 1.0 - self.would_pass


@dataclass(frozen=True)
class Comparison:
    """A scenario beside a study: the pool, studies drawn from it, every figure, the verdict, wrong models if asked."""

    study: Study
    pool: Pool
    margins: Replicates
    agreement: Agreement
    verdicts: tuple[Verdict, ...]
    power: tuple[Power, ...]


def compare_with(
    scenario: Scenario,
    study: Study,
    marks: Mapping[str, TargetStatus],
    power: bool = True,
    replicates: int = REPLICATES,
    report: Report | None = None,
) -> Comparison:
    """Draw studies of the published size from the scenario and see where the published figures lie among them.

    report: called with what is being done and the share of it that is done. Raises NobodyError where nobody would be
    shown by such a study, or too few of a group.
    """
    say = report or (lambda what, share: None)
    rule, groups = study.design.entry_rule.name, _codes(study)
    people = pool(scenario, rule, groups, lambda share: say("Simulating a pool of patients", share))
    _refuse_empty(scenario, study, people)
    margins = with_margins(people, study, replicates)
    own = agreement(study, marks, margins, without_margins(people, study, replicates))
    found = []
    for number, wrong in enumerate(ALTERNATIVE_MODELS if power else ()):
        say(f"Trying a wrong model: {wrong.name}", number / len(ALTERNATIVE_MODELS))
        other = wrong.make(scenario, people, rule, groups, None)
        theirs = agreement(
            study,
            marks,
            with_margins(other, study, replicates),
            without_margins(other, study, replicates),
        )
        found.append(_power(wrong.name, wrong.claim, own, theirs))
    return Comparison(study, people, margins, own, verdicts(own), tuple(found))


def verdicts(table: Agreement) -> tuple[Verdict, ...]:
    """For each part of the paper, how many of the figures that count are inside, and of the model's own studies."""
    counts, own = _judged(table), inside_by_study(table)
    return tuple(
        _verdict(
            part, [row for row, here in zip(table.rows, counts[part], strict=True) if here], own[counts[part]]
        )
        for part in PARTS
        if counts[part].any()
    )


def _verdict(part: str, rows: list[Compared], own: NDArray[np.bool_]) -> Verdict:
    counts = np.quantile(own.sum(axis=0), (FAILING, 0.5, 1.0 - FAILING), method="inverted_cdf")
    low, middle, high = counts.astype(int).tolist()
    return Verdict(
        part, sum(bool(row.printed_in_predictive_interval) for row in rows), len(rows), low, middle, high
    )


def _judged(table: Agreement) -> dict[str, NDArray[np.bool_]]:
    """Which rows count, by part."""
    survival = np.array([row.kind in SURVIVAL for row in table.rows], bool)
    counts = np.array([row.judged for row in table.rows], bool)
    return {"survival": counts & survival, "tables": counts & ~survival}


def passing(own: Agreement, theirs: Agreement) -> NDArray[np.bool_]:
    """Which of their simulated studies would pass for ours in every part, held against our intervals."""
    judged, place = _judged(own), {(row.figure, row.part): n for n, row in enumerate(theirs.rows)}
    passes = np.ones(theirs.values.shape[1], bool)
    for verdict in verdicts(own):
        rows = [row for row, here in zip(own.rows, judged[verdict.part], strict=True) if here]
        limits = np.array([[row.low, row.high] for row in rows])
        values = theirs.values[[place[row.figure, row.part] for row in rows]]
        passes &= ((limits[:, :1] <= values) & (values <= limits[:, 1:])).sum(axis=0) >= verdict.own_low
    return passes


def _power(name: str, claim: str, own: Agreement, theirs: Agreement) -> Power:
    """Hold the wrong model's studies against our intervals, and the printed figures against theirs."""
    passes = passing(own, theirs)
    low, high = exact_interval(float(passes.mean()), len(passes))
    found = verdicts(theirs)
    inside, of = sum(each.inside for each in found), sum(each.of for each in found)
    return Power(name, claim, float(passes.mean()), low, high, inside, of, all(each.passes for each in found))


def _codes(study: Study) -> tuple[int, ...]:
    return tuple(GROUPS.index(name) for name in vessel_groups(study))


def _refuse_empty(scenario: Scenario, study: Study, people: Pool) -> None:
    """Nobody to compare is not agreement."""
    if not len(people.records):
        rule = (
            f"of {people.starters:,} simulated starters none would be in this study "
            f"(entry rule: {study.design.entry_rule.name}): there is nothing to compare"
        )
        raise NobodyError([Fault(scenario.name, None, "", "", rule)])


def thin_groups(people: Pool, study: Study) -> tuple[str, ...]:
    """Vessel groups of which the pool has fewer patients than it should: their intervals are rougher."""
    counts = {
        name: int((people.records["group"] == GROUPS.index(name)).sum()) for name in vessel_groups(study)
    }
    return tuple(f"{name}: {count:,}" for name, count in counts.items() if count < LEAST_A_GROUP)
