"""Authority: closed forms of queueing theory and of competing clocks (`benchmarks/trust/theory.py`), through both engines.

The table of `docs/trust.md` is what is measured here: each row again, by either engine, and none further from theory than
3.5 standard errors. The closed forms themselves are held against tables, limits and balance equations.
"""

from dataclasses import replace
from math import exp, factorial

import numpy as np
import pytest

from benchmarks.trust import project
from benchmarks.trust.closed_forms import MOST, REPLICATIONS, Case, cases, engine_of, measure
from benchmarks.trust.theory import (
    erlang_a,
    erlang_b,
    erlang_c,
    illness_and_death,
    pollaczek_khinchine,
    sessions,
)

CASES = cases()
KEPT = project.read("closed-forms")
every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def check(case: Case, engine: str) -> None:
    kept = {
        row["quantity"]: row
        for row in KEPT["rows"]
        if (row["law"], row["setting"]) == (case.law, case.setting)
    }
    found = measure(case, engine)
    assert kept.keys() == found.keys() == case.theory.keys()
    for name, expected in case.theory.items():
        assert abs(found[name]["z"]) <= MOST, (name, found[name], expected)
        assert found[name]["error"] < 0.2 * expected, "or the test could hardly fail"
        assert kept[name]["expected"] == pytest.approx(expected, rel=1e-6), (
            "stale: python -m benchmarks.trust"
        )
        assert kept[name][engine]["estimate"] == pytest.approx(found[name]["estimate"], rel=1e-6)
        assert kept[name][engine]["z"] == pytest.approx(found[name]["z"], abs=0.02)


@pytest.mark.slow
@every_case
def test_the_compiled_engine_against_a_closed_form(case: Case) -> None:
    check(case, "compiled")


@pytest.mark.slow
@every_case
def test_the_simpy_engine_against_a_closed_form(case: Case) -> None:
    check(case, "SimPy")


@pytest.mark.slow
@every_case
def test_both_engines_write_one_journal(case: Case) -> None:
    run = replace(case.run, count=150, replication=7)
    assert run.compiled(engine_of(case.story)).tobytes() == run.simpy(case.story).tobytes()


def test_no_row_of_the_kept_table_is_far_from_theory() -> None:
    assert len(KEPT["rows"]) == sum(len(case.theory) for case in CASES) > 35
    assert max(abs(row[engine]["z"]) for row in KEPT["rows"] for engine in REPLICATIONS) <= MOST == 3.5


def test_erlang_b_and_c_as_in_printed_tables() -> None:
    assert erlang_b(5, 4.0) == pytest.approx(0.1991, abs=5e-5)
    assert erlang_b(2, 1.0) == pytest.approx(0.2)
    assert erlang_c(5, 4.0) == pytest.approx(0.5541, abs=5e-5)
    assert erlang_c(1, 0.3) == pytest.approx(0.3)


def test_abandonment_lies_between_those_who_never_leave_and_those_who_never_wait() -> None:
    patient, impatient = erlang_a(3, 2.0, 1.0, 1e-7), erlang_a(3, 2.0, 1.0, 1e7)
    assert patient["share who wait"] == pytest.approx(erlang_c(3, 2.0), rel=1e-4)
    assert patient["mean wait, days"] == pytest.approx(erlang_c(3, 2.0) / (3.0 - 2.0), rel=1e-4)
    assert impatient["share who leave"] == pytest.approx(erlang_b(3, 2.0), rel=1e-4)


def test_pollaczek_khinchine_of_an_exponential_service_is_erlang_c() -> None:
    assert pollaczek_khinchine(0.6, 1.0, 2.0) == pytest.approx(erlang_c(1, 0.6) / (1.0 - 0.6))


@pytest.mark.parametrize(("places", "every", "per_day"), [(1, 7.0, 0.1), (3, 14.0, 0.17), (5, 7.0, 0.57)])
def test_a_queue_served_at_sessions_by_its_balance_equations(
    places: int, every: float, per_day: float
) -> None:
    m, most = per_day * every, 400
    come = np.array([exp(-m) * m**k / factorial(k) for k in range(100)])
    left = np.zeros(most)
    left[0] = 1.0
    for _ in range(2000):
        waiting = np.convolve(left, come)[: most + places]
        left = np.r_[waiting[: places + 1].sum(), waiting[places + 1 :]][:most]
    mean = float((np.arange(len(left)) * left).sum())
    assert sessions(places, every, per_day)["mean left after a session"] == pytest.approx(mean, rel=1e-6)


def test_illness_and_death_by_small_steps() -> None:
    shares, alive = illness_and_death(0.02, 0.01, 0.05)
    well, ill, ever, lived = 1.0, 0.0, 0.0, 0.0
    for k in range(200_000):
        if k == 6000:
            assert well + ill == pytest.approx(alive(60.0), rel=1e-3)
        lived += 0.01 * (well + ill)
        ever += 0.01 * 0.02 * well
        well, ill = well * (1.0 - 0.01 * 0.03), ill * (1.0 - 0.01 * 0.05) + 0.01 * 0.02 * well
    assert (shares["share ever ill"], shares["mean life, days"]) == pytest.approx((ever, lived), rel=1e-3)
