"""The same people, or other people: how much of a difference of two runs is who is counted, and how much how they fare.

Only for runs of the same people. The rule stands in `docs/definitions.md`, section 15.
"""

from dataclasses import dataclass, fields, replace
from math import isfinite, nan
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.measures.people import Mask
from haicsim.analysis.survival.intervals import half_width

Asked = Literal["all of either", "those of both", "nobody"]
MOSTLY, OPPOSED = 0.9, 0.5  # shares of a change: of a part that makes it up, and of one that goes against it


@dataclass(frozen=True)
class World:
    """One of two runs of the same people: everybody's records in the order of the other's, and who of them is counted.

    records (n,), counted (n,). horizon_days: how long each is followed from entry.
    """

    records: NDArray[Any]
    counted: Mask
    horizon_days: float

    def of(self, people: Mask) -> "World":
        """Some of the people alone."""
        return World(self.records[people], self.counted[people], self.horizon_days)

    def members(self, outcome: Outcome) -> Mask:
        """Of whom the outcome is here."""
        return self.counted & outcome.group.members(self.records)

    def value(self, outcome: Outcome, people: Mask) -> float:
        """The outcome of just these people, as they fare here; NaN where there is none."""
        return outcome.of(self.records[people], self.horizon_days) if people.any() else nan


@dataclass(frozen=True)
class Composition:
    """Who an outcome is of in two runs, and its change split into two parts that add up to it.

    only_before, only_after, both: members in the first run alone, the second alone, in both. asked: who was asked in both
    runs for the split: all members of either; those of both, where somebody else cannot be asked; nobody, where it cannot
    be split. effect: the same people faring otherwise. composition: other people. effect_low, effect_high: 95% interval of the
    effect, over blocks of patients; NaN where it was not looked at or cannot be told.
    """

    only_before: int
    only_after: int
    both: int
    asked: Asked
    effect: float
    composition: float
    effect_low: float = nan
    effect_high: float = nan

    @property
    def surely_fare_otherwise(self) -> bool:
        """Whether the interval of the effect leaves zero out."""
        return self.effect_low > 0.0 or self.effect_high < 0.0

    @property
    def same_members(self) -> bool:
        """Whether the outcome is of the same people in both runs."""
        return self.only_before == self.only_after == 0


def parts_of(found: Composition | None) -> dict[str, Any]:
    """The same by name, for tables and JSON; None in everything where the runs are not of the same people."""
    names = [field.name for field in fields(Composition)]
    return {name: None if found is None else getattr(found, name) for name in names}


def split(outcome: Outcome, before: World, after: World) -> Composition:
    """Who the outcome is of in either run, and its change split.

    Where every member of either run can be asked in both (their day zero came there too) the two parts are those of
    Shapley; else the effect is the change among those who are members in both, and the rest is composition.
    """
    mine, theirs = before.members(outcome), after.members(outcome)
    sizes = (int((mine & ~theirs).sum()), int((theirs & ~mine).sum()), int((mine & theirs).sum()))
    first, last = before.value(outcome, mine), after.value(outcome, theirs)
    if not isfinite(last - first):
        return Composition(*sizes, "nobody", nan, nan)
    if _can_be_asked(outcome, mine | theirs, before, after):
        mine_after, theirs_before = after.value(outcome, mine), before.value(outcome, theirs)
        effect = ((mine_after - first) + (last - theirs_before)) / 2.0
        composition = ((theirs_before - first) + (last - mine_after)) / 2.0
        if isfinite(effect):
            return Composition(*sizes, "all of either", effect, composition)
    shared = mine & theirs
    effect = after.value(outcome, shared) - before.value(outcome, shared)
    asked: Asked = "those of both" if isfinite(effect) else "nobody"
    return Composition(*sizes, asked, effect, last - first - effect)


def with_interval(
    found: Composition, outcome: Outcome, before: World, after: World, block: NDArray[np.int64]
) -> Composition:
    """The same with the interval of its effect: Student's, over blocks of patients, which are split one by one.

    block (n,): of every record. The same people must be in a block in both runs.
    """
    each = np.array(
        [
            split(outcome, *(world.of(block == number) for world in (before, after))).effect
            for number in np.unique(block)
        ]
    )
    half = half_width(each[np.isfinite(each)])
    return replace(found, effect_low=found.effect - half, effect_high=found.effect + half)


def _can_be_asked(outcome: Outcome, people: Mask, *worlds: World) -> bool:
    """Whether the day from which the outcome counts came to all of them in every one of these runs."""
    return all(bool(outcome.asked.members(world.records)[people].all()) for world in worlds)


def remark(outcome: Outcome, found: Composition | None, change: float) -> str:
    """What a change that is sure is made of, in words; nothing where the outcome is of the same people anyhow."""
    if found is None or found.same_members or not change or not isfinite(found.composition):
        return ""
    share = found.composition / change
    if share >= MOSTLY:
        return _mostly_others(outcome, found, share)
    if share > 1.0 - MOSTLY:
        return f"about {share:.0%} of it other people"
    return "the same people fare otherwise" + ("; other people the other way" if share < -OPPOSED else "")


def _mostly_others(outcome: Outcome, found: Composition, share: float) -> str:
    """That the same people fare as before is said only where the interval of the effect holds zero."""
    if not isfinite(found.effect_low):
        return "mostly other people"
    if not found.surely_fare_otherwise:
        return f"other people, not {_otherwise(outcome)}"
    if share > 1.0:
        return "other people; the same people fare the other way"
    return f"about {share:.0%} of it other people"


def _otherwise(outcome: Outcome) -> str:
    return "other survival" if is_survival(outcome) else "other lives"


def is_survival(outcome: Outcome) -> bool:
    """Whether the outcome is read from a survival curve."""
    return outcome.name.startswith(("itt", "os", "dfs", "efs", "rmst", "median_"))


def world_of(everyone: NDArray[Any], horizon_days: float) -> World:
    """One run, its patients ordered by replication and number."""
    order = np.lexsort((everyone["patient"], everyone["replication"]))
    ordered = everyone[order]
    return World(ordered, np.asarray(ordered["counted"], np.bool_), horizon_days)
