"""The disease a second time, by brute force: many small steps of time for everybody, written from the specification alone.

E1-E4 of the specification, section 13. Within a step, exposure is exact (u is constant: steps end wherever anything is
done or changes) and the integrals of V^beta and of the hazard take two points (Gauss-Legendre, error of fourth order);
a vein is found full at these points and at the end of a step (error of second order, once). Shares nothing with the simulator.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from reference_people import (
    BEYOND,
    DE_NOVO,
    INNER,
    NEVER,
    REFERENCE_MM,
    SEEDS,
    SEEN_MM,
    SLOTS,
    STREAM,
    Floats,
    Patients,
    Plan,
    Rows,
)
from reference_schedule import Schedule, day_of_growth, growth_until, schedule

FULL = np.log(2.0)  # ln rho of a thrombus that fills the vein
POINTS = 0.5 + np.array([-0.5, 0.5]) / np.sqrt(3.0)  # of Gauss and Legendre, in a step of length one
GONE = 1e-6  # exposure below this, and no infusion: steps may be long
SEEN_STATE = ("exposure", "exposure_days", "kill_days", "growth", "ln_thrombus", "volume_days", "hazard")


@dataclass(frozen=True)
class Course:
    """What happened: `death` (n,), `birth` (n, 9), `beyond` (n,) in days, infinite if it did not; `seen` at given days.

    `birth` is negative for seeds born before entry, its slot 8 is the day of the de novo tumour. `beyond` is the day the
    first seed beyond the liver has 10 mm. `seen` holds (n, days), not a number once a patient is dead: exposure E,
    exposure_days X, kill_days K, growth G, ln_thrombus, volume_days (integral of V^beta), hazard H.
    """

    death: Floats
    birth: Floats
    beyond: Floats
    seen: dict[str, Floats]


def kill_days(resistance: Floats, exposure_days: Floats) -> Floats:
    """K = (1 - exp(-lambda X)) / lambda; X itself without resistance."""
    safe = np.where(resistance > 0.0, resistance, 1.0)
    return np.where(resistance > 0.0, -np.expm1(-safe * exposure_days) / safe, exposure_days)


def part_of_step(first: Floats, second: Floats, wanted: Floats) -> Floats:
    """Share of a step after which a rate, linear through its values at the two points, has brought so much.

    `wanted` is in units of rate times one step. Between 0 and 1.
    """
    slope = (second - first) / (POINTS[1] - POINTS[0])
    start = 0.5 * (first + second) - 0.5 * slope
    root = np.sqrt(np.maximum(start * start + 2.0 * slope * wanted, 0.0))
    part: Floats = np.clip(2.0 * wanted / np.maximum(start + root, 1e-300), 0.0, 1.0)
    return part


@dataclass
class Walk:
    """Everybody who is still alive, each on a day of its own."""

    p: Patients
    plan: Plan
    schedule: Schedule
    number: Floats  # row in what was given
    row: Floats  # which break was the last
    day: Floats
    end: Floats
    exposure: Floats
    exposure_days: Floats
    ln_thrombus: Floats
    volume_days: Floats
    hazard: Floats
    need: Floats  # (n, 8) volume-days at which a seed is born
    birth: Floats  # (n, 9)
    origin: Floats  # (n, 9) seed clock at which it has 10 mm
    beyond: Floats
    death: Floats

    def only(self, which: Floats) -> "Walk":
        """These patients alone."""
        every = {f.name: getattr(self, f.name) for f in fields(self)}
        chosen: dict[str, Any] = {
            name: value.rows(which) if isinstance(value, Rows) else value[which]
            for name, value in every.items()
        }
        return Walk(**chosen)


def begin(p: Patients, plan: Plan, end: Floats, days: Floats) -> Walk:
    """Everybody at entry, with the seeds they bring: nothing visible, so nothing born before -T (E3)."""
    n = len(p)
    zero = np.zeros(n)
    a = 3.0 * p.growth * p.beta
    none_before = np.exp(-a * p.lag / (p.seed_speed * p.growth))  # exp(-aT)
    volume = ((p.diameter / REFERENCE_MM) ** 3).sum(axis=1)
    mass = p.seeding[:, STREAM] * (volume**p.beta)[:, None]  # M, per day, at entry
    before = mass / a[:, None] * (1.0 - none_before)[:, None]
    need = np.where(p.gamma > before, p.gamma - before, np.inf)
    safe = np.where(mass > 0.0, mass, 1.0)
    early = np.log(none_before[:, None] + a[:, None] * np.minimum(p.gamma, before) / safe) / a[:, None]
    birth, origin = np.full((n, SLOTS), np.inf), np.full((n, SLOTS), np.inf)
    walk = Walk(
        p, plan, schedule(p, plan, end, days), np.arange(n), np.zeros(n, int), zero, end, zero, zero, zero, zero, zero,
        need, birth, origin, np.full(n, np.inf), np.full(n, np.inf),
    )  # fmt: skip
    for slot in range(SEEDS):
        settle(walk, slot, p.gamma[:, slot] <= before[:, slot], early[:, slot])
    has = p.de_novo_day < NEVER
    walk.birth[has, DE_NOVO] = p.de_novo_day[has]  # 10 mm on its day
    walk.origin[has, DE_NOVO] = (p.seed_speed * growth_until(p, plan, p.de_novo_day))[has]
    return walk


def settle(w: Walk, slot: int, which: Floats, day: Floats) -> None:
    """A seed is born to these patients: its clock, and for one beyond the liver the day it has 10 mm."""
    if not which.any():
        return
    origin = w.p.seed_speed * growth_until(w.p, w.plan, day) + w.p.lag
    w.birth[which, slot], w.origin[which, slot] = day[which], origin[which]
    if BEYOND.start <= slot < BEYOND.stop:
        seen = day_of_growth(w.p, w.plan, origin / w.p.seed_speed)
        w.beyond[which] = np.minimum(w.beyond, seen)[which]


def seed_load(w: Walk, day: Floats, growth: Floats) -> Floats:
    """Sum over the seeds in the liver of (d/71)^(3 alpha): those born, and not resected."""
    alive = w.birth <= day[:, None]
    alive[:, BEYOND] = False
    resection = w.plan.resection_day
    operated = np.flatnonzero(day >= resection)
    taken = w.plan.taken[operated]
    taken[:, INNER] = True
    alive[operated] &= ~(taken & (w.birth[operated] <= resection[operated, None]))
    load = np.zeros(len(day))
    row, slot = np.nonzero(alive)
    ln_size = w.p.seed_speed[row] * growth[row] - w.origin[row, slot] + np.log(SEEN_MM / REFERENCE_MM)
    np.add.at(load, row, np.exp(3.0 * w.p.alpha[row] * ln_size))
    return load


@dataclass(frozen=True)
class Step:
    """One step of everybody: how long, what holds in it, and the paths at its two points (the last index) and end."""

    length: Floats
    target: Floats
    arrives: Floats  # whether it ends at the next break
    factor: Floats  # F D
    operative: Floats
    primary: Floats
    exposure: Floats
    exposure_days: Floats
    growth: list[Floats]
    volume: list[Floats]
    ln_thrombus: list[Floats]


def step_ahead(w: Walk, step: float, late_step: float) -> Step:
    """The step from where each patient stands, never over a break or the day a seed beyond the liver has 10 mm."""
    here = np.arange(len(w.day)), w.row
    dose = w.schedule.dose[here]
    busy = (w.exposure > GONE) | (dose > 0.0)
    coming = w.schedule.start[here[0], np.minimum(w.row + 1, w.schedule.start.shape[1] - 1)]
    target = np.minimum(coming, w.day + np.where(busy, step, late_step))
    target = np.where(w.beyond > w.day, np.minimum(target, w.beyond), target)
    length = target - w.day
    growth, kill = [growth_until(w.p, w.plan, w.day)], [kill_days(w.p.resistance, w.exposure_days)]
    volume, held = [], [w.ln_thrombus]
    primary, scale = w.schedule.primary[here], (w.p.diameter / REFERENCE_MM) ** 3
    for part in (*POINTS, 1.0):
        days = part * length
        gone = -np.expm1(-w.p.kappa * days)
        exposure = dose + (w.exposure - dose) * (1.0 - gone)
        exposure_days = w.exposure_days + dose * days + (w.exposure - dose) * gone / w.p.kappa
        growth.append(growth_until(w.p, w.plan, w.day + days))
        kill.append(kill_days(w.p.resistance, exposure_days))
        rise = growth[-1] - growth[-2] - w.p.kill_thrombus * (kill[-1] - kill[-2])
        held.append(np.minimum(held[-1] + rise, FULL))
        if part < 1.0:
            ratio = np.exp(-3.0 * w.p.kill * kill[-1][:, None])
            untreated = np.exp(3.0 * (growth[-1] - w.schedule.tace[here]))
            volume.append(primary * untreated * (scale * ratio).sum(axis=1))
    factor = w.p.frailty * w.schedule.liver[here]
    return Step(
        length, target, target == coming, factor, w.schedule.operative[here], primary, exposure, exposure_days,
        growth[1:], volume, held[1:],
    )  # fmt: skip


def seeds_are_born(w: Walk, s: Step) -> Floats:
    """Births in the step; returns the hazard that the newborn spend in it."""
    first, second = (volume**w.p.beta for volume in s.volume)
    after = w.volume_days + 0.5 * s.length * (first + second)
    born = (w.p.seeding[:, STREAM] * after[:, None] >= w.need) & np.isinf(w.birth[:, :SEEDS])
    new = np.zeros(len(w.day))
    for slot in np.flatnonzero(born.any(axis=0)).tolist():
        rate = w.p.seeding[:, STREAM[slot]]
        with np.errstate(invalid="ignore", divide="ignore"):
            wanted = (w.need[:, slot] / rate - w.volume_days) / s.length
        part = part_of_step(first, second, np.where(born[:, slot], wanted, 0.0))
        settle(w, slot, born[:, slot], w.day + part * s.length)
        if slot < BEYOND.start:
            small = (SEEN_MM / REFERENCE_MM * np.exp(-w.p.lag)) ** (3.0 * w.p.alpha)
            new += born[:, slot] * w.p.h1 * small * (1.0 - part) * s.length
    seen = (w.beyond > w.day) & (w.beyond < s.target)
    new += w.p.h2 * np.where(seen, s.target - np.where(seen, w.beyond, 0.0), 0.0)
    w.volume_days = after
    return s.factor * new


def hazard_at(w: Walk, s: Step, point: int) -> Floats:
    """The hazard of death per day at one of the two points of the step (E4)."""
    day = w.day + POINTS[point] * s.length
    thrombus = np.where(w.p.thrombus, np.exp(s.ln_thrombus[point]), 0.0)
    primary = s.primary * (w.p.h1 * s.volume[point] ** w.p.alpha + w.p.thrombus_hazard * thrombus)
    seeds = w.p.h1 * seed_load(w, day, s.growth[point]) + w.p.h2 * (w.beyond <= w.day)
    per_day: Floats = s.factor * (w.p.h0 + primary + seeds) + s.operative
    return per_day


def go(w: Walk, step: float, late_step: float) -> None:
    """Everybody one step on; who dies in it has a day of death."""
    s = step_ahead(w, step, late_step)
    first, second = hazard_at(w, s, 0), hazard_at(w, s, 1)
    new = seeds_are_born(w, s)
    after = w.hazard + 0.5 * s.length * (first + second) + new
    dies = (after >= w.p.budget) & (s.length > 0.0) & np.isinf(w.death)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = part_of_step(first, second, np.where(dies, (w.p.budget - w.hazard) / s.length, 0.0))
    w.death = np.where(dies, w.day + part * s.length, w.death)
    final = w.schedule.start.shape[1] - 1
    w.row = np.minimum(w.row + s.arrives, final)
    last = (w.row == final) & np.isinf(w.death)
    w.death = np.where(last & (w.end == w.p.life_table_day), w.end, w.death)
    w.day, w.exposure, w.exposure_days = s.target, s.exposure, s.exposure_days
    w.ln_thrombus, w.hazard = s.ln_thrombus[-1], after


def note(w: Walk, seen: dict[str, Floats], arrived: Floats) -> None:
    """What was to be seen on this day, of those whose day it is."""
    mark = w.schedule.mark[np.arange(len(w.day)), w.row]
    which = np.flatnonzero(arrived & (mark >= 0))
    if not len(which):
        return
    values = {name: getattr(w, name) for name in SEEN_STATE if name not in ("growth", "kill_days")} | {
        "growth": growth_until(w.p, w.plan, w.day),
        "kill_days": kill_days(w.p.resistance, w.exposure_days),
    }
    for name, value in values.items():
        seen[name][w.number[which], mark[which]] = value[which]


def fine_step_death(
    patients: Patients,
    plan: Plan,
    step: float = 0.05,
    late_step: float = 0.5,
    horizon: float = 20.0 * 365.25,
    days: ArrayLike = (),
) -> Course:
    """Death, births and the state on asked days (days,) or (n, days), by steps of `step` days.

    Steps are `late_step` days once exposure has gone. Whoever lives at the horizon has an infinite day of death.
    """
    n = len(patients)
    asked = np.array(np.broadcast_to(np.asarray(days, np.float64), (n, np.shape(days)[-1])))
    w = begin(patients, plan, np.minimum(patients.life_table_day, horizon), asked)
    seen = {name: np.full(asked.shape, np.nan) for name in SEEN_STATE}
    course = Course(np.full(n, np.inf), np.full((n, SLOTS), np.inf), np.full(n, np.inf), seen)
    while len(w.day):
        row = w.row
        go(w, step, late_step)
        note(w, course.seen, (w.row > row) & (w.death >= w.day))
        done = np.isfinite(w.death) | (w.row == w.schedule.start.shape[1] - 1)
        if done.mean() > 0.05:  # copying everybody at each death would cost more than it saves
            gone = w.only(done)
            last = np.minimum(gone.death, horizon)
            course.death[gone.number] = gone.death
            course.birth[gone.number] = np.where(gone.birth <= last[:, None], gone.birth, np.inf)
            course.beyond[gone.number] = np.where(gone.beyond <= last, gone.beyond, np.inf)
            w = w.only(~done)
    return course
