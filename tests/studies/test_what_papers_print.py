"""Authority: by hand, and lifelines. Intervals, hazard ratios, what was not reached, means, shares with the event, traits.

Each contradiction is shown beside a like study that must not be accused; series that lifelines analysed never are.
"""

import random
from math import exp, log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, CoxPHFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times, restricted_mean_survival_time
from scipy.stats import norm

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.audit import ARITHMETIC
from haicsim.analysis.audit.calibration_targets import usable_targets
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import read_printed

GROUPS = {
    "all": {"label": "Everybody", "n": 40},
    "arm": {"label": "Treated", "n": 20, "part_of": "all"},
    "control": {"label": "Controls", "n": 20, "part_of": "all"},
}
CONVENTIONS = {
    "OS": "os",
    "PFS": "pfs",
    "TTP": "ttp",
    "DFS": "dfs_event_death",
    "TTR": "dfs_death_censored",
    "X": "not_stated",
}
MEASURES = {
    "response": {"scale": "categories", "label": "Response", "categories": ["cr", "pr", "sd", "pd"], "exhaustive": False},
    "responded": {
        "scale": "yes_no", "label": "Response",
        "contains": [{"measure": "response", "category": "cr"}, {"measure": "response", "category": "pr"}],
    },
    "male": {"scale": "yes_no", "label": "Male"},
    "size": {"scale": "numeric", "label": "Size", "kind": "length"},
}  # fmt: skip


def study(*figures: dict[str, Any], groups: dict[str, Any] = GROUPS) -> Study:
    about = {
        "time_zero": "randomisation",
        "event": "event",
        "censored": ["last_follow_up"],
        "place": "Methods",
    }
    return Study.model_validate(
        {
            "format": 1, "name": "generated", "title": "T", "source": "S",
            "design": {"entry_rule": {"name": "untreated", "words": "w", "place": "p"}, "follow_up": "f", "place": "p"},
            "groups": groups,
            "endpoints": {name: {**about, "label": name, "convention": one} for name, one in CONVENTIONS.items()},
            "measures": MEASURES,
            "figures": [{"id": f"f{number}", "place": "Results", **one} for number, one in enumerate(figures)],
        }
    )  # fmt: skip


def severities(*figures: dict[str, Any], check: str | None = None) -> list[str]:
    found = audit(study(*figures)).findings
    return [one.severity for one in found if check in (None, one.check) and one.severity != "sloppy"]


def between(low: str, high: str, level: float | None = 95) -> dict[str, Any]:
    return {"low": low, "high": high} | ({} if level is None else {"level": level})


def median(centre: str, endpoint: str = "OS", **more: Any) -> dict[str, Any]:
    return {"kind": "median_survival", "endpoint": endpoint, "unit": "month", "centre": centre, **more}


def share(percent: str, at: str = "1 year", endpoint: str = "OS", **more: Any) -> dict[str, Any]:
    return {"kind": "survival", "endpoint": endpoint, "at": at, "percent": percent, **more}


def had(percent: str, at: str = "1 year", endpoint: str = "TTR", **more: Any) -> dict[str, Any]:
    return {"kind": "cumulative", "endpoint": endpoint, "at": at, "percent": percent, **more}


def ratio(value: str, low: str, high: str, **more: Any) -> dict[str, Any]:
    arms = [["arm"], ["control"]]
    return {
        "kind": "hazard_ratio",
        "endpoint": "OS",
        "arms": arms,
        "ratio": value,
        "interval": between(low, high),
        **more,
    }


def count(measure: str, number: str, **more: Any) -> dict[str, Any]:
    return {"kind": "count", "measure": measure, "count": number, **more}


CONTRADICTIONS = {
    "a median outside its interval": [median("10.1", interval=between("10.3", "14"))],
    "a median above its interval": [median("16", interval=between("10.3", "14"))],
    "limits in the wrong order": [median("12", interval=between("14", "10.3"))],
    "a median that was not reached below an upper limit": [median("NR", interval=between("10.3", "14"))],
    "a median that was reached above a lower limit that was not": [median("10", interval={"low": "NR"})],
    "a share outside its interval": [share("40", interval=between("42.0", "70"))],
    "a count outside the interval of its percentage": [count("male", "9", interval=between("30.4", "60"))],
    "a mean outside its interval": [
        {"kind": "summary", "measure": "size", "unit": "mm", "statistic": "mean", "centre": "39",
         "interval": between("41", "60")}
    ],
    "a hazard ratio outside its interval": [ratio("0.77", "0.58", "0.74")],
    "a ratio below nothing": [ratio("-0.5", "0.2", "1")],
    "a p of Cox's model that the interval excludes": [ratio("0.50", "0.30", "0.83", p="0.04", test="wald", sides=2)],
    "an interval around 1 with a small p of the same model": [ratio("0.80", "0.50", "1.28", p="0.02", test="wald")],
    "a p beyond 1": [ratio("0.80", "0.50", "1.28", p="1.3")],
    "not reached though fewer than half are left": [median("not reached"), share("40", "3 years")],
    "not reached at one place and reached at another": [median("NE"), median("30.2")],
    "recurrence and freedom from it beyond 100%": [had("40"), share("62", endpoint="TTR")],
    "the same with deaths counted too": [had("40"), share("62", endpoint="DFS")],
    "the same later": [had("40"), share("62", "2 years", endpoint="DFS")],
    "100% less survival at odds with survival": [
        had("40", form="one_minus_survival"), share("52", endpoint="TTR")
    ],
    "the same the other way round": [had("40", form="one_minus_survival"), share("68", endpoint="TTR")],
    "a cumulative share that falls": [
        had("40", form="competing_risks"), had("35", "2 years", form="competing_risks")
    ],
    "progression or death later than progression": [median("8.0", "PFS"), median("7.0", "TTP")],
    "more free of progression or death than of progression": [share("50", endpoint="PFS"), share("45", endpoint="TTP")],
    "a restricted mean above the curve": [
        share("50"), {"kind": "mean_survival", "endpoint": "OS", "unit": "month", "centre": "19", "until": "2 years"}
    ],
    "a restricted mean below the curve": [
        share("50"), {"kind": "mean_survival", "endpoint": "OS", "unit": "month", "centre": "5.4", "until": "1 year"}
    ],
    "complete and partial responses beyond response": [
        count("responded", "10"), count("response", "4", category="cr"), count("response", "7", category="pr")
    ],
    "yes and no beyond everybody": [count("male", "30"), count("male", "11", category="no")],
    "a percentage of everybody that no count gives": [{"kind": "count", "measure": "male", "percent": "45.7"}],
    "a p that no table gives": [
        count("male", "2"), count("responded", "3"),
        {"kind": "p_value", "traits": ["male", "responded"], "test": "fisher", "p": "0.43"},
    ],
}  # fmt: skip

SOUND = {
    "a median on the edge of rounding": [median("10.1", interval=between("10.1", "14"))],
    "an upper limit that was not reached": [median("10.1", interval=between("9", "NR"))],
    "nothing of it was reached": [median("NR", interval=between("NE", "NE"))],
    "a share on the edge of rounding": [share("42", interval=between("42.3", "70"))],
    "a negative lower limit of a small share": [share("3", interval=between("-2.1", "8.1"))],
    "a hazard ratio that prints as 0": [ratio("0.0", "0.0", "0.4")],
    "a hazard ratio within rounding": [ratio("0.7", "0.66", "0.74")],
    "the p of Cox's model": [ratio("0.50", "0.30", "0.83", p="0.007", test="wald", sides=2)],
    "the same on one side": [ratio("0.50", "0.30", "0.83", p="0.0037", test="wald", sides=1)],
    "the same, sides not stated": [ratio("0.50", "0.30", "0.83", p="0.0037", test="wald")],
    "a small p with its sign": [ratio("0.50", "0.40", "0.62", p="<0.001", test="wald")],
    "a p by a test that is not named": [ratio("0.50", "0.30", "0.83", p="0.04")],
    "another method at a level not stated": [ratio("0.50", "0.30", "0.83", interval=between("0.30", "0.83", None), p="0.2")],
    "not reached with half left": [median("not reached"), share("50", "3 years")],
    "recurrence and freedom from it": [had("40"), share("60", endpoint="TTR"), share("55", endpoint="DFS")],
    "recurrence among competing deaths": [had("30", form="competing_risks"), share("60", endpoint="TTR")],
    "freedom sooner than recurrence": [had("40", "2 years"), share("62", "1 year", endpoint="DFS")],
    "progression sooner than death": [median("7.0", "PFS"), median("8.0", "TTP"), share("40", endpoint="PFS")],
    "a median and a share at that very time": [median("12", "PFS"), share("40", endpoint="TTP")],
    "an endpoint whose event is not named": [share("90", endpoint="X"), share("40", endpoint="TTP")],
    "a restricted mean under the curve": [
        share("50"), {"kind": "mean_survival", "endpoint": "OS", "unit": "month", "centre": "9", "until": "1 year"}
    ],
    "responses within response": [
        count("responded", "11"), count("response", "4", category="cr"), count("response", "7", category="pr")
    ],
    "yes and no of those known": [count("male", "29"), count("male", "10", category="no")],
    "a percentage of nobody knows how many": [
        {"kind": "count", "measure": "male", "percent": "45.7", "of": "not_stated"},
        {"kind": "count", "measure": "responded", "percent": "33.3", "of": "not_stated"},
    ],
    "a p of some table": [
        count("male", "2"), count("responded", "3"),
        {"kind": "p_value", "traits": ["male", "responded"], "test": "fisher", "p": "0.15"},
    ],
    "a p of a model": [
        count("male", "2"), count("responded", "3"),
        {"kind": "p_value", "traits": ["male", "responded"], "p": "0.43"},
    ],
}  # fmt: skip

POINTED_OUT = {
    "a ratio that is not in the middle": [ratio("0.72", "0.58", "0.82", p="<0.001")],
    "an interval and a p that conclude differently": [ratio("0.50", "0.30", "0.83", p="0.2")],
    "a mean taken nobody knows how": [
        share("50", "2 years"), {"kind": "mean_survival", "endpoint": "OS", "unit": "month", "centre": "9"}
    ],
    "a cumulative share that falls, its form not named": [had("40"), had("35", "2 years")],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_what_cannot_be_is_proved(what: str) -> None:
    assert "contradiction" in severities(*CONTRADICTIONS[what])


@pytest.mark.slow
@pytest.mark.parametrize("what", SOUND)
def test_what_can_be_is_not_accused(what: str) -> None:
    assert severities(*SOUND[what]) == []


@pytest.mark.parametrize("what", POINTED_OUT)
def test_what_rests_on_a_convention_nobody_named_is_only_pointed_out(what: str) -> None:
    assert severities(*POINTED_OUT[what]) == ["undecided"]


def test_p_from_a_ratio_and_its_interval_by_hand() -> None:
    """z = ln(0.50) / ((ln 0.83 - ln 0.30) / 3.92) = -2.67, p = 0.0076."""
    z = log(0.5) / ((log(0.83) - log(0.30)) / (2 * norm.ppf(0.975)))
    assert 2 * norm.sf(-z) == pytest.approx(0.0076, abs=0.0001)
    told = audit(study(ratio("0.500", "0.300", "0.830", p="0.5", test="wald", sides=2))).findings
    (wrong,) = [one for one in told if one.check == "hazard ratios"]
    low, high = wrong.possible.split("p ")[1].split(" by")[0].split(" to ")
    assert float(low) <= 0.0076 <= float(high)
    assert float(high) - float(low) < 0.002


def test_what_was_not_reached_is_marked_and_quoted() -> None:
    wrong = study(median("not reached"), share("40", "3 years"))
    report = audit(wrong)
    marks = usable_targets(wrong, report)
    assert {marks["f0.centre"].status, marks["f1.percent"].status} <= {"doubtful", "unusable"}
    assert "not reached" in report.findings[0].printed


@pytest.mark.slow
def test_a_log_rank_p_beside_a_hazard_ratio_is_held_against_the_curves() -> None:
    curves = [share("95", group="arm"), share("10", group="control")]
    far = audit(study(*curves, ratio("0.1", "0.04", "0.25", p="0.6", test="log_rank"))).findings
    assert any(one.check == "log-rank" and "f2.p" in one.figures for one in far)


@pytest.mark.parametrize(
    ("text", "value"),
    [(".001", 0.001), ("10·4", 10.4), ("-2.1", -2.1), ("-.5", -0.5), ("1,234.5", 1234.5), ("< .05", 0.05)],
)
def test_numbers_are_read_as_journals_print_them(text: str, value: float) -> None:
    assert float(read_printed(text).value) == value


@pytest.mark.parametrize("text", ["", ".", "-", "1.", "1.2.3", "12%", "1e3", "1,23"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number as a paper prints it"):
        read_printed(text)


# series analysed by lifelines


def printed(value: float, decimals: int) -> str:
    return "not reached" if np.isinf(value) else f"{value:.{decimals}f}"


def cohort(seed: int) -> pd.DataFrame:
    """Progression, death and loss of two arms; one row a patient."""
    chance = random.Random(seed)
    rows = []
    for number in range(40):
        slower = 1.0 if number < 20 else chance.choice([0.5, 1.0, 2.0])
        progression, death = chance.expovariate(slower / 8), chance.expovariate(slower / 14)
        lost = chance.uniform(2, 40)
        first = min(progression, death, lost)
        rows.append(
            {
                "arm": int(number < 20), "os": min(death, lost), "died": death <= lost, "first": first,
                "pfs": first < lost, "ttp": progression == first,
                "kind": 1 if progression == first else 2 if death == first else 0,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def figures_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """What a paper would print of them, all by lifelines, with two decimals of a month and one of a percentage."""
    figures = []
    for endpoint, time, event in (("OS", "os", "died"), ("PFS", "first", "pfs"), ("TTP", "first", "ttp")):
        fitted = KaplanMeierFitter().fit(table[time], table[event])
        limits = median_survival_times(fitted.confidence_interval_).iloc[0].tolist()
        ends = between(printed(limits[0], 2), printed(limits[1], 2))
        figures.append(median(printed(fitted.median_survival_time_, 2), endpoint, interval=ends))
        for months in (6, 12):
            here = 100 * float(fitted.predict(months))
            around = fitted.confidence_interval_survival_function_
            low, high = (100 * around[around.index <= months].iloc[-1]).tolist()
            figures.append(
                share(
                    f"{here:.1f}", f"{months} months", endpoint, interval=between(f"{low:.1f}", f"{high:.1f}")
                )
            )
        if endpoint == "OS":
            mean = restricted_mean_survival_time(fitted, t=12)
            figures.append(
                {
                    "kind": "mean_survival",
                    "endpoint": "OS",
                    "unit": "month",
                    "centre": f"{mean:.2f}",
                    "until": "12 months",
                }
            )
    free = KaplanMeierFitter().fit(table["first"], table["ttp"])
    figures.append(
        had(f"{100 - 100 * float(free.predict(12)):.1f}", "12 months", "TTP", form="one_minus_survival")
    )
    first = AalenJohansenFitter(calculate_variance=False).fit(
        table["first"], table["kind"], event_of_interest=1
    )
    figures += [
        had(f"{100 * float(first.predict(months)):.1f}", f"{months} months", "TTP", form="competing_risks")
        for months in (6, 12)
    ]
    cox = CoxPHFitter().fit(table[["os", "died", "arm"]], "os", "died").summary.loc["arm"]
    low, high = exp(cox["coef lower 95%"]), exp(cox["coef upper 95%"])
    figures.append(
        ratio(
            f"{cox['exp(coef)']:.2f}", f"{low:.2f}", f"{high:.2f}", p=f"{cox['p']:.3f}", test="wald", sides=2
        )
    )
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_series_analysed_by_lifelines_is_not_accused(seed: int) -> None:
    context = Context(study(*figures_of(cohort(seed))))
    for _, check in ARITHMETIC:
        check(context)
    assert [one for one in context.findings if one.severity != "sloppy"] == []


@pytest.mark.long
def test_nor_are_fifty_more_survival_included() -> None:
    for seed in range(50):
        found = audit(study(*figures_of(cohort(1000 + seed)))).findings
        assert not [one for one in found if one.severity in ("contradiction", "implausible")], seed
