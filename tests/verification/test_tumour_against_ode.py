"""Authority: the differential equations themselves, solved by scipy (DOP853), and growth rates by hand.

Claret and others, J Clin Oncol 2009;27:4103, resistance running on exposure:
    d ln r/dt = g - k exp(-lambda X) E,   dX/dt = E,   dE/dt = kappa (u - E)
"""

from itertools import pairwise
from math import exp, log, pi
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from haicsim.sim.rules import tumour

# courses of weekly cycles as (first day, days covered): exposure of the last has not gone when the next begins
COURSES = [(8.0, 28.0), (66.4, 14.0), (87.4, 7.0), (150.0, 28.0)]
DAYS = [4.0, 8.0, 20.0, 36.25, 50.0, 70.0, 81.0, 97.1, 120.0, 160.0, 178.0, 300.0]
THETA = [SimpleNamespace(kappa_per_day=0.027, resistance_clock=0.0, volume_cap=0.6)]
PATIENTS = {
    "responder": (0.0015, 0.012, 0.0016),
    "no resistance": (0.0015, 0.012, 0.0),
    "hardly any resistance": (0.0015, 0.012, 1e-9),
    "fast resistance": (0.003, 0.02, 0.05),
    "resistant": (0.005, 0.0, 0.0016),
    "fast": (0.03, 0.25, 0.01),
}


def patient(growth: float, kill: float, resistance: float) -> list[SimpleNamespace]:
    """One patient with one lesion at diagnosis, nothing given yet."""
    p = SimpleNamespace(growth=growth, lesion_kill=[kill], resistance=resistance, arrival=0.0, held_back=0.0)
    p.lesions, p.lesion_mm, p.liver_ml = 1, [60.0], 1e30  # room for everything
    p.now = p.size_day = p.covered_until = p.exposure = p.exposure_days = p.kill_days = p.embolised = 0.0
    p.dose, p.first_infusion_day = 1.0, COURSES[0][0]
    return [p]


def by_closed_form(growth: float, kill: float, resistance: float, kappa: float, clock: float) -> list[float]:
    """ln r on DAYS as the story keeps it: brought up to the day at every cycle's start and every reading."""
    p = patient(growth, kill, resistance)
    theta = [SimpleNamespace(kappa_per_day=kappa, resistance_clock=clock, volume_cap=0.6)]
    starts = {start + 7.0 * week for start, days in COURSES for week in range(round(days / 7.0))}
    sizes = []
    for day in sorted(starts | set(DAYS)):
        p[0].now = day
        if day in starts:
            if day > p[0].covered_until:
                tumour.grow(p, 0, theta)
            p[0].covered_until = day + 7.0
        if day in DAYS:
            tumour.grow(p, 0, theta)
            sizes.append(tumour.ln_viable(p, 0, 0))
    return sizes


def by_scipy(growth: float, kill: float, resistance: float, kappa: float, clock: float) -> list[float]:
    def dose(day: float) -> float:
        return float(any(start <= day < start + days for start, days in COURSES))

    edges = sorted({0.0, *DAYS, *[day for start, days in COURSES for day in (start, start + days)]})
    state, sizes = np.zeros(3), []
    for begin, end in pairwise(edges):
        u = dose(0.5 * (begin + end))

        def slope(day, s, u=u):
            resisted = max(day - COURSES[0][0], 0.0) if clock else s[2]
            return [growth - kill * np.exp(-resistance * resisted) * s[1], kappa * (u - s[1]), s[1]]

        state = solve_ivp(slope, (begin, end), state, method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1]
        if end in DAYS:
            sizes.append(float(state[0]))
    return sizes


@pytest.mark.parametrize("clock", [0.0, 1.0], ids=["exposure clock", "calendar clock"])
@pytest.mark.parametrize("kappa", [0.02, 0.027, 0.5])
@pytest.mark.parametrize("kind", PATIENTS.values(), ids=PATIENTS)
def test_size_in_closed_form_is_the_solution_of_the_equations_to_1e_10(kind, kappa, clock):
    exact = by_scipy(*kind, kappa, clock)
    assert by_closed_form(*kind, kappa, clock) == pytest.approx(exact, abs=1e-10)
    assert max(exact) - min(exact) > 0.1


def test_reading_the_size_more_often_changes_it_by_rounding_only():
    sizes = []
    for steps in (1, 360):
        p = patient(0.002, 0.01, 0.002)
        p[0].covered_until = 28.0
        for k in range(steps):
            p[0].now = 90.0 * (k + 1) / steps
            tumour.grow(p, 0, THETA)
        sizes.append(tumour.ln_viable(p, 0, 0))
    assert sizes[1] == pytest.approx(sizes[0], abs=1e-13)


def test_tace_is_a_step_and_the_livers_size_a_limit():
    # 60 mm are pi/6 x 216 = 113.1 ml; 0.6 of a liver of 113.1 exp(6) / 0.6 ml are full at ln r = 2
    p = patient(0.01, 0.0, 0.0)
    p[0].liver_ml = pi / 6.0 * 216.0 * exp(6.0) / 0.6
    p[0].now, p[0].embolised = 100.0, 0.25
    tumour.grow(p, 0, THETA)
    assert tumour.ln_viable(p, 0, 0) == pytest.approx(0.01 * 100.0 - 0.25)
    p[0].now = 1000.0
    tumour.grow(p, 0, THETA)
    assert tumour.ln_viable(p, 0, 0) == pytest.approx(2.0)


def test_a_tumour_that_had_no_room_does_not_grow_beneath_its_limit():
    # 1,000 days at the limit (ln r = 2, though growth alone would say 10); then TACE takes half, at once
    p = patient(0.01, 0.0, 0.0)
    p[0].liver_ml = pi / 6.0 * 216.0 * exp(6.0) / 0.6
    for day in (150.0, 600.0, 1000.0):
        p[0].now = day
        tumour.grow(p, 0, THETA)
    p[0].embolised += 0.5
    assert tumour.ln_viable(p, 0, 0) == pytest.approx(1.5)


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
