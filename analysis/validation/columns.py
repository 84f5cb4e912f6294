"""What papers measure, as the simulator records it: one line a measure, by the name a study file gives it.

Names and categories are those of `analysis/studies/kurume.yaml`; a study that uses them is compared, and whatever a
study measures beyond them is listed as not simulated. Values are those an observer has (sizes, response and ICG as
measured; recurrences as found), of the shape of the records; NaN where a patient has none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.observation import Observed
from haicsim.sim import codes
from haicsim.sim.rules.staging import t_stage

Values = NDArray[Any]
BEFORE, AFTER = "before", "after"
_LARGE_MM = 100.0  # "larger than 100 mm": a category of the paper
_STAGE_LIMIT_MM = 50.0  # 5 cm, AJCC 7


@dataclass(frozen=True)
class Column:
    """A number per patient: how it is read off, and its unit (one of `haicsim.analysis.studies.quantities`)."""

    unit: str
    read: Callable[[Observed], Values]


def _field(name: str) -> Callable[[Observed], Values]:
    return lambda seen: seen.records[name].astype(np.float64)


def _observation_days(seen: Observed) -> Values:
    """From first infusion to death or last contact, deaths included."""
    return np.asarray(np.fmin(seen.until, seen.records["death_day"]) - seen.records["first_haic_day"])


# By measure and occasion; a measure taken once has no occasion, or any
NUMBERS: dict[tuple[str, str | None], Column] = {
    ("age", None): Column("year", _field("age_years")),
    ("icg_r15", None): Column("%", _field("icg_r15_after")),
    ("afp", BEFORE): Column("ng/ml", _field("afp")),
    ("afp", AFTER): Column("ng/ml", _field("afp_after")),
    ("pivka", BEFORE): Column("mAU/ml", _field("pivka")),
    ("pivka", AFTER): Column("mAU/ml", _field("pivka_after")),
    ("tumour_size", BEFORE): Column("mm", _field("size_measured_mm")),
    ("tumour_size", AFTER): Column("mm", _field("size_after_mm")),
    ("size_reduction", None): Column(
        "%", lambda s: 100.0 * (1.0 - s.records["size_after_mm"] / s.records["size_measured_mm"])
    ),
    ("tumour_number", BEFORE): Column("1", _field("lesions")),
    ("tumour_number", AFTER): Column("1", _field("lesions_after")),
    ("chemotherapy_duration", None): Column("day", _field("haic_days")),
    ("resection_margin", None): Column("mm", _field("margin_mm")),
    ("operation_time", None): Column("min", _field("operation_minutes")),
    ("bleeding", None): Column("ml", _field("blood_loss_ml")),
    ("observation_time", None): Column("day", _observation_days),
}


def _is(name: str, *codes: int) -> Callable[[Observed], Values]:
    return lambda seen: np.isin(seen.records[name], codes)


def _flag(name: str) -> Callable[[Observed], Values]:
    return lambda seen: np.asarray(seen.records[name], bool)


def _beyond(measure: str, occasion: str, limit: float) -> Callable[[Observed], Values]:
    return lambda seen: NUMBERS[measure, occasion].read(seen) > limit


def _stage(occasion: str, stage: int) -> Callable[[Observed], Values]:
    """AJCC-7 T stage from number, size and thrombus at that time."""
    suffix, size = ("", "size_measured_mm") if occasion == BEFORE else ("_after", "size_after_mm")

    def read(seen: Observed) -> Values:
        columns = [seen.records[f"{name}{suffix}"] for name in ("vp", "vv", "lesions")]
        stages = np.vectorize(t_stage, otypes=[np.int8])(*columns, seen.records[size], _STAGE_LIMIT_MM)
        return np.asarray(stages == stage)

    return read


def _before_and_after(
    measure: str, field: str, codes: dict[str, tuple[int, ...]]
) -> dict[tuple[str, str, str | None], Callable[[Observed], Values]]:
    """A measure with categories that is recorded at diagnosis and at the decision."""
    return {
        (measure, category, occasion): _is(field if occasion == BEFORE else f"{field}_after", *code)
        for category, code in codes.items()
        for occasion in (BEFORE, AFTER)
    }


def _died_in_hospital(seen: Observed) -> Values:
    return np.asarray(np.isnan(seen.records["discharge_day"]) & ~np.isnan(seen.records["death_day"]))


_PROCEDURES = {
    "right_trisectionectomy": codes.RIGHT_TRISECTIONECTOMY,
    "extended_right_hepatectomy": codes.EXTENDED_RIGHT,
    "right_hepatectomy": codes.RIGHT_HEPATECTOMY,
    "left_trisectionectomy": codes.LEFT_TRISECTIONECTOMY,
    "extended_left_hepatectomy": codes.EXTENDED_LEFT,
    "left_hepatectomy": codes.LEFT_HEPATECTOMY,
    "extended_posterior_sectionectomy": codes.POSTERIOR,
    "anterior_sectionectomy": codes.ANTERIOR,
    "segmentectomy": codes.SEGMENTECTOMY,
}
_MAJOR = tuple(
    code
    for code in _PROCEDURES.values()
    if code not in (codes.POSTERIOR, codes.ANTERIOR, codes.SEGMENTECTOMY)
)

# By measure, category ('yes' where there are none) and occasion
CATEGORIES: dict[tuple[str, str, str | None], Callable[[Observed], Values]] = {
    ("male", "yes", None): _flag("male"),
    **{
        ("aetiology", name.lower(), None): _is("aetiology", code)
        for code, name in enumerate(codes.AETIOLOGIES)
    },
    **_before_and_after("child_pugh", "child_pugh", {"score_5": (5,), "score_6": (6,)}),
    ("tumour_large", "yes", BEFORE): _beyond("tumour_size", BEFORE, _LARGE_MM),
    ("tumour_large", "yes", AFTER): _beyond("tumour_size", AFTER, _LARGE_MM),
    **_before_and_after(
        "multiplicity", "lesions", {"single": (0, 1), "multiple": tuple(range(2, codes.MOST_LESIONS + 1))}
    ),
    **{
        ("t_stage", name.lower(), occasion): _stage(occasion, code)
        for code, name in enumerate(codes.T_STAGES)
        for occasion in (BEFORE, AFTER)
    },
    **_before_and_after("portal_thrombus", "vp", {"yes": (2, 3, 4)}),
    **_before_and_after("portal_grade", "vp", {f"vp{grade}": (grade,) for grade in (2, 3, 4)}),
    **_before_and_after("hepatic_thrombus", "vv", {"yes": (2, 3)}),
    **_before_and_after("hepatic_grade", "vv", {f"vv{grade}": (grade,) for grade in (2, 3)}),
    ("thrombus_shrank", "yes", None): lambda seen: seen.records["retraction"] > 0.0,
    ("thrombus_grade_fell", "yes", None): lambda seen: (
        (seen.records["vp_after"] < seen.records["vp"]) | (seen.records["vv_after"] < seen.records["vv"])
    ),
    ("tace", "yes", None): lambda seen: seen.records["taces"] > 0,
    ("objective_response", "yes", None): _is("best_response", codes.COMPLETE, codes.PARTIAL),
    ("disease_control", "yes", None): _is("best_response", codes.COMPLETE, codes.PARTIAL, codes.STABLE),
    ("converted", "yes", None): _flag("converted"),
    ("resected", "yes", None): _flag("resected"),
    ("response", "cr", None): _is("response_at_decision", codes.COMPLETE),
    ("response", "pr", None): _is("response_at_decision", codes.PARTIAL),
    ("response", "sd", None): _is("response_at_decision", codes.STABLE),
    **{("resection", name, None): _is("procedure", code) for name, code in _PROCEDURES.items()},
    ("major_hepatectomy", "yes", None): _is("procedure", *_MAJOR),
    ("concomitant_rfa", "yes", None): lambda seen: seen.records["ablated"] > 0,
    ("thrombectomy", "yes", None): _flag("thrombectomy"),
    ("extracorporeal_circulation", "yes", None): _flag("bypass"),
    ("hepatic_exclusion", "yes", None): _flag("venous_exclusion"),
    ("in_hospital_death", "yes", None): _died_in_hospital,
}

# Sites of recurrence: the bits of `haicsim.sim.codes.SITES` that make up each
SITE_BITS = {
    "single": (codes.SINGLE_INTRAHEPATIC,),
    "multiple": (codes.MULTIPLE_INTRAHEPATIC,),
    "intrahepatic": (codes.SINGLE_INTRAHEPATIC, codes.MULTIPLE_INTRAHEPATIC),
    "lung": (codes.LUNG,),
    "bone": (codes.BONE,),
    "ra_thrombus": (codes.ATRIAL,),
    "extrahepatic": (codes.LUNG, codes.BONE, codes.ATRIAL),
}


def sites_found(seen: Observed) -> Values:
    """The sites of each patient's recurrence as bits, none where it was not found before last contact."""
    known = seen.found <= seen.until
    return np.where(known, seen.records["recurrence_site"], codes.NO_RECURRENCE)


def number(measure: str, occasion: str | None) -> Column | None:
    """How a number is recorded; None where the simulator has none like it."""
    return NUMBERS.get((measure, occasion)) or NUMBERS.get((measure, None))


def category(measure: str, name: str, occasion: str | None) -> Callable[[Observed], Values] | None:
    """How a category is recorded; None where the simulator has none like it."""
    if name == "no":
        yes = category(measure, "yes", occasion)
        return None if yes is None else lambda seen: ~np.asarray(yes(seen), bool)
    return CATEGORIES.get((measure, name, occasion)) or CATEGORIES.get((measure, name, None))
