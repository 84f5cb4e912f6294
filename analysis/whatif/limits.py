"""Limits that a policy must keep: `dead90<0.05`, `operations_per_year<20`."""

import re
from dataclasses import dataclass

from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.whatif.operations import measure
from haicsim.analysis.whatif.worlds import Interval
from haicsim.sim.errors import Fault, InputError

_LIMIT = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(%?)\s*")


@dataclass(frozen=True)
class Limit:
    """An outcome that must stay below a number, or above it; on it is kept."""

    outcome: Outcome
    below: bool
    bound: float

    def broken(self, value: float) -> bool:
        """Whether a value is beyond; where there is nobody to count, and so no value, nothing is broken."""
        return value > self.bound if self.below else value < self.bound

    def surely(self, interval: Interval) -> bool:
        """Whether all of an interval is beyond."""
        _, low, high = interval
        return self.broken(low if self.below else high)

    def __str__(self) -> str:
        """As it would be written."""
        return f"{self.outcome.name}{'<' if self.below else '>'}{self.bound:g}"


def limit_of(text: str) -> Limit:
    """A limit as it is written; shares as 0.05 or 5%. InputError where it cannot be read."""
    said = f"--limit {text}"
    found = _LIMIT.fullmatch(text)
    if found is None:
        raise InputError(
            [Fault(said, None, "", "", "must read OUTCOME<NUMBER or OUTCOME>NUMBER: dead90<0.05")]
        )
    name, sign, number, percent = found.groups()
    outcome = measure(name, said)
    try:
        bound = float(number) / (100.0 if percent else 1.0)
    except ValueError:
        raise InputError([Fault(said, None, "", number, "must be a number")]) from None
    if percent and outcome.unit != "share of 1":
        raise InputError([Fault(said, None, "", "", f"{name} is no share: it is in {outcome.unit}")])
    if outcome.unit == "share of 1" and not 0.0 <= bound <= 1.0:
        raise InputError([Fault(said, None, "", "", f"{name} is a share: from 0 to 1")])
    return Limit(outcome, sign.startswith("<"), bound)
