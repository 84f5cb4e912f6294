"""Patients and plans at random, about the starting values of the specification, with more of everything rare."""

import numpy as np
from reference_people import (
    BEYOND,
    INNER,
    LESIONS,
    NEVER,
    OPERATIVE_DAYS,
    OUTER,
    SEEDS,
    SLOTS,
    Floats,
    Patients,
    Plan,
    plan,
)

MONTH = 30.4375


def random_patients(n: int, seed: int) -> Patients:
    """Patients about the starting values of the specification, with more of everything rare; for tests alone."""
    rng = np.random.default_rng(seed)

    def spread(median: float, log_sd: float) -> Floats:
        return median * np.exp(log_sd * rng.standard_normal(n))

    growth = spread(np.log(2.0) / (3.0 * 150.0), 0.54)
    number = rng.choice([1, 1, 1, 2, 3, LESIONS], n)
    kill, thrombus = spread(0.0154, 0.54), rng.random(n) < 0.6
    ratio = growth / np.log(2.0) * (3.0 * 150.0) * np.exp(0.9 * rng.standard_normal(n))
    stream = np.array([0.58 * 0.0078, 0.42 * 0.0078, 0.004])
    gaps = rng.exponential(size=(n, SEEDS))
    gamma = np.concatenate([np.cumsum(gaps[:, slots], axis=1) for slots in (INNER, OUTER, BEYOND)], axis=1)
    return Patients(
        diameter=(number[:, None] > np.arange(LESIONS)) * rng.uniform(15.0, 90.0, (n, LESIONS)),
        kill=kill[:, None] * np.exp(0.3 * rng.standard_normal((n, LESIONS))),
        growth=growth, resistance=spread(0.005, 0.5) * (rng.random(n) < 0.9), thrombus=thrombus, kill_thrombus=1.5 * kill,
        thrombus_hazard=rng.choice([0.039, 0.12, 0.159], n) / MONTH, frailty=np.exp(0.3 * rng.standard_normal(n)),
        liver_before=1.2, liver_after=1.8, worsening_day=rng.exponential(400.0, n),
        decompensation_day=rng.exponential(2000.0, n), decompensated=4.0,
        h0=0.0005 / MONTH, h1=0.03 / MONTH, h2=0.033 / MONTH, seeding=ratio[:, None] * stream, gamma=gamma,
        de_novo_day=rng.exponential(365.25 / 0.05, n), budget=rng.exponential(size=n),
        life_table_day=rng.exponential(8000.0, n),
    )  # fmt: skip


def random_plan(n: int, seed: int) -> Plan:
    """HAIC in one or two courses for most, TACE, an operation and slower growth for some; for tests alone."""
    rng = np.random.default_rng(seed)
    first, second = rng.uniform(3.0, 30.0, n), rng.uniform(60.0, 90.0, n)
    days = np.concatenate([first[:, None] + 7.0 * np.arange(4), second[:, None] + 9.0 * np.arange(3)], axis=1)
    days[rng.random(n) < 0.1] = NEVER

    def some(share: float, low: float, high: float) -> Floats:
        return np.where(rng.random(n) < share, rng.uniform(low, high, n), NEVER)

    return plan(
        n, days, rng.uniform(0.6, 1.0, days.shape), rng.integers(3, 6, days.shape),
        some(0.4, 100.0, 130.0)[:, None], 0.7,
        resection_day=some(0.4, 110.0, 200.0), operative_per_day=-np.log1p(-0.03) / OPERATIVE_DAYS,
        taken=rng.random((n, SLOTS)) < 0.5, slow_day=some(0.5, 150.0, 600.0), slow=0.5,
    )  # fmt: skip
