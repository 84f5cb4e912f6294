"""Authority: theory. Useless surgery has no effect, and an interval of 95% holds that in 95 of 100 studies."""

import pytest

import haicsim
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.whatif.bias.methods import METHODS

REFUSING = ["policy.refusal=0.3"]


@pytest.mark.slow
def test_the_truth_is_nothing_and_only_the_emulated_trial_says_so() -> None:
    found = haicsim.bias(
        "kurume", study_size=320, repeat=1, useless=True, overrides=[*REFUSING, "run.engine=process"]
    )
    table = found.table.set_index("method")
    for method in METHODS:
        nothing = 0.0 if method.unit == "months" else 1.0
        truth = table.loc[method.key, ["truth", "truth_low", "truth_high"]].astype(float)
        assert truth["truth"] == pytest.approx(nothing, abs=1e-9)
        assert truth["truth_low"] - 1e-9 <= nothing <= truth["truth_high"] + 1e-9
    assert table.loc["naive", "covered"] == 0
    assert table.loc["naive", "mean"] > 10.0
    assert table.loc["ccw", "covered"] == table.loc["ccw", "studies"] == 1


@pytest.mark.long
def test_of_200_registries_the_emulated_trial_holds_nothing_in_92_to_98_percent_and_the_naive_in_fewer_than_20() -> (
    None
):
    found = haicsim.bias("kurume", study_size=500, repeat=200, useless=True, overrides=REFUSING)
    table = found.table.set_index("method")
    trial, naive = table.loc["ccw"], table.loc["naive"]
    assert trial["studies"] == 200
    assert 0.92 <= trial["coverage"] <= 0.98
    assert exact_interval(0.95, 200)[0] < trial["coverage"] < exact_interval(0.95, 200)[1]
    assert naive["coverage"] < 0.20
    assert table.loc[["landmark_3", "landmark_6", "landmark_12", "cox"], "coverage"].max() < 0.20
    assert trial["bias_low"] <= 0.0 <= trial["bias_high"]
