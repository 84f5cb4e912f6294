"""Patients whom nobody treats: how long they live, by the vessel their tumour has entered."""

from collections.abc import Callable

from haicsim.analysis.validation.expectations.arm import Arm, median_months
from haicsim.analysis.validation.expectations.expectation import (
    NO_RANGE,
    REFERENCE,
    UNTREATED,
    Expectation,
    Range,
    minus,
)

TOPIC = "Untreated, median survival from entry"
ABOUT = (
    'Survival from entry to death of whoever is of the kind named; "Vp3" and the like exclude major '
    'invasion of the other vessel, Child-Pugh A is up to 6 points, "any major invasion" holds every '
    "Child-Pugh class. Differences are of medians."
)
_CLASS_A = "2.7 months with main portal thrombus, 2-4 with any, all Child-Pugh classes (evidence A2, A7.6)"
_ITALICA = "ITA.LI.CA, untreated: BCLC B 10, C 7 months"
_ORDER = "a higher grade is worse: expected order"


def survival(patients: Arm) -> float:
    """Median survival from entry, months."""
    return median_months(patients.from_entry)


def of_grade(vessel: str, grade: int) -> Callable[[Arm], float]:
    """Median survival of Child-Pugh A with one grade of one vessel and no major invasion of the other."""

    def measure(arm: Arm) -> float:
        a = arm.child_pugh_a
        major = a.portal if vessel == "vp" else a.hepatic_venous
        return survival(major.part((vessel, grade), major[vessel] == grade))

    return measure


def _one(
    name: str, range_: Range, source: str, measure: Callable[[Arm], float], unit: str = "months"
) -> Expectation:
    return Expectation(TOPIC, name, unit, range_, source, measure, (UNTREATED,))


def expectations() -> tuple[Expectation, ...]:
    """Those of the untreated."""
    vp3, vp4, vv2, vv3 = (of_grade(*grade) for grade in (("vp", 3), ("vp", 4), ("vv", 2), ("vv", 3)))
    better = "months"
    return (
        _one("untreated, all", NO_RANGE, _ITALICA, survival),
        _one(
            "untreated, Child-Pugh A, Vp3/4", (4, 6), f"about 4-6 months; {_CLASS_A}",
            lambda arm: survival(arm.child_pugh_a.portal),
        ),
        _one("untreated, Child-Pugh A, Vp3", NO_RANGE, _CLASS_A, vp3),
        _one("untreated, Child-Pugh A, Vp4", NO_RANGE, _CLASS_A, vp4),
        _one("untreated, Child-Pugh A, Vp3 minus Vp4", (0, None), _ORDER, lambda arm: vp3(arm) - vp4(arm), better),
        _one(
            "untreated, Child-Pugh A, Vv2/3", (5, 7), "about 5-7 months; 5.5-9.5 without surgery (the paper, Discussion)",
            lambda arm: survival(arm.child_pugh_a.hepatic_venous),
        ),
        _one("untreated, Child-Pugh A, Vv2", NO_RANGE, "6.5 months from first invasion, any treatment (evidence A2)", vv2),
        _one("untreated, Child-Pugh A, Vv3", NO_RANGE, "1-5 months with thrombus in the right atrium (evidence A2)", vv3),
        _one("untreated, Child-Pugh A, Vv2 minus Vv3", (0, None), _ORDER, lambda arm: vv2(arm) - vv3(arm), better),
        _one(
            "untreated, Child-Pugh A, no major invasion", (8, 12), f"{_ITALICA}: that of BCLC B, 2 months either way",
            lambda arm: survival(arm.child_pugh_a.without_major_invasion),
        ),
        _one(
            "untreated, any major invasion", NO_RANGE, f"{_ITALICA}: that of BCLC C, which holds much else",
            lambda arm: survival(arm.invaded),
        ),
        Expectation(
            TOPIC, "median from entry, HAIC minus untreated", "months", (0, None),
            "HAIC prolongs survival: expected order", minus(survival), (REFERENCE, UNTREATED),
        ),
    )  # fmt: skip
