"""Whatever the numbers and the policy, some things cannot be: lives are checked event by event."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.parameters.catalogue import catalogue
from sim.run import Result, run
from sim.scenario import Scenario, load_scenario
from sim.words import (
    CONVERTED,
    CRITERIA,
    DEATH,
    DECISION_RULES,
    FIRST_INFUSION,
    HEPATECTOMY,
    NOT_OPERATED,
    OFFERED,
    RECURRED,
    REFUSED,
    RESOURCES,
    SITES,
)

_KURUME = load_scenario("kurume")


def movable() -> Iterator[tuple[str, float, float]]:
    """Paths and stated ranges of all numbers that may be moved one by one; shares that sum to one may not."""
    for path, entry, number in _KURUME.numbers():
        low, high = number.range
        if low < high and not entry.kind.sums_to_one and entry.topic not in ("run", "arrivals"):
            yield path, low, high


@st.composite
def scenarios(draw: Any) -> Scenario:
    """Twelve numbers anywhere in their stated ranges, any decision rule, criteria in any order, some places limited."""
    chosen = draw(
        st.lists(st.sampled_from(list(movable())), min_size=12, max_size=12, unique_by=lambda each: each[0])
    )
    counts = {entry.key for entry in catalogue() if entry.kind.dimension == "count"}
    overrides = []
    for path, low, high in chosen:
        value = draw(st.floats(low, high, allow_nan=False))
        overrides.append(f"{path}.value={round(value) if path.split('.')[1] in counts else value!r}")
    order = draw(st.permutations(CRITERIA[1:]))
    overrides.append(f"policy.criteria=[{', '.join(order[: draw(st.integers(0, 7))])}]")
    overrides.append(f"policy.decision={draw(st.sampled_from(DECISION_RULES))}")
    for name in draw(st.lists(st.sampled_from(RESOURCES), max_size=2, unique=True)):
        every = {"meeting": ", every: {value: 14, unit: d}"}.get(name, "")  # a meeting is a calendar
        limit = f"{{places: {draw(st.integers(1, 5))}{every}, grade: assumed, source: drawn}}"
        overrides.append(f"capacity.{name}={limit}")
    overrides += ["run.patients=150", "run.engine=compiled", f"run.seed={draw(st.integers(0, 10_000))}"]
    return load_scenario("kurume", overrides)


def lives(result: Result) -> Iterator[Any]:
    """The journal patient by patient."""
    journal = result.journals[0]
    edges = np.flatnonzero(np.diff(journal["patient"])) + 1
    yield from np.split(journal, edges)


def before(life: Any, first: int, then: int) -> bool:
    """Every `then` comes after a `first`."""
    when = {code: np.flatnonzero(life["event"] == code) for code in (first, then)}
    return len(when[then]) == 0 or (len(when[first]) > 0 and when[first][0] < when[then][0])


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(scenarios())
def test_no_life_breaks_the_order_of_things(scenario: Scenario) -> None:
    for life in lives(run(scenario)):
        events = life["event"]
        assert (np.diff(life["day"]) >= 0.0).all(), "days never decrease"
        assert np.isfinite(life["value"]).all()
        assert (events == DEATH).sum() <= 1
        assert DEATH not in events[:-1], "nothing after death"
        assert before(life, FIRST_INFUSION, CONVERTED)
        assert before(life, CONVERTED, OFFERED)
        assert before(life, OFFERED, HEPATECTOMY), "no operation before resectability"
        assert before(life, HEPATECTOMY, RECURRED), "recurrence only after surgery"
        assert not (HEPATECTOMY in events and REFUSED in events)
        assert (events == HEPATECTOMY).sum() <= 1


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(scenarios())
def test_no_record_contradicts_itself(scenario: Scenario) -> None:
    r = run(scenario, journal=False).records
    assert not (r["resected"] & ~r["offered"]).any()
    assert not (r["offered"] & ~r["converted"]).any()
    assert not (r["refused"] & r["resected"]).any()
    assert ((r["procedure"] != NOT_OPERATED) == r["resected"]).all()
    assert (np.isfinite(r["recurrence_day"]) == (r["recurrences"] > 0)).all()
    assert ((r["recurrence_site"] != 0) == (r["recurrences"] > 0)).all()
    assert not (r["recurrence_site"] & ~sum(SITES)).any(), "sites add up"
    assert not (r["recurrence_day"] < r["hepatectomy_day"]).any()
    assert not (r["hepatectomy_day"] < r["conversion_day"]).any()
    assert not (
        r["death_day"] < np.fmax.reduce([r["entry_day"], r["recurrence_day"], r["hepatectomy_day"]])
    ).any()
    assert (r["full_cycles"] <= r["cycles"]).all()
    assert ((r["first_failing"] == 0) == r["converted"]).all(), (
        "the best meeting of a convert is the one that converted"
    )
