"""What a comparison is worth: how likely the printed figures are, how many agree, and which wrong models would do as well."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import Targets, TargetStatus
from haicsim.analysis.studies import Study
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS
from haicsim.analysis.validation.batches import BATCHES, batches
from haicsim.analysis.validation.candidate_pool import LEAST_A_GROUP, Pool, pool
from haicsim.analysis.validation.parts import EVERYTHING, PARTS, SURVIVAL
from haicsim.analysis.validation.predictive_check import Agreement, agreement, inside_by_study
from haicsim.analysis.validation.replicates import (
    NobodyError,
    Replicates,
    vessel_groups,
    whole_group,
    with_margins,
    without_margins,
)
from haicsim.analysis.validation.score import JointTarget, Score, joint_target, score
from haicsim.analysis.validation.targets import ScoredTargets, scored_targets
from haicsim.analysis.validation.wrong_models import SIZES, Power, WrongModel, beside, power
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault
from haicsim.sim.scenario.model import Scenario

REPLICATES = 2_000
_FEWER = 4  # as many studies where their power is told, which are larger and without printed figures
Report = Callable[[str, float], None]
Values = NDArray[np.float64]


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

    counts: by part. scores: by part, and of all figures together. joint: the disputed sets.
    """

    study: Study
    pool: Pool
    margins: Replicates
    agreement: Agreement
    counts: tuple[Count, ...]
    scores: tuple[Score, ...]
    joint: tuple[JointTarget, ...]
    wrong: tuple[WrongModel, ...]


@dataclass(frozen=True)
class _Asked:
    """A scenario and a study, and how many studies are drawn."""

    scenario: Scenario
    study: Study
    targets: Targets
    replicates: int
    say: Report

    @property
    def rule(self) -> str:
        return self.study.design.entry_rule.name

    @property
    def groups(self) -> tuple[int, ...]:
        return tuple(GROUPS.index(name) for name in vessel_groups(self.study))


def compare_with(
    scenario: Scenario,
    study: Study,
    targets: Targets | Mapping[str, TargetStatus],
    power: bool = True,
    replicates: int = REPLICATES,
    report: Report | None = None,
) -> Comparison:
    """Draw studies of the published size from the scenario and see where the published figures lie among them.

    targets: what the audit says of the figures, or their marks alone. report: called with what is being done and the share
    of it that is done. Raises NobodyError where nobody would be shown by such a study, or too few of a group.
    """
    known = targets if isinstance(targets, Targets) else Targets(targets, ())
    asked = _Asked(scenario, study, known, replicates, report or (lambda what, share: None))
    people = pool(
        scenario, asked.rule, asked.groups, lambda share: asked.say("Simulating a pool of patients", share)
    )
    _refuse_empty(scenario, study, people)
    margins = with_margins(people, study, replicates)
    table = agreement(study, known.marks, margins, without_margins(people, study, replicates))
    scored = scored_targets(study, table, known.disputed, study.groups[whole_group(study)].n)
    asked.say("Drawing studies", 0.5)
    own = batches(people, study, table, replicates // BATCHES)
    parts = [each for each in (*PARTS, EVERYTHING) if scored.part(each).any()]
    return Comparison(
        study,
        people,
        margins,
        table,
        counts(table),
        tuple(score(scored, own, part) for part in parts),
        tuple(joint_target(scored, each, own, in_words(study)) for each in scored.disputes),
        _wrong_models(asked, people, table, scored, own) if power and scored.part("survival").any() else (),
    )


def _wrong_models(
    asked: _Asked, people: Pool, table: Agreement, scored: ScoredTargets, own: Sequence[Values]
) -> tuple[WrongModel, ...]:
    """Every wrong model beside the scenario, with what larger studies could tell."""
    fewer = asked.replicates // BATCHES // _FEWER
    larger = {size: _drawn(asked, people, table, fewer, size) for size in SIZES[1:]}
    found = []
    for number, wrong in enumerate(ALTERNATIVE_MODELS):
        asked.say(f"Trying a wrong model: {wrong.name}", number / len(ALTERNATIVE_MODELS))
        other = wrong.make(asked.scenario, people, asked.rule, asked.groups, None)
        theirs = _drawn(asked, other, table, asked.replicates // BATCHES, 1)
        if theirs is None:
            continue
        told = [power(scored, own, theirs, 1)]
        for size, right in larger.items():
            drawn = _drawn(asked, other, table, fewer, size)
            told.append(
                Power(scored.size * size, np.nan, np.nan, np.nan)
                if right is None or drawn is None
                else power(scored, right, drawn, size)
            )
        found.append(replace(beside(wrong.name, wrong.claim, scored, own, theirs), power=tuple(told)))
    return tuple(found)


def _drawn(asked: _Asked, people: Pool, table: Agreement, studies: int, enlarge: int) -> list[Values] | None:
    """Batches of studies; None where there are too few patients."""
    try:
        return batches(people, asked.study, table, max(studies, 20), enlarge)
    except NobodyError:
        return None


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
        figure = study.figure(ref.split(".")[0])
        endpoint, at = getattr(figure, "endpoint", None), getattr(figure, "at", None)
        if endpoint is None or at is None:
            return f"{ref.split('.')[0]} {value}"
        return f"{endpoint} of {getattr(figure, 'group', whole_group(study))} at {at} {value}%"

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
