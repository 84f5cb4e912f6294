"""Whatever the numbers, the policy and the hospital, some things cannot be: lives are checked event by event.

Both engines tell each world; the other engine is an authority as well.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_scenarios import scenarios

from haicsim.sim import codes
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides

Array = np.ndarray[Any, np.dtype[Any]]
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def lives(result: Result) -> Iterator[Array]:
    """The journal patient by patient."""
    for journal in result.journals:
        edges = np.flatnonzero(np.diff(journal["patient"])) + 1
        yield from np.split(journal, edges)


def before(life: Array, first: int, then: int) -> bool:
    """Every `then` comes after a `first`."""
    when = {code: np.flatnonzero(life["event"] == code) for code in (first, then)}
    return len(when[then]) == 0 or (len(when[first]) > 0 and when[first][0] < when[then][0])


def check_life(life: Array, horizon: float, at_once: bool, haic: bool) -> None:
    """The order of things in one life; at_once: the team judges at entry too."""
    events, days = life["event"], life["day"]
    assert (np.diff(days) >= 0.0).all(), "days never decrease"
    assert np.isfinite(days).all()
    assert np.isfinite(life["value"]).all()
    assert (days < days[0] + horizon).all(), "nothing on the day follow-up ends, or after"
    assert (events == codes.DEATH).sum() <= 1
    assert codes.DEATH not in events[:-1], "nothing after death"
    if not at_once:
        assert before(life, codes.RESPONSE, codes.DECISION), "no meeting before a CT"
    if haic and not at_once:
        assert before(life, codes.FIRST_INFUSION, codes.CONVERTED)
    if not haic:
        assert not np.isin(events, [codes.INFUSION, codes.PORT_IMPLANTATION, codes.HAIC_ENDED]).any()
    assert before(life, codes.CONVERTED, codes.OFFERED)
    assert before(life, codes.OFFERED, codes.REFUSED)
    assert before(life, codes.OFFERED, codes.HEPATECTOMY), "no operation before resectability"
    assert before(life, codes.HEPATECTOMY, codes.DISCHARGED)
    assert before(life, codes.HEPATECTOMY, codes.RECURRED), "recurrence only after surgery"
    assert before(life, codes.RECURRED, codes.TREATED)
    assert before(life, codes.HEPATECTOMY, codes.DISEASE_FREE)
    assert not (codes.HEPATECTOMY in events and codes.REFUSED in events)
    for once in (
        codes.STARTED,
        codes.FIRST_INFUSION,
        codes.CONVERTED,
        codes.OFFERED,
        codes.HEPATECTOMY,
        codes.HAIC_ENDED,
    ):
        assert (events == once).sum() <= 1, codes.EVENTS[once]
    waits = life["value"][events < codes.FIRST_ACTIVITY]
    assert (waits >= 0.0).all(), "nobody waits less than nothing"
    lengths = life["value"][(events >= codes.FIRST_ACTIVITY) & (events <= codes.LAST_ACTIVITY)]
    assert (lengths >= 0.0).all(), "no stay is shorter than nothing"


def check_operations(r: Array, tolerated: bool) -> None:
    """Conversion, operation and recurrence in the records; tolerated: whether the team operates short of its criteria."""
    assert not (r["resected"] & ~r["offered"]).any()
    assert not (r["offered"] & ~r["converted"]).any()
    assert not (r["refused"] & r["resected"]).any()
    assert not (r["refused"] & ~r["offered"]).any()
    assert ((r["procedure"] != codes.NOT_OPERATED) == r["resected"]).all()
    for name in ("thrombectomy", "venous_exclusion", "bypass", "liver_failure", "complication"):
        assert not (r[name] & ~r["resected"]).any(), name
    assert not (r["bypass"] & (r["vv"] != 3)).any(), "bypass only for thrombus in the cava"
    assert not (r["hepatectomy_day"] < r["conversion_day"]).any()
    assert not (r["discharge_day"] < r["hepatectomy_day"]).any()
    no_criterion, unheard = r["failed_criteria"] == 0, r["meetings"] == 0
    assert ((r["first_failing"] == codes.OPERATE) == r["converted"]).all(), (
        "the best meeting of a convert is the one that converted"
    )
    assert not (no_criterion & ~(r["converted"] | unheard)).any()
    assert tolerated or not (~no_criterion & r["converted"]).any(), (
        "a convert falls short only where that is tolerated"
    )
    assert not (~no_criterion & unheard).any()
    assert ((r["never_reached_meeting"] == codes.REACHED) == (r["meetings"] > 0)).all()


def check_recurrences(r: Array) -> None:
    """Sites add up, and nobody recurs who was not operated."""
    recurred = r["recurrences"] > 0
    assert not (recurred & ~r["resected"]).any()
    assert (np.isfinite(r["recurrence_day"]) == recurred).all()
    assert ((r["recurrence_site"] != codes.NO_RECURRENCE) == recurred).all()
    sites = r["recurrence_site"]
    assert not (sites & ~sum(codes.SITES)).any(), "no other site than those that have names"
    both = (sites & codes.SINGLE_INTRAHEPATIC > 0) & (sites & codes.MULTIPLE_INTRAHEPATIC > 0)
    assert not both.any(), "single or multiple in the liver, not both"
    counted = sum((sites & bit > 0).astype(int) for bit in codes.SITES)
    assert ((counted >= 1) == recurred).all(), "sites add up"
    assert not (r["recurrence_day"] < r["hepatectomy_day"]).any()
    assert not (r["recurrence_found_day"] < r["recurrence_day"]).any(), "found no sooner than it can be"
    assert not (r["recurrence_found_day"] < r["hepatectomy_day"]).any()
    told, died_that_day = r["seeds_left"] >= 0, r["death_day"] == r["hepatectomy_day"]
    assert not (told & ~r["resected"]).any()
    assert (told | died_that_day)[r["resected"]].all(), (
        "only whoever dies on that very day is told nothing more of"
    )
    assert (r["seeds_left"] <= np.where(r["resected"], r["seeds_at_surgery"] + 1, 0)).all(), (
        "thrombectomy may shed one"
    )
    assert not ((sites & codes.ATRIAL > 0) & (r["group"] != codes.GROUP_B)).any()


def check_times_and_doses(r: Array) -> None:
    """Death ends everything; what was given follows from how long it was given."""
    last = (
        "entry_day",
        "first_haic_day",
        "last_haic_day",
        "conversion_day",
        "hepatectomy_day",
        "recurrence_day",
    )
    assert not (r["death_day"] < np.fmax.reduce([r[name] for name in last])).any()
    assert (np.isfinite(r["death_day"]) == (r["death_cause"] != codes.ALIVE)).all()
    assert (r["full_cycles"] <= r["cycles"]).all()
    assert (np.isfinite(r["first_haic_day"]) == (r["cycles"] > 0)).all()
    for drug in ("cisplatin", "fluorouracil"):
        assert ((r[f"{drug}_mg"] > 0.0) == (r["cycles"] > 0)).all()
        np.testing.assert_allclose(r[f"{drug}_mg"], r[f"{drug}_mg_per_m2"] * r["bsa_m2"])
    assert (r["both_vessels"] == ((r["vp"] >= 3) & (r["vv"] >= 2))).all()
    assert (r["attempts"] >= 1).all()
    assert np.isin(r["best_response"], list(codes.RESPONSES)).all()
    assert not ((r["scans"] == 0) & (r["best_response"] != codes.NOT_ASSESSED)).any()


def check_hospital(result: Result) -> None:
    """What is unlimited is never waited for, and no session of a calendar serves more than its places."""
    journal = np.concatenate(result.journals)
    for number, name in enumerate(codes.RESOURCES):
        resource = getattr(result.scenario.capacity, name)
        granted = journal[journal["event"] == codes.GRANTED + number]
        if resource.places == "unlimited":
            assert (granted["value"] == 0.0).all(), "what is unlimited is never waited for"
        elif resource.every is not None:
            days, served = np.unique(granted["day"], return_counts=True)
            assert (served <= resource.places).all(), name
            period = resource.every.days
            np.testing.assert_allclose(days, np.round(days / period) * period, atol=1e-6)


def check_world(scenario: Scenario) -> None:
    """Everything above, and the same from the other engine."""
    result = run(scenario)
    horizon = scenario.run.horizon.value * 365.25
    for life in lives(result):
        check_life(life, horizon, scenario.policy.surgery_first.value > 0.5, scenario.policy.haic == "on")
    check_operations(result.records, scenario.policy.tolerated_shortfall.value > 0.0)
    for check in (check_recurrences, check_times_and_doses):
        check(result.records)
    check_hospital(result)
    if scenario.run.engine == "compiled":
        other = run(with_overrides(scenario, ["run.engine=process"]))
        for a, b in zip(result.journals, other.journals, strict=True):
            assert a.tobytes() == b.tobytes(), "both engines tell the same"
        for name in result.records.dtype.names or ():
            np.testing.assert_array_equal(result.records[name], other.records[name], err_msg=name)
        assert result.cohort == other.cohort


@settings(max_examples=30, suppress_health_check=QUIET, deadline=None)
@given(scenarios(patients=40, engine="compiled"))
def test_no_life_in_thirty_worlds_breaks_the_order_of_things_in_either_engine(scenario: Scenario) -> None:
    check_world(scenario)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=QUIET, deadline=None)
@given(scenarios(patients=25, engine="process"))
def test_nor_in_twenty_other_worlds_of_the_readable_engine(scenario: Scenario) -> None:
    check_world(scenario)


@pytest.mark.long
@settings(max_examples=600, suppress_health_check=QUIET, deadline=None)
@given(scenarios(patients=120, engine="compiled"))
def test_nor_in_six_hundred_larger_worlds(scenario: Scenario) -> None:
    check_world(scenario)


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=QUIET, deadline=None)
@given(scenarios(patients=20, engine="process"), st.integers(0, 2**31))
def test_a_scenario_written_down_and_read_again_tells_the_same(scenario: Scenario, name: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"again-{name}.json"
        file.write_text(scenario.as_json(), encoding="utf-8")
        again = load_scenario(file)
    assert again.digest() == scenario.digest()
    assert run(again).journals[0].tobytes() == run(scenario).journals[0].tobytes()
