"""Response on CT, progression, and what of the size is left when the meeting judges a patient resectable."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.people import responded
from haicsim.analysis.survival.observation import Times, reached, until_event
from haicsim.analysis.validation.expectations.arm import Arm, free_percent, median_months, percent, quantile
from haicsim.analysis.validation.expectations.expectation import NO_RANGE, Expectation, exactly
from haicsim.sim.codes import NOT_ASSESSED, PROGRESSIVE

TOPIC = "Response and progression on HAIC"
ABOUT = (
    "Responses are by mRECIST as judged on CT: the best is a share of all starters, those at the first CT "
    "of whoever had one. Time to progression runs from first infusion to the CT that shows it and is "
    "censored by death and hepatectomy; survival without progression ends with progression or death and "
    "goes on after a hepatectomy."
)
_POOLED = "low-dose FP series: 71 of 295 = 24.1%, prior 14-50% (evidence A7.1)"
_FOUR_SERIES = "TTP and PFS of 3.0-4.4 months with portal invasion (evidence A7.5)"


def first_responses(arm: Arm) -> NDArray[Any]:
    """The responses at the first CT, of those who had one."""
    first = arm["first_ct_response"]
    return np.asarray(first[first != NOT_ASSESSED])


def progression_free(arm: Arm) -> Times:
    """From first infusion to progression before any surgery or death; the resected are watched on to their death."""
    first = np.fmin(arm["progression_day"], arm["death_day"])
    return reached(until_event(arm["first_haic_day"], first, arm.until))


def to_progression(arm: Arm) -> Times:
    """From first infusion to progression before any surgery; death and hepatectomy without it are censored."""
    cut = np.fmin(np.fmin(arm["death_day"], arm["hepatectomy_day"]), arm.until)
    return reached(until_event(arm["first_haic_day"], arm["progression_day"], cut))


def expectations() -> tuple[Expectation, ...]:
    """Those of response and progression, on the reference arm."""
    return (
        Expectation(
            TOPIC, "response rate, best", "%", (15, 35), _POOLED, lambda arm: percent(responded(arm["best_response"]))
        ),
        Expectation(
            TOPIC, "response rate at the first CT", "%", NO_RANGE,
            "no series gives it; the shortest HAIC before surgery took 1.0 month (the paper, Results)",
            lambda arm: percent(responded(first_responses(arm))),
        ),
        Expectation(
            TOPIC, "progression at the first CT", "%", (20, 45), "PD at the first assessment 20-45% (evidence A7.1)",
            lambda arm: percent(first_responses(arm) == PROGRESSIVE),
        ),
        Expectation(
            TOPIC, "median time to progression", "months", (3, 4.5), _FOUR_SERIES,
            lambda arm: median_months(to_progression(arm)),
        ),
        Expectation(
            TOPIC, "median survival without progression", "months", (3, 4.5), _FOUR_SERIES,
            lambda arm: median_months(progression_free(arm)),
        ),
        Expectation(
            TOPIC, "1-year survival without progression, invasion", "%", (13, 33), "Wu 2023: 21.2% (13-33; evidence A1)",
            lambda arm: free_percent(progression_free(arm.invaded), 1.0),
        ),
        Expectation(
            TOPIC, "PR among the resected at the decision", "%", exactly(15, 18), "15 of 18 (the paper, Table II)",
            lambda arm: percent(responded(arm.resected["response_at_decision"])),
        ),
        Expectation(
            TOPIC, "median shrinkage of the resected (anatomical)", "%", (22, 42),
            "32.2%, 13.3-66.7 (the paper, Table I); 10 points either way",
            lambda arm: 100.0 * (1.0 - quantile(arm.resected["size_ratio"])),
        ),
    )  # fmt: skip
