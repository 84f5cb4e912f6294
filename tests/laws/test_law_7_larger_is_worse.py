"""Law 7: untreated, the larger tumour progresses no later and kills sooner; treated, it converts less and recurs more.

Untreated it holds for every patient: the same patient with a larger tumour. Authority: the same patients in other sizes.
"""

import itertools

import numpy as np
import pytest
from lives import MANY, QUICK, ROUNDING, UNTREATED, live, longer, world

SIZES = (0.6, 1.0, 1.6)


def sized(name, patients, engine, factor, **changes):
    """Everybody's tumours so many times as large; whoever is drawn enters, or another size would bring other patients."""
    size = {"size_with_invasion_mm": 78.0 * factor, "size_without_invasion_mm": 85.0 * factor}
    return live(world(name, patients, candidates=2.0, **size, **changes), engine)


def progression(life):
    """Days to progression as a CT shows it, at most five years; who dies before has not progressed."""
    days = life.record["progression_day"] - life.record["entry_day"]
    return np.where(np.isnan(days), 5 * 365.25, np.minimum(days, 5 * 365.25))


def check_untreated(patients, engine=None):
    exact = UNTREATED | {"ct_error": 0.0, "ct_scatter_days": 0.0, "ct_interval_days": 14.0}
    small, middle, large = (sized("untreated", patients, engine, size, **exact) for size in SIZES)
    for smaller, larger in ((small, middle), (middle, large)):
        assert longer(larger, smaller) < ROUNDING
        assert (larger.births <= smaller.births).all(), "nor is any seed born later"
        both = np.isfinite(smaller.record["progression_day"]) & np.isfinite(larger.record["progression_day"])
        assert progression(larger)[both].mean() <= progression(smaller)[both].mean()


def check_treated(patients, engine=None):
    lives = [sized("kurume", patients, engine, size) for size in SIZES]
    at_once = [sized("surgery-first", patients, engine, size) for size in SIZES]
    for smaller, larger in itertools.pairwise(lives):
        assert larger.record["converted"].sum() < smaller.record["converted"].sum()
    for smaller, larger in itertools.pairwise(at_once):
        recurred = [
            np.mean(np.isfinite(life.record["recurrence_day"])[life.record["resected"]])
            for life in (smaller, larger)
        ]
        assert recurred[0] < recurred[1]


@pytest.mark.slow
def test_untreated_nobody_is_better_off_with_a_larger_tumour():
    check_untreated(QUICK // 4)


def test_treated_the_larger_convert_less_and_recur_more(engine):
    check_treated(QUICK, engine)


@pytest.mark.slow
def test_both_among_twenty_thousand(engine):
    check_untreated(MANY, engine)
    check_treated(MANY, engine)
