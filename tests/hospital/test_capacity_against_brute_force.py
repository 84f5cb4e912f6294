"""Authority: brute force: every number of beds is run; the answer keeps the limit, and two beds fewer break it."""

from functools import cache

import numpy as np
import pytest
from by_hand import Visit, result_of
from lengths import long_but

from haicsim.analysis.experiments import capacity_search
from haicsim.analysis.experiments.capacity_limit import limit_of
from haicsim.analysis.experiments.capacity_search import Trial, smallest_capacity
from haicsim.analysis.measures.places import requests
from haicsim.analysis.measures.quarters import QUARTER, most_at_once, quarterly_demand
from haicsim.sim.codes import BED, SUITE
from haicsim.sim.errors import InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

PATIENTS, MOST = 300, 30


def scenario(seed: int, *more: str):
    size = [f"run.patients={PATIENTS}", f"run.seed={seed}", "run.engine=compiled"]
    return load_scenario("kurume", [*size, *more])


@cache
def told(seed: int, beds: int | None) -> float:
    """The share converted with so many beds; without a limit where None."""
    more = [] if beds is None else [f"capacity.infusion_bed={beds}"]
    return float(run(scenario(seed, *more), journal=False).records["converted"].mean())


def by_brute_force(seed: int, below: float) -> set[int]:
    """The numbers that keep the limit and of which the two below break it: of few patients chance may make several."""
    kept = {beds: told(seed, None) - told(seed, beds) < below for beds in range(1, MOST)} | {
        0: False,
        -1: False,
    }
    return {beds for beds in range(1, MOST) if kept[beds] and not kept[beds - 1] and not kept[beds - 2]}


@pytest.mark.slow
@pytest.mark.parametrize("below", long_but([0.01, 0.05], 0.05))
def test_the_smallest_number_of_beds_is_that_of_brute_force_in_20_seeds(below: float) -> None:
    for seed in range(20):
        found = smallest_capacity(scenario(seed), BED, limit_of(f"conversion_loss<{below}"))
        assert found.places in by_brute_force(seed, below), seed
        assert found.unlimited == told(seed, None)


def test_every_number_tried_says_what_it_loses() -> None:
    found = smallest_capacity(scenario(1), BED, limit_of("conversion_loss<0.02"))
    for trial in found.trials:
        assert trial.value == told(1, trial.places)
        assert trial.loss == pytest.approx(told(1, None) - trial.value, abs=1e-12)
        assert trial.kept == (trial.loss < 0.02)
        assert trial.low <= trial.loss + 1e-9
        assert trial.loss <= trial.high + 1e-9
    assert {found.places, found.places - 1, found.places - 2} <= {trial.places for trial in found.trials}


@pytest.mark.slow
def test_a_wait_is_that_of_everybody_who_asked_also_who_died_waiting() -> None:
    """All days in the queue, from the journals of every number of beds, added up patient by patient here."""

    def wait(beds: int, first: float) -> float:
        result = run(scenario(2, f"capacity.infusion_bed={beds}"))
        days: dict[int, float] = {}
        for row in requests(result, [BED]):
            if result.records["entry_day"][row["patient"]] >= first:
                days[row["patient"]] = days.get(row["patient"], 0.0) + float(row["left"] - row["asked"])
        return float(np.quantile(list(days.values()), 0.9))

    more = "arrivals.warm_up=0.5"
    found = smallest_capacity(scenario(2, more), BED, limit_of("wait_p90<20"))
    first = 0.5 * 365.25
    assert found.places == next(beds for beds in range(1, MOST) if wait(beds, first) < 20.0)
    for trial in found.trials:
        assert trial.value == pytest.approx(wait(trial.places, first))


def test_neighbours_below_are_tried_where_the_loss_rises_and_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    """5 keep it and 7 and all from 9 on, by chance, and 6 and 8 do not: bisection alone may stop at 9 or 7."""
    kept = {5, 7, *range(9, 100)}

    def pretended(search, places):
        return search.tried.setdefault(places, Trial(places, 0.0, 0.0, 0.0, 0.0, places in kept))

    monkeypatch.setattr(capacity_search._Search, "trial", pretended)
    assert smallest_capacity(scenario(1), BED, limit_of("conversion_loss<0.01"), most=64).places == 5


def test_with_as_many_places_as_are_ever_in_use_nobody_waits() -> None:
    free = run(scenario(3))
    enough = most_at_once(free, requests(free, [BED]), free.scenario, BED)
    for beds, waits in ((enough, False), (enough - 1, True)):
        limited = run(scenario(3, f"capacity.infusion_bed={beds}"), journal=False)
        assert (np.nansum(limited.records["infusion_bed_waited_days"]) > 0.0) == waits


def test_the_demand_of_quarters_counted_by_hand() -> None:
    """Five quarters: 1, 1, 2, 1, 1 starters, each for 10 days at once; the two of the third overlap."""
    days = [0.1, 1.1, 2.1, 2.15, 3.1, 4.1, 5.05]
    free = result_of([Visit(QUARTER * day, 0.0, 10.0) for day in days], 1)
    bands = {band.what: band for band in quarterly_demand(free, requests(free, [SUITE]), SUITE, 0.0)}
    assert {band.quarters for band in bands.values()} == {5}
    for what in ("starters", "requests", "places in use at once, most"):
        band = bands[what]
        assert (band.low, band.middle) == (1.0, 1.0)
        assert band.high == pytest.approx(1.8)  # 95% of the way along 1, 1, 1, 1, 2
    assert bands["places in use, mean"].middle == pytest.approx(10.0 / QUARTER)


@pytest.mark.parametrize(
    ("text", "rule", "nearest"),
    [
        ("conversion_los<0.01", "is nothing that can be kept", "conversion_loss"),
        ("os36<0.01", "is nothing that can be kept", "os36_loss"),
        ("wait_mean<3", "is nothing that can be kept", "wait_median"),
        ("conversion_loss", "must be a name, < and a number", None),
        ("wait_p90<-3", "must end with a number above 0", None),
        ("wait_p90<1e999", "must end with a number above 0", None),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_nearest_name(
    text: str, rule: str, nearest: str | None
) -> None:
    with pytest.raises(InputError, match=rule) as refused:
        limit_of(text)
    assert refused.value.faults[0].nearest == nearest


def test_a_loss_of_what_is_bad_is_its_rise() -> None:
    assert limit_of("dead30_loss<0.01").loss(0.02, 0.05) == pytest.approx(0.03)
    assert limit_of("conversion_loss<0.01").loss(0.20, 0.05) == pytest.approx(0.15)


def test_where_no_number_is_enough_that_is_said_with_what_is_still_lost() -> None:
    with pytest.raises(
        InputError, match="is not kept by any number of places up to 2: with so many the loss is still 0"
    ):
        smallest_capacity(scenario(1), BED, limit_of("conversion_loss<0.01"), most=2)
