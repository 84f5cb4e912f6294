"""Authority: survival in closed form, S(t) = exp(-integral of the hazard): one lifetime budget for every source of death.

Whoever has the uniform u must die when survival has fallen to 1 - u, through every change of state; and a crowd with the
numbers of our own luck must die as the curve says, within chance. The integrals are written here from the law of model 13
(E4), source by source; the walk from node to node is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, expm1, log
from typing import Any

import numpy as np
import pytest
from bedside import Told
from worlds import World, by_compiled, people

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import NEVER, OF_OPERATION, OF_OTHER_CAUSE, OF_TUMOUR
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.pathway import entry, resect
from haicsim.sim.random_numbers import address, philox_rows
from haicsim.sim.rules import hazard
from haicsim.sim.rules.disease import foresee, go_on, reach_today, weigh_seeds
from haicsim.sim.rules.life_table import life_table_days
from haicsim.sim.scenario.load import load_scenario

G, F = 0.002, 1.3  # growth of ln diameter per day; frailty
LIVER, TUMOUR, THROMBUS, SPREAD = 0.00002, 0.001, 0.004, 0.0011  # per day
ALPHA, LATENCY, SPEED = 0.6, 1.64, 2.6
SIZE, REFERENCE, SEEN = 90.0, 71.0, 10.0
HORIZON = 30_000.0
U = [*np.linspace(0.0, 0.999, 40).tolist(), *(1.0 - 0.5 ** np.arange(11, 40, 4)).tolist()]
LN2 = log(2.0)

WORLD = World.of(load_scenario("kurume"), 1).but(
    number_with_invasion_prob=(1.0, 0.0, 0.0, 0.0, 0.0), number_without_invasion_prob=(1.0, 0.0, 0.0, 0.0, 0.0),
    size_with_invasion_mm=SIZE, size_without_invasion_mm=SIZE, size_with_invasion_log_sd=0.0,
    size_without_invasion_log_sd=0.0, candidates=2.0, seeding_liver_per_day=0.0, seeding_beyond_per_day=0.0,
    de_novo_per_day=0.0, worsening_per_day=0.0, decompensation_per_day=0.0, death_by_liver_per_day=LIVER,
    death_by_tumour_per_day=TUMOUR, death_by_spread_per_day=SPREAD, load_exponent=ALPHA, seed_latency=LATENCY,
    seed_growth=SPEED, seed_seen_mm=SEEN, reference_size_mm=REFERENCE, score_factor=(1.0, 1.5, 2.0, 3.0, 4.0),
    decompensated_factor=4.0, death_by_thrombus_per_day=(0.0, THROMBUS, THROMBUS, 0.001, 0.001),
    child_pugh_prob=(1.0, 0.0, 0.0, 0.0, 0.0), operative_period_days=90.0, ultrasound_prob=0.0, horizon_days=HORIZON,
)  # fmt: skip

PEOPLE = people(WORLD)[:2]  # one patient, entered again for every life


def entered(u: float, **changes: Any) -> tuple[Any, Any]:
    """A patient with this uniform for the lifetime budget; what is settled at entry as said."""
    p, theta = PEOPLE
    p[0].arrival = p[0].now = 0.0
    p[0].growth, p[0].vp, p[0].vv, p[0].thrombus_mm, p[0].life_table_days = G, 0, 0, 0.0, NEVER
    p[0].far_at_entry = 0
    for name in ("vp", "thrombus_mm"):
        setattr(p[0], name, changes.pop(name, getattr(p[0], name)))
    entry.enter(p, 0, theta, Told({key.LIFETIME: u, key.DE_NOVO: 0.5}))
    p[0].frailty = F
    for slot, clock in changes.pop("seeds", {}).items():
        p[0].seed_clock[slot] = clock
    for name, value in changes.items():
        setattr(p[0], name, value)
    weigh_seeds(p, 0, theta)
    go_on(p, 0, theta)
    return p, theta


# ---- The law, source by source: integral of the hazard from day a to day b, the liver's factor apart


def of_liver(a: float, b: float) -> float:
    return F * LIVER * (b - a)


def of_tumour(a: float, b: float) -> float:
    """h1 V^alpha, V = (90/71)^3 exp(3 g t)."""
    rise = 3.0 * ALPHA * G
    return F * TUMOUR * (SIZE / REFERENCE) ** (3.0 * ALPHA) * (exp(rise * b) - exp(rise * a)) / rise


def of_thrombus(a: float, b: float) -> float:
    """h_T rho, rho = exp(g t) until the vein is full at rho = 2."""
    full = LN2 / G

    def until(t: float) -> float:
        return expm1(G * min(t, full)) / G + 2.0 * max(t - full, 0.0)

    return F * THROMBUS * (until(b) - until(a))


def of_seed(clock: float) -> Callable[[float, float], float]:
    """h1 (d/71)^(3 alpha), ln(d/10) = f g t - clock - L, from birth on."""

    def integral(a: float, b: float) -> float:
        start = max(a, clock / (SPEED * G))
        rise = 3.0 * ALPHA * SPEED * G
        weight = F * TUMOUR * (SEEN / REFERENCE) ** (3.0 * ALPHA) * exp(-3.0 * ALPHA * (clock + LATENCY))
        return weight * (exp(rise * b) - exp(rise * start)) / rise if b > start else 0.0

    return integral


def of_spread(clock: float) -> Callable[[float, float], float]:
    """h2 from the day the seed is of 10 mm."""
    shows = (clock + LATENCY) / (SPEED * G)
    return lambda a, b: F * SPREAD * max(b - max(a, shows), 0.0)


def of_operation(risk: float, day: float) -> Callable[[float, float], float]:
    """The risk of an operation on that day, spent evenly over 90 days; no frailty."""
    rate = -log(1.0 - risk) / 90.0
    return lambda a, b: rate * max(min(b, day + 90.0) - max(a, day), 0.0)


Integral = Callable[[float, float], float]


@dataclass(frozen=True)
class Life:
    """What is settled, the sources of the hazard, the liver's factor from each day on, and an operation.

    sources: with the factor of the liver; apart: without it; until: those that an operation of that day ends.
    """

    settled: dict[str, Any]
    sources: list[Integral]
    factors: list[tuple[float, float]] = field(default_factory=lambda: [(0.0, 1.0)])
    removed: list[Integral] = field(default_factory=list)
    apart: list[Integral] = field(default_factory=list)
    operation: tuple[float, float] = (NEVER, 0.0)  # its day and risk

    def spent(self, day: float) -> float:
        """The hazard spent by a day."""
        ends = [start for start, _ in self.factors[1:]] + [np.inf]
        total = sum(each(0.0, day) for each in self.apart)
        for (start, factor), end in zip(self.factors, ends, strict=True):
            stop = min(day, end)
            if stop > start:
                total += factor * sum(each(start, stop) for each in self.sources)
                stop = min(stop, self.operation[0])
                if stop > start:
                    total += factor * sum(each(start, stop) for each in self.removed)
        return total


VP3 = {"vp": 3, "thrombus_mm": 30.0, "thrombus_rate": THROMBUS}
LIVES = {
    "the liver disease and a tumour": Life({}, [of_liver, of_tumour]),
    "a thrombus until its vein is full, and after": Life(VP3, [of_liver, of_tumour, of_thrombus]),
    "a seed in the liver": Life({"seeds": {2: -0.3}}, [of_liver, of_tumour, of_seed(-0.3)]),
    "three of them": Life(
        {"seeds": {0: -1.0, 3: -0.9, 4: 0.0}}, [of_liver, of_tumour, of_seed(-1.0), of_seed(-0.9), of_seed(0.0)]
    ),
    "spread beyond the liver, from the day it shows": Life(
        {"seeds": {6: -1.0, 7: -0.2}}, [of_liver, of_tumour, of_spread(-1.0)]
    ),
    "a point lost on day 50, decompensation on day 90": Life(
        {"worsening_day": 50.0, "decompensation_day": 90.0}, [of_liver, of_tumour],
        [(0.0, 1.0), (50.0, 1.5), (90.0, 6.0)],
    ),
    "everything at once": Life(
        VP3 | {"seeds": {2: -0.5, 6: -1.2}, "decompensation_day": 200.0},
        [of_liver, of_tumour, of_thrombus, of_seed(-0.5), of_spread(-1.2)], [(0.0, 1.0), (200.0, 4.0)],
    ),
    "operated on day 150, nothing left": Life(
        VP3, [of_liver], removed=[of_tumour, of_thrombus], apart=[of_operation(0.08, 150.0)], operation=(150.0, 0.08)
    ),
    "operated, one seed of three inside, and the liver fails": Life(
        {"seeds": {0: -0.8, 3: -0.5, 6: -0.1}, "decompensation_day": 400.0}, [of_liver, of_seed(-0.5), of_spread(-0.1)],
        [(0.0, 1.0), (400.0, 4.0)], removed=[of_tumour, of_seed(-0.8)], apart=[of_operation(0.003, 150.0)],
        operation=(150.0, 0.003),
    ),
}  # fmt: skip


def death(u: float, life: Life) -> tuple[float, int]:
    """The day and cause of death of the patient with this uniform."""
    p, theta = entered(u, **dict(life.settled))
    day, risk = life.operation
    foresee(p, 0, theta, min(day, HORIZON))
    if p[0].death_day > day:
        theta[0].operative_death_prob = (risk,) * 3
        p[0].now = day
        reach_today(p, 0, theta)
        resect.take_out(p, 0, theta, Told({key.ULTRASOUND: 0.9}))
        resect.burden(p, 0, theta, 0.05, 1)
        foresee(p, 0, theta, HORIZON)
    return p[0].death_day, p[0].death_cause


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_everyone_dies_when_survival_has_fallen_to_their_number(life: Life) -> None:
    for u in U:
        day, _ = death(u, life)
        if day == NEVER:  # the liver disease alone is slow: nobody is followed for longer
            assert exp(-life.spent(HORIZON)) > 1.0 - u
        else:
            assert exp(-life.spent(day)) == pytest.approx(1.0 - u, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("name", ["everything at once", "operated on day 150, nothing left"])
def test_a_crowd_dies_as_the_curve_says(name: str) -> None:
    life, many = LIVES[name], 1000
    one = np.array([address("lifetime budget")], np.uint64)
    u = philox_rows(np.arange(many, dtype=np.uint64), one, np.zeros(1, np.uint64), 1, 0)[:, 0]
    days = np.array([death(float(v), life)[0] for v in u])
    for day in (30.0, 120.0, 151.0, 230.0, 365.0, 700.0, 2000.0):
        expected = exp(-life.spent(day))
        error = max((expected * (1.0 - expected) / many) ** 0.5, 1.0 / many)
        assert abs((days > day).mean() - expected) < 3.5 * error


@pytest.mark.parametrize("risk", [0.003, 0.08, 0.16, 0.999])
def test_an_operation_kills_the_share_it_risks_within_its_period(risk: float) -> None:
    # on the day of entry, of nothing else: the last to die of it has the uniform 1 - risk exactly
    nothing = {"frailty": 0.0}
    for u, dies in [(risk * (1.0 - 1e-9), True), (risk + (1.0 - risk) * 1e-9, False)]:
        p, theta = entered(u, **nothing)
        theta[0].operative_death_prob = (risk,) * 3
        resect.take_out(p, 0, theta, Told({}))
        resect.burden(p, 0, theta, 0.05, 1)
        foresee(p, 0, theta, HORIZON)
        assert (p[0].death_day <= 90.0) == dies
        assert (p[0].death_cause == OF_OPERATION) == dies
        assert dies or p[0].death_day == NEVER


def test_without_any_hazard_nobody_dies_and_with_the_life_table_alone_on_its_day() -> None:
    p, theta = entered(0.999, frailty=0.0)
    foresee(p, 0, theta, HORIZON)
    assert p[0].death_day == NEVER
    p, theta = entered(0.999, frailty=0.0, life_table_day=777.0)
    foresee(p, 0, theta, HORIZON)
    assert (p[0].death_day, p[0].death_cause) == (777.0, OF_OTHER_CAUSE)


def test_the_earlier_of_disease_and_life_table_kills() -> None:
    day, _ = death(0.5, LIVES["the liver disease and a tumour"])
    for table, expected in ((day - 0.5, OF_OTHER_CAUSE), (day + 0.5, OF_TUMOUR)):
        p, theta = entered(0.5, life_table_day=table)
        p[0].u_cause = 0.0
        foresee(p, 0, theta, HORIZON)
        assert p[0].death_cause == expected
        assert p[0].death_day == pytest.approx(min(table, day), rel=1e-12)


def test_the_life_table_kills_when_its_own_hazard_has_risen_by_the_budget() -> None:
    table = (0.0, 0.1, 0.3, 0.7, 1.5)  # ages 0 to 4
    for age, budget, expected in [
        (0.0, 0.05, 0.5),
        (0.5, 0.05, 0.5),
        (1.0, 0.4, 1.5),
        (1.5, 5.0, 2.5),
        (3.9, 0.02, 0.025),
    ]:
        assert life_table_days(budget, age, table, 1.0) == pytest.approx(expected)


def test_a_risk_and_its_rate_are_one() -> None:
    assert hazard.rate_of_risk(0.08, 90.0) == pytest.approx(-log(0.92) / 90.0, rel=1e-15)


# ---- Through the whole story


@pytest.mark.parametrize("risk", [0.05, 0.4])
def test_the_operative_risk_is_realised_among_the_operated(engine, shipped, risk):
    nobody_else = np.append(np.zeros(110), 1e-9)
    world = World.of(shipped("kurume"), 20_000).but(
        operative_death_prob=(risk,) * 3, death_by_liver_per_day=0.0, death_by_spread_per_day=0.0,
        death_by_tumour_per_day=0.0, death_by_thrombus_per_day=0.0, life_table_male=nobody_else,
        life_table_female=nobody_else,
    )  # fmt: skip
    records = np.zeros(world.patients, RECORD)
    by_compiled(engine, world, records)
    operated = records[records["resected"]]
    died = operated["death_cause"] == OF_OPERATION
    followed = world.horizon - (operated["hepatectomy_day"] - operated["entry_day"]) > 90.0
    assert followed.sum() > 1000
    assert abs(died[followed].mean() - risk) < 3.5 * (risk * (1.0 - risk) / followed.sum()) ** 0.5
    assert (operated["death_day"][died] - operated["hepatectomy_day"][died]).max() <= 90.0
