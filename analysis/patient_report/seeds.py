"""The seeds of one patient, followed while the patient is simulated again: born when, where, how large, seen from when.

p and theta are as the rules take them, patient 0 being the one looked at; days are calendar days, sizes mm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from haicsim.analysis.patient_report.model import Hidden, Seed
from haicsim.sim.rules import seeding
from haicsim.sim.rules.tumour import look

INSIDE = "in the liver, where a resection would take it"
OUTSIDE = "in the rest of the liver"
BEYOND = "outside the liver"
NEW_CANCER = "a new cancer in the diseased liver"
_SITES = (
    *(INSIDE,) * (seeding.OUTSIDE - seeding.INSIDE),
    *(OUTSIDE,) * (seeding.BEYOND - seeding.OUTSIDE),
    *(BEYOND,) * (seeding.NEW_CANCER - seeding.BEYOND),
    NEW_CANCER,
    BEYOND,
)
Key = tuple[int, float]  # slot, and the clock of the seed's birth


@dataclass(frozen=True)
class Course:
    """One seed from its birth on; gone_day: when it was removed, infinite where it was not."""

    slot: int
    born_day: float
    shows_day: float
    gone_day: float = float("inf")


class SeedLog:
    """Every seed there has been so far; `see` is to be called at every event at which the patient stands in the present."""

    def __init__(self, p: Any, theta: Any) -> None:
        """Nothing seen yet."""
        self.p, self.theta = p, theta
        self.courses: dict[Key, Course] = {}

    def see(self) -> None:
        """Write down seeds born or removed since, and when each will show as things stand now."""
        me = self.p[0]
        there = {
            (slot, me.seed_clock[slot]) for slot in range(seeding.SEEDS) if me.seed_clock[slot] < seeding.GONE
        }
        for key, known in list(self.courses.items()):
            if key not in there and known.gone_day == float("inf"):
                self._leave(key, known, there)
        for key in there:
            course = self.courses.get(key)
            if course is None or course.shows_day > me.now:
                born = course.born_day if course else self._born(key)
                self.courses[key] = Course(key[0], born, seeding.day_shown(self.p, 0, self.theta, key[0]))

    def _leave(self, key: Key, known: Course, there: set[Key]) -> None:
        """A seed is gone: shrunk by TACE it has another clock and stays the same seed, else it was removed."""
        shrunk = [other for other in there if other[0] == key[0] and other not in self.courses]
        del self.courses[key]
        if shrunk:
            self.courses[shrunk[0]] = known
        elif known.born_day <= self.p[0].now:
            self.courses[key] = Course(known.slot, known.born_day, known.shows_day, self.p[0].now)

    def _born(self, key: Key) -> float:
        """The clock of its birth put back into days, nothing having changed its pace since."""
        me = self.p[0]
        days: float = seeding.days_to_clock(self.p, 0, self.theta, key[1] - me.node_clock)
        return float(me.node_day + days)

    def now(self) -> tuple[Seed, ...]:
        """The seeds there are today, the one that shows first at the head."""
        look(self.p, 0, self.theta)
        me, seeds = self.p[0], []
        for (slot, clock), course in self.courses.items():
            if me.seed_clock[slot] == clock and course.born_day <= me.now:
                mm = seeding.seed_mm(self.p, 0, self.theta, slot)
                born = None if slot == seeding.NEW_CANCER else course.born_day
                seeds.append(Seed(_SITES[slot], born, mm, course.shows_day))
        return tuple(sorted(seeds, key=lambda seed: seed.shows_day))

    def hidden(self, entry: float, known: float, operated: float, end: float) -> Iterator[Hidden]:
        """What the seeds did that nobody saw: births until the disease is known to have spread, and sizes reached.

        known: day of progression; operated: day of the operation; either may never come. Before them the first seed in
        the liver that could be seen is told, the first beyond it whenever it comes, and after an operation every one.
        """
        size = f"{self.theta[0].seed_seen_mm:.0f} mm, the size from which CT can show it"
        told: set[bool] = set()
        for course in sorted(self.courses.values(), key=lambda each: each.shows_day):
            new_cancer, beyond = course.slot == seeding.NEW_CANCER, seeding.is_beyond(course.slot)
            site = _SITES[course.slot]
            if entry < course.born_day <= min(known, operated, end) and not new_cancer:
                days = course.shows_day - course.born_day
                yield Hidden(course.born_day, f"the tumour seeds {site}; unseen for {days:.0f} days")
            day = course.shows_day
            if not entry < day <= min(end, course.gone_day):
                continue
            after = day > operated
            if after or (beyond not in told and (beyond or day <= known)):
                told.add(beyond)
                what = site if new_cancer else f"a seed {site}" + (", left behind," if after else "")
                yield Hidden(day, f"{what} reaches {size}")
