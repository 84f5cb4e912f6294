"""Authority: three arms written by hand and counted by hand (see `arms_by_hand`), in months; exact intervals from tables."""

import math
import warnings

import numpy as np
import pytest
from arms_by_hand import NONE, arms, patients

from haicsim.analysis.validation.expectations import (
    ARMS,
    Expectation,
    expectation_values,
    expectations,
    judge,
)
from haicsim.analysis.validation.expectations.arm import Arm
from haicsim.analysis.validation.expectations.expectation import NO_RANGE
from haicsim.analysis.validation.expectations.recurrence import pattern
from haicsim.show.expectations import expected, simulated
from haicsim.sim.codes import ATRIAL, LUNG, OF_SPREAD_BEYOND, OF_SPREAD_IN_LIVER
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

HORIZON = 12.0 * DAYS_PER_YEAR
THIRD = 100.0 / 3.0

UNTREATED = {
    "untreated, all": 5.0,  # the eighth of fifteen
    "untreated, Child-Pugh A, Vp3/4": 4.0,  # 2, 3, 4 of six; neither Child-Pugh B nor both vessels
    "untreated, Child-Pugh A, Vp3": 6.0,
    "untreated, Child-Pugh A, Vp4": 3.0,
    "untreated, Child-Pugh A, Vp3 minus Vp4": 3.0,
    "untreated, Child-Pugh A, Vv2/3": 4.0,
    "untreated, Child-Pugh A, Vv2": 7.0,
    "untreated, Child-Pugh A, Vv3": 3.0,
    "untreated, Child-Pugh A, Vv2 minus Vv3": 4.0,
    "untreated, Child-Pugh A, no major invasion": 12.0,
    "untreated, any major invasion": 4.0,  # 1, 1.5, 2, 3, 3, 4: half of twelve
    "median from entry, HAIC minus untreated": 6.0,  # the sixth of twelve dies in month 11
}
ON_HAIC = {
    "median survival, all": 16.0,  # 1, 3, 6, 9, 11, 16: more than half of the eleven infused
    "median survival, group A": 20.0,  # 1, 3, 20 of five
    "median survival, group B": 9.0,
    "median survival, group C": 11.0,
    "1-year survival, invasion": 400.0 / 7.0,
    "median survival, responders (best response)": 40.0,  # 16, 20, 40 of five
    "median survival, non-responders (best response)": 9.0,  # 3, 6, 9 of five; who had no CT is neither
    "responders' over non-responders' median survival": 40.0 / 9.0,
    "median survival from the first CT, responders at it": 38.0,  # 14, 38, 72
    "median survival from the first CT, the others": 9.0,  # 1, 4, 7, 9 of seven
    "median survival after progression": 5.0,  # 1, 4, 5, 9, 68
    "median survival after second line begins": 3.0,  # 3, 7
    "median survival of the unconverted": 11.0,  # 1, 3, 11 of the five infused
    "5-year survival of the unresected": 100.0 / 6.0,
}
RESPONSE = {
    "response rate, best": 500.0 / 12.0,
    "response rate at the first CT": 30.0,  # of the ten who had one
    "progression at the first CT": 20.0,
    # 0.8 after two of ten in month 2; five of six in month 5; three of four in month 6, which is half
    "median time to progression": 6.0,
    "median survival without progression": 6.0,  # 1, 2, 2, 5, 6, 6: more than half of eleven
    "1-year survival without progression, invasion": 300.0 / 7.0,
    "PR among the resected at the decision": 80.0,
    "median shrinkage of the resected (anatomical)": 34.0,
}
CONVERSION = {
    "conversion rate": 50.0,
    "resection rate": 500.0 / 12.0,
    "conversion rate, group A": 40.0,
    "conversion rate, group B": 100.0,
    "conversion rate, group C": 40.0,
    "group A among the resected": 40.0,
    "group B among the resected": 20.0,
    "group C among the resected": 40.0,
    "median time from first infusion to hepatectomy": 5.0,
    "median length of HAIC of the resected": 4.0,
    # half of all groups of 18 have their shortest below the share 1 - 0.5 ** (1/18) = 0.037776, of 2, 3, 4, 5, 7
    "shortest HAIC of 18 resected, usual": 2.0 + 4.0 * 0.0377762,
    "longest HAIC of 18 resected, usual": 7.0 - 2.0 * 4.0 * 0.0377762,
    "mean length of HAIC of the resected": 4.2,
    "dead within 90 days of hepatectomy": 20.0,
}
RESECTED = {
    **{f"resected, OS at {y} y, all": v for y, v in ((1, 80.0), (3, 60.0), (5, 40.0))},
    **{f"resected, OS at {y} y, group A": v for y, v in ((1, 100.0), (3, 100.0), (5, 50.0))},
    **{f"resected, OS at {y} y, group B": v for y, v in ((1, 100.0), (3, 0.0), (5, 0.0))},
    **{f"resected, OS at {y} y, group C": 50.0 for y in (1, 3, 5)},
    # one censored by death in month 2, then 3 of 4 in month 4, 2 of 3 in month 10
    **{f"resected, DFS at {y} y, all": 50.0 for y in (1, 3, 5)},
    **{f"resected, DFS at {y} y, group A": 50.0 for y in (1, 2, 3)},
    "resected, DFS at 1 y, group B": 0.0,
    **{f"resected, DFS at {y} y, group C": 100.0 for y in (1, 2, 3)},
}
RECURRENCE = {
    "recurrence, of the resected": 60.0,
    "single intrahepatic, of recurrences": THIRD,
    "multiple intrahepatic, of recurrences": THIRD,
    "any extrahepatic, of recurrences": THIRD,
    "any extrahepatic, of recurrences of group A": 0.0,
    "any extrahepatic, of recurrences of group B": 100.0,
    "any extrahepatic, of recurrences of group C": 0.0,
    "within 1 year, of recurrences": 2.0 * THIRD,
    "after 5 years, of recurrences": THIRD,
    # one of four on day 121, one of three on day 304, too far apart to add up
    "peak of the hazard of recurrence": 304.0 / DAYS_PER_MONTH,
    # 1/7 on day 152, 1/6 on day 182, 1/5 on day 188: the sum of three parabolas is highest at their mean, so weighted,
    # 175.9; 1/4 on day 273 and 1/3 on day 426 stand alone
    "peak of the hazard of recurrence, surgery at once": 176.0 / DAYS_PER_MONTH,
    "any extrahepatic, of early recurrences (< 8 months)": 100.0,
    "any extrahepatic, of later recurrences": 0.0,
    "any extrahepatic, early minus later": 100.0,
    "resected or ablated, of early recurrences": 0.0,
    "resected or ablated, of later recurrences": 50.0,
    "median survival after an early recurrence": 8.0,
    "median survival after a later recurrence": 4.0,  # 4, 25
    "median survival after recurrence, later over early": 0.5,
    "median survival after an extrahepatic recurrence": 8.0,
    "3-year survival after a single intrahepatic recurrence": 0.0,
}
AT_ONCE = {
    "surgery at once, Vp3/4, RFS at 1 y": 50.0,  # 5, 6, 14, 62
    "surgery at once, Vp3/4, RFS at 3 y": 25.0,
    "surgery at once, Vp3/4, DFS at 5 y": 25.0,
    "surgery at once, Vp3/4, OS at 1 y": 75.0,  # 8, 20, 30, 62
    "surgery at once, Vp3/4, OS at 3 y": 25.0,
    "surgery at once, Vp3/4, OS at 5 y": 25.0,
    "surgery at once, Vp3, median OS": 20.0,
    "surgery at once, Vp4, median OS": 8.0,
    "surgery at once, Vv2, median OS": 40.0,
    "surgery at once, Vv3, median OS": 12.5,
    "surgery at once, no major invasion, OS at 5 y": 50.0,
    "surgery at once, dead within 90 days": 12.5,
    "Vp3/4, OS at 3 y, after HAIC minus at once": 25.0,  # one of two, dead in month 35; one of four
    "Vp3/4, RFS at 1 y, after HAIC minus at once": 0.0,
}
SELECTION = {
    "mean malignant potential z, starters": 0.25,
    "mean malignant potential z, responders": -0.06,
    "mean malignant potential z, resected": 0.0,
    "mean malignant potential z, responders minus starters": -0.31,
    "mean malignant potential z, resected minus starters": -0.25,
    "mean occult tumours at entry, starters": 1.0,
    "mean occult tumours at entry, responders": 0.8,
    "mean occult tumours at entry, resected": 0.8,
    "mean occult tumours at entry, resected minus starters": -0.2,
    "mean occult tumours at surgery, resected": 1.4,
    "mean occult tumours left by the operation, resected": 0.6,
    "mean occult tumours left by the operation, surgery at once": 1.0,
    "mean occult tumours left by the operation, Vp3/4, after HAIC minus at once": -1.0,  # 0.5 and 1.5
}
BY_HAND = UNTREATED | ON_HAIC | RESPONSE | CONVERSION | RESECTED | RECURRENCE | AT_ONCE | SELECTION


@pytest.fixture(scope="module")
def values() -> dict[str, float]:
    return expectation_values(arms(), HORIZON)


@pytest.mark.parametrize("name", BY_HAND)
def test_every_expectation_on_three_arms_of_a_few(values, name):
    assert values[name] == pytest.approx(BY_HAND[name], rel=1e-6, abs=1e-6)


def test_every_expectation_was_worked_out_by_hand():
    names = [each.name for each in expectations()]
    assert len(names) == len(set(names)) == 118
    assert set(names) == set(BY_HAND)


def test_every_expectation_says_where_its_range_comes_from_and_on_which_arms_it_is_measured():
    for each in expectations():
        assert each.source, each.name
        assert each.arms
        assert set(each.arms) <= set(ARMS)
        low, high = each.range
        assert low is None or high is None or low < high, each.name


def test_only_what_the_arms_allow_is_measured():
    alone = expectation_values({"untreated": arms()["untreated"]}, HORIZON)
    assert set(alone) == set(UNTREATED) - {"median from entry, HAIC minus untreated"}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [  # Clopper-Pearson, from tables
        ("resected, OS at 5 y, group A", 35.9, 99.6),  # 5 of 6
        ("resected, OS at 5 y, group B", 0.0, 60.2),  # 0 of 4
        ("resected, OS at 5 y, group C", 34.9, 96.8),  # 73% of 8: 6
        ("resected, OS at 5 y, all", 35.7, 82.7),  # 58.7% of 18: 11
        ("resected, DFS at 1 y, group A", 54.1, 100.0),  # 6 of 6
        ("resected, DFS at 1 y, group C", 24.5, 91.5),  # 5 of 8
        ("resected, DFS at 3 y, group A", 4.3, 77.7),  # 2 of 6
        ("resected, DFS at 3 y, group C", 15.7, 84.3),  # 4 of 8
        ("PR among the resected at the decision", 58.6, 96.4),  # 15 of 18
        ("dead within 90 days of hepatectomy", 0.0, 18.5),  # 0 of 18
        ("recurrence, of the resected", 52.4, 93.6),  # 14 of 18
        ("single intrahepatic, of recurrences", 23.0, 77.0),  # 7 of 14
        ("multiple intrahepatic, of recurrences", 0.2, 33.9),  # 1 of 14
        ("any extrahepatic, of recurrences", 17.7, 71.1),  # 6 of 14
        ("group B among the resected", 6.4, 47.6),  # 4 of 18
        ("surgery at once, Vp3/4, OS at 5 y", 6.7, 65.2),  # 3 of 10
    ],
)
def test_figures_of_the_paper_have_the_exact_interval_of_their_counts(name, low, high):
    (each,) = (one for one in expectations() if one.name == name)
    assert each.range == pytest.approx((low, high), abs=0.06)


def test_a_recurrence_nobody_found_is_known_from_a_death_of_it_and_from_no_other():
    seen = patients(
        resected=[1, 1, 1],
        hepatectomy_day=[1.0] * 3,
        recurrence_day=[4.0, 4.0, 4.0],
        recurrence_found_day=[NONE, NONE, 6.0],
        death_cause=[OF_SPREAD_IN_LIVER, OF_SPREAD_BEYOND + 1, OF_SPREAD_BEYOND],
        death_day=[5.0, 5.0, 9.0],
    )
    found = Arm(seen, HORIZON).recurrence_found / DAYS_PER_MONTH
    np.testing.assert_array_equal(found, [5.0, np.nan, 6.0])


def test_a_recurrence_outside_the_liver_counts_there_whatever_it_has_within():
    sites = np.array([0, 1, 2, 3, 1 | LUNG, 2 | ATRIAL])
    assert pattern(sites, "single intrahepatic").tolist() == [False, True, False, False, False, False]
    assert pattern(sites, "multiple intrahepatic").tolist() == [False, False, True, True, False, False]
    assert pattern(sites, "any extrahepatic").tolist() == [False, False, False, False, True, True]


def test_a_figure_of_nobody_does_not_exist_and_meets_nothing():
    nobody = {name: records[:1] for name, records in arms().items()}
    nobody["reference"] = arms()["reference"][-1:]  # never infused, no CT, not resected
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        findings = {each.name: each for each in judge(nobody, HORIZON, resamples=3)}
    lost = findings["peak of the hazard of recurrence"]
    assert math.isnan(lost.value)
    assert math.isnan(lost.value_low)
    assert lost.met is False
    assert simulated(lost) == "-"
    assert findings["conversion rate"].value == 0.0


# ---- Judging


@pytest.mark.parametrize(
    ("limits", "value", "met"),
    [
        ((1, 2), 1.0, True), ((1, 2), 2.1, False), ((1, None), 5.0, True), ((1, None), 0.0, False),
        ((None, 0), -1.0, True), ((None, 0), 1.0, False), ((1, None), math.nan, False), (NO_RANGE, 1.0, None),
    ],
)  # fmt: skip
def test_a_figure_is_held_against_the_limits_there_are(limits, value, met):
    each = Expectation("", "", "", limits, "", float)
    assert each.met(value) is met
    assert each.kind == ("reported" if limits == NO_RANGE else "judged")


def test_what_lies_in_its_range_is_met_and_what_does_not_is_not():
    many = {name: np.tile(records, 20) for name, records in arms().items()}
    findings = {finding.name: finding for finding in judge(many, HORIZON, resamples=50)}
    assert findings["conversion rate"].met is False  # 50 of 5 to 25%
    assert findings["conversion rate"].value_low < 50.0 < findings["conversion rate"].value_high
    assert findings["PR among the resected at the decision"].met is True
    reported = findings["untreated, all"]
    assert (reported.kind, reported.met, reported.low, expected(reported)) == ("reported", None, None, "")
    assert findings["Vp3/4, OS at 3 y, after HAIC minus at once"].arm == "reference and surgery-first"
    assert expected(findings["5-year survival of the unresected"]) == "at least 2"
    assert expected(findings["mean malignant potential z, resected minus starters"]) == "at most 0"
    assert expected(findings["recurrence, of the resected"]) == "52.4 to 93.6"
    assert simulated(findings["surgery at once, Vp3/4, OS at 5 y"]).startswith("25.0 (")


def test_arms_of_the_same_patients_are_resampled_together():
    same = arms()["reference"]
    twice = {"reference": same, "untreated": same}
    (difference,) = (each for each in judge(twice, HORIZON, resamples=20) if "minus untreated" in each.name)
    assert (difference.value, difference.value_low, difference.value_high) == (0.0, 0.0, 0.0)
