"""Other people or other survival. Authority: hand calculation, what must hold of any split, and a world that changes only whom
a team operates.
"""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from sweeps import here
from worlds_by_hand import NEVER, lives

import haicsim
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.results.composition import Composition, World, remark, split, world_of
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.units import DAYS_PER_MONTH

HORIZON = 3652.5
MONTH = DAYS_PER_MONTH
PAIRS = {
    "except-vv": ("except-vv", []),
    "few beds": ("kurume", ["capacity.infusion_bed=1"]),
    "nobody operated": ("no-surgery", []),
    "bold": ("bold", []),
    "untreated": ("untreated", []),
}
SMALL = ["run.patients=250"]


def world(resected: list[bool], dead_after: list[float], **more: list[object]) -> World:
    """Four people by what becomes of them; dead so many months after entry, infused and operated on that day."""
    n = len(resected)
    said = {
        "first_haic_day": [0.0] * n, "resected": resected,
        "hepatectomy_day": [0.0 if each else NEVER for each in resected],
        "death_day": [months * MONTH for months in dead_after], **more,
    }  # fmt: skip
    return World(lives(**said), np.ones(n, bool), HORIZON)  # type: ignore[arg-type]


def test_when_nobody_fares_otherwise_it_is_all_other_people_by_hand() -> None:
    """Will Rogers: the two who die early are no longer operated, and nobody's day of death has changed."""
    dead = [6.0, 8.0, 30.0, 40.0]
    found = split(OUTCOMES["os12_resected"], world([True] * 4, dead), world([False, False, True, True], dead))
    assert found == Composition(2, 0, 2, "all of either", 0.0, 0.5)  # alive at a year: 2 of 4, then 2 of 2
    assert remark(OUTCOMES["os12_resected"], found, 0.5) == "mostly other people"
    sure = replace(found, effect_low=-0.01, effect_high=0.01)
    assert remark(OUTCOMES["os12_resected"], sure, 0.5) == "other people, not other survival"


def test_when_the_same_people_live_longer_it_is_all_effect_by_hand() -> None:
    dead = [6.0, 8.0, 30.0, 40.0]
    found = split(
        OUTCOMES["os12_resected"], world([True] * 4, dead), world([True] * 4, [6.0, 20.0, 30.0, 40.0])
    )
    assert found == Composition(0, 0, 4, "all of either", 0.25, 0.0)
    assert remark(OUTCOMES["os12_resected"], found, 0.25) == ""


def test_both_at_once_are_split_by_the_mean_of_both_orders_by_hand() -> None:
    """All four operated, 2 of 4 alive at a year; then the last two, and the first would live now: 3 of 4, and 2 of 2.

    Effect ((3/4 - 2/4) + (2/2 - 2/2)) / 2 = 1/8, composition ((2/2 - 2/4) + (2/2 - 3/4)) / 2 = 3/8.
    """
    before = world([True] * 4, [6.0, 8.0, 30.0, 40.0])
    after = world([False, False, True, True], [20.0, 8.0, 30.0, 40.0])
    found = split(OUTCOMES["os12_resected"], before, after)
    assert (found.effect, found.composition) == pytest.approx((1 / 8, 3 / 8))
    assert remark(OUTCOMES["os12_resected"], found, 0.5) == "about 75% of it other people"


def test_after_hepatectomy_only_those_operated_in_both_can_be_asked_by_hand() -> None:
    """Alive without recurrence at a year: 2 of 4, then 1 of 2; of the two operated in both 2 of 2, then 1 of 2."""
    before = world([True] * 4, [6.0, 8.0, 30.0, 40.0])
    after = world([False, False, True, True], [6.0, 8.0, 9.0, 40.0])
    found = split(OUTCOMES["efs12"], before, after)
    assert found == Composition(2, 0, 2, "those of both", -0.5, 0.5)


def test_who_is_not_infused_in_one_run_cannot_be_asked_from_first_infusion_but_from_the_decision_by_hand() -> (
    None
):
    """The first dies in the queue of the second run after 3 months; the others as before."""
    before = world([False] * 4, [6.0, 18.0, 30.0, 40.0])
    after = world([False] * 4, [3.0, 18.0, 30.0, 40.0], first_haic_day=[NEVER, 0.0, 0.0, 0.0])
    assert split(OUTCOMES["os12"], before, after) == Composition(1, 0, 3, "those of both", 0.0, 0.25)
    assert split(OUTCOMES["rmst60_itt"], before, after) == Composition(
        0, 0, 4, "all of either", pytest.approx(-3 / 4), 0.0
    )


def test_where_nobody_is_in_both_it_is_said_that_nothing_can_be_split_by_hand() -> None:
    found = split(OUTCOMES["efs12"], world([True, False], [6.0, 18.0]), world([False, True], [6.0, 18.0]))
    assert (found.asked, found.only_before, found.only_after, found.both) == ("nobody", 1, 1, 0)
    assert np.isnan(found.effect)
    assert np.isnan(found.composition)
    assert remark(OUTCOMES["efs12"], found, 1.0) == ""


@pytest.mark.parametrize(
    ("composition", "half", "said"),
    [
        (0.9, 0.2, "other people, not other survival"), (1.6, 0.7, "other people, not other survival"),
        (0.95, 0.01, "about 95% of it other people"), (1.1, 0.05, "other people; the same people fare the other way"),
        (0.89, 0.2, "about 89% of it other people"), (0.95, np.nan, "mostly other people"),
        (0.09, 0.1, "the same people fare otherwise"),
        (-0.6, 0.1, "the same people fare otherwise; other people the other way"),
    ],
)  # fmt: skip
def test_a_change_is_called_by_its_larger_part_as_firmly_as_the_effect_bears_by_hand(
    composition: float, half: float, said: str
) -> None:
    effect = 1.0 - composition
    parts = Composition(1, 0, 5, "all of either", effect, composition, effect - half, effect + half)
    assert remark(OUTCOMES["itt12"], parts, 1.0) == said
    assert (
        remark(OUTCOMES["itt12"], Composition(0, 0, 5, "all of either", 1.0 - composition, composition), 1.0)
        == ""
    )


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    said = {"reference": ("kurume", []), **PAIRS}
    return {
        name: world_of(records_of(load_scenario(scenario, [*SMALL, *more]), 0, "process"), HORIZON)
        for name, (scenario, more) in said.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(("pair", "outcome"), list(product(PAIRS, OUTCOMES)))
def test_the_parts_add_up_to_the_change_whatever_is_compared(
    worlds: dict[str, World], pair: str, outcome: str
) -> None:
    before, after, measure = worlds["reference"], worlds[pair], OUTCOMES[outcome]
    change = measure(after.records, HORIZON) - measure(before.records, HORIZON)
    found = split(measure, before, after)
    assert (found.asked == "nobody") == bool(np.isnan(found.effect + found.composition))
    if found.asked != "nobody":
        assert found.effect + found.composition == pytest.approx(change, abs=1e-9)
    assert found.both + found.only_before == measure.group.members(before.records).sum()
    assert found.both + found.only_after == measure.group.members(after.records).sum()
    if outcome.startswith(("itt", "rmst60_itt", "median_itt", "conversion_rate")):
        assert (found.only_before, found.only_after, found.composition) == (
            0,
            0,
            pytest.approx(0.0, abs=1e-12),
        )
    back = split(measure, after, before)  # compared the other way round, every part is its own opposite
    assert (back.effect, back.composition) == pytest.approx(
        (-found.effect, -found.composition), abs=1e-9, nan_ok=True
    )


@pytest.mark.slow
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_where_nothing_changed_both_parts_are_nothing(worlds: dict[str, World], outcome: str) -> None:
    found = split(OUTCOMES[outcome], worlds["reference"], worlds["reference"])
    assert (found.only_before, found.only_after) == (0, 0)
    assert found.asked == "nobody" or (found.effect, found.composition) == (0.0, 0.0)


@pytest.mark.slow
def test_a_team_that_leaves_out_vv2_and_vv3_has_other_resected_and_not_other_survival(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Authority: nothing but `policy.vv_operable` differs, and everyone's survival has not moved."""
    folders = []
    for name in ("kurume", "except-vv"):
        folders.append(
            haicsim.run(name, patients=4000, engine="compiled", journal=False).save(tmp_path / name)
        )
    found = haicsim.diff(*folders).outputs.set_index("outcome")
    moved = found.loc["os60_resected"]
    assert (moved["verdict"], moved["why"]) == ("moved", "other people, not other survival")
    assert moved["change"] > 0.0
    assert moved["composition"] >= 0.9 * moved["change"]
    assert moved["only_before"] > 0
    assert moved["only_after"] == 0
    assert found.loc["itt60", "verdict"] == "did not move"
    assert here("diff", *map(str, folders), "--json") == 0
    said = {each["outcome"]: each for each in json.loads(capfd.readouterr().out)["outputs"]}
    assert said["os60_resected"]["composition"] == moved["composition"]
    assert said["os60_resected"]["asked"] == "all of either"
    assert here("diff", *map(str, folders)) == 0
    shown = capfd.readouterr().out
    assert "Moved: other people, not other survival\n" in shown
    assert f"the resected: {moved['both']} in both, {moved['only_before']} in A only, 0 in B only" in shown
    assert max(map(len, shown.splitlines())) <= 80
