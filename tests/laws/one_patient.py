"""One patient at a time, by integrals and roots to ten digits (scipy), and what theory says in closed form.

A third way to the same disease, to test the reference by small steps: exposure is a sum of the responses to each infusion,
integrals are by adaptive quadrature from one abrupt change to the next, days are roots. Units as in `reference_people`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import exp, inf, log, log1p

import numpy as np
from reference_people import (
    BEYOND,
    DE_NOVO,
    INNER,
    OPERATIVE_DAYS,
    SEEDS,
    SLOTS,
    STREAM,
    Floats,
    Patients,
    Plan,
)
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

FULL = log(2.0)


def exposure_by_ode(
    kappa: float, resistance: float, infusions: Sequence[tuple[float, float, float]], days: Floats
) -> Floats:
    """E, X and K, shape (3, days), by DOP853; `infusions` are (first day, last, u), without overlap, days rise from 0."""

    def change(_: float, y: Floats, u: float) -> list[float]:
        return [kappa * (u - y[0]), y[0], exp(-resistance * y[1]) * y[0]]

    abrupt = sorted({0.0, *days, *(day for infusion in infusions for day in infusion[:2] if day < days[-1])})
    state, at = np.zeros(3), {0.0: np.zeros(3)}
    for start, end in pairwise(abrupt):
        u = sum(u for first, last, u in infusions if first <= start < last)
        state = solve_ivp(change, (start, end), state, "DOP853", args=(u,), rtol=1e-12, atol=1e-14).y[:, -1]
        at[end] = state
    return np.array([at[day] for day in days]).T


def integral_by_quad(
    function: Callable[[float], float], start: float, end: float, abrupt: Sequence[float] = ()
) -> float:
    """The integral from start to end, piece by piece between the abrupt changes, to about ten digits."""
    ends = [start, *sorted(day for day in set(abrupt) if start < day < end), end]
    return sum(
        float(quad(function, a, b, epsabs=1e-14, epsrel=1e-11, limit=200)[0]) for a, b in pairwise(ends)
    )


def day_it_reaches(
    function: Callable[[float], float], wanted: float, start: float, end: float, abrupt: Sequence[float] = ()
) -> float:
    """The day the integral of a rate since `start` reaches what is wanted; infinite if not by `end`."""
    ends = [start, *sorted(day for day in set(abrupt) if start < day < end), end]
    reached = 0.0
    for a, b in pairwise(ends):
        more = integral_by_quad(function, a, b)
        if reached + more >= wanted:
            missing = wanted - reached
            return float(
                brentq(lambda t, a=a, m=missing: integral_by_quad(function, a, t) - m, a, b, xtol=1e-11)
            )
        reached += more
    return inf


class Alone:
    """One patient under one plan, until `horizon`."""

    p: Patients  # one row: plain numbers
    plan: Plan

    def __init__(self, patients: Patients, plan: Plan, i: int = 0, horizon: float = 3652.5) -> None:
        self.p, self.plan, self.horizon = patients.rows(i), plan.rows(i), horizon
        p, q = self.p, self.plan
        cycles = zip(q.cycle_day, q.cycle_infusion_days, q.cycle_dose, strict=True)
        self.infusions = [(a, a + days, 7.0 / 5.0 * dose) for a, days, dose in cycles if a < horizon]
        self.lag_days = p.lag / (p.seed_speed * p.growth)  # T
        single = [
            q.resection_day,
            q.resection_day + OPERATIVE_DAYS,
            q.slow_day,
            p.worsening_day,
            p.decompensation_day,
        ]
        ends = [day for infusion in self.infusions for day in infusion[:2]]
        abrupt = {0.0, *single, p.de_novo_day, *ends, *q.tace_day}
        self.abrupt = sorted(float(day) for day in abrupt if 0.0 <= day < horizon)
        self.thrombus_path = self._thrombus_path()
        self.abrupt = sorted({*self.abrupt, *(day for day, _ in self.thrombus_path)})
        self.birth = np.array([self._birth(slot) for slot in range(SLOTS)])
        self.beyond = min(self._seen(float(day)) for day in self.birth[BEYOND])
        late = [float(day) for day in (*self.birth, self.beyond) if 0.0 < day < horizon]
        self.abrupt = sorted({*self.abrupt, *late})

    def exposure(self, day: float) -> float:
        """E: each infusion fills what is missing, then fades."""
        total, kappa = 0.0, self.p.kappa
        for start, end, u in self.infusions:
            if day > start:
                total += u * (exp(-kappa * max(day - end, 0.0)) - exp(-kappa * (day - start)))
        return total

    def exposure_days(self, day: float) -> float:
        """X: what has been infused, less what has not yet come into effect."""
        given = sum(u * (min(day, end) - start) for start, end, u in self.infusions if day > start)
        return float(given - self.exposure(day) / self.p.kappa)

    def kill_days(self, day: float) -> float:
        """K in closed form."""
        x, resistance = self.exposure_days(day), float(self.p.resistance)
        return (
            (1.0 - exp(-resistance * x)) / resistance if resistance > 1e-6 else x - resistance * x * x / 2.0
        )

    def kill_days_by_quad(self, day: float) -> float:
        """K as its integral."""

        def rate(t: float) -> float:
            return exp(-self.p.resistance * self.exposure_days(t)) * self.exposure(t)

        return integral_by_quad(rate, 0.0, day, self.abrupt)

    def pace(self, day: float) -> float:
        """How fast everything grows on a day, of its own speed."""
        return float(self.plan.slow if day >= self.plan.slow_day else 1.0)

    def growth(self, day: float) -> float:
        """G, negative before entry."""
        slow = float(self.plan.slow_day)
        return float(self.p.growth * (min(day, slow) + self.plan.slow * max(day - slow, 0.0)))

    def ln_ratio(self, day: float, lesion: int) -> float:
        """ln of a lesion's size over that at entry."""
        steps = sum(q for t, q in zip(self.plan.tace_day, self.plan.tace_q, strict=True) if t <= day)
        return float(self.growth(day) - self.p.kill[lesion] * self.kill_days(max(day, 0.0)) - steps)

    def volume(self, day: float) -> float:
        """V, before entry as it must have grown."""
        if day >= self.plan.resection_day:
            return 0.0
        lesions = [j for j, mm in enumerate(self.p.diameter) if mm > 0.0]
        return sum(float(self.p.diameter[j] / 71.0 * exp(self.ln_ratio(day, j))) ** 3 for j in lesions)

    def volume_days(self, start: float, end: float) -> float:
        """Integral of V^beta."""
        return integral_by_quad(lambda t: self.volume(t) ** self.p.beta, start, end, self.abrupt)

    def _thrombus_path(self) -> list[tuple[float, float]]:
        """Days from which the thrombus grows, shrinks or fills the vein, and ln rho on them."""
        p = self.p

        def speed(t: float) -> float:
            kill = p.kill_thrombus * exp(-p.resistance * self.exposure_days(t)) * self.exposure(t)
            return float(p.growth * self.pace(t) - kill)

        turns = []
        for a, b in pairwise([*self.abrupt, self.horizon]):
            inside = np.linspace(a + 1e-9, b - 1e-9, 60)
            sign = np.sign([speed(t) for t in inside])
            turns += [
                float(brentq(speed, *inside[k : k + 2], xtol=1e-12))
                for k in np.flatnonzero(sign[1:] != sign[:-1])
            ]
        path = [(0.0, 0.0)]
        for end in sorted({*self.abrupt, *turns, self.horizon} - {0.0}):
            start, size = path[-1]

            def free(t: float, a: float = start, size: float = size) -> float:
                return size + self._free(t) - self._free(a)

            if size < FULL and free(end) > FULL:
                path.append(
                    (float(brentq(lambda t, free=free: free(t) - FULL, start, end, xtol=1e-12)), FULL)
                )
            path.append((end, min(FULL, free(end))))
        return path

    def _free(self, day: float) -> float:
        return float(self.growth(day) - self.p.kill_thrombus * self.kill_days(day))

    def ln_thrombus(self, day: float) -> float:
        """ln rho: held while the vein is full."""
        start, size = max(node for node in self.thrombus_path if node[0] <= day)
        return min(FULL, size + self._free(day) - self._free(start))

    def _birth(self, slot: int) -> float:
        if slot == DE_NOVO:
            return float(self.p.de_novo_day) if self.p.de_novo_day < self.horizon else inf

        def rate(t: float) -> float:
            return float(self.p.seeding[STREAM[slot]] * self.volume(t) ** self.p.beta)

        return day_it_reaches(rate, float(self.p.gamma[slot]), -self.lag_days, self.horizon, self.abrupt)

    def ln_seed(self, slot: int, day: float) -> float:
        """ln of a seed's size over 10 mm."""
        grown = self.p.seed_speed * (self.growth(day) - self.growth(float(self.birth[slot])))
        return float(grown - (0.0 if slot == DE_NOVO else self.p.lag))

    def _seen(self, birth: float) -> float:
        """The day a seed of this birth has 10 mm."""
        if birth == inf:
            return inf
        return day_it_reaches(
            lambda t: self.p.seed_speed * self.p.growth * self.pace(t), self.p.lag, birth, 1e5, self.abrupt
        )

    def seeds(self, day: float) -> list[int]:
        """Seeds in the liver on a day."""
        alive = [s for s in (*range(BEYOND.start), *range(SEEDS, SLOTS)) if self.birth[s] <= day]
        cut = self.plan.resection_day
        out = (
            {s for s in alive if self.birth[s] <= cut and (s < INNER.stop or self.plan.taken[s])}
            if day >= cut
            else ()
        )
        return [s for s in alive if s not in out]

    def hazard(self, day: float) -> float:
        """Hazard of death per day (E4)."""
        p, cut = self.p, self.plan.resection_day
        per_day = p.h0 + p.h1 * sum(
            (10.0 / 71.0 * exp(self.ln_seed(s, day))) ** (3.0 * p.alpha) for s in self.seeds(day)
        )
        if day < cut:
            per_day += p.h1 * self.volume(day) ** p.alpha
            per_day += p.thrombus_hazard * exp(self.ln_thrombus(day)) if p.thrombus else 0.0
        per_day += p.h2 if self.beyond <= day else 0.0
        liver = p.liver_before if day < p.worsening_day else p.liver_after
        liver *= p.decompensated if day >= p.decompensation_day else 1.0
        operative = self.plan.operative_per_day if cut <= day < cut + OPERATIVE_DAYS else 0.0
        return float(p.frailty * liver * per_day + operative)

    def hazard_spent(self, start: float, end: float) -> float:
        """H between two days."""
        return integral_by_quad(self.hazard, start, end, self.abrupt)

    def death(self) -> float:
        """The day of death; infinite if it lies beyond the horizon."""
        day = day_it_reaches(self.hazard, float(self.p.budget), 0.0, self.horizon, self.abrupt)
        end = float(self.p.life_table_day) if self.p.life_table_day <= self.horizon else inf
        return min(day, end)


def death_of_one_source(hazard: float, growth: float, budget: float) -> float:
    """The day a hazard that grows exponentially from entry on has spent the budget: ln(1 + cB/a)/c."""
    return log1p(growth * budget / hazard) / growth if growth else budget / hazard


def birth_untreated(gamma: Floats, mass: float, a: float, lag_days: float) -> Floats:
    """Day of birth, before or after entry, under the rate M exp(a t) since -T."""
    born: Floats = np.log(np.exp(-a * lag_days) + a * np.asarray(gamma) / mass) / a
    return born


def seeds_at_entry_mean(mass: float, a: float, lag_days: float) -> float:
    """Mean of the Poisson number of seeds present, none visible, at entry: the rate M exp(a t) over (-T, 0]."""
    return float(-mass / a * np.expm1(-a * lag_days))


def age_at_entry_cdf(age: Floats, a: float, lag_days: float) -> Floats:
    """Distribution of the age in days of a seed present at entry: exponential with rate a, cut at T."""
    younger: Floats = np.expm1(-a * np.clip(age, 0.0, lag_days)) / np.expm1(-a * lag_days)
    return younger
