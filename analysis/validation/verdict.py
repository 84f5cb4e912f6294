"""What a comparison is worth: how likely the printed figures are, how many agree, and which wrong models would do as well."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import Targets, TargetStatus
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import Survival
from haicsim.analysis.survival.counterparts import refuse_unknown_rule
from haicsim.analysis.validation.at_ends import AtEnd, Scored, at_ends
from haicsim.analysis.validation.batches import BATCHES, FEWEST, batches
from haicsim.analysis.validation.candidate_pool import LEAST_A_GROUP, Pool, pool
from haicsim.analysis.validation.parts import EVERYTHING, PARTS, SURVIVAL
from haicsim.analysis.validation.predictive_check import Agreement, agreement, inside_by_study, with_joint
from haicsim.analysis.validation.replicates import (
    NobodyError,
    Replicates,
    vessel_codes,
    vessel_groups,
    whole_group,
    with_margins,
    without_margins,
)
from haicsim.analysis.validation.score import OUTSIDE, JointTarget, Score, elsewhere, joint_target, score
from haicsim.analysis.validation.targets import Dispute, scored_targets
from haicsim.analysis.validation.trials import trials
from haicsim.analysis.validation.wrong_models import WrongModel
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault
from haicsim.sim.scenario.model import Scenario

REPLICATES = 2_000
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Count:
    """A description of agreement: of the figures of one part that count, how many lie in their own 95% interval.

    part: "survival" or "tables". own_low, own_middle, own_high: how many do of a study made by the model itself: median,
    and limits that all but 2.5% keep on either side.
    """

    part: str
    inside: int
    of: int
    own_low: int
    own_middle: int
    own_high: int


@dataclass(frozen=True)
class Comparison:
    """A scenario beside a study: the pool, studies drawn from it, every figure, scores, and wrong models if asked.

    counts: by part. scores: by part, and of all figures together. joint: the disputed sets. ends: the scenario at both ends
    of what its answers hinge on.
    """

    study: Study
    pool: Pool
    margins: Replicates
    agreement: Agreement
    counts: tuple[Count, ...]
    scores: tuple[Score, ...]
    joint: tuple[JointTarget, ...]
    wrong: tuple[WrongModel, ...]
    ends: tuple[AtEnd, ...]


def compare_with(
    scenario: Scenario,
    study: Study,
    targets: Targets | Mapping[str, TargetStatus],
    power: bool = True,
    replicates: int = REPLICATES,
    report: Report | None = None,
    ranges: bool = False,
) -> Comparison:
    """Draw studies of the published size from the scenario and see where the published figures lie among them.

    targets: what the audit says of the figures, or their marks alone. power: try wrong models too; ranges: these also at
    both ends of what the scenario hinges on. report: called with what is being done and the share of it that is done. Raises
    NobodyError where nobody would be shown by such a study, or too few of a group.
    """
    refuse_unknown_rule(study)
    known = targets if isinstance(targets, Targets) else Targets(targets, ())
    say = report or (lambda what, share: None)
    rule, groups = study.design.entry_rule.name, vessel_codes(study)
    people = pool(scenario, rule, groups, lambda share: say("Simulating a pool of patients", share))
    _refuse_empty(scenario, study, people)
    margins = with_margins(people, study, replicates)
    table = with_joint(
        agreement(study, known.marks, margins, without_margins(people, study, replicates)),
        [ref for each in known.disputed for ref in each.figures],
    )
    scored = Scored(
        study, table, scored_targets(study, table, known.disputed, study.groups[whole_group(study)].n)
    )
    say("Drawing studies", 0.5)
    own = batches(people, study, table, max(replicates // BATCHES, FEWEST))
    there = at_ends(scenario, scored, say)
    scores, joint = _judged_together(scored, own, there)
    tried = power and scored.targets.part("survival").any()
    wrong = trials(scenario, people, scored, own, there if ranges else (), say) if tried else ()
    return Comparison(study, people, margins, table, counts(table), scores, joint, wrong, there)


def _judged_together(
    scored: Scored, own: Sequence[NDArray[np.float64]], there: Sequence[AtEnd]
) -> tuple[tuple[Score, ...], tuple[JointTarget, ...]]:
    """The score of every part that has targets, and the disputed sets; each at the ends, too."""
    targets, say = scored.targets, in_words(scored.study)
    known = [(end.where, end.own) for end in there if end.own is not None]

    def whole(part: str) -> Score:
        found = score(targets, own, part)
        positions = {where: score(targets, mine, part).position for where, mine in known}
        return replace(found, elsewhere=elsewhere(positions, found.position <= OUTSIDE))

    def together(dispute: Dispute) -> JointTarget:
        found = joint_target(targets, dispute, own, say)
        positions = {where: joint_target(targets, dispute, mine, say).position for where, mine in known}
        return replace(found, elsewhere=elsewhere(positions, found.position <= OUTSIDE))

    parts = [part for part in (*PARTS, EVERYTHING) if targets.part(part).any()]
    return tuple(map(whole, parts)), tuple(map(together, targets.disputes))


def counts(table: Agreement) -> tuple[Count, ...]:
    """For each part of the paper, how many of the figures that count are inside, and of the model's own studies."""
    own, found = inside_by_study(table), []
    for part, here in _judged(table).items():
        if here.any():
            usual = np.quantile(own[here].sum(axis=0), (0.025, 0.5, 0.975), method="inverted_cdf")
            rows = [row for row, mine in zip(table.rows, here, strict=True) if mine]
            inside = sum(bool(row.printed_in_predictive_interval) for row in rows)
            found.append(Count(part, inside, len(rows), *usual.astype(int).tolist()))
    return tuple(found)


def _judged(table: Agreement) -> dict[str, NDArray[np.bool_]]:
    """Which rows count, by part."""
    survival = np.array([row.kind in SURVIVAL for row in table.rows], bool)
    here = np.array([row.judged for row in table.rows], bool)
    return {"survival": here & survival, "tables": here & ~survival}


def in_words(study: Study) -> Callable[[str, str], str]:
    """How a figure with another value is called: "OS of B at 3 years 25%"."""

    def say(ref: str, value: str) -> str:
        """One figure, by its ref, with the value it is read with."""
        name, part = ref.split(".")
        figure = study.figure(name)
        if isinstance(figure, Survival):
            return f"{figure.endpoint} of {figure.group} at {figure.at} {value}%"
        measure, occasion = getattr(figure, "measure", None), getattr(figure, "occasion", None)
        if measure is None:
            return f"{name} {value}"
        end = {"low": ", least", "high": ", most"}.get(part, "")
        return f"{study.measures[measure].label}{f', {occasion}' if occasion else ''}{end} {value}"

    return say


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
    found = {
        name: int((people.records["group"] == GROUPS.index(name)).sum()) for name in vessel_groups(study)
    }
    return tuple(f"{name}: {count:,}" for name, count in found.items() if count < LEAST_A_GROUP)
