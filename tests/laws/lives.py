"""Lives of patients in worlds that differ in one thing: records, journal and how the disease stood at the last node.

Patients, lifetime budgets and everything else that chance decides are the same in every world (common random numbers), so
two worlds are compared patient by patient.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from worlds import PATIENT, ROW, Array, World, as_rows, drawn, people, process, story

from haicsim import scenarios
from haicsim.sim.codes import ENDED_PROGRESSION, NEVER
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.outcomes.schema import RECORD, fold
from haicsim.sim.rules.seeding import BEYOND, BORN
from haicsim.sim.scenario.load import load_scenario

QUICK, MANY = 2_000, 20_000
ROUNDING = 1e-5  # days: what another order of additions may cost
NODES = 1.0  # days: what other nodes may cost one patient; what is found is in docs/laws.md

# one course and nothing else: no CT can change what is done, for nothing more is
ONE_COURSE = {
    "max_courses": 1.0,
    "induction_cycles": 12.0,
    "toxicity_prob": 0.0,
    "operate": 0.0,
    "tace_at_ct": 0.0,
    "tace_first": 0.0,
    "portal_embolisation": 0.0,
    "systemic_year": 2200.0,
    "haic": 1.0,
    "surgery_first": 0.0,
}
# courses at fixed gaps whatever a CT shows; a CT takes no time off them, and hardly any growth counts as progression
COURSES = ONE_COURSE | {
    "max_courses": 6.0,
    "induction_cycles": 4.0,
    "later_cycles": 4.0,
    "course_gap_days": 30.0,
    "ct_stay_days": 0.0,
    "stop_rule": 0.0,
    "progression": 100.0,
    "unequivocal_growth": 100.0,
    "new_lesion_size_mm": 100.0,
}
UNTREATED = ONE_COURSE | {"haic": 0.0}
# operated at once, and what comes back is left alone
AT_ONCE = {
    "candidates": 2.0,
    "cure_early_prob": 0.0,
    "cure_late_prob": 0.0,
    "again_kill": 0.0,
    "slowed_growth": 1.0,
    "treated_extrahepatic_prob": 0.0,
    "systemic_year": 2200.0,
}
NO_SEEDS = {"seeding_liver_per_day": 0.0, "seeding_beyond_per_day": 0.0}
NO_HAZARD = {
    "death_by_liver_per_day": 0.0,
    "death_by_tumour_per_day": 0.0,
    "death_by_thrombus_per_day": 0.0,
    "death_by_spread_per_day": 0.0,
    "operative_death_prob": 0.0,
}


@dataclass(frozen=True)
class Lives:
    """One row per patient: `record`, and `row`, the patient as the story left it; `journal` row by row."""

    world: World
    record: Array
    row: Array
    journal: Array

    @property
    def death(self) -> Array:
        """Day of death as the story knows it, infinite for who lives at the end of follow-up.

        The journal's own day is a sum, now + (death - now), and may differ from it in the last digit.
        """
        alive = np.isnan(self.record["death_day"])
        return np.where(alive, np.inf, self.row["death_day"])

    @property
    def days(self) -> Array:
        """Day of death since entry, infinite for who lives at the end of follow-up."""
        days = self.record["death_day"] - self.record["entry_day"]
        return np.where(np.isnan(days), np.inf, days)

    @property
    def births(self) -> Array:
        """Clock on which each seed was born, infinite for those not born in this life; shape (n, 8).

        The story may have reckoned beyond the end of a life, to the next node: a seed born there is not of this life. After
        the end of follow-up it may have reckoned over several; by then the drug is gone.
        """
        row, end = self.row, self.row["arrival"] + np.minimum(self.days, self.world.horizon)
        clock = row["seed_clock"][:, :BORN]
        killed = np.where(np.arange(BORN) < BEYOND, row["node_seeds_killed"][:, None], 0.0)
        speed = self.world.theta["seed_growth"][0] * row["growth"] * row["pace"]
        clock_at_end = row["node_clock"] - speed * (row["node_day"] - end)
        at_node = clock == row["node_clock"][:, None] - killed
        after = np.where(np.isfinite(self.days)[:, None], at_node, clock + killed > clock_at_end[:, None])
        beyond = (row["node_day"] > end)[:, None] & after
        return np.where((clock >= NEVER) | beyond, np.inf, clock)


def world(name: str, patients: int, **changes: Any) -> World:
    """The world of a shipped scenario with other numbers of theta."""
    return World.of(load_scenario(scenarios.FOLDER / f"{name}.yaml"), patients).but(**changes)


def live(where: World, engine: CompiledEngine | None = None) -> Lives:
    """Everybody's life, by the compiled engine where one is given, otherwise by the SimPy engine."""
    w = where.but(scarce=[*(1.0 * (where.places > 0)), *[0.0] * (16 - len(where.places))])
    if engine is None:
        rows, parameters, stream = people(w)
        told = process.run_patients(story, rows, parameters, stream, w.places, w.period, w.horizon)
        names = PATIENT.names or ()
        kept = np.array([tuple(as_field(getattr(p, name)) for name in names) for p in rows], PATIENT)
        return Lives(w, fold(as_rows(told), rows), kept, as_rows(told))
    rows = drawn(engine, w)
    granted = engine.grants(rows, w.theta, w.stream, w.places, w.period, w.horizon)
    records = np.zeros(w.patients, RECORD)
    pieces = engine.pieces(rows, w.theta, w.stream, w.horizon, granted, records, 1 << 20)
    return Lives(w, records, rows, np.concatenate([np.zeros(0, ROW), *pieces]))


def as_field(value: Any) -> Any:
    """A field of a slotted patient as a row of an array takes it."""
    return tuple(value) if isinstance(value, list) else value


def same_bits(a: Array, b: Array) -> bool:
    """The same numbers, bit for bit."""
    return a.tobytes() == b.tobytes()


def alike(a: Lives, b: Lives, which: Array | None = None) -> bool:
    """Nobody's (or nobody of these patients') death, its cause, or the birth of a seed differs by one bit."""
    who = np.ones(len(a.days), bool) if which is None else which
    return all(
        same_bits(x[who], y[who])
        for x, y in (
            (a.death, b.death),
            (a.record["death_cause"], b.record["death_cause"]),
            (a.births, b.births),
        )
    )


def found_progressive(life: Lives) -> Array:
    """Who was taken off HAIC because a CT showed progression."""
    found: Array = life.record["haic_end"] == ENDED_PROGRESSION
    return found


def longer(a: Lives, b: Lives) -> float:
    """The most days by which anybody lives longer in the first world than in the second; negative where nobody does."""
    horizon = min(a.world.horizon, b.world.horizon)
    return float(np.max(np.minimum(a.days, horizon) - np.minimum(b.days, horizon)))


def gain(a: Lives, b: Lives, years: float = 10.0, who: Array | None = None) -> tuple[float, float]:
    """Mean days of life that the first world gives beyond the second within so many years, and its standard error."""
    most = years * 365.25
    days = np.minimum(a.days, most) - np.minimum(b.days, most)
    days = days if who is None else days[who]
    return float(days.mean()), float(days.std() / np.sqrt(len(days)))


def not_better(a: Lives, b: Lives) -> bool:
    """Mean survival of all starters is not higher in the first world, beyond twice the paired standard error."""
    mean, error = gain(a, b)
    return mean <= 2.0 * error
