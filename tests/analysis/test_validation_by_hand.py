"""Authority: hand-worked predictions: what lies inside, shares, contrasts, and the ratio of survival."""

import math

import numpy as np
import pytest

from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation.trial_predictions import Prediction
from haicsim.analysis.validation.validate import Contrast, Validation, _contrasts, trials, validate
from haicsim.sim.errors import InputError


def row(
    trial: str, figure: str, printed: float, simulated: float, low: float, high: float, fitted: bool
) -> Prediction:
    values = np.array([low, simulated, high])
    return Prediction(
        trial, "folfox", figure, 70, "months", printed, simulated, low, high, 0.5, fitted, values
    )


ROWS = (
    row("one", "orr", 40.0, 42.0, 30.0, 55.0, True),
    row("one", "median_os", 20.0, 10.0, 7.0, 14.0, False),
    row("other", "median_os", 9.0, 9.0, 6.0, 13.0, False),
    row("other", "downstaged", 12.0, 25.0, 18.0, 33.0, False),
)


def test_inside_is_counted_apart_for_targets_survival_and_the_rest() -> None:
    found = Validation(ROWS, ())
    assert [found.share(True).inside, found.share(True).of] == [1, 1]
    survival = found.share(False, True)
    assert (survival.inside, survival.of) == (1, 2)
    assert (survival.low, survival.high) == exact_interval(0.5, 2)
    assert (found.share(False, False).inside, found.share(False, False).of) == (0, 1)


def test_printed_survival_over_simulated_is_a_geometric_mean() -> None:
    assert Validation(ROWS, ()).survival_ratio == pytest.approx(math.sqrt(2.0))
    assert math.isnan(Validation(ROWS[:1], ()).survival_ratio)


def test_the_ends_of_the_span_are_inside() -> None:
    assert row("one", "orr", 30.0, 40.0, 30.0, 50.0, False).inside
    assert not row("one", "orr", 29.9, 40.0, 30.0, 50.0, False).inside


@pytest.mark.parametrize(
    ("printed", "simulated", "same", "within"),
    [(1.2, 1.1, True, 1.2 / 1.1), (1.2, 0.9, False, 4 / 3), (0.5, 1.0 / 3.0, True, 1.5)],
)
def test_a_contrast_has_a_direction_and_a_factor(
    printed: float, simulated: float, same: bool, within: float
) -> None:
    found = Contrast("a", "b", "median_os", printed, simulated, 0.5, 2.0)
    assert found.same_direction is same
    assert found.within == pytest.approx(within)


def test_a_contrast_is_the_ratio_of_the_two_arms() -> None:
    arms = [
        row("liang-2021-sorafenib", "median_os", 12.9, 10.0, 8.0, 12.0, False),
        row("liang-2021-haic", "median_os", 10.5, 8.0, 8.0, 8.0, False),
    ]
    (found,) = _contrasts(arms)
    assert found.printed == pytest.approx(12.9 / 10.5)
    assert found.simulated == pytest.approx(1.25)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile([1.0, 1.25, 1.5], (0.025, 0.975))))


def test_an_unknown_trial_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="Did you mean 'scoop-2'"):
        validate(["scop-2"])
    assert len(trials()) >= 11


def test_what_is_printed_lies_among_the_studies_as_its_position_says() -> None:
    found = validate(["scoop-2"])
    for each in found.rows:
        known = each.values[np.isfinite(each.values)]
        below, upto = (known < each.printed - 0.05).mean(), (known <= each.printed + 0.05).mean()
        assert below <= each.position <= upto
        assert each.low <= each.simulated <= each.high
    assert {each.figure for each in found.rows if each.fitted} == {"orr", "dcr", "median_ttp"}
