"""What a number means beside the others, and what is likely at all: asked about, where a file does not say that it is meant.

A number's own range (`haicsim.sim.parameters.base.Kind`) says what is possible. Here stand tables that must rise or fall, and
for numbers whose unit people mistake the interval outside which a slip is likelier than a finding (grade: assumed, wider than
any range of a shipped scenario).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from haicsim.sim.units import Dimension, to_base

MEANT = "if it is meant, say so: --accept-implausible, or accept: implausible in the file"
PLAUSIBLE: dict[str, tuple[float, float, str]] = {
    "population.age_mean": (40, 85, "year"),
    "population.bsa_male": (1.3, 2.4, "m2"),
    "population.bsa_female": (1.2, 2.2, "m2"),
    "population.bsa_sd": (0, 0.4, "m2"),
    "population.icg_r15_median": (2, 60, "%"),
    "population.icg_r15_log_sd": (0, 1.2, "log_sd"),
    "population.size_with_invasion": (15, 200, "mm"),
    "population.size_without_invasion": (15, 200, "mm"),
    "population.largest_size": (50, 400, "mm"),
    "tumour.detection_limit": (0, 20, "mm"),
    "tumour.tvdt_log_sd": (0, 2.5, "log_sd"),
    "policy.target_size": (0, 30, "mm"),
    "policy.new_lesion_size": (0, 30, "mm"),
    "policy.age_limit": (40, 120, "year"),
    "treatment.ct_stay": (0, 3, "d"),
    "liver.volume_per_m2": (400, 1500, "ml/m2"),
}
_SLIPS: dict[str, tuple[tuple[float, str], ...]] = {  # by unit: the factor to the unit perhaps meant
    "mm": ((10.0, "cm"),),
    "cm": ((0.1, "mm"),),
    "%": ((100.0, "as a share of 1"),),
    "d": ((30.4375, "months"), (365.25, "years")),
    "month": ((1.0 / 30.4375, "days"), (12.0, "years")),
    "year": ((1.0 / 12.0, "months"), (1.0 / 365.25, "days")),
}


@dataclass(frozen=True)
class Order:
    """Cells of a table that rise (or fall) in this order. strictly: no two alike; else the last only beyond the first.

    none: whether all may be 0, where nobody has what the table is of.
    """

    path: str
    cells: tuple[str, ...]
    falls: bool = False
    strictly: bool = False
    level: bool = False
    none: bool = False


_EXTENTS = ("minor", "half", "extended", "trisection")
_REMNANTS = ("ample", "marginal", "poor")
_SCORES = ("five", "six", "seven", "eight", "nine")
ORDERS = (
    Order("tumour.thrombus_extent", ("vp1", "vp2", "vp3", "vp4"), strictly=True),
    Order("tumour.thrombus_extent", ("vv1", "vv2", "vv3"), strictly=True),
    Order(
        "liver.remnant_share", ("right_trisectionectomy", "extended_right", "right", "posterior", "segment")
    ),
    Order("liver.remnant_share", ("right", "anterior", "segment")),
    Order("liver.remnant_share", ("left_trisectionectomy", "extended_left", "left", "segment")),
    Order("surgery.operation_time", _EXTENTS),
    Order("surgery.blood_loss", _EXTENTS, none=True),
    Order("surgery.operative_death", _REMNANTS, none=True),
    Order("surgery.liver_failure", _REMNANTS, none=True),
    Order("surgery.operative_death_factor", _EXTENTS, level=True),
    Order("survival.score_factor", _SCORES, level=True),
    Order("population.bilirubin_median", _SCORES, level=True),
    Order("population.albumin_mean", _SCORES, falls=True, level=True),
)
Stated = Mapping[str, tuple[float, str, Dimension]]  # by path: value as written, unit, dimension


def implausible(stated: Stated) -> Iterator[tuple[str, float, str]]:
    """Every number that makes no sense beside the others or is unlikely: its path, value and the rule."""
    for path, (low, high, unit) in PLAUSIBLE.items():
        value, written, dimension = stated[path]
        least, most = (to_base(end, unit, dimension) for end in (low, high))
        if not least <= to_base(value, written, dimension) <= most:
            asked = _slip(value, written, dimension, least, most)
            yield (
                path,
                value,
                f"is hardly possible (plausible: {low:g} to {high:g} {unit}){asked or ';'} {MEANT}",
            )
    for order in ORDERS:
        yield from _out_of_order(order, stated)
    yield from _outside(stated)


def _slip(value: float, unit: str, dimension: Dimension, least: float, most: float) -> str:
    """The unit perhaps meant: the first that makes the value plausible."""
    for factor, meant in _SLIPS.get(unit, ()):
        if least <= to_base(value * factor, unit, dimension) <= most:
            return f": did you mean {value:g} {meant}?"
    return ""


def _out_of_order(order: Order, stated: Stated) -> Iterator[tuple[str, float, str]]:
    paths = [f"{order.path}.{cell}" for cell in order.cells]
    sign = -1.0 if order.falls else 1.0
    values = [sign * to_base(*stated[path]) for path in paths]
    if order.none and not any(values):
        return
    way = "fall" if order.falls else "rise"
    said = f"must {way} in the order {', '.join(order.cells)}"
    for (_, before), (path, after) in pairwise(zip(paths, values, strict=True)):
        if after < before or (order.strictly and after == before):
            yield path, stated[path][0], f"{said}; {MEANT}"
    if not order.level and values[0] == values[-1] and not order.strictly:
        yield paths[-1], stated[paths[-1]][0], f"{said}, and all are alike; {MEANT}"


def _outside(stated: Stated) -> Iterator[tuple[str, float, str]]:
    """Distributions that reach into the impossible, a CT longer than the time between two, a drug of nothing that works."""
    drugs = ("treatment.cisplatin", "treatment.fluorouracil")
    kill = stated["treatment.relative_kill"][0] * stated["tumour.kill_median"][0]
    if not any(stated[drug][0] for drug in drugs) and kill > 0.0:
        rule = f"and no 5-FU either, but they kill as ever: doses are only added up, treatment.relative_kill kills; {MEANT}"
        yield "treatment.cisplatin", 0.0, rule
    spread, _, _ = stated["population.bsa_sd"]
    for sex in ("male", "female"):
        mean = stated[f"population.bsa_{sex}"][0]
        if mean - 3.0 * spread < 0.5:
            rule = (
                f"lets one in a thousand have less than 0.5 m2 (population.bsa_{sex} is {mean:g} m2); {MEANT}"
            )
            yield "population.bsa_sd", spread, rule
            break
    stay, interval = (to_base(*stated[path]) for path in ("treatment.ct_stay", "policy.ct_interval"))
    if stay >= interval:
        rule = f"must be shorter than policy.ct_interval: a CT would never be over before the next; {MEANT}"
        yield "treatment.ct_stay", stated["treatment.ct_stay"][0], rule
