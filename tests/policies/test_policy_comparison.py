"""Authority: `haicsim diff`, hand calculation on four patients, and identities. Policies side by side on the same people."""

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

import haicsim
from haicsim.analysis.figures.policies import draw_policies
from haicsim.analysis.results.difference import compare_runs
from haicsim.analysis.whatif.operations import MEASURES, OPERATIONS_PER_YEAR, SHOWN
from haicsim.analysis.whatif.policy_compare import Compared, Policy, compare
from haicsim.analysis.whatif.treated import (
    ALIKE,
    ANOTHER_DAY,
    ELSE,
    ENDED,
    FIRST_ONLY,
    OTHERWISE,
    SECOND_ONLY,
    TACE,
    differently,
    whom_differently,
)
from haicsim.analysis.whatif.whom import features
from haicsim.analysis.whatif.worlds import World
from haicsim.sim.errors import InputError
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.scenario.load import load_scenario

NAMES = ("kurume", "except-vv", "bold", "ct-monthly")
SIZE = ["run.patients=1500", "run.engine=compiled"]


@cache
def compared() -> Compared:
    policies = [Policy(name, load_scenario(name, SIZE)) for name in NAMES]
    return compare(policies, [MEASURES[name] for name in SHOWN], ranges=False)


def by_hand(**columns: list[float]) -> World:
    """Four patients who entered on day 100, with some columns as given."""
    records = np.zeros(4, RECORD)
    for name in RECORD.names or ():
        if name.endswith("_day"):
            records[name] = np.nan
    records["entry_day"], records["patient"] = 100.0, range(4)
    for name, values in columns.items():
        records[name] = values
    return World(load_scenario("kurume"), records, "the same")


@pytest.mark.slow
def test_the_numbers_are_those_of_diff(tmp_path: Path) -> None:
    for name in ("kurume", "bold"):
        haicsim.run(name, patients=1500, engine="compiled").save(tmp_path / name)
    there = {
        each.outcome.name: each for each in compare_runs(tmp_path / "kurume", tmp_path / "bold", 0.05).outputs
    }
    here = next(each for each in compared().others if each.policy.name == "bold")
    both = [output for output in here.outputs if output.outcome.name in there]
    assert len(both) == len(SHOWN) - 1, "all but the operations of a year"
    for output in both:
        assert output == there[output.outcome.name], output.outcome.name


def test_intervals_are_of_differences_block_by_block_by_hand() -> None:
    here = next(each for each in compared().others if each.policy.name == "bold")
    first, second = (
        haicsim.run(name, patients=1500, engine="compiled").outcomes.converted.to_numpy(float)
        for name in ("kurume", "bold")
    )
    blocks = (second - first).reshape(20, 75).mean(axis=1)
    half = t.ppf(0.975, 19) * blocks.std(ddof=1) / math.sqrt(20)
    found = next(output for output in here.outputs if output.outcome.name == "conversion_rate")
    assert (found.low, found.high) == pytest.approx((blocks.mean() - half, blocks.mean() + half), abs=1e-12)


def test_the_figure_shows_each_change_with_its_interval_and_how_many_are_operated() -> None:
    figure = draw_policies(compared())
    (panel,) = figure.axes
    assert [tick.get_text() for tick in panel.get_yticklabels()] == list(NAMES[1:])
    assert [tuple(line.get_xydata()[0]) for line in panel.lines if line.get_marker() == "o"] == [
        (each.ranges.own[0], float(y)) for y, each in enumerate(compared().others)
    ]
    texts = [text.get_text() for text in panel.texts]
    for each, said in zip(compared().others, texts, strict=True):
        before, after, _ = each.parts.operated
        assert said.endswith(f"{before:,} operated, then {after:,}")


def test_other_people_and_the_same_faring_otherwise_add_up_to_every_change() -> None:
    seen = 0
    for each in compared().others:
        for output in each.outputs:
            assert output.people is not None
            parts = output.people.effect + output.people.composition
            assert parts == pytest.approx(output.change, abs=1e-12), output.outcome.name
            seen += not output.people.same_members
    assert seen > 5


def test_the_parts_of_the_change_in_months_add_up_to_that_of_the_outcome() -> None:
    for each in compared().others:
        assert each.parts.parts.total == pytest.approx(each.parts.change[0], abs=1e-9)
        assert each.outputs[0].outcome.name == "rmst60_itt"
        assert each.outputs[0].change == pytest.approx(each.parts.change[0], abs=1e-9), "nobody is censored"


def test_who_is_treated_otherwise_by_hand() -> None:
    first = by_hand(
        resected=[1, 0, 1, 0], hepatectomy_day=[200, np.nan, 300, np.nan], last_haic_day=[150, 150, 250, 150],
        haic_end=[1, 0, 1, 0], taces=[0, 0, 0, 1], death_day=[500, 400, 900, 300],
    )  # fmt: skip
    second = by_hand(
        resected=[0, 1, 1, 0], hepatectomy_day=[np.nan, 210, 330, np.nan], last_haic_day=[180, 160, 250, 150],
        haic_end=[0, 1, 1, 0], taces=[0, 0, 0, 1], death_day=[400, 600, 950, 310],
    )  # fmt: skip
    found = differently(first, second)
    expected = {
        OTHERWISE: [1, 1, 1, 1], FIRST_ONLY: [1, 0, 0, 0], SECOND_ONLY: [0, 1, 0, 0], ANOTHER_DAY: [0, 0, 1, 0],
        ENDED: [1, 1, 0, 0], TACE: [0, 0, 0, 0], ELSE: [0, 0, 0, 1], ALIKE: [0, 0, 0, 0],
    }  # fmt: skip
    assert {name: mask.astype(int).tolist() for name, mask in found.items()} == expected
    some = whom_differently(first, second)
    assert some[OTHERWISE].people == 4
    assert some[SECOND_ONLY].months == pytest.approx((300 / 30.4375, 500 / 30.4375))
    assert some[FIRST_ONLY].features == pytest.approx(features(first.records[:1]), nan_ok=True)


def test_days_count_from_entry() -> None:
    first = by_hand(resected=[1] * 4, hepatectomy_day=[200] * 4, death_day=[500] * 4)
    second = by_hand(resected=[1] * 4, hepatectomy_day=[230] * 4, death_day=[530] * 4)
    second.records["entry_day"] = [130, 130, 130, 100]
    assert differently(first, second)[ANOTHER_DAY].tolist() == [False, False, False, True]


def test_who_is_treated_alike_lives_alike() -> None:
    for each in compared().others:
        before, after = each.whom[ALIKE].months
        assert before == after
        assert each.whom[OTHERWISE].people + each.whom[ALIKE].people == compared().people
        assert each.whom[OTHERWISE].people > 0


def test_a_policy_beside_itself_changes_nothing() -> None:
    kurume = load_scenario("kurume", ["run.patients=300", "run.engine=compiled"])
    found = compare(
        [Policy("a", kurume), Policy("b", kurume)], [MEASURES[name] for name in SHOWN], ranges=False
    )
    (each,) = found.others
    assert each.whom[OTHERWISE].people == 0
    assert each.parts.parts.total == 0.0
    assert all(output.change == 0.0 for output in each.outputs if output.change == output.change)


@pytest.mark.slow
def test_over_the_ranges_both_policies_are_at_the_same_end() -> None:
    size = ["run.patients=300", "run.engine=compiled"]
    policies = [Policy(name, load_scenario(name, size)) for name in ("kurume", "bold")]
    found = compare(policies, [MEASURES["conversion_rate"]]).others[0].ranges
    assert len(found.ends) == 14
    where, (change, _, _) = max(found.ends, key=lambda each: each[1][0])
    path, _, value = where.split()[:3]
    rates = [
        haicsim.run(name, patients=300, overrides=[f"{path}={value}"]).outcomes.converted.mean()
        for name in ("kurume", "bold")
    ]
    assert change == pytest.approx(rates[1] - rates[0], abs=1e-12)
    assert change > 0.0


def test_operations_of_a_year_by_hand() -> None:
    world = by_hand(resected=[1, 0, 1, 0])
    world.records["entry_day"] = [
        0.0,
        100.0,
        200.0,
        365.25,
    ]  # three more in a year: three start in a year, half operated
    assert OPERATIONS_PER_YEAR(world.records, 1000.0) == pytest.approx(1.5)
    world.records["replication"] = [0, 0, 1, 1]  # gaps of 100 and of 165.25 days: two starters in 265.25 days
    assert OPERATIONS_PER_YEAR(world.records, 1000.0) == pytest.approx(0.5 * 2 / 265.25 * 365.25)
    assert np.isnan(OPERATIONS_PER_YEAR(world.records[:1], 1000.0))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (["run.patients=100", "run.seed=2"], "are not the patients of"),
        (["run.patients=90"], "are not the patients of"),
        (["run.patients=100", "arrivals.warm_up=0.3"], "counts others than kurume"),
    ],
)
def test_other_people_are_refused(size: list[str], said: str) -> None:
    policies = [
        Policy("a", load_scenario("kurume", ["run.patients=100"])),
        Policy("b", load_scenario("kurume", size)),
    ]
    with pytest.raises(InputError, match=said):
        compare(policies, [MEASURES["itt60"]], ranges=False)


def test_one_policy_alone_is_refused() -> None:
    with pytest.raises(InputError, match="needs two policies or more"):
        compare([Policy("a", load_scenario("kurume"))], [MEASURES["itt60"]])
