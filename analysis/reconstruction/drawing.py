"""Patient-level data sets drawn at random from all that agree with a study's usable figures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.backward_sampling import TooLargeError
from haicsim.analysis.km_solver.curves import CurveProblem, Demand
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.km_solver.rounding import Convention
from haicsim.analysis.km_solver.sampler import MOST_STATES, Sampler, apart
from haicsim.analysis.reconstruction.material import LeftOut, LogRank, Material, gather, is_reading, without
from haicsim.analysis.reconstruction.middle_pairs import middles, placed
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.estimators import log_rank
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.units import DAYS_PER_MONTH

AT_ONCE = 3_000_000  # patients drawn in one batch
COPIES = 100  # drawn for every data set wanted, where pooled figures must be met too
BATCHES = 60
PATIENCE = 10  # batches without any data set after which a figure is left out
SOONER = 2  # those after which more histories are listed, where not all are
FURTHER = 10  # times as many
TOLERANCE = 1e-9  # for floating point

Report = Callable[[str, float], None]  # what is being done, and which share of all is done


@dataclass(frozen=True)
class Drawn:
    """Data sets of one endpoint. days, event (draws, n): from time zero to leaving, and whether by the event.

    groups: the undivided groups with their sizes; group (n,): the number of each patient's. different: how many of the
    data sets are not repetitions. listed: whether every history of every group could be considered.
    """

    material: Material
    groups: tuple[tuple[str, int], ...]
    group: NDArray[np.int64]
    days: NDArray[np.float64]
    event: NDArray[np.bool_]
    different: int
    listed: bool


@dataclass(frozen=True)
class Reconstruction:
    """Data sets of every endpoint of a study that says something of survival."""

    study: str
    seed: int
    endpoints: tuple[Drawn, ...]


def draw_apart(
    study: Study,
    marks: Mapping[str, TargetStatus],
    draws: int,
    seed: int = 0,
    strict: bool = False,
    convention: Convention = "any",
    report: Report | None = None,
) -> Reconstruction:
    """Draw data sets, one row a patient, that agree with every usable figure of each endpoint by itself.

    The arguments are those of `haicsim.analysis.reconstruction.reconstruct`; the endpoints are drawn independently of one
    another. Raises InputError where no patients have a curve that was read off, or where nothing is printed of any survival.
    """
    context = Context(study, convention)
    found = []
    for number, endpoint in enumerate(study.endpoints):
        say = _share_of(report, number, len(study.endpoints))
        say(f"{endpoint}: usable figures", 0.0)
        material = gather(context, endpoint, marks, strict)
        if material is not None:
            chance = np.random.default_rng([seed, number])
            found.append(_Drawing(context, material, chance, say).run(draws))
    if not found:
        raise InputError([Fault(study.name, None, "figures", "", "say nothing usable of survival")])
    return Reconstruction(study.name, seed, tuple(found))


def _share_of(report: Report | None, number: int, many: int) -> Report:
    """Reports one of many parts as a share of all."""
    return lambda what, share: None if report is None else report(what, (number + share) / many)


class _Drawing:
    """Draws the data sets of one endpoint, batch by batch."""

    def __init__(
        self, context: Context, material: Material, chance: np.random.Generator, report: Report
    ) -> None:
        self.context, self.material, self.chance, self.report = context, material, chance, report
        self.groups = tuple(leaf for problem in material.problems for leaf in problem.leaves)
        self.states = MOST_STATES
        self.samplers = list(self._samplers())

    @property
    def listed(self) -> bool:
        """Whether every history of every group could be listed."""
        return all(sampler.complete for sampler in self.samplers)

    def run(self, wanted: int) -> Drawn:
        """Batches until there are enough, or patience is at an end; then some are repeated."""
        kept: list[Patients] = []
        have = idle = 0
        for _ in range(BATCHES):
            batch = self._batch(wanted)
            kept.append(batch)
            have += len(batch)
            share = min(have / wanted, 1.0)
            self.report(f"{self.material.endpoint}: {min(have, wanted):,} of {wanted:,} data sets", share)
            if have >= wanted:
                break
            idle = 0 if have else idle + 1
            if idle == SOONER and self.states == MOST_STATES and not self.listed:
                self.states *= FURTHER
                self.samplers = list(self._samplers())
            if idle == PATIENCE:
                self._give_way()
                idle = 0
        return self._drawn(kept, wanted)

    def _samplers(self) -> Iterator[Sampler]:
        for problem in self.material.problems:
            for part in apart(problem):
                names = ", ".join(name for name, _ in part.leaves)
                self.report(f"{self.material.endpoint}: histories of {names}", 0.0)
                sampler = self._sampler(part, names)
                if not sampler.possible:
                    readings = [one.figures[0] for one in part.demands if is_reading(self.context, one)]
                    raise self._refused(readings)
                yield sampler

    def _sampler(self, part: CurveProblem, names: str) -> Sampler:
        try:
            return Sampler(part, self.material.longest, states=self.states)
        except TooLargeError:
            rule = (
                f"too many patients ({names}) can leave between two printed times to draw data sets; "
                "readings of the curve (kind `curve`) between them would help"
            )
            place = f"figures.{self.material.endpoint}"
            raise InputError([Fault(self.context.study.name, None, place, "", rule)]) from None

    def _refused(self, readings: list[str]) -> InputError:
        rule = (
            "no patients were found with these readings and the other figures: read again, or widen `within`"
        )
        places = list(dict.fromkeys(readings)) or [self.material.endpoint]
        return InputError(
            [Fault(self.context.study.name, None, f"figures.{place}", "", rule) for place in places]
        )

    def _batch(self, wanted: int) -> Patients:
        """Data sets that meet everything: no more of them than were different where they were fewest."""
        n = sum(size for _, size in self.groups)
        pooled = any(not one.exact for one in self.samplers) or self.material.tests
        copies = min(max(COPIES * wanted if pooled else wanted, 1), max(AT_ONCE // n, 1))
        parts = []
        for sampler in self.samplers:
            drawn = sampler.draw(copies, self.chance)
            rows = self.chance.permutation(len(drawn))[: min(sampler.fewest, len(drawn))]
            parts.append(drawn.taken(rows))
        together = _together(parts)
        good = np.ones(len(together), bool)
        for test in self.material.tests:
            good &= self._prints(together, test)
        found = together.taken(np.flatnonzero(good))
        for middle in middles(self.context.study, self.material.problems):
            found = placed(found, middle, self._edges(), self.chance)
        return found

    def _edges(self) -> NDArray[np.float64]:
        """Months between which times are free, in order."""
        moments = {months for problem in self.material.problems for months, _ in problem.moments}
        return np.array(sorted({*map(float, moments), float(self.material.longest)}))

    def _prints(self, drawn: Patients, test: LogRank) -> NDArray[np.bool_]:
        """Which data sets give the printed p value."""
        names = [name for name, _ in self.groups]
        arm = np.full(len(names), -1)
        for number, groups in enumerate(test.arms):
            arm[[names.index(group) for group in groups]] = number
        arms = arm[drawn.group]
        days = drawn.months[:, arms >= 0] * DAYS_PER_MONTH
        p = log_rank(days, drawn.event[:, arms >= 0], arms[arms >= 0], len(test.arms))[1]
        low, high = float(test.inside.low), float(test.inside.high)
        above = p >= low - TOLERANCE if test.inside.low_in else p > low + TOLERANCE
        below = p <= high + TOLERANCE if test.inside.high_in else p < high - TOLERANCE
        return np.asarray(above & below)

    def _give_way(self) -> None:
        """Leave out what no data set drawn has met: pooled figures at the moment of failure, else the p values."""
        demands: set[Demand] = set()
        for sampler in self.samplers:
            if sampler.lost is not None:
                unions = {name for name, _ in sampler.problem.unions}
                at = {sampler.lost} | ({None} if sampler.lost == sampler.problem.moments[-1] else set())
                demands |= {
                    one
                    for one in sampler.problem.demands
                    if one.curve in unions and at & {limit.moment for limit in one.limits}
                }
        tests = () if demands else self.material.tests
        refs = [*(ref for one in demands for ref in one.figures), *(test.figure for test in tests)]
        if refs:
            said = self.context.quote(*sorted(refs))
            lost = LeftOut(tuple(sorted(refs)), said, "none of many data sets drawn met it")
            gone = frozenset(test.figure for test in tests)
            self.material = without(self.material, lost, frozenset(demands), gone)
            self.samplers = list(self._samplers())

    def _drawn(self, kept: list[Patients], wanted: int) -> Drawn:
        everyone = Patients(
            np.concatenate([one.months for one in kept]),
            np.concatenate([one.event for one in kept]),
            kept[0].group,
        )
        if not len(everyone):
            rule = f"no data set of {self.material.endpoint} was found in the time allowed"
            raise InputError([Fault(self.context.study.name, None, "figures", "", rule)])
        rows = np.arange(wanted) % len(everyone)
        return Drawn(
            material=self.material,
            groups=self.groups,
            group=everyone.group,
            days=everyone.months[rows] * DAYS_PER_MONTH,
            event=everyone.event[rows],
            different=min(wanted, len(everyone)),
            listed=self.listed,
        )


def _together(parts: list[Patients]) -> Patients:
    """Data sets of separate groups side by side."""
    rows = min(len(part) for part in parts)
    firsts = np.cumsum([0, *(int(part.group.max()) + 1 for part in parts[:-1])])
    return Patients(
        np.concatenate([part.months[:rows] for part in parts], axis=1),
        np.concatenate([part.event[:rows] for part in parts], axis=1),
        np.concatenate([part.group + first for part, first in zip(parts, firsts, strict=True)]),
    )
