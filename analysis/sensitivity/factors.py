"""The parameters a sensitivity analysis moves, and how far: the ranges a scenario states, unless others are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haicsim.analysis.experiments.points import between
from haicsim.analysis.experiments.spec import Spread
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.parameters.catalogue import CHOICES
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import (
    Value,
    changeable,
    check_value,
    is_share,
    is_whole,
    numbers_by_path,
    value_at,
    why_unknown,
)

_NOT_OF_THE_MODEL = (
    "run",
    "arrivals",
    "entry",
)  # size, demand and who is studied, not what happens to a patient


@dataclass(frozen=True)
class Factor:
    """One parameter: its path, the interval it is moved over, its own value, and its unit.

    tied: other paths that move by the same factor, with how many times its value each is.
    """

    path: str
    low: float
    high: float
    value: float
    unit: str
    tied: tuple[tuple[str, float], ...] = ()

    def at(self, share: float) -> Value:
        """The value at a share (0 to 1) of the interval; a whole one where only whole numbers make sense."""
        return between(self.path, Spread(low=self.low, high=self.high), share)

    def settings(self, share: float) -> dict[str, Value]:
        """What is set there, by path."""
        value = self.at(share)
        if not self.tied:
            return {self.path: value}
        return {self.path: value, **{path: times * float(value) for path, times in self.tied}}  # type: ignore[arg-type]

    @property
    def share(self) -> float:
        """Where its own value lies in the interval, from 0 to 1."""
        return min(max((self.value - self.low) / (self.high - self.low), 0.0), 1.0)


def factors_of(scenario: Scenario, asked: Sequence[str] = ()) -> list[Factor]:
    """The factors asked for, each "path" or "path=low..high"; all a scenario states a range for, where none is asked.

    Shares that add up to 1 cannot be moved singly and are left out; so are switches, which are choices and not
    guesses. Raises InputError with every fault.
    """
    ranges = {path: number.range for path, _, number in scenario.numbers()}
    if not asked:
        return [
            _factor(scenario, path, *ranges[path])
            for path in numbers_by_path()
            if ranges[path][0] < ranges[path][1]
            and not is_share(path)
            and not (is_whole(path) and ranges[path] == (0, 1))
            and path.partition(".")[0] not in _NOT_OF_THE_MODEL
        ]
    faults: list[Fault] = []
    factors: dict[str, Factor] = {}
    for text in asked:
        try:
            factor = _asked(scenario, text, ranges)
            if factor.path in factors:
                raise InputError(
                    [Fault(f"--vary {text}", None, "", "", f"names {factor.path} a second time")]
                )
            factors[factor.path] = factor
        except InputError as refusal:
            faults += refusal.faults
    if faults:
        raise InputError(faults)
    return list(factors.values())


def refuse_estimated_together(factors: Sequence[Factor], draws: Sequence[str], named: str) -> None:
    """InputError where a factor was estimated together with others: moving it alone leaves what the data allow."""
    rule = f"was estimated together with the others of {named}: use --method regression, which keeps them together"
    faults = [Fault(f"--vary {each.path}", None, "", "", rule) for each in factors if each.path in draws]
    if faults:
        raise InputError(faults)


def _factor(scenario: Scenario, path: str, low: float, high: float) -> Factor:
    value, unit = value_at(scenario, path)
    return Factor(path, low, high, float(value) if isinstance(value, int | float) else high, unit)


def _asked(scenario: Scenario, text: str, ranges: Mapping[str, tuple[float, float]]) -> Factor:
    path, equals, ends = text.partition("=")
    said = f"--vary {text}"
    if path not in changeable() or path in CHOICES:
        raise InputError([Fault(said, None, "", "", *why_unknown(path, "is no number that can be varied"))])
    if is_share(path):
        raise InputError(
            [Fault(said, None, "", "", "is one of several shares that add up to 1: it cannot move alone")]
        )
    if not equals and path not in ranges:
        raise InputError([Fault(said, None, "", "", f"states no range: write {path}=low..high")])
    low, high = _ends(said, ends) if equals else ranges[path]
    if not low < high:
        raise InputError([Fault(said, None, "", "", "has no width: the low end must be below the high end")])
    factor = _factor(scenario, path, low, high)
    for share in (0.0, 1.0):
        wrong = check_value(scenario, path, factor.at(share))
        if wrong:
            raise InputError([Fault(said, None, path, f"{factor.at(share)}", wrong[0].rule)])
    return factor


def _ends(said: str, text: str) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    try:
        if dots:
            return float(low), float(high)
    except ValueError:
        pass
    raise InputError([Fault(said, None, "", "", "must read path=low..high, such as tumour.phi=0.4..0.6")])
