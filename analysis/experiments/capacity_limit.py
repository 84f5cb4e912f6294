"""What is to be kept when places are counted: an outcome's loss, or a wait, below a number."""

import math
import re
from dataclasses import dataclass

from haicsim.analysis.measures.outcome_measures import OUTCOMES, Outcome
from haicsim.sim.errors import Fault, InputError, nearest_name

WAITS = {"wait_median": 0.5, "wait_p90": 0.9}  # of the days each patient waits for the resource, all together
ALIASES = {"conversion_loss": "conversion_rate_loss"}
_MORE_IS_WORSE = ("dead", "days_to_", "seeds_left")


@dataclass(frozen=True)
class Limit:
    """What is to stay below a number.

    text: as it was said. below: the number, in the unit of the outcome, or days. outcome: whose loss; None for a wait.
    quantile: of the wait; None for a loss.
    """

    text: str
    below: float
    outcome: Outcome | None
    quantile: float | None

    @property
    def unit(self) -> str:
        """In which it is measured."""
        return "d" if self.outcome is None else self.outcome.unit

    def loss(self, unlimited: float, limited: float) -> float:
        """By how much the outcome is worse with limited places: how far it falls, or rises where more is worse."""
        worse = self.outcome is not None and more_is_worse(self.outcome.name)
        return limited - unlimited if worse else unlimited - limited


def more_is_worse(name: str) -> bool:
    """Whether patients are worse off with more of an outcome: deaths, delays, waits, tumours left behind."""
    return name.startswith(_MORE_IS_WORSE) or name.endswith("_waited_days")


def names() -> list[str]:
    """All that can be kept."""
    return [*ALIASES, *(f"{name}_loss" for name in OUTCOMES), *WAITS]


def limit_of(text: str) -> Limit:
    """What a text such as "conversion_loss<0.01" or "wait_p90<60" asks for; InputError where it is nothing known."""
    found = re.fullmatch(r"\s*([A-Za-z0-9_]+)\s*<\s*([0-9.eE+-]+)\s*", text)
    if found is None:
        raise _refused(text, "must be a name, < and a number, such as conversion_loss<0.01 or wait_median<30")
    name, below = found[1], _number(text, found[2])
    if name in WAITS:
        return Limit(text, below, None, WAITS[name])
    full = ALIASES.get(name, name)
    if full.removesuffix("_loss") not in OUTCOMES or not full.endswith("_loss"):
        rule = "is nothing that can be kept: an outcome with _loss (haicsim columns measures), wait_median or wait_p90"
        near = nearest_name(name, names()) or nearest_name(f"{name}_loss", names())
        raise _refused(name, rule, near)
    return Limit(text, below, OUTCOMES[full.removesuffix("_loss")], None)


def _number(text: str, written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0.0):
        raise _refused(text, "must end with a number above 0")
    return number


def _refused(value: str, rule: str, nearest: str | None = None) -> InputError:
    return InputError([Fault(f"--keep {value}", None, "", "", rule, nearest)])
