"""By lifelines: data sets drawn leave half alive where the median was not reached, and print cumulative recurrence."""

from typing import Any

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.calibration_targets import usable_targets
from haicsim.analysis.reconstruction import reconstruct
from haicsim.analysis.studies import Study

ABOUT = {"time_zero": "operation", "event": "e", "censored": ["last"], "place": "p"}
FIGURES: list[dict[str, Any]] = [
    {"kind": "survival", "endpoint": "OS", "at": "1 year", "percent": "75"},
    {"kind": "median_survival", "endpoint": "OS", "unit": "month", "centre": "NR"},
    {"kind": "cumulative", "endpoint": "TTR", "at": "1 year", "percent": "33", "form": "one_minus_survival"},
    {"kind": "cumulative", "endpoint": "TTR", "at": "2 years", "percent": "60"},
]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.model_validate(
        {
            "format": 1, "name": "s", "title": "T", "source": "S",
            "design": {"entry_rule": {"name": "other", "words": "w", "place": "p"}, "follow_up": "f", "place": "p"},
            "groups": {"all": {"label": "All", "n": 12}},
            "endpoints": {
                "OS": {**ABOUT, "label": "OS", "convention": "os"},
                "TTR": {**ABOUT, "label": "TTR", "convention": "dfs_death_censored"},
            },
            "figures": [{"id": f"f{number}", "place": "p", **one} for number, one in enumerate(FIGURES)],
        }
    )  # fmt: skip


def test_what_is_drawn_prints_what_is_printed(study: Study) -> None:
    marks = usable_targets(study, audit(study))
    assert {mark.status for mark in marks.values()} == {"usable"}
    found = reconstruct(study, marks, 25, 0)
    drawn = {each.material.endpoint: each for each in found.endpoints}
    assert set(drawn["OS"].material.used) == {"f0.percent", "f1.centre"}
    assert set(drawn["TTR"].material.used) == {"f2.percent"}, "a form nobody names demands nothing"
    assert all(each.material.longest < 1000 for each in drawn.values())
    for draw in range(25):
        for name, each in drawn.items():
            days, events = np.asarray(each.days[draw]), np.asarray(each.event[draw], bool)
            fitted = KaplanMeierFitter().fit(days, events)
            year = 100 * float(fitted.predict(365.25))
            if name == "OS":
                assert 74 <= year < 76
                assert float(fitted.survival_function_.iloc[-1, 0]) >= 0.5
            else:
                assert 32 <= 100 - year < 34
