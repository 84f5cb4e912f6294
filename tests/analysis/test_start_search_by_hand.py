"""Authority: hand calculation. What the start search moves, and what a missed expectation costs."""

import math

import pytest

from haicsim.analysis.validation import start_search
from haicsim.analysis.validation.expectations.expectation import Expectation
from haicsim.analysis.validation.start_search import MOVES, Move, loss, missed, moved, search
from haicsim.sim.scenario.load import load_scenario


def expectation(low: float | None, high: float | None) -> Expectation:
    return Expectation("topic", "name", "%", (low, high), "by hand", lambda _: 0.0)


@pytest.mark.parametrize(
    ("low", "high", "value", "cost"),
    [
        (10.0, 20.0, 15.0, 0.0),  # in the middle
        (10.0, 20.0, 12.0, 0.0),  # a fifth of the width inside the lower end
        (10.0, 20.0, 11.0, 0.1),  # half of that: a tenth of the width short
        (10.0, 20.0, 25.0, 0.7),  # half a width above, and a fifth
        (10.0, 20.0, 90.0, 3.0),  # seven widths above count as three
        (2.0, None, 1.0, 0.5),  # one limit: in its own size
        (0.0, None, -0.5, 0.5),  # a limit of nought: in units
        (10.0, 20.0, math.nan, 3.0),  # a figure that does not exist
    ],
)
def test_a_miss_counts_in_widths_of_its_range(low: float, high: float, value: float, cost: float) -> None:
    assert missed(expectation(low, high), value) == pytest.approx(cost)


def test_loss_adds_up_the_judged_that_were_measured() -> None:
    name = "conversion rate"  # 5 to 25%
    assert loss({name: 15.0}) == 0.0
    assert loss({name: 35.0, "median survival, all": 1000.0}) == pytest.approx(0.7)


def test_every_move_stays_in_the_ranges_that_the_scenario_states() -> None:
    kurume = load_scenario("kurume")
    for end in (0, 1):
        point = [move.bounds(kurume)[end] for move in MOVES]
        assert moved(kurume, point).digest() != kurume.digest()
    assert len(MOVES) <= 15


def test_several_cells_move_by_one_factor() -> None:
    kurume = load_scenario("kurume")
    move = Move(("survival.death_by_thrombus.vp3", "survival.death_by_thrombus.vp4"))
    cells = [number for path, _, number in kurume.numbers() if path in move.paths]
    assert move.values(kurume, 1.1) == {
        path: pytest.approx(1.1 * cell.value) for path, cell in zip(move.paths, cells, strict=True)
    }
    low, high = move.bounds(kurume)
    assert all(c.range[0] <= low * c.value + 1e-12 and high * c.value - 1e-12 <= c.range[1] for c in cells)


def test_search_finds_a_planted_point(monkeypatch: pytest.MonkeyPatch) -> None:
    kurume = load_scenario("kurume")
    planted = 0.9

    def shown(scenario: object) -> dict[str, float]:
        now = next(n.value for path, _, n in scenario.numbers() if path == "tumour.tvdt_multiplier")  # type: ignore[attr-defined]
        return {"conversion rate": 15.0 + 300.0 * abs(now - planted)}

    monkeypatch.setattr(start_search, "measured", shown)
    best = search(kurume, 4, seed=1)
    assert abs(best[0] - planted) < 0.06
