"""Everyone who starts is everybody. Authority: the definition of intention to treat, hand calculation, and lifelines."""

from pathlib import Path

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from worlds_by_hand import NEVER, lives

import haicsim
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.measures.selection import selection
from haicsim.analysis.measures.summary import summarise, survival_of
from haicsim.analysis.results import columns
from haicsim.analysis.results.read import read_answer
from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import Times
from haicsim.sim.columns import Column
from haicsim.sim.units import DAYS_PER_MONTH

HORIZON = 3652.5
MONTH = DAYS_PER_MONTH
QUEUE = lives(  # one dies in the queue, one is infused late; days from entry on day 10
    group=["A", "B", "B", "C"],
    entry_day=[10.0] * 4,
    first_haic_day=[NEVER, 10.0 + 6 * MONTH, 10.0, 10.0],
    death_day=[10.0 + 3 * MONTH, 10.0 + 14 * MONTH, 10.0 + 10 * MONTH, NEVER],
)


def test_a_death_before_the_first_infusion_counts_in_intention_to_treat_by_hand() -> None:
    """Dead after 3, 14 and 10 months or never; at 12 months 2 of 4 live, and of the infused, from infusion, 1 of 3."""
    said = summarise(QUEUE, HORIZON)
    assert (said["all_starters"]["patients"], said["infused"]["patients"]) == (4, 3)
    assert said["all_starters"]["at_12_months"][0] == pytest.approx(2 / 4)
    assert said["infused"]["at_12_months"][0] == pytest.approx(1 / 3)  # 8 and 10 months after it two are dead
    assert said["all_starters"]["median_months"] == pytest.approx(10.0)
    measured = {
        name: OUTCOMES[name](QUEUE, HORIZON) for name in ("itt12", "os12", "rmst60_itt", "median_itt")
    }
    assert measured == pytest.approx(
        {"itt12": 0.5, "os12": 1 / 3, "rmst60_itt": (3 + 14 + 10 + 60) / 4, "median_itt": 10.0}
    )


def test_unoperated_patients_are_told_by_group_by_hand() -> None:
    groups = summarise(QUEUE, HORIZON)["not_resected_by_group"]
    assert {group: row["patients"] for group, row in groups.items()} == {"A": 1, "B": 2, "C": 1}
    assert groups["A"]["median_months"] == pytest.approx(3.0)
    assert groups["B"]["median_months"] == pytest.approx(10.0)
    assert groups["C"]["median_months"] is None


@pytest.mark.parametrize("engine", ["process"])
def test_with_few_beds_everybody_who_started_counts_though_some_die_waiting(engine: str) -> None:
    few = haicsim.load("kurume", ["capacity.infusion_bed=1", "arrivals.per_year=60"])
    result = haicsim.run(few, patients=150, engine=engine, journal=False)
    said, counted = result.summary(study=None), result.counted
    waiting = np.isnan(counted["first_haic_day"]) & ~np.isnan(counted["death_day"])
    assert waiting.sum() > 10  # or the test would test nothing
    assert said["all_starters"]["patients"] == said["flow"]["started"] == len(counted)
    assert (
        said["infused"]["patients"] == said["flow"]["infused"] == np.isfinite(counted["first_haic_day"]).sum()
    )
    dead = counted["death_day"] - counted["entry_day"] <= 12 * MONTH
    assert said["all_starters"]["at_12_months"][0] == pytest.approx(1.0 - dead.mean())
    assert result.survival(by=None)["patients"].iloc[0] == len(counted)
    assert result.survival(by=None, endpoint="os")["patients"].iloc[0] == said["flow"]["infused"]


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_of_a_median_is_that_of_lifelines(seed: int) -> None:
    random = np.random.default_rng(seed)
    days, observed = random.exponential(300.0, 60).round(1) + 0.1, random.random(60) < 0.7
    fitter = KaplanMeierFitter().fit(days, observed)
    theirs = median_survival_times(fitter.confidence_interval_).to_numpy()[0]
    assert kaplan_meier(Times(days, observed)).median_interval() == pytest.approx(tuple(theirs))


def test_the_interval_of_a_median_never_reached_has_no_upper_end() -> None:
    curve = kaplan_meier(Times(np.arange(1.0, 11.0), np.arange(10) < 4))
    assert curve.median_interval()[1] == np.inf
    nobody = survival_of(QUEUE[:0], HORIZON)
    assert (nobody["median_low_months"], nobody["median_high_months"]) == (None, None)


def test_selection_is_told_at_every_step_by_hand() -> None:
    world = lives(
        best_response=["PR", "CR", "SD", "PD", "not assessed"],
        converted=[True, False, True, False, False],
        resected=[True, False, False, False, False],
        potential=[-2.0, -1.0, 0.0, 1.0, 3.0],
        seeds_at_entry=[0, 2, 1, 5, 9],
    )
    said = selection(world)
    assert {step: row["patients"] for step, row in said.items()} == {
        "starters": 5, "responders": 2, "converted": 2, "resected": 1,
    }  # fmt: skip
    assert [row["potential_median"] for row in said.values()] == [0.0, -1.5, -1.0, -2.0]
    assert [row["occult_median"] for row in said.values()] == [2.0, 1.0, 0.5, 0.0]
    assert [row["occult_none"] for row in said.values()] == [0.2, 0.5, 0.5, 1.0]
    assert selection(world[1:2])["resected"]["potential_median"] is None


def test_what_the_paper_quotes_stands_beside_what_answers_it() -> None:
    """Authority: the paper's Discussion: 15-20% conversion, about 50% at 5 years, 5.5 to 9.5 and 31.6 months."""
    world = lives(
        group=["B", "B", "A", "A"],
        best_response=["SD", "PD", "PR", "SD"],
        converted=[False, False, True, False],
        first_haic_day=[5.0] * 4,
        conversion_day=[NEVER, NEVER, 100.0, NEVER],
        death_day=[6 * MONTH, 8 * MONTH, 5.0 + 30 * MONTH, 20 * MONTH],
    )
    said = summarise(world, HORIZON, load_study("kurume"))["quoted"]
    ends = {name: (row["low"], row["high"]) for name, row in said.items()}
    assert ends == {
        "conversion_rate": (15.0, 20.0), "five_year_survival": (50.0, 50.0),
        "median_survival_vv_unoperated": (5.5, 9.5), "median_survival_portal_responders": (31.6, 31.6),
    }  # fmt: skip
    answers = {name: row["simulated"][0] for name, row in said.items()}
    assert answers == pytest.approx({
        "conversion_rate": 25.0, "five_year_survival": 0.0,
        "median_survival_vv_unoperated": 6.0, "median_survival_portal_responders": 30.0,
    })  # fmt: skip
    silent = summarise(world, HORIZON)["quoted"]["conversion_rate"]
    assert (silent["low"], silent["place"], silent["simulated"][0]) == (None, None, 25.0)


@pytest.mark.slow
def test_an_answer_that_another_version_wrote_is_refused_and_not_misread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = haicsim.run("kurume", patients=30, engine="process").save(tmp_path / "kept")
    assert read_answer(folder)["summary"]["all_starters"]["patients"] == 30
    later = (*columns.SUMMARY, Column("said_by_a_later_version", "i8", "", "by hand"))
    monkeypatch.setattr(columns, "SUMMARY", later)
    with pytest.raises(haicsim.InputError, match="written by another version of haicsim"):
        read_answer(folder)
