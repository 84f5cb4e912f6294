"""Authority: Erlang C (A. K. Erlang 1917) and Little's law: the measures of a hospital that is the queue M/M/c.

Patients come at random, ask for the suite at once and stay for an exponential time (20 days on average). The first are left
out by a named warm-up of ten relaxation times, 1 / (c mu (1 - sqrt(load))^2) each. The SimPy engine runs them.
"""

from math import exp, factorial

import numpy as np
import pytest
from by_hand import no_demand

from haicsim.analysis.measures import hospital
from haicsim.sim.codes import ASK, FREE, NEVER, NOTE, PORT_IMPLANTATION, PROGRESSED, STAY, SUITE
from haicsim.sim.engines import process
from haicsim.sim.engines.choice import Choice
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream, address, uniform
from haicsim.sim.rules.chance import exponential
from haicsim.sim.run import Result
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import plain_theta

U_SERVICE = address("time of service, hospital measures")
SERVICE_DAYS, CUSTOMERS, REPLICATIONS, MOST_SE = 20.0, 1500, 30, 3.0


def customer(p, i, theta, stream):
    p[i].death_day = NEVER
    p[i].death_cause = 0
    yield ASK, SUITE, 0.0
    yield STAY, PORT_IMPLANTATION, exponential(uniform(stream, i, U_SERVICE, 0), theta[0].served_per_day)
    yield FREE, SUITE, 0.0
    yield NOTE, PROGRESSED, 0.0


def measured(c: int, load: float, replication: int) -> dict[str, float]:
    """The measures of one replication, and the share of patients who wait at all."""
    arrival = np.cumsum(
        np.random.default_rng([c, replication]).exponential(SERVICE_DAYS / (c * load), CUSTOMERS)
    )
    rows = np.zeros(CUSTOMERS, dtype([]))
    rows["arrival"] = arrival
    theta = plain_theta(np.array([(1.0 / SERVICE_DAYS,)], [("served_per_day", "f8")]))
    stream = RandomStream(1, replication, occasions={U_SERVICE: 1})
    told = process.run_patients(customer, people(rows), theta, stream, np.array([c]), np.zeros(1), 20000.0)
    warm_up = 10.0 * SERVICE_DAYS / (c * (1.0 - load**0.5) ** 2)
    scenario = load_scenario(
        "kurume",
        [f"capacity.angiography_suite={c}", f"run.patients={CUSTOMERS}", "run.horizon=55",
         f"arrivals.warm_up={warm_up / 365.25}"],
    )  # fmt: skip
    records = np.zeros(CUSTOMERS, RECORD)
    records["entry_day"], records["counted"], records["death_day"] = arrival, arrival >= warm_up, np.nan
    result = Result(scenario, records, (as_rows(told),), Choice("process", "M/M/c"), "")
    (row,) = hospital.hospital_of(result)
    waited = hospital.patient_waits(hospital.hospital_run(result), SUITE)["days"]
    return {
        "share who wait": float((waited > 0.0).mean()),
        "mean wait": row["wait_mean_days"],
        "share who wait over a month": row["waited_over_a_month"][0],
        "utilisation": row["utilisation"],
        "mean queue": row["queue_mean"],
    }


def theory(c: int, load: float) -> dict[str, float]:
    offered = c * load
    all_busy = offered**c / factorial(c) / (1.0 - load)
    wait = all_busy / (sum(offered**k / factorial(k) for k in range(c)) + all_busy)
    spare = c * (1.0 - load) / SERVICE_DAYS
    return {
        "share who wait": wait,
        "mean wait": wait / spare,
        "share who wait over a month": wait * exp(-spare * 30.4375),
        "utilisation": load,
        "mean queue": wait * load / (1.0 - load),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("c", "load"), [(1, 0.3), (2, 0.6), (4, 0.7)])
def test_waits_use_and_queue_are_those_of_theory(
    c: int, load: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hospital, "demand", no_demand)
    seen = [measured(c, load, replication) for replication in range(REPLICATIONS)]
    for name, expected in theory(c, load).items():
        values = np.array([each[name] for each in seen])
        error = values.std(ddof=1) / REPLICATIONS**0.5
        assert abs(values.mean() - expected) < MOST_SE * error, (
            f"{name}: {values.mean()} +- {error}, {expected}"
        )
        assert error < 0.15 * expected  # or the test could hardly fail
