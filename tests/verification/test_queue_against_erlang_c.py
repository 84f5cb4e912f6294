"""Authority: Erlang C (A. K. Erlang 1917): the queue M/M/c in its steady state.

Customers come at random (Poisson), each is served for an exponential time by one of c servers. The hospital is empty at
first, so the first customers wait too little. Deviations from the steady state fade about like exp(-t/T) with
T = 1 / (c mu (1 - sqrt(load))^2), Cohen's relaxation time, which is 342 arrivals at load 0.9 and 12 at 0.6 for every c;
the customers of ten such times are left out (WARM_UP). Everybody is followed until served, so the last customers are
like any others. The replications give the standard error, since the waits of one queue depend on one another.
"""

from math import exp, factorial

import numpy as np
import pytest

from haicsim.sim.codes import ASK, FREE, GRANTED, NEVER, STAY
from haicsim.sim.engines import process
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.journal import as_rows
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream, address, philox_rows, uniform
from haicsim.sim.rules.chance import exponential
from haicsim.sim.theta import plain_theta

SERVERS, SERVED = 0, 20
U_SERVICE = address("time of service")
U_GAP = address("gap between arrivals")
MOST_SE = 3.5
WARM_UP = {0.3: 120, 0.6: 120, 0.9: 3500}
CASES = [(c, load) for c in (1, 2, 5) for load in (0.3, 0.6, 0.9)]


def customer(p, i, theta, stream):
    p[i].death_day = NEVER
    p[i].death_cause = 0
    yield ASK, SERVERS, 0.0
    yield STAY, SERVED, exponential(uniform(stream, i, U_SERVICE, 0), theta[0].served_per_day)
    yield FREE, SERVERS, 0.0


def erlang_c(c: int, load: float) -> float:
    """The probability of waiting; load is the share of the servers' time that is used."""
    offered = c * load
    all_busy = offered**c / factorial(c) / (1.0 - load)
    return all_busy / (sum(offered**k / factorial(k) for k in range(c)) + all_busy)


def queue(c: int, load: float, customers: int, replication: int):
    """The customers as they come, and what both engines need to know of the queue; a service takes a day on average."""
    numbers, one = np.arange(customers, dtype=np.uint64), np.array([U_GAP], np.uint64)
    gaps = -np.log1p(-philox_rows(numbers, one, np.zeros(1, np.uint64), 1, replication)[:, 0]) / (c * load)
    rows = np.zeros(customers, dtype([]))
    rows["arrival"] = np.cumsum(gaps)
    return rows, np.array([(1.0,)], [("served_per_day", "f8")]), (np.array([c]), np.zeros(1), 1e8)


@pytest.fixture(scope="module")
def compiled():
    engine = CompiledEngine(customer)

    def tell(c, load, customers, replication):
        rows, theta, hospital = queue(c, load, customers, replication)
        return engine.journal(rows, theta, (1, replication, 0), *hospital)

    return tell


def simpy(c, load, customers, replication):
    rows, theta, hospital = queue(c, load, customers, replication)
    stream = RandomStream(1, replication, occasions={U_SERVICE: 1})
    return as_rows(process.run_patients(customer, people(rows), plain_theta(theta), stream, *hospital))


def check(tell, c: int, load: float, customers: int, replications: int) -> None:
    spare = c * (1.0 - load)  # rate at which the queue empties, per day
    wait, later = erlang_c(c, load), 0.7 / spare
    theory = {
        "share who wait": wait,
        "mean wait": wait / spare,
        "share who wait long": wait * exp(-spare * later),
    }
    seen = []
    for replication in range(replications):
        told = tell(c, load, customers, replication)
        waits = told["value"][told["event"] == GRANTED + SERVERS][WARM_UP[load] :]
        assert len(waits) == customers - WARM_UP[load]
        seen.append([(waits > 0.0).mean(), waits.mean(), (waits > later).mean()])
    means, errors = np.mean(seen, 0), np.std(seen, 0, ddof=1) / replications**0.5
    for (name, expected), mean, error in zip(theory.items(), means, errors, strict=True):
        assert abs(mean - expected) < MOST_SE * error, f"{name}: {mean} +- {error}, Erlang C {expected}"
        assert error < 0.2 * expected  # or the test could hardly fail


@pytest.mark.slow
@pytest.mark.parametrize(("c", "load"), CASES)
def test_compiled_engine_against_erlang_c(compiled, c, load):
    check(compiled, c, load, customers=20_000 if load == 0.9 else 8000, replications=40)


@pytest.mark.slow
@pytest.mark.parametrize(("c", "load"), [case for case in CASES if case[1] < 0.9])
def test_simpy_engine_against_erlang_c(c, load):
    check(simpy, c, load, customers=450, replications=30)


@pytest.mark.slow
@pytest.mark.parametrize("c", [1, 2, 5])
def test_simpy_engine_against_erlang_c_at_load_90_percent(c):
    check(simpy, c, 0.9, customers=6000, replications=30)


@pytest.mark.slow
@pytest.mark.parametrize(("c", "load"), CASES)
def test_both_engines_serve_the_same_customers_on_the_same_days(compiled, c, load):
    assert compiled(c, load, 500, 7).tobytes() == simpy(c, load, 500, 7).tobytes()


def test_erlang_c_as_in_printed_tables():
    assert erlang_c(1, 0.3) == pytest.approx(0.3)  # one server: the share of time it is busy
    assert erlang_c(2, 0.5) == pytest.approx(1 / 3)  # two servers: 2 load^2 / (1 + load)
    assert erlang_c(5, 0.8) == pytest.approx(0.5541, abs=5e-5)  # five servers, offered load 4 erlang
