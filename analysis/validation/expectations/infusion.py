"""Survival on HAIC: of all, by group, by response, after progression, and of those never resected."""

from haicsim.analysis.measures.people import responded
from haicsim.analysis.validation.expectations.arm import Arm, free_percent, median_months, quotient
from haicsim.analysis.validation.expectations.expectation import NO_RANGE, Expectation
from haicsim.sim.codes import NOT_ASSESSED

TOPIC = "Survival on HAIC, from first infusion unless said"
ABOUT = (
    "Kaplan-Meier survival to death from any cause of everybody infused, resected or not, unless the name "
    "says otherwise. By best response a patient must live long enough to respond, so that the gap is too "
    'wide (as in the series); the landmark at the first CT is free of that. "After progression" and '
    '"second line" count from the CT that showed it and from the first day of treatment, of those never '
    "resected."
)
_INVADED = "7-10 months with invasion (evidence A7.6): Ueshima 2020 10.1, Song 2015 7.1, Fujino 2015 7.2"
_RESPONDERS = "15.0 (Lai 2003), 27.2 (SILIUS), 31.6 months (the paper, Discussion)"
_OTHERS = "5.4 (Ando 2002), 7.5 (Lai 2003), 8.9 months (SILIUS)"


def after_progression(arm: Arm) -> float:
    """Median survival after progression was first seen, months, of those never resected."""
    progressed = arm.unresected
    return median_months(progressed.death_from(progressed["progression_day"]))


def on_second_line(arm: Arm) -> float:
    """Median survival after the second line began, months, of those never resected."""
    patients = arm.unresected
    return median_months(patients.death_from(patients["second_line_day"]))


def from_first_ct(arm: Arm, responding: bool) -> float:
    """Median survival from the first CT, months, of those who had responded by then, or of those who had not."""
    first = arm["first_ct_response"]
    chosen = arm.part(("first CT", responding), (responded(first) == responding) & (first != NOT_ASSESSED))
    return median_months(chosen.death_from(chosen["first_ct_day"]))


def ratio(arm: Arm) -> float:
    """Responders' over non-responders' median survival, by best response."""
    return quotient(
        median_months(arm.responders.from_infusion), median_months(arm.non_responders.from_infusion)
    )


def expectations() -> tuple[Expectation, ...]:
    """Those of survival on HAIC, on the reference arm."""
    return (*_by_group(), *_by_response(), *_without_surgery())


def _by_group() -> tuple[Expectation, ...]:
    return (
        Expectation(
            TOPIC, "median survival, all", "months", NO_RANGE, "11.8 (SILIUS), mixed with and without invasion",
            lambda arm: median_months(arm.from_infusion),
        ),
        Expectation(
            TOPIC, "median survival, group A", "months", (7, 10), _INVADED,
            lambda arm: median_months(arm.of_group("A").from_infusion),
        ),
        Expectation(
            TOPIC, "median survival, group B", "months", (7, 10), "7-10 months with invasion (evidence A7.6)",
            lambda arm: median_months(arm.of_group("B").from_infusion),
        ),
        Expectation(
            TOPIC, "median survival, group C", "months", (10, 14), "Ueshima 2020: 12.2 months; 2 either way",
            lambda arm: median_months(arm.of_group("C").from_infusion),
        ),
        Expectation(
            TOPIC, "1-year survival, invasion", "%", (32, 57), "Wu 2023: 44.9% (32-57; evidence A1)",
            lambda arm: free_percent(arm.invaded.from_infusion, 1.0),
        ),
    )  # fmt: skip


def _by_response() -> tuple[Expectation, ...]:
    return (
        Expectation(
            TOPIC, "median survival, responders (best response)", "months", (15, 32), _RESPONDERS,
            lambda arm: median_months(arm.responders.from_infusion),
        ),
        Expectation(
            TOPIC, "median survival, non-responders (best response)", "months", (5.4, 8.9), _OTHERS,
            lambda arm: median_months(arm.non_responders.from_infusion),
        ),
        Expectation(
            TOPIC, "responders' over non-responders' median survival", "ratio", (2, 6), f"{_RESPONDERS} over {_OTHERS}",
            ratio,
        ),
        Expectation(
            TOPIC, "median survival from the first CT, responders at it", "months", NO_RANGE,
            "a landmark: no survival before it counts for the response; SILIUS, hazard ratio 0.45 at 4 months",
            lambda arm: from_first_ct(arm, True),
        ),
        Expectation(
            TOPIC, "median survival from the first CT, the others", "months", NO_RANGE, "the same landmark",
            lambda arm: from_first_ct(arm, False),
        ),
    )  # fmt: skip


def _without_surgery() -> tuple[Expectation, ...]:
    return (
        Expectation(
            TOPIC, "median survival after progression", "months", (3.8, 5.5), "Kondo 2013: 3.8 and 5.5 (evidence A1)",
            after_progression,
        ),
        Expectation(
            TOPIC, "median survival after second line begins", "months", NO_RANGE, "Kondo 2013: 5.5 with sorafenib",
            on_second_line,
        ),
        Expectation(
            TOPIC, "median survival of the unconverted", "months", (6, 12), "7-10 with invasion, 12 without (evidence A7.6)",
            lambda arm: median_months(arm.part("unconverted", ~arm["converted"]).from_infusion),
        ),
        Expectation(
            TOPIC, "5-year survival of the unresected", "%", (2, None), "a tail exists: 11% of all (Ando 2002, from memory)",
            lambda arm: free_percent(arm.unresected.from_infusion, 5.0),
        ),
    )  # fmt: skip
