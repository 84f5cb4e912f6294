"""Plans: every fault with its line, path, rule and nearest name; the prior by hand; and the shipped plan."""

import numpy as np
import pytest

from haicsim.analysis.calibration.plan import load_plan, shipped_plans, varied
from haicsim.analysis.calibration.prior import prior_of
from haicsim.analysis.calibration.series import series_of
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

GOOD = """\
name: small
question: Which kill does the trial allow?
move:
  - {label: kill, paths: [tumour.kill_median]}
  - {label: deaths by thrombus, paths: [survival.death_by_thrombus.vp3, survival.death_by_thrombus.vp4], ratio: [2, 3]}
  - {label: measured shrinkage, paths: [tumour.phi], scale: linear, low: 0.45, high: 0.65}
series:
  - {study: fujino_2015, scenario: trials/fujino-2015, patients: 400}
seed: 1
"""
BELIEF = """\
beliefs:
  - {outcome: conversion_rate, study: fujino_2051, low: 0.1, high: 0.3, source: elsewhere}"""


def _plan(tmp_path, text):
    place = tmp_path / "plan.yaml"
    place.write_text(text, encoding="utf-8")
    return load_plan(place)


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "rule"),
    [
        ("tumour.kill_median", "tumour.kill_medain", 4, "move.0.paths.0", "is no number of a scenario"),
        ("scale: linear", "scale: liner", 6, "move.2.scale", "linear"),
        ("low: 0.45", "low: 0.9", 6, "move.2.low", "must be below high"),
        ("[tumour.phi]", "[tumour.kill_median]", 6, "move.2.paths", "is moved twice"),
        (", ratio: [2, 3]", "", 5, "move.1", "must be 2 numbers, one a path"),
        ("ratio: [2, 3]", "ratio: [2, 3, 4]", 5, "move.1.ratio", "must be 2 numbers, one a path"),
        ("ratio: [2, 3]", "ratio: [2, 0]", 5, "move.1.ratio.1", "greater than 0"),
        ("[tumour.phi]", "[tumour.phi], ratio: [1]", 6, "move.2.ratio", "is for several paths"),
        ("patients: 400", "patients: 3", 8, "series.0.patients", "200"),
        (
            "series:\n  - {study: fujino_2015, scenario: trials/fujino-2015, patients: 400}",
            "series: []",
            7,
            "series",
            "at least one",
        ),
        ("scale: linear, low: 0.45", "low: -1", 6, "move.2.low", "above 0 on a logarithmic scale"),
        (
            "patients: 400}",
            "patients: 400}\n  - {study: fujino_2015, scenario: kurume}",
            9,
            "series.1.study",
            "is named twice",
        ),
        ("seed: 1", BELIEF, 10, "beliefs.0.study", "is no series of the plan"),
        (
            "seed: 1",
            BELIEF.replace("2051", "2015").replace("low: 0.1", "low: 0.9"),
            10,
            "beliefs.0.low",
            "below high",
        ),
        (
            "seed: 1",
            BELIEF.replace("2051", "2015").replace("conversion", "convertion"),
            10,
            "beliefs.0.outcome",
            "conver",
        ),
        (
            "seed: 1",
            BELIEF.replace("2051", "2015").replace("conversion_rate", "rmst60_itt"),
            10,
            "beliefs.0.outcome",
            "a share",
        ),
        ("question: Which kill does the trial allow?\n", "", 1, "question", "missing"),
    ],
)
def test_a_faulty_plan_is_refused_on_its_line(tmp_path, old, new, line, path, rule):
    with pytest.raises(InputError) as refusal:
        _plan(tmp_path, GOOD.replace(old, new, 1))
    assert [(fault.line, fault.path) for fault in refusal.value.faults] == [(line, path)]
    assert rule in str(refusal.value)


def test_a_belief_is_kept_where_its_series_is_of_the_plan(tmp_path):
    file = _plan(tmp_path, GOOD.replace("seed: 1", BELIEF.replace("2051", "2015")))
    assert [(each.low, each.high) for each in file.plan.beliefs] == [(0.1, 0.3)]


def test_a_variant_or_a_plan_nobody_knows_is_refused_with_the_names_there_are(tmp_path):
    variants = "variants:\n  - {name: slow, words: grows slowly, set: [tumour.phi=0.5]}"
    file = _plan(tmp_path, GOOD.replace("seed: 1", variants))
    varied_one = varied(file, "slow").plan
    assert (varied_one.name, varied_one.series[0].set) == ("small-slow", ("tumour.phi=0.5",))
    with pytest.raises(InputError, match=r"--variant slwo.*is no variant of the plan: slow") as refusal:
        varied(file, "slwo")
    assert refusal.value.faults[0].nearest == "slow"
    with pytest.raises(InputError, match="it has none"):
        varied(_plan(tmp_path, GOOD), "slow")
    with pytest.raises(InputError, match=r"there is no such file, nor a shipped plan") as refusal:
        load_plan("kuruem")
    assert refusal.value.faults[0].nearest == "kurume"


@pytest.mark.parametrize(
    ("old", "new", "path", "rule"),
    [
        ("study: fujino_2015", "study: fujino_2051", "series.0.study", "fujino_2015"),
        ("trials/fujino-2015", "trials/fujino-2051", "series.0.scenario", "fujino-2015"),
        (
            "patients: 400",
            "about: [OSS], patients: 400",
            "series.0.about.0",
            "is no endpoint, measure or figure",
        ),
        ("study: fujino_2015", "study: scoop_2", "series.0.study", "is held out to judge the model"),
    ],
)
def test_what_a_plan_names_and_is_not_there_is_refused_on_the_plans_line(tmp_path, old, new, path, rule):
    with pytest.raises(InputError) as refusal:
        series_of(_plan(tmp_path, GOOD.replace(old, new, 1)))
    assert [(fault.line, fault.path) for fault in refusal.value.faults] == [(8, path)]
    assert rule in str(refusal.value)


def test_a_series_whose_own_scenario_sets_a_moved_number_of_the_disease_is_refused(tmp_path):
    both = (
        GOOD.replace("seed: 1\n", "")
        + "  - {study: song_2015, scenario: series/song-2015, patients: 400, set: [tumour.phi=0.5]}\n"
    )
    with pytest.raises(InputError, match=r"series\.1\.scenario.*sets tumour\.phi itself"):
        series_of(_plan(tmp_path, both))


@pytest.mark.slow
def test_a_rule_of_a_series_own_team_stays_as_its_scenario_has_it(tmp_path):
    text = GOOD.replace(
        "paths: [tumour.phi], scale: linear, low: 0.45, high: 0.65", "paths: [policy.thrombus_retraction]"
    )
    both = text.replace("seed: 1\n", "") + "  - {study: gao_2019, scenario: series/gao-2019, patients: 400}\n"
    _, surgeons = series_of(_plan(tmp_path, both))
    assert surgeons.settings({"policy.thrombus_retraction": 0.4, "tumour.phi": 0.5}) == {"tumour.phi": 0.5}


def test_ends_and_middle_of_every_axis_by_hand(tmp_path):
    scenario = load_scenario("trials/fujino-2015")
    prior = prior_of(_plan(tmp_path, GOOD), scenario)
    low, middle, high = (prior.settings([u] * 3) for u in (-1.0, 0.0, 1.0))
    assert (low["tumour.kill_median"], high["tumour.kill_median"]) == (0.006, 0.03)
    assert middle["tumour.kill_median"] == pytest.approx(
        np.sqrt(0.006 * 0.03), rel=1e-5
    )  # a logarithmic scale
    assert (low["tumour.phi"], middle["tumour.phi"], high["tumour.phi"]) == (0.45, 0.55, 0.65)
    vp3, vp4 = (f"survival.death_by_thrombus.{grade}" for grade in ("vp3", "vp4"))
    ranges = [getattr(scenario.survival.death_by_thrombus, grade).range for grade in ("vp3", "vp4")]
    for settings in (low, middle, high):  # both move together
        assert settings[vp4] / settings[vp3] == pytest.approx(1.5, rel=1e-4)
    assert low[vp3] == pytest.approx(
        max(ranges[0][0], ranges[1][0] / 1.5), rel=1e-5
    )  # where both are in their ranges
    assert high[vp3] == pytest.approx(min(ranges[0][1], ranges[1][1] / 1.5), rel=1e-5)
    assert prior.middle == middle


@pytest.mark.slow
def test_where_the_reference_stands_has_no_part_in_what_is_evaluated(tmp_path):
    """A calibration of a scenario that a calibration moved is the same calibration."""
    moved = GOOD.replace("patients: 400}", "patients: 400, set: [tumour.kill_median=0.02, tumour.phi=0.6]}")
    one, other = (series_of(_plan(tmp_path, text)) for text in (GOOD, moved))
    assert one[0].scenario.digest() == other[0].scenario.digest()
    assert np.array_equal(one[0].correlation, other[0].correlation)


def test_an_end_of_nought_is_an_end(tmp_path):
    text = GOOD.replace(
        "[tumour.phi], scale: linear, low: 0.45, high: 0.65",
        "[treatment.seed_kill], scale: linear, low: 0, high: 0.5",
    )
    prior = prior_of(_plan(tmp_path, text), load_scenario("trials/fujino-2015"))
    assert (prior.axes[2].low, prior.axes[2].high) == (0.0, 0.5)
    above = text.replace(
        "[treatment.seed_kill], scale: linear, low: 0, high: 0.5",
        "[tumour.phi], scale: linear, low: 0, high: 0.65",
    )
    with pytest.raises(
        InputError, match=r"plan\.yaml:6: move\.2"
    ):  # an end of 0 is asked for, and refused by the scenario
        prior_of(_plan(tmp_path, above), load_scenario("trials/fujino-2015"))


def test_every_place_is_found_again_from_its_value(tmp_path):
    prior = prior_of(_plan(tmp_path, GOOD), load_scenario("trials/fujino-2015"))
    for axis in prior.axes:
        for u in (-1.0, -0.3, 0.0, 0.8, 1.0):
            assert axis.place(axis.amount(u)) == pytest.approx(u, abs=1e-9)
    for axis, u in zip(prior.axes, prior.now, strict=True):
        assert axis.amount(u) == pytest.approx(axis.now)


def test_points_are_spread_evenly_over_the_prior(tmp_path):
    points = prior_of(_plan(tmp_path, GOOD), load_scenario("trials/fujino-2015")).spread(256, 1)
    for column in points.T:
        assert np.histogram(column, 8, (-1.0, 1.0))[0].tolist() == [32] * 8


def test_an_end_that_the_scenario_refuses_is_named_on_the_plans_line(tmp_path):
    with pytest.raises(InputError) as refusal:
        prior_of(_plan(tmp_path, GOOD.replace("high: 0.65", "high: 7")), load_scenario("trials/fujino-2015"))
    assert refusal.value.faults[0].line == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_plans())
def test_a_shipped_plan_can_be_read_with_everything_it_names(name):
    file = load_plan(name)
    series = series_of(file)
    assert len(series) >= 10
    assert len(prior_of(file, series[0].scenario)) <= 16
