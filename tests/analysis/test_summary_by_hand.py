"""The flow and the survival of everyone who started, counted by hand."""

import json

import pytest
from scipy.stats import binomtest
from worlds_by_hand import NEVER, lives

from haicsim.analysis.measures.summary import summarise, survival_of
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

HORIZON = 12 * DAYS_PER_YEAR
WORLD = lives(
    best_response=["CR", "PR", "PR", "SD", "PD", "not assessed", "not assessed", "PR"],
    scans=[3, 2, 2, 1, 1, 0, 0, 4],
    converted=[True, True, True, False, False, False, False, False],
    offered=[True, False, True, False, False, False, False, False],
    both_vessels=[False, True, False, True, False, False, True, False],
    cisplatin_mg=[200.0, 400.0, 600.0, 0.0, 100.0, 100.0, 9000.0, 700.0],
    refused=[False, False, True, False, False, False, False, False],
    resected=[True, True, False, False, False, False, False, False],
    first_haic_day=[7.0, 7.0, 7.0, 7.0, 7.0, 7.0, NEVER, 7.0],
    death_day=[NEVER, *(7.0 + months * DAYS_PER_MONTH for months in (70, 40, 20, 10, 5)), 3.0, NEVER],
    theatre_waited_days=[4.0, 12.0, *[NEVER] * 6],
    ward_waited_days=[NEVER] * 8,
)


def test_the_flow_from_starting_to_surgery_by_hand() -> None:
    flow = {
        "started": 8, "infused": 7, "assessed": 6, "responded": 4, "converted": 3, "offered": 2, "refused": 1, "operated": 2
    }  # fmt: skip
    assert summarise(WORLD, HORIZON)["flow"] == flow


@pytest.mark.parametrize(("rate", "k"), [("conversion_rate", 3), ("resection_rate", 2), ("response_rate", 4)])
def test_rates_are_of_everyone_who_started_with_scipys_exact_interval(rate: str, k: int) -> None:
    interval = binomtest(k, 8).proportion_ci(0.95, "exact")
    assert summarise(WORLD, HORIZON)[rate] == pytest.approx([k / 8, interval.low, interval.high], abs=1e-10)


def test_intention_to_treat_counts_who_died_before_the_infusion_from_the_decision() -> None:
    everyone = summarise(WORLD, HORIZON)["all_starters"]
    assert everyone["patients"] == 8  # the seventh died on day 3, before any infusion
    shares = [everyone[f"at_{months}_months"][0] for months in (12, 36, 60)]
    assert shares == pytest.approx([5 / 8, 4 / 8, 3 / 8])
    assert everyone["median_months"] == pytest.approx(
        20.0 + 7.0 / DAYS_PER_MONTH
    )  # a week later than from infusion


def test_survival_of_the_infused_leaves_out_who_died_before() -> None:
    infused = summarise(WORLD, HORIZON)["infused"]
    assert infused["patients"] == 7
    shares = [infused[f"at_{months}_months"][0] for months in (12, 36, 60)]
    assert shares == pytest.approx([5 / 7, 4 / 7, 3 / 7])
    assert infused["median_months"] == pytest.approx(40.0)


def test_survival_of_those_not_resected_leaves_the_resected_out() -> None:
    rest = summarise(WORLD, HORIZON)["not_resected"]
    assert rest["patients"] == 6
    assert rest["at_12_months"][0] == pytest.approx(3 / 6)
    assert summarise(WORLD, HORIZON)["not_resected_by_group"]["A"] == rest  # all are of group A
    assert summarise(WORLD, HORIZON)["not_resected_by_group"]["C"]["patients"] == 0


def test_both_vessels_are_reported_apart() -> None:
    apart = summarise(WORLD, HORIZON)["both_vessels"]
    assert (apart["started"], apart["converted"], apart["operated"]) == (3, 1, 1)
    assert apart["share"][0] == pytest.approx(3 / 8)
    assert apart["conversion_rate"][0] == pytest.approx(1 / 3)
    survival = apart["survival"]
    assert survival["patients"] == 3  # one died at 70 months, one at 20, one on day 3, never infused
    assert [survival[f"at_{months}_months"][0] for months in (12, 36, 60)] == pytest.approx(
        [2 / 3, 1 / 3, 1 / 3]
    )
    assert survival["median_months"] == pytest.approx(20.0 + 7.0 / DAYS_PER_MONTH)


def test_nobody_with_both_vessels_has_no_rate() -> None:
    apart = summarise(WORLD[:1], HORIZON)["both_vessels"]
    assert (apart["started"], apart["conversion_rate"], apart["survival"]["median_months"]) == (0, None, None)


def test_doses_are_averaged_over_those_infused() -> None:
    assert summarise(WORLD, HORIZON)["doses_mean"]["cisplatin_mg"] == pytest.approx(2100.0 / 7)
    assert summarise(WORLD[6:7], HORIZON)["doses_mean"]["cisplatin_mg"] is None


def test_waiting_is_averaged_over_those_who_were_granted_the_resource() -> None:
    waited = summarise(WORLD, HORIZON)["waited_days_mean"]
    assert waited["theatre"] == {"mean": 8.0, "of": "patients to whom it was granted", "n": 2}
    assert waited["ward"] == {"mean": None, "of": "patients to whom it was granted", "n": 0}
    assert set(waited) == {
        name.removesuffix("_waited_days") for name in WORLD.dtype.names or () if name.endswith("_waited_days")
    }


def test_a_median_not_reached_and_nobody_at_all_are_none() -> None:
    alive = survival_of(WORLD[:1], HORIZON)
    assert (alive["median_months"], alive["at_60_months"]) == (None, [1.0, None, None])
    nobody = survival_of(WORLD[:0], HORIZON)
    assert (nobody["patients"], nobody["median_months"], nobody["at_12_months"]) == (0, None, [None] * 3)
    json.dumps(summarise(WORLD[6:7], HORIZON), allow_nan=False)
