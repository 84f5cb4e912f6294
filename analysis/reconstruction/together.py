"""Endpoints of the same patients put together: nobody relapses, or is lost to relapse, after he has died or was last seen.

Each endpoint has been drawn by itself. A data set of the one is put beside one of the other such that, in every group, the
first to leave it leaves no later than the first to leave the other, and so on: only then can they be the same patients. Of a
composite in which deaths count the curve is also nowhere above that of overall survival.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.same_patients import COMPOSITES
from haicsim.analysis.km_solver.rounding import Convention
from haicsim.analysis.reconstruction.drawing import Drawn, Reconstruction, Report, draw_apart
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.estimators import survival_at

Floats = NDArray[np.float64]
TRIED = 2_000  # data sets of the one endpoint among which a companion is looked for to each of the other
CLOSELY = 40  # of these, how many have their curves compared
CHOICE = 8  # data sets drawn for each one wanted, where companions are looked for
MOST_DRAWN = 4_000  # but no more than so many, unless more are wanted
HAIR = 1e-9


@dataclass(frozen=True)
class Blocks:
    """Patients of two endpoints that are the same: columns of the one, columns of the other, group by group."""

    first: list[NDArray[np.intp]]
    second: list[NDArray[np.intp]]


def reconstruct(
    study: Study,
    marks: Mapping[str, TargetStatus],
    draws: int,
    seed: int = 0,
    strict: bool = False,
    convention: Convention = "any",
    report: Report | None = None,
) -> Reconstruction:
    """Draw data sets, one row a patient, that agree with every usable figure of each endpoint.

    marks: which figures are usable (see `haicsim.analysis.audit.calibration_targets.read_marks`). draws: how many data
    sets. strict: leaves out doubtful figures as well. convention: how numbers were rounded. report: called with what is being
    done. Endpoints of the same patients, counted from the same day, are put together patient by patient. Raises
    InputError where no patients have a curve that was read off, or where nothing is printed of any survival.
    """
    tied = any(_pairs(study, study.endpoints))
    many = max(draws, min(draws * CHOICE, MOST_DRAWN)) if tied else draws
    found = draw_apart(study, marks, many, seed, strict, convention, report)
    chance = np.random.default_rng([seed, len(study.endpoints), 1])
    endpoints = together(study, {each.material.endpoint: each for each in found.endpoints}, chance)
    first = np.arange(draws)
    drawn = (_taken(each, first) if tied else each for each in endpoints.values())
    return replace(found, endpoints=tuple(drawn))


def together(study: Study, found: Mapping[str, Drawn], chance: np.random.Generator) -> dict[str, Drawn]:
    """The same data sets, those of two endpoints of the same patients from the same day put beside one another.

    Data sets of overall survival that have no companion give way to repetitions of those that have.
    """
    result = dict(found)
    tied: dict[str, list[str]] = {}
    for name, other in _pairs(study, found):
        blocks = _blocks(study, result[name], result[other])
        if blocks is None:
            result[name] = _noted(
                result[name], f"its patients are not divided as those of {other}: drawn apart"
            )
            continue
        below = study.endpoints[name].convention in COMPOSITES
        rows = _companions(result[name], result[other], blocks, below, chance)
        good = np.flatnonzero(rows >= 0)
        if not len(good):
            result[name] = _noted(result[name], f"no data set of it fits one of {other}: drawn apart")
            continue
        kept = good[np.arange(len(rows)) % len(good)]
        others = tied.setdefault(other, [])
        for each in (other, *others) if len(good) < len(rows) else ():
            result[each] = _taken(result[each], kept)
        result[name] = _beside(_taken(result[name], rows[kept]), result[other], blocks, below)
        others.append(name)
    return result


def _pairs(study: Study, found: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each endpoint but overall survival, with overall survival counted from the same day."""
    found = tuple(found)
    for name in found:
        about = study.endpoints[name]
        for other in found:
            overall = study.endpoints[other]
            same = (overall.convention, overall.time_zero) == ("os", about.time_zero)
            if about.convention != "os" and same:
                yield name, other
                break


def _taken(drawn: Drawn, rows: NDArray[np.intp]) -> Drawn:
    """Some of the data sets, some perhaps several times."""
    days = drawn.days[rows]
    different = len(np.unique(np.sort(days, axis=1), axis=0))
    return replace(drawn, days=days, event=drawn.event[rows], different=different)


def _beside(drawn: Drawn, overall: Drawn, blocks: Blocks, below: bool) -> Drawn:
    """Its patients in the order in which they leave overall survival."""
    days, event = drawn.days.copy(), drawn.event.copy()
    for mine, theirs in zip(blocks.first, blocks.second, strict=True):
        order = np.argsort(days[:, mine], axis=1, kind="stable")
        rank = np.argsort(np.argsort(overall.days[:, theirs], axis=1, kind="stable"), axis=1)
        chosen = np.take_along_axis(order, rank, axis=1)
        days[:, mine] = np.take_along_axis(days[:, mine], chosen, axis=1)
        event[:, mine] = np.take_along_axis(event[:, mine], chosen, axis=1)
    name, other = drawn.material.endpoint, overall.material.endpoint
    said = f"patient 1 of {name} is patient 1 of {other}, which he leaves no sooner"
    said += f"; {name} is nowhere above {other}, as is certain only while nobody is censored" if below else ""
    return _noted(replace(drawn, days=days, event=event), said)


def _noted(drawn: Drawn, sentence: str) -> Drawn:
    material = replace(drawn.material, assumed=(*drawn.material.assumed, sentence))
    return replace(drawn, material=material)


def _blocks(study: Study, drawn: Drawn, overall: Drawn) -> Blocks | None:
    """Columns of the same patients: group by group where both are divided alike, else where one group is all others."""
    if drawn.groups == overall.groups:
        columns = [np.flatnonzero(drawn.group == number) for number in range(len(drawn.groups))]
        return Blocks(columns, columns)
    if len(drawn.groups) == 1 and len(drawn.group) == len(overall.group):
        if sorted(study.leaves_of(drawn.groups[0][0])) == sorted(name for name, _ in overall.groups):
            everyone = np.arange(len(drawn.group))
            return Blocks([everyone], [everyone])
    return None


def _companions(
    drawn: Drawn, overall: Drawn, blocks: Blocks, below: bool, chance: np.random.Generator
) -> NDArray[np.intp]:
    """To each data set of overall survival one that fits it; -1 where there is none."""
    ordered = [np.sort(drawn.days[:, mine], axis=1) for mine in blocks.first]
    later = [np.sort(overall.days[:, theirs], axis=1) for theirs in blocks.second]
    rows = np.full(len(overall.days), -1, np.intp)
    for row in range(len(overall.days)):
        some = chance.permutation(len(drawn.days))[:TRIED]
        for mine, theirs in zip(ordered, later, strict=True):
            some = some[(mine[some] <= theirs[row] + HAIR).all(axis=1)]
        if below:
            some = some[:CLOSELY]
            some = some[_nowhere_above(drawn, overall, some, row, blocks)]
        if len(some):
            rows[row] = some[0]
    return rows


def _nowhere_above(
    drawn: Drawn, overall: Drawn, some: NDArray[np.intp], row: int, blocks: Blocks
) -> NDArray[np.intp]:
    """Which of some data sets have no curve above that of overall survival, of any group or of all."""
    fits = np.ones(len(some), bool)
    everyone = np.arange(len(drawn.group))
    pairs = [*zip(blocks.first, blocks.second, strict=True), (everyone, everyone)]
    for mine, theirs in pairs if len(some) else ():
        marks = np.unique(overall.days[row, theirs][overall.event[row, theirs]])
        if len(marks):
            curve = survival_at(overall.days[row, theirs], overall.event[row, theirs], marks)
            curves = survival_at(drawn.days[some][:, mine], drawn.event[some][:, mine], marks)
            fits &= ~(curves > curve + HAIR).any(axis=1)
    return np.flatnonzero(fits)
