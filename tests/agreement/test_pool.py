"""The pool: large enough, kept under what made it, made again where it is damaged; twins are the same people."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.studies import load_study
from haicsim.analysis.validation import candidate_pool as module
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS, NOT_OFFERED
from haicsim.analysis.validation.at_ends import AtEnd
from haicsim.analysis.validation.candidate_pool import Pool, pool, small_pool, twins
from haicsim.analysis.validation.counterfactual import without_surgery
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides

BASELINE = ("group", "vp", "vv", "aetiology", "male", "age_years", "potential", "size_before_mm", "entry_day")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pools of a few hundred, kept in a folder of their own."""
    monkeypatch.setattr(module, "_folder", lambda: tmp_path)
    for name, value in (("LEAST_A_GROUP", 10), ("_FIRST", 1000), ("_MOST", 8000), ("_PATIENTS", 500)):
        monkeypatch.setattr(module, name, value)
    return tmp_path


@pytest.fixture
def little(kurume: Scenario) -> Scenario:
    return with_overrides(kurume, ["run.patients=500"])


def alike(a: Any, b: Any) -> bool:
    """Every field of every record the same, to the bit."""
    return all(a[name].tobytes() == b[name].tobytes() for name in a.dtype.names)


def test_starters_are_added_until_every_group_is_large_enough(small: Path, little: Scenario) -> None:
    found = pool(little, "resected", (0, 1, 2))
    assert np.bincount(found.records["group"], minlength=3).min() >= 10
    assert 1000 <= found.starters <= 8000


def test_a_group_that_never_grows_large_enough_ends_at_the_limit(
    small: Path, little: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEAST_A_GROUP", 1_000_000)
    assert pool(little, "resected", (0, 1, 2)).starters == 8000


def test_what_is_kept_is_what_would_be_made(small: Path, little: Scenario) -> None:
    first = pool(little, "resected", (0,))
    kept = pool(little, "resected", (0,), progress=lambda share: pytest.fail("simulated again"))
    fresh = pool(little, "resected", (0,), cache=False)
    for other in (kept, fresh):
        assert alike(first.records, other.records)
        assert first.starters == other.starters


def test_what_is_damaged_is_made_again(small: Path, little: Scenario) -> None:
    first = pool(little, "resected", (0,))
    (file,) = small.iterdir()
    for damage in (b"", file.read_bytes()[:1000], b"not a pool"):
        file.write_bytes(damage)
        assert alike(pool(little, "resected", (0,)).records, first.records)


@pytest.mark.parametrize("change", ["run.seed=2", "surgery.ward_stay=21", "policy.refusal=0.1"])
def test_another_scenario_has_another_pool(small: Path, little: Scenario, change: str) -> None:
    pool(little, "resected", (0,))
    pool(with_overrides(little, [change]), "resected", (0,))
    assert len(list(small.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    small: Path, little: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        module.np, "savez", lambda *args, **kwargs: (_ for _ in ()).throw(OSError(28, "full"))
    )
    assert len(pool(little, "resected", (0,)).records) > 0
    assert list(small.iterdir()) == []


def test_twins_are_the_same_people_and_the_change_is_all_that_differs(small: Path, little: Scenario) -> None:
    people = pool(little, "resected", (0,))
    same, without = twins(little, people, ()), twins(little, people, NOT_OFFERED)
    assert alike(same, people.records)
    for name in BASELINE:
        assert np.array_equal(without[name], people.records[name]), name
    assert without["converted"].all(), "they are still judged resectable"
    assert not without["resected"].any()


def test_other_people_are_no_twins(small: Path, little: Scenario) -> None:
    people = pool(little, "resected", (0,))
    with pytest.raises(InputError, match="are not the patients of kurume"):
        twins(little, people, ["population.age_mean=72"])


def test_life_gained_is_the_mean_over_pairs_by_hand(small: Path, little: Scenario) -> None:
    people = pool(little, "resected", (0,))
    scenario = with_overrides(little, ["tumour.tvdt_multiplier.value=2"])
    end = AtEnd("slower", scenario, small_pool(scenario, "resected"), None)
    told = without_surgery(little, people, load_study("kurume"), [end]).gains[0]
    without = twins(little, people, NOT_OFFERED)
    most = 60 * 30.4375
    lived = [
        np.minimum(np.nan_to_num(each["death_day"] - each["first_haic_day"], nan=1e9), most)
        for each in (people.records, without)
    ]
    assert told.months == pytest.approx((lived[0] - lived[1]).mean() / 30.4375)
    assert told.low < told.months < told.high
    assert told.sure_low <= told.least <= told.months <= told.most <= told.sure_high
    assert {told.least_where, told.most_where} == {"as it is", "slower"}


@pytest.mark.parametrize("wrong", ALTERNATIVE_MODELS, ids=lambda wrong: wrong.name)
def test_a_wrong_model_changes_what_it_says_and_nobody_at_diagnosis(
    small: Path, little: Scenario, wrong: object
) -> None:
    people = pool(little, "resected", (0, 1, 2))
    other: Pool = wrong.make(little, people, "resected", (0, 1, 2), None)  # type: ignore[attr-defined]
    mine = {(r["replication"], r["patient"]): r for r in people.records}
    theirs = {(r["replication"], r["patient"]): r for r in other.records}
    both = mine.keys() & theirs.keys()
    assert len(both) > 50
    for key in both:
        assert mine[key]["group"] == theirs[key]["group"]
        assert mine[key]["potential"] == theirs[key]["potential"]
    if wrong.name == "nobody free of disease":  # type: ignore[attr-defined]
        alive_for_years = other.records["death_day"] - other.records["hepatectomy_day"] > 3650
        assert (~np.isnan(other.records["recurrence_day"]))[alive_for_years].all()
    if wrong.name == "surgery useless":  # type: ignore[attr-defined]
        without = {(r["replication"], r["patient"]): r for r in twins(little, people, NOT_OFFERED)}
        assert all(
            theirs[key]["death_day"] == without[key]["death_day"]
            or (np.isnan(theirs[key]["death_day"]) and np.isnan(without[key]["death_day"]))
            for key in both
        )
