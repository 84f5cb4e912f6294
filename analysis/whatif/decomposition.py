"""Where a change in the life of all starters comes from: more operated, others operated, or the same people faring otherwise.

Four runs of the same people: both worlds as they are, and both with no surgery offered. What somebody lives in a world is
what they would live there without surgery plus what surgery gives them there; so a change of the mean is, exactly,

- without surgery: the mean change of what all would live without it;
- with surgery: what surgery gives those operated in both worlds, more or less than before;
- more operated: the surplus of newly operated over no longer operated, each at the mean gain of the newly operated (where
  fewer are operated: the deficit, at the mean gain of those no longer operated);
- other people operated: those exchanged one for one, each at the difference of the two mean gains;
- others: what an operation planned and called off, or a queue for theatre, does to those not operated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from haicsim.analysis.survival.intervals import mean_interval
from haicsim.analysis.whatif.ranges import ENDS
from haicsim.analysis.whatif.worlds import BLOCKS, Interval, Mask, Values, World, same_people

WORDS = {
    "more_operated": "more patients are operated",
    "other_people_operated": "other patients are operated",
    "with_surgery": "surgery gives the same patients more, or less",
    "without_surgery": "all fare otherwise without surgery",
    "others": "not operated: called off, or queued",
}


@dataclass(frozen=True)
class Parts:
    """The parts of a change, in months for each starter; they add up to it."""

    more_operated: float
    other_people_operated: float
    with_surgery: float
    without_surgery: float
    others: float

    @property
    def total(self) -> float:
        """All of the change."""
        return float(sum(getattr(self, part.name) for part in fields(self)))


@dataclass(frozen=True)
class Decomposition:
    """A change of mean months lived within 60 from entry, split.

    operated: how many in the first world, in the second, in both. before, after: mean months. parts: see `Parts`, each with
    its 95% interval over blocks of patients in `intervals`; change: the whole with its own. ranges: of each part, and of the
    change, the least and the most over the ranges of what is not identified; empty where they were not tried.
    """

    people: int
    operated: tuple[int, int, int]
    before: float
    after: float
    change: Interval
    parts: Parts
    intervals: dict[str, Interval]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    over: str = ENDS.words


@dataclass(frozen=True)
class Lives:
    """What everybody lives in one world, (n,) months: as it is and without surgery; and who is operated."""

    months: Values
    without: Values
    operated: Mask

    @property
    def gain(self) -> Values:
        """What surgery gives, (n,) months."""
        return self.months - self.without


def lives(as_it_is: World, without: World) -> Lives:
    """One world from its two runs; InputError where they are not of the same people."""
    same_people(as_it_is, without)
    return Lives(as_it_is.months, without.months, as_it_is.operated)


def split(before: Lives, after: Lives) -> Parts:
    """The parts of the change of the mean."""
    people = len(before.months)
    if not people:
        return Parts(0.0, 0.0, 0.0, 0.0, 0.0)
    both, new, old = (
        after.operated & before.operated,
        after.operated & ~before.operated,
        before.operated & ~after.operated,
    )
    more, other = _exchange(after.gain[new], before.gain[old])
    others = after.gain[~after.operated].sum() - before.gain[~before.operated].sum()
    return Parts(
        more / people,
        other / people,
        float((after.gain[both] - before.gain[both]).sum()) / people,
        float((after.without - before.without).sum()) / people,
        float(others) / people,
    )


def _exchange(gained: Values, lost: Values) -> tuple[float, float]:
    """What the surplus of newly operated brings, and what an exchange one for one does."""
    surplus = len(gained) - len(lost)
    exchanged = min(len(gained), len(lost))
    mean = gained.mean() if len(gained) else 0.0
    mean_lost = lost.mean() if len(lost) else 0.0
    return float(surplus * (mean if surplus > 0 else mean_lost)), float(exchanged * (mean - mean_lost))


def decompose(before: Lives, after: Lives) -> Decomposition:
    """Split a change, with intervals: Student's, over blocks of patients, each split by itself."""
    if len(before.months) != len(after.months):
        raise ValueError("not the same people")
    blocks = [_of(world_part, before, after) for world_part in _blocks(len(before.months))]
    parts = split(before, after)
    intervals = {}
    for part in fields(Parts):
        own, found = getattr(parts, part.name), mean_interval([getattr(each, part.name) for each in blocks])
        half = (found[2] - found[1]) / 2.0
        intervals[part.name] = (own, own - half, own + half)
    return Decomposition(
        len(before.months),
        (
            int(before.operated.sum()),
            int(after.operated.sum()),
            int((before.operated & after.operated).sum()),
        ),
        float(before.months.mean()),
        float(after.months.mean()),
        mean_interval(after.months - before.months),
        parts,
        intervals,
    )


def over_ranges(found: Decomposition, ends: Sequence[Parts]) -> dict[str, tuple[float, float]]:
    """Of every part, and of the change, the least and the most of what it is as it is and at the ends."""
    each = {
        part.name: [getattr(parts, part.name) for parts in (found.parts, *ends)] for part in fields(Parts)
    }
    each["change"] = [parts.total for parts in (found.parts, *ends)]
    return {name: (min(values), max(values)) for name, values in each.items()} if ends else {}


def _blocks(people: int) -> list[np.ndarray]:
    return [part for part in np.array_split(np.arange(people), min(BLOCKS, people)) if len(part)]


def _of(who: np.ndarray, before: Lives, after: Lives) -> Parts:
    some = (Lives(each.months[who], each.without[who], each.operated[who]) for each in (before, after))
    return split(*some)
