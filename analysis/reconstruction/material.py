"""What reconstructed patients must agree with: the figures of an endpoint that the audit leaves usable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.demands import NEVER, demands_on, ended, merged, observation_demands, problems_of
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.survival_curves import examine, shown
from haicsim.analysis.audit.survival_curves import name as in_words
from haicsim.analysis.audit.unattributed_counts import with_curve
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.measured import Numeric
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Curve, Events, PValue, Summary

MOST_ARMS = 3


@dataclass(frozen=True)
class LeftOut:
    """A figure the reconstructed patients need not agree with, and why. figures: every place, as `id.part`."""

    figures: tuple[str, ...]
    what: str
    why: str


@dataclass(frozen=True)
class LogRank:
    """A printed log-rank p value: the groups of each arm, and between what it lies."""

    figure: str
    arms: tuple[tuple[str, ...], ...]
    inside: Interval


@dataclass(frozen=True)
class Material:
    """All that bears on one endpoint.

    problems: the curves and what is demanded of them. tests: printed p values. longest: months of the longest
    follow-up. used: refs of figures agreed with. doubtful: those among them that the audit doubts. assumed: sentences.
    """

    endpoint: str
    problems: tuple[CurveProblem, ...]
    tests: tuple[LogRank, ...]
    longest: Fraction
    left_out: tuple[LeftOut, ...]
    doubtful: tuple[str, ...]
    assumed: tuple[str, ...]

    @property
    def used(self) -> tuple[str, ...]:
        """Refs of every figure the patients agree with."""
        demands = [ref for problem in self.problems for demand in problem.demands for ref in demand.figures]
        return (*dict.fromkeys(demands), *(test.figure for test in self.tests))


class Gathering:
    """Goes through the figures of one endpoint. strict: leaves out doubtful figures too."""

    def __init__(
        self, context: Context, endpoint: str, marks: Mapping[str, TargetStatus], strict: bool
    ) -> None:
        """Nothing gathered yet."""
        self.context, self.endpoint, self.marks, self.strict = context, endpoint, marks, strict
        self.left_out: list[LeftOut] = []
        self.assumed: list[str] = []
        self.drawn: set[str] = set()

    def material(self) -> Material | None:
        """What the endpoint's patients must agree with; None where nothing printed says when its event comes."""
        curves = list(curve_demands(self.context, self.endpoint))
        printed = (_just_before(demand) for demand in demands_on(self.context, self.endpoint))
        demands = merged([*printed, *curves])
        whole = [self._once(problem) for problem in problems_of(self.context, self.endpoint, demands)]
        problems = [self._possible(self._kept(problem)) for problem in whole if problem is not None]
        problems = [problem for problem in self._observed(problems) if problem.demands]
        if not any(set(problem.moments) - {NEVER} for problem in problems):
            return None
        longest = self._longest(problems)
        problems = [ended(problem, longest) for problem in problems]
        tests = tuple(self._tests(problems))
        self._endless()
        used = [ref for problem in problems for demand in problem.demands for ref in demand.figures]
        used += [test.figure for test in tests]
        return Material(
            endpoint=self.endpoint,
            problems=tuple(problems),
            tests=tests,
            longest=longest,
            left_out=tuple(self.left_out),
            doubtful=tuple(ref for ref in dict.fromkeys(used) if self._status(ref) == "doubtful"),
            assumed=tuple(self.assumed),
        )

    def _once(self, problem: CurveProblem) -> CurveProblem | None:
        """None for a further division of patients who are among others already; its figures are left out."""
        if not self.drawn.isdisjoint(name for name, _ in (*problem.leaves, *problem.unions)):
            for demand in problem.demands:
                if demand.curve not in self.drawn:
                    self._leave(problem, demand, "its patients are drawn by another division")
            return None
        self.drawn |= {name for name, _ in (*problem.leaves, *problem.unions)}
        return problem

    def _status(self, ref: str) -> str:
        return self.marks[ref].status if ref in self.marks else "usable"

    def _why_not(self, refs: tuple[str, ...]) -> str | None:
        """Why a number is not used; None where at least one place that prints it is usable."""
        unwanted = {"unusable", "doubtful"} if self.strict else {"unusable"}
        marked = [self.marks[ref] for ref in refs if self._status(ref) in unwanted]
        if not refs or len(marked) < len(refs):
            return None
        return f"{marked[0].status} ({'; '.join(dict.fromkeys(marked[0].reasons))})"

    def _kept(self, problem: CurveProblem) -> CurveProblem:
        kept = []
        for demand in problem.demands:
            why = self._why_not(demand.figures)
            if why is None:
                kept.append(demand)
            else:
                self._leave(problem, demand, why)
        return problem.only(kept)

    def _leave(self, problem: CurveProblem, demand: Demand, why: str) -> None:
        place = self.context.place(demand.figures[0])
        what = f"{in_words(problem, demand)} {shown(demand)} ({place})"
        self.left_out.append(LeftOut(demand.figures, what, why))

    def _possible(self, problem: CurveProblem) -> CurveProblem:
        """Without those of the remaining figures that cannot be met together, should there be any."""
        if any(is_reading(self.context, demand) for demand in problem.demands):
            return problem
        if FeasibilitySolver(problem).ask(frozenset(problem.demands)) is not Feasibility.IMPOSSIBLE:
            return problem
        fewer = examine(Context(self.context.study, self.context.convention), problem)
        for demand in problem.demands:
            if demand not in fewer.demands:
                self._leave(problem, demand, "it cannot be true together with the other figures")
        return fewer

    def _observed(self, problems: list[CurveProblem]) -> list[CurveProblem]:
        """With observation times of which the paper does not say whose they are, where they fit overall survival."""
        for figure, over, zero in self._observations():
            about = self.context.study.endpoints[self.endpoint]
            if over == "all" and zero == about.time_zero and about.convention == "os":
                continue  # among the demands already
            why = self._why_not(tuple(f"{figure.id}.{part}" for part in ("centre", "low", "high")))
            said = f"observation time {figure.centre} ({figure.low}-{figure.high}) {figure.unit} ({figure.place})"
            refs = tuple(f"{figure.id}.{part}" for part in figure.parts())
            if why is None and about.convention != "os":
                why = "observation goes on after this event"
            elif why is None and "not_stated" not in (over, zero):
                why = f"it covers {over.replace('_', ' ')} from {zero.replace('_', ' ')}"
            elif why is None:
                added = [self._with(problem, figure) for problem in problems]
                if any(one is not None for one in added):
                    start = about.time_zero.replace("_", " ")
                    self.assumed.append(
                        f"{said} is that of all patients from {start}, which the paper does not say"
                    )
                    problems = [one or problem for one, problem in zip(added, problems, strict=True)]
                    continue
                why = "it does not fit the other figures"
            self.left_out.append(LeftOut(refs, said, why))
        return problems

    def _observations(self) -> Iterator[tuple[Summary, str, str]]:
        for figure in self.context.study.figures:
            if isinstance(figure, Summary):
                measure = self.context.study.measures[figure.measure]
                if isinstance(measure, Numeric) and measure.observation is not None:
                    yield figure, measure.observation.over, measure.observation.time_zero

    def _with(self, problem: CurveProblem, figure: Summary) -> CurveProblem | None:
        """The curves with an observation time added; None where it is of others or does not fit."""
        names = {leaf for leaf, _ in problem.leaves} | {union for union, _ in problem.unions}
        widened = problem if figure.group in names else with_curve(self.context, problem, figure.group)
        if widened is None:
            return None
        added = widened.plus(*observation_demands(self.context, figure))
        fits = FeasibilitySolver(added).ask(frozenset(added.demands)) is not Feasibility.IMPOSSIBLE
        return added if fits else None

    def _tests(self, problems: list[CurveProblem]) -> Iterator[LogRank]:
        known = {leaf for problem in problems for leaf, _ in problem.leaves}
        for figure in self.context.study.figures:
            if not isinstance(figure, PValue) or figure.endpoint != self.endpoint or figure.arms is None:
                continue
            ref = f"{figure.id}.p"
            arms = tuple(
                tuple(leaf for group in arm for leaf in self.context.study.leaves_of(group))
                for arm in figure.arms
            )
            why = self._why_not((ref,))
            if why is None and "log_rank" not in (figure.test, *self.context.study.design.tests):
                why = "the paper does not name the log-rank test"
            elif why is None and not {leaf for arm in arms for leaf in arm} <= known:
                why = "nothing is printed of the survival of its arms"
            elif why is None and len(arms) > MOST_ARMS:
                why = f"more than {MOST_ARMS} arms are compared"
            if why is None:
                yield LogRank(ref, arms, self.context.interval(figure.parts()["p"]))
            else:
                self.left_out.append(LeftOut((ref,), f"p {figure.p} ({figure.place})", why))

    def _endless(self) -> None:
        """Numbers of events of which the paper does not say which event."""
        for figure in self.context.study.figures:
            if isinstance(figure, Events) and figure.endpoint is None:
                ref = (f"{figure.id}.count",)
                why = self._why_not(ref) or "the paper does not say of which endpoint"
                self.left_out.append(LeftOut(ref, f"{figure.status} {figure.count} ({figure.place})", why))

    def _longest(self, problems: list[CurveProblem]) -> Fraction:
        """Months of the longest follow-up: the longest observation printed, else one more step of the printed times."""
        times = sorted({moment[0] for problem in problems for moment in problem.moments if moment != NEVER})
        last = times[-1]
        printed = [
            self.context.interval(figure.parts()["high"]).high * factor(figure.unit, "month")
            for figure, _, _ in self._observations()
            if figure.spread == "range"
        ]
        if printed and max(printed) >= last:
            return max(printed)
        longest = last + (last - times[-2] if len(times) > 1 else last) or Fraction(1)
        self.assumed.append(
            f"{self.endpoint}: no longest observation is printed; nobody is followed beyond {float(longest):g} months"
        )
        return longest


def _just_before(demand: Demand) -> Demand:
    """A number at risk as R (survival) and lifelines count it: everybody followed until that day or longer.

    The audit allows the count just after the day as well, so that it accuses nobody who counts otherwise.
    """
    if demand.first.what != "at_risk" or not demand.watched:
        return demand
    number = demand.first.inside.low
    return replace(demand, limits=(replace(demand.first, inside=Interval(number, number)),))


def curve_demands(context: Context, endpoint: str) -> Iterator[Demand]:
    """What curves read off a picture demand: survival near each reading."""
    for figure in context.study.figures:
        if isinstance(figure, Curve) and figure.endpoint == endpoint:
            scale, within = factor(figure.unit, "month"), Fraction(str(figure.within))
            for time, percent in figure.points:
                low, high = (Fraction(str(percent)) + sign * within for sign in (-1, 1))
                inside = Interval(max(low, Fraction(0)) / 100, min(high, Fraction(100)) / 100)
                limit = Limit("survival", (Fraction(str(time)) * scale, 1), inside)
                yield Demand((figure.id,), figure.group, f"{percent:g}", 1, (limit,))


def is_reading(context: Context, demand: Demand) -> bool:
    """Whether a demand comes from a curve read off a picture."""
    return bool(demand.figures) and "." not in demand.figures[0]


def gather(
    context: Context, endpoint: str, marks: Mapping[str, TargetStatus], strict: bool = False
) -> Material | None:
    """What patients of one endpoint must agree with; None where nothing printed says when its event comes.

    marks: which printed numbers are usable (see `haicsim.analysis.audit.calibration_targets`). strict: leaves out
    doubtful ones too.
    """
    return Gathering(context, endpoint, marks, strict).material()


def without(material: Material, lost: LeftOut, demands: frozenset[Demand], tests: frozenset[str]) -> Material:
    """The same material less some demands and tests, with the reason."""
    return replace(
        material,
        problems=tuple(
            problem.only([one for one in problem.demands if one not in demands])
            for problem in material.problems
        ),
        tests=tuple(test for test in material.tests if test.figure not in tests),
        left_out=(*material.left_out, lost),
    )
