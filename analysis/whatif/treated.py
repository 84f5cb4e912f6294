"""Who is treated otherwise in one of two worlds of the same people, and who they are."""

from dataclasses import dataclass

import numpy as np

from haicsim.analysis.whatif.whom import Records, features
from haicsim.analysis.whatif.worlds import Mask, World, same_people
from haicsim.sim.errors import Fault, InputError

OTHERWISE, FIRST_ONLY, SECOND_ONLY, ANOTHER_DAY, ENDED, TACE, ELSE, ALIKE = (
    "treated otherwise", "operated in the first only", "operated in the second only", "operated on another day",
    "HAIC ended otherwise", "another number of TACE", "something else alone", "treated alike",
)  # fmt: skip
_DAYS = ("first_haic_day", "recurrence_found_day", "second_line_day", "death_day")
_COUNTS = ("ports", "procedure", "ablated", "recurrence_treatment")
_SAME_DAY = 1e-6  # days: what rounding may do to a length


@dataclass(frozen=True)
class Some:
    """Some of the people: how many, who they are (see `whom`), and mean months lived of 60 in both worlds."""

    people: int
    months: tuple[float, float]
    features: dict[str, float]


def differently(first: World, second: World) -> dict[str, Mask]:
    """Who is treated otherwise, and in what, (n,) each; somebody may be in several.

    HAIC ended otherwise: for another reason, or with another day as the last of infusion. Something else alone: none of these,
    but the first infusion, the days of infusion, ports, the kind of operation, what became of a recurrence, second line or the
    day of death. Days count from entry.
    """
    one, other = first.records, second.records
    operated, then = first.operated, second.operated
    masks = {
        FIRST_ONLY: operated & ~then,
        SECOND_ONLY: then & ~operated,
        ANOTHER_DAY: operated & then & _apart(one, other, "hepatectomy_day"),
        ENDED: _unlike(one, other, "haic_end") | _apart(one, other, "last_haic_day"),
        TACE: _unlike(one, other, "taces"),
    }
    named = np.any(list(masks.values()), axis=0)
    rest = [*(_apart(one, other, name) for name in _DAYS), *(_unlike(one, other, name) for name in _COUNTS)]
    masks[ELSE] = (
        np.any([*rest, abs(one["infusion_days"] - other["infusion_days"]) > _SAME_DAY], axis=0) & ~named
    )
    otherwise = named | masks[ELSE]
    return {OTHERWISE: otherwise, **masks, ALIKE: ~otherwise}


def whom_differently(first: World, second: World) -> dict[str, Some]:
    """How many are treated otherwise, in what, who they are and how they fare.

    Those operated in the first world alone are described as they were there, all others as in the second.
    """
    return {
        name: _some(first, second, who, first if name == FIRST_ONLY else second)
        for name, who in differently(first, second).items()
    }


def refuse_others(first: World, second: World) -> None:
    """InputError where two worlds are not of the same people, or do not count the same of them."""
    same_people(first, second)
    mine, theirs = (each.records[["replication", "patient"]] for each in (first, second))
    if len(mine) != len(theirs) or not (mine == theirs).all():
        rule = f"counts others than {first.scenario.name}: the warm-up and the days of entry must be the same"
        raise InputError([Fault(second.scenario.name, None, "arrivals", "", rule)])


def _some(first: World, second: World, who: Mask, described: World) -> Some:
    months = tuple(float(each.months[who].mean()) if who.any() else np.nan for each in (first, second))
    return Some(int(who.sum()), (months[0], months[1]), features(described.records[who]))


def _apart(one: Records, other: Records, column: str) -> Mask:
    """Where two days, counted from entry, differ; neither having happened is no difference."""
    mine, theirs = (each[column] - each["entry_day"] for each in (one, other))
    never = np.isnan(mine) & np.isnan(theirs)
    return np.asarray(~never & ~(abs(mine - theirs) <= _SAME_DAY), np.bool_)


def _unlike(one: Records, other: Records, column: str) -> Mask:
    return np.asarray(one[column] != other[column], np.bool_)
