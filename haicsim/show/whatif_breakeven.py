"""Where an answer changes its sign, on the screen."""

import math
from collections.abc import Sequence

from rich.console import Console

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.whatif.break_even import Crossing
from haicsim.analysis.whatif.ranges import ENDS
from haicsim.analysis.whatif.thresholds import EVERYBODY, GAIN, MEANING, Threshold
from haicsim.analysis.whatif.worlds import Interval
from haicsim.show.whatif import NOT_RANGED, amount, console, table
from haicsim.sim.scenario.model import Scenario

_GROUPS = {EVERYBODY: "all", "A": "A, Vp3/4", "B": "B, Vv2/3", "C": "C, neither"}


def show_thresholds(scenario: Scenario, found: Sequence[Threshold], against: Sequence[str]) -> None:
    """One sentence for each group, and the differences over the range."""
    screen, run, first = console(), scenario.run, found[0]
    beside = "no surgery" if not against else "the same with " + ", ".join(against)
    screen.print(
        f"{scenario.title} beside {beside}: {run.patients:,} patients, seed {run.seed}; the same people at every value."
    )
    screen.print(f"{first.outcome}: {_meaning(first.outcome)}.\n", markup=False)
    for each in found:
        screen.print(f"[bold]{_GROUPS[each.group]}[/bold]: {sentence(each)} {_over_ranges(each)}")
    screen.print()
    _show_grid(screen, found)
    screen.print(
        "Differences ± half of their 95% interval by the number of patients. "
        + (
            "At the ends of ranges there are fewer patients, and one number is moved at a time."
            if first.over == ENDS.words
            else f"Over {first.over} there are fewer patients."
        )
    )


def sentence(each: Threshold) -> str:
    """The break-even of one group."""
    path, unit = each.factor.path, _unit(each)
    low, high = (amount(end, unit) for end in (each.factor.low, each.factor.high))
    if not each.found.crossings:
        words = {
            "above": f"above nothing wherever {path} lies from {low} to {high}",
            "below": f"below nothing wherever {path} lies from {low} to {high}",
            "not known": f"no change of sign from {low} to {high} of {path}, and too few patients to be sure of the sign",
        }[each.found.sign]
        return f"{words} (now {amount(each.factor.value, unit)})."
    return " ".join(_crossing(each, crossing) for crossing in each.found.crossings)


def _over_ranges(each: Threshold) -> str:
    """From where to where the break-even goes over what is not identified, and where there is none."""
    if not each.ends:
        return NOT_RANGED
    values = [(value, where) for where, found, _ in each.ends for value in found]
    unit, said = _unit(each), f"Over {each.over} "
    if values:
        (low, low_at), (high, high_at) = min(values), max(values)
        said += f"it lies from {amount(low, unit)} (at {low_at}) to {amount(high, unit)} (at {high_at})"
    else:
        said += "there is none either"
    without = [(where, last) for where, found, last in each.ends if not found]
    if values and without:
        above = sum(last > 0.0 for _, last in without)
        ends = "1 end" if above == 1 else f"{above} ends"
        said += f"; at {ends} it is above nothing throughout, at {len(without) - above} below"
    return said + "."


def _crossing(each: Threshold, crossing: Crossing) -> str:
    unit, path = _unit(each), each.factor.path
    side = "above" if crossing.rises else "below"
    ends = " to ".join("the end" if math.isinf(end) else amount(end) for end in (crossing.low, crossing.high))
    return f"gains only {side} {path} = {amount(crossing.value, unit)} ({ends}); now {amount(each.factor.value, unit)}."


def _show_grid(screen: Console, found: Sequence[Threshold]) -> None:
    made = table("value", *(_GROUPS[each.group] for each in found))
    share = found[0].outcome != GAIN and OUTCOMES[found[0].outcome].unit == "share of 1"
    for place, (value, _) in enumerate(found[0].found.grid):
        cells = [_difference(each.found.grid[place][1], share) for each in found]
        made.add_row(amount(value, _unit(found[0])), *cells)
    screen.print(made)


def _difference(interval: Interval, share: bool) -> str:
    value, low, high = (100.0 * each if share else each for each in interval)
    return "-" if math.isnan(value) else f"{value:+.1f} ± {(high - low) / 2.0:.1f}"


def _meaning(outcome: str) -> str:
    if outcome == GAIN:
        return MEANING[GAIN]
    measure = OUTCOMES[outcome]
    unit = {"share of 1": "points of percent", "d": "days"}.get(measure.unit, measure.unit)
    return f"{measure.meaning}; the difference in {unit}"


def _unit(each: Threshold) -> str:
    return "" if each.factor.unit in ("ratio", "count", "probability", "1") else each.factor.unit
