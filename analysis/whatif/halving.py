"""Successive halving: many candidates on a few patients, the better half of them on twice as many, and so on.

All candidates of a rung meet the same patients, and a later rung begins with the patients of the one before, so that chance
largely cancels when two are compared. What a candidate is, and how it is scored, is the caller's affair.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from haicsim.analysis.survival.intervals import half_width
from haicsim.analysis.whatif.worlds import Interval, Values

LEAST = 250
FINALISTS = 8
FEWEST_BLOCKS = 5


@dataclass(frozen=True)
class Score:
    """What a candidate comes to on some patients.

    value: what is maximised; NaN where there is none. blocks: the same in every block of patients, the same blocks for all
    candidates. broken: whether a limit is broken as measured; surely: whether one is broken beyond its 95% interval. numbers:
    what limits look at, by name, with intervals.
    """

    value: float
    blocks: Values
    broken: bool = False
    surely: bool = False
    numbers: Mapping[str, Interval] = field(default_factory=dict)


Evaluate = Callable[[Sequence[int], int], Sequence[Score]]


@dataclass(frozen=True)
class Rung:
    """One rung: on how many patients, how many candidates were tried, dropped for a limit and kept, and the best so far.

    best: the candidate with the highest value of those that keep the limits as measured; None where none does.
    """

    patients: int
    tried: int
    broke: int
    kept: int
    best: int | None
    value: float


@dataclass(frozen=True)
class Halved:
    """The way to the winner. scores: of the last rung. winner: None where nobody keeps the limits there. level: those whose
    difference from the winner cannot be told from zero, best first."""

    rungs: tuple[Rung, ...]
    scores: Mapping[int, Score]
    winner: int | None
    level: tuple[int, ...]


def rung_sizes(candidates: int, most: int) -> list[int]:
    """How many patients each rung has: doubling up to `most`, with at least 250, until about 8 candidates are left."""
    rungs = max(math.ceil(math.log2(max(candidates, 1) / FINALISTS)), 0) + 1
    sizes = [most]
    while len(sizes) < rungs and sizes[0] >= 2 * LEAST:
        sizes.insert(0, math.ceil(sizes[0] / 2))
    return sizes


def halve(candidates: Sequence[int], reference: int, evaluate: Evaluate, sizes: Sequence[int]) -> Halved:
    """Find the candidate with the highest value of those that keep the limits.

    candidates: numbers; of equal ones the lower is preferred. reference: one of them, never dropped. evaluate: scores of some
    candidates on the first so many patients. A candidate that surely breaks a limit is dropped at any rung, one that breaks
    it as measured only at the last.
    """
    alive, rungs, scores = list(candidates), [], {}
    for place, patients in enumerate(sizes):
        scores = dict(zip(alive, evaluate(alive, patients), strict=True))
        last = place == len(sizes) - 1
        broke = [
            each
            for each in alive
            if (scores[each].broken if last else scores[each].surely and each != reference)
        ]
        order = ranked([each for each in alive if each not in broke], scores)
        kept = order if last else _better_half(order, scores, math.ceil(len(alive) / 2))
        best = next((each for each in order if not scores[each].broken), None)
        value = math.nan if best is None else scores[best].value
        rungs.append(Rung(patients, len(alive), len(broke), len(kept), best, value))
        alive = sorted({*kept, reference})
    winner = rungs[-1].best
    finalists = [each for each in ranked(list(scores), scores) if not scores[each].broken]
    level = tuple(each for each in finalists if each != winner and _level(scores, winner, each))
    return Halved(tuple(rungs), scores, winner, level)


def ranked(candidates: Sequence[int], scores: Mapping[int, Score]) -> list[int]:
    """The highest value first, then the lower number; what has no value last."""
    return sorted(candidates, key=lambda each: (*_low(scores[each].value), each))


def difference(one: Score, other: Score) -> Interval:
    """One less another, with its 95% interval over blocks of the same patients; no interval from fewer than five."""
    each = one.blocks - other.blocks
    return with_blocks(one.value - other.value, each)


def with_blocks(value: float, blocks: Values) -> Interval:
    """A number with its 95% interval by the spread of its blocks; no interval where fewer than five have a value."""
    known = blocks[np.isfinite(blocks)]
    half = half_width(known) if len(known) >= FEWEST_BLOCKS else math.nan
    return value, value - half, value + half


def _better_half(order: Sequence[int], scores: Mapping[int, Score], many: int) -> list[int]:
    """The best, whether they break a limit as measured or not; half of the places are for those that do not."""
    keeping = [each for each in order if not scores[each].broken][: math.ceil(many / 2)]
    others = [each for each in order if each not in keeping]
    return [*keeping, *others[: many - len(keeping)]]


def _low(value: float) -> tuple[bool, float]:
    return math.isnan(value), -value if not math.isnan(value) else 0.0


def _level(scores: Mapping[int, Score], winner: int | None, other: int) -> bool:
    if winner is None:
        return False
    _, low, _ = difference(scores[winner], scores[other])
    return not low > 0.0
