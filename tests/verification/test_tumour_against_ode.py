"""Authority: the differential equations themselves, solved by scipy (DOP853), and growth rates by hand.

Claret and others, J Clin Oncol 2009;27:4103, resistance running on exposure:
    d ln r/dt = g - k exp(-lambda X) E,   dX/dt = E,   dE/dt = kappa (u - E)
u: 7/5 of the dose on the five days of infusion of a week, 0 on every other day.
"""

from itertools import pairwise
from math import exp, log
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from worlds import World, people

from haicsim.sim.codes import NEVER
from haicsim.sim.pathway import entry
from haicsim.sim.pathway.haic import begin_cycle
from haicsim.sim.rules import tumour
from haicsim.sim.rules.disease import foresee, go_on
from haicsim.sim.scenario.load import load_scenario

# weekly cycles by their first day, and their doses: exposure of the last has not gone when the next begins
CYCLES = [
    *((8.0 + 7.0 * week, 1.0) for week in range(4)), (66.4, 1.0), (73.4, 0.75), (87.4, 0.75),
    *((150.0 + 7.0 * week, 0.5) for week in range(4)),
]  # fmt: skip
DAYS = [4.0, 8.0, 10.5, 20.0, 36.25, 50.0, 70.0, 81.0, 97.1, 120.0, 160.0, 178.0, 300.0, 900.0]
PATIENTS = {
    "responder": (0.0015, 0.012, 0.0016),
    "no resistance": (0.0015, 0.012, 0.0),
    "hardly any resistance": (0.0015, 0.012, 1e-9),
    "fast resistance": (0.003, 0.02, 0.05),
    "resistant": (0.005, 0.0, 0.0016),
    "fast": (0.03, 0.25, 0.01),
}
QUIET = World.of(load_scenario("kurume"), 1).but(
    seeding_liver_per_day=0.0, seeding_beyond_per_day=0.0, de_novo_per_day=0.0, death_by_liver_per_day=0.0,
    death_by_tumour_per_day=0.0, death_by_thrombus_per_day=0.0, death_by_spread_per_day=0.0,
)  # fmt: skip


def patient(
    growth: float, kill: float, resistance: float, kappa: float = 0.027, **fields: Any
) -> tuple[Any, Any]:
    """One patient with one lesion on the day of entry, whom nothing kills."""
    p, theta, stream = people(QUIET.but(kappa_per_day=kappa))
    p[0].arrival = p[0].now = 0.0
    p[0].growth, p[0].kill, p[0].resistance, p[0].lesions = growth, kill, resistance, 1
    p[0].lesion_kill[0], p[0].life_table_days = kill, NEVER
    for name, value in fields.items():
        setattr(p[0], name, value)
    entry.enter(p, 0, theta, stream)
    return p, theta


def by_walk(growth: float, kill: float, resistance: float, kappa: float) -> list[float]:
    """ln r on DAYS as the story keeps it: a node at every cycle, looked at on every day asked for."""
    p, theta = patient(growth, kill, resistance, kappa)
    doses, sizes = dict(CYCLES), []
    for day in sorted({*doses, *DAYS}):
        foresee(p, 0, theta, day)
        p[0].now = day
        if day in doses:
            p[0].dose = doses[day]
            begin_cycle(p, 0, theta)
        if day in DAYS:
            tumour.look(p, 0, theta)
            sizes.append(p[0].grown - kill * p[0].killed)
    return sizes


def by_scipy(growth: float, kill: float, resistance: float, kappa: float) -> list[float]:
    def dose(day: float) -> float:
        return sum(1.4 * given for start, given in CYCLES if start <= day < start + 5.0)

    edges = sorted({0.0, *DAYS, *[day for start, _ in CYCLES for day in (start, start + 5.0)]})
    state, sizes = np.zeros(3), []
    for begin, end in pairwise(edges):
        u = dose(0.5 * (begin + end))

        def slope(day, s, u=u):
            return [growth - kill * np.exp(-resistance * s[2]) * s[1], kappa * (u - s[1]), s[1]]

        state = solve_ivp(slope, (begin, end), state, method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1]
        if end in DAYS:
            sizes.append(float(state[0]))
    return sizes


@pytest.mark.parametrize("kappa", [0.02, 0.027, 0.5])
@pytest.mark.parametrize("kind", PATIENTS.values(), ids=PATIENTS)
def test_size_is_the_solution_of_the_equations(kind, kappa):
    # exposure below 1 in 10,000 counts as none: it could kill no more than that over kappa
    exact = by_scipy(*kind, kappa)
    assert by_walk(*kind, kappa) == pytest.approx(exact, abs=1e-10 + kind[1] * 1e-4 / kappa)
    if kappa < 0.1:  # the drug stays from course to course, and all but the last days are exact
        assert by_walk(*kind, kappa)[:-2] == pytest.approx(exact[:-2], abs=1e-9)
    assert max(exact) - min(exact) > 0.1


@pytest.mark.parametrize(
    ("days", "dose", "exposure", "exposure_days"),
    [
        # kappa 0.1: after 5 days of 1.4 E = 1.4 (1 - e^-0.5) = 0.550857, X = 7 - 5.50857; then E decays
        (5.0, 1.0, 0.550857, 1.491430),
        (7.0, 1.0, 0.551, None),
        (2.0, 1.0, 0.253777, 0.262231),
        (5.0, 0.5, 0.275428, 0.745715),
    ],
)
def test_exposure_by_hand(days, dose, exposure, exposure_days):
    p = [SimpleNamespace(
        node_exposure=0.0, node_exposure_days=0.0, infusion_end=5.0, node_day=0.0, infused_dose=1.4 * dose, exposed=0.0,
        exposed_days=0.0,
    )]  # fmt: skip
    tumour.expose(p, 0, [SimpleNamespace(kappa_per_day=0.1)], days)
    if exposure_days is None:
        # two days of rest: E e^-0.2, and X gains (E - E e^-0.2)/0.1
        assert p[0].exposed == pytest.approx(0.550857 * exp(-0.2), rel=1e-5)
        assert p[0].exposed_days == pytest.approx(1.491430 + 0.550857 * (1.0 - exp(-0.2)) / 0.1, rel=1e-5)
    else:
        assert p[0].exposed == pytest.approx(exposure, rel=1e-5)
        assert p[0].exposed_days == pytest.approx(exposure_days, rel=1e-5)


@pytest.mark.parametrize(
    ("resistance", "exposure_days", "expected"),
    [
        (0.0, 28.0, 28.0),
        (0.005, 28.0, 26.128353),
        (0.05, 28.0, 15.068061),
        (0.05, 1e6, 20.0),
        (1e-9, 28.0, 28.0),
    ],
)
def test_kill_days_by_hand(resistance, exposure_days, expected):
    # (1 - exp(-lambda X)) / lambda
    assert tumour.kill_days(resistance, exposure_days) == pytest.approx(expected, rel=1e-6)


def test_every_unit_of_dose_counts_and_rest_is_not_dose():
    # X over all time is what was infused: 4 weeks of 5 days of 1.4
    p, theta = patient(0.0015, 0.01, 0.0)
    for week in range(4):
        foresee(p, 0, theta, 7.0 * week)
        p[0].now = 7.0 * week
        begin_cycle(p, 0, theta)
    foresee(p, 0, theta, 2000.0)
    p[0].now = 2000.0
    tumour.look(p, 0, theta)
    assert p[0].exposed_days == pytest.approx(28.0, abs=1e-4 / 0.027)


def test_reading_the_size_more_often_changes_nothing():
    sizes = []
    for steps in (1, 360):
        p, theta = patient(0.002, 0.01, 0.002)
        begin_cycle(p, 0, theta)
        for k in range(steps):
            foresee(p, 0, theta, 90.0 * (k + 1) / steps)
            p[0].now = 90.0 * (k + 1) / steps
            tumour.look(p, 0, theta)
        sizes.append(p[0].grown - 0.01 * p[0].killed)
    assert sizes[1] == sizes[0]


def test_a_thrombus_is_held_where_its_vein_is_full_and_shrinks_from_there():
    # growth 0.01 a day: full, twice as long, after 69.3 days; on day 100 it is still so, and 0.307 of growth is forgotten.
    # A cycle of 7 exposure-days at kill 0.1 (no decay, kappa 100) takes 0.7: ln 2 + 0.07 - 0.7 a week later
    p, theta = patient(0.01, 0.1, 0.0, kappa=100.0, vp=3, vv=0, thrombus_mm=30.0)
    theta[0].thrombus_kill = 1.0
    for day, ln_rho in ((50.0, 0.5), (69.0, 0.69), (70.0, log(2.0)), (100.0, log(2.0))):
        foresee(p, 0, theta, day)
        p[0].now = day
        tumour.look(p, 0, theta)
        assert log(tumour.thrombus_ratio(p, 0, theta)) == pytest.approx(ln_rho, abs=1e-12)
    begin_cycle(p, 0, theta)
    foresee(p, 0, theta, 107.0)
    p[0].now = 107.0
    tumour.look(p, 0, theta)
    assert log(tumour.thrombus_ratio(p, 0, theta)) == pytest.approx(log(2.0) + 0.07 - 0.7, abs=1e-9)
    assert tumour.thrombus_length_mm(p, 0, theta) == pytest.approx(60.0 * exp(-0.63), abs=1e-6)


def test_tace_is_a_step_in_the_size_of_every_lesion_and_no_liver_is_a_limit():
    p, theta = patient(0.01, 0.0, 0.0, vp=0, vv=0, thrombus_mm=0.0)
    p[0].embolised = 0.25
    go_on(p, 0, theta)
    foresee(p, 0, theta, 1000.0)
    p[0].now = 1000.0
    tumour.look(p, 0, theta)
    assert tumour.ln_viable(p, 0, 0) == pytest.approx(10.0 - 0.25)


@pytest.mark.parametrize(("doubling_days", "per_day"), [(137.0, 0.00169), (77.0, 0.00300)])
def test_growth_of_the_diameter_from_the_doubling_of_the_volume_by_hand(doubling_days, per_day):
    # ln 2 / (3 x 137) = 0.693147 / 411 = 0.0016865; ln 2 / (3 x 77) = 0.693147 / 231 = 0.0030006
    assert tumour.growth_per_day(doubling_days) == pytest.approx(per_day, abs=5e-6)


def test_a_volume_doubles_in_its_doubling_time():
    diameter = np.exp(tumour.growth_per_day(137.0) * 137.0)
    assert diameter**3 == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("viable", "phi", "anatomical"),
    [(0.5, 1.0, 0.5), (0.25, 0.5, 0.5), (0.25, 0.0, 1.0), (1.0, 0.6, 1.0), (1.3, 0.6, 1.3)],
)
def test_the_anatomical_diameter_by_hand(viable, phi, anatomical):
    # it shrinks like the power phi of the viable one, and grows with it
    assert tumour.anatomical_ratio(log(viable), phi) == pytest.approx(anatomical)
