"""Law 4: without seeds nobody recurs but by a new cancer; more seeds progress earlier, convert less, recur more.

Authority: what the model says spread is, and the same patients with other rates of seeding.
"""

import itertools

import numpy as np
import pytest
from lives import MANY, NO_SEEDS, QUICK, live, world


def times(life):
    """Days from entry to progression, at most five years."""
    days = life.record["progression_day"] - life.record["entry_day"]
    return np.minimum(np.where(np.isnan(days), np.inf, days), 5 * 365.25)


def recur(life, years=2.0):
    """Share of the resected with a recurrence within so many years, whether they lived to see it or not."""
    r = life.record[life.record["resected"]]
    return np.mean(r["recurrence_day"] - r["hepatectomy_day"] < years * 365.25)


def check_none(patients, engine=None):
    for name in ("kurume", "surgery-first"):
        nobody = live(world(name, patients, **NO_SEEDS, de_novo_per_day=0.0), engine)
        assert nobody.record["resected"].sum() > patients / 20
        assert not np.isfinite(nobody.record["recurrence_day"]).any()
        assert (nobody.record["seeds_at_entry"] == 0).all()
        assert not np.isfinite(nobody.births).any()
    few = live(world("surgery-first", patients, **NO_SEEDS), engine)
    recurred = np.isfinite(few.record["recurrence_day"])
    assert recurred.any(), "a new cancer is a recurrence"
    at = few.record["recurrence_day"][recurred]
    first = few.row["new_cancers"][recurred] == 0
    # what arose between the last CT and the operation recurs from the operation on
    arose = np.maximum(few.row["new_cancer_day"], few.record["hepatectomy_day"])[recurred]
    assert np.abs(at - arose)[first].max() < 1e-6


def check_more(patients, engine=None):
    worlds = [
        live(
            world("kurume", patients, seeding_liver_per_day=0.0078 * x, seeding_beyond_per_day=0.00056 * x),
            engine,
        )
        for x in (0.3, 1.0, 4.0)
    ]
    for fewer, more in itertools.pairwise(worlds):
        assert times(fewer).mean() > times(more).mean()
        assert fewer.record["converted"].sum() > more.record["converted"].sum()
        assert recur(fewer) < recur(more)


def test_without_seeds_only_new_cancers_recur(engine):
    check_none(QUICK // 2, engine)


def test_more_seeds_harm(engine):
    check_more(QUICK, engine)


@pytest.mark.slow
def test_and_both_among_twenty_thousand(engine):
    check_none(MANY, engine)
    check_more(MANY, engine)
