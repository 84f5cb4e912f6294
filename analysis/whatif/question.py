"""The whole question: some rates, by some mechanisms, on the same people."""

from collections.abc import Sequence
from dataclasses import dataclass

from haicsim.analysis.whatif.conversion import Moved, Mover
from haicsim.analysis.whatif.lever import Lever
from haicsim.analysis.whatif.mechanisms import Mechanism, available, mechanism
from haicsim.analysis.whatif.ranges import ENDS, Say, Where, words_of
from haicsim.analysis.whatif.worlds import World, for_many_runs, mean_of, world
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario

# what a rate may be of: the column of the record, in words
RATES = {"conversion": ("converted", "converted"), "resection": ("resected", "operated")}


@dataclass(frozen=True)
class Line:
    """One mechanism: the levers found for the rates, in their order, and all that is said of those that are reached."""

    mechanism: Mechanism
    present: float
    reach: tuple[float, float]
    levers: tuple[Lever, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class WhatIf:
    """The answer: the scenario as it is (months and share alive with 95% intervals) and a line for each mechanism.

    rate: "conversion" or "resection", of all who start; now: that rate as it is. over: where else it was looked at.
    """

    scenario: Scenario
    rate: str
    now: float
    base: World
    lines: tuple[Line, ...]
    over: str = ENDS.words

    @property
    def months(self) -> tuple[float, float, float]:
        """Mean months within 60 of all who start, as it is."""
        return mean_of(self.base.months)

    @property
    def alive(self) -> tuple[float, float, float]:
        """Share of all who start alive 60 months from entry, as it is."""
        return mean_of(self.base.alive)


@dataclass(frozen=True)
class Reach:
    """How far one mechanism goes: the rate at both ends of the search."""

    mechanism: Mechanism
    present: float
    least: float
    highest: float


def what_if(
    scenario: Scenario,
    targets: Sequence[float],
    names: Sequence[str],
    rate: str = "conversion",
    ranges: Where = True,
    say: Say | None = None,
) -> WhatIf:
    """Every rate by every mechanism; a rate that is not reached has its ceiling. InputError for an unknown name.

    ranges: whether to try the ends of what is not identified. say: called with what is being done and the share done.
    """
    scenario = for_many_runs(scenario)
    column, mechanisms = _column(rate), [mechanism(scenario, name) for name in dict.fromkeys(names)]
    steps, base = max(len(mechanisms) * len(targets), 1), world(scenario)
    lines = []
    for place, each in enumerate(mechanisms):
        done = place * len(targets)

        def report(what: str, share: float, done: int = done) -> None:
            if say is not None:
                say(what, (done + share) / steps)

        mover = Mover(scenario, each, base, column, report)
        lines.append(_line(mover, targets, ranges, len(targets) == 1))
    return WhatIf(scenario, rate, float(base.records[column].mean()), base, tuple(lines), words_of(ranges))


def reaches(scenario: Scenario, rate: str = "conversion", say: Say | None = None) -> list[Reach]:
    """How far every mechanism of a scenario goes."""
    scenario = for_many_runs(scenario)
    found, base, column = [], world(scenario), _column(rate)
    mechanisms = available(scenario)
    for place, each in enumerate(mechanisms):
        if say is not None:
            say(f"{each.name}: how far it goes", place / len(mechanisms))
        search = Mover(scenario, each, base, column, _silent).search
        found.append(Reach(each, search.present, *search.reach))
    return found


def _column(rate: str) -> str:
    if rate not in RATES:
        raise InputError([Fault(f"--rate {rate}", None, "", "", f"must be {' or '.join(RATES)}")])
    return RATES[rate][0]


def _line(mover: Mover, targets: Sequence[float], ranges: Where, fresh: bool) -> Line:
    levers, moved = [], []
    report = mover.say
    for place, target in enumerate(targets):

        def further(what: str, share: float, place: int = place) -> None:
            report(what, place + share)

        mover.say = further
        lever = mover.find(target)
        levers.append(lever)
        if lever.reached:
            moved.append(mover.moved(lever, ranges, fresh))
    search = mover.search
    return Line(mover.mechanism, search.present, search.reach, tuple(levers), tuple(moved))


def _silent(what: str, share: float) -> None:
    pass
