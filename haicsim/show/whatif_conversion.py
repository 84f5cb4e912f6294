"""What if another share were converted, on the screen."""

import math
from collections.abc import Iterable, Iterator

from rich.console import Console

from haicsim.analysis.whatif.conversion import (
    BEFORE,
    EVERYBODY,
    MARGINAL,
    NO_LONGER,
    NOT,
    NOW,
    SEEN,
    Fare,
    Moved,
)
from haicsim.analysis.whatif.lever import Lever
from haicsim.analysis.whatif.mechanisms import Mechanism
from haicsim.analysis.whatif.question import RATES, Line, Reach, WhatIf
from haicsim.analysis.whatif.ranges import Ranged
from haicsim.analysis.whatif.whom import FEATURES
from haicsim.show.whatif import (
    NOT_RANGED,
    amount,
    console,
    give_or_take,
    months,
    over_the_ranges,
    percent,
    percents,
    sentences,
    table,
)
from haicsim.show.whatif_parts import show_parts
from haicsim.sim.scenario.model import Scenario

_ROWS = (EVERYBODY, NOW, BEFORE, MARGINAL, NO_LONGER, NOT)


def show_what_if(found: WhatIf) -> None:
    """Print it: one rate by one mechanism at length, several in a table."""
    screen, run = console(), found.scenario.run
    times = f" x {run.replications:,} replications" if run.replications > 1 else ""
    word = RATES[found.rate][1]
    screen.print(
        f"{found.scenario.title}: {run.patients:,} patients{times}, seed {run.seed}; {percent(found.now)} of all who start "
        f"are {word} now. The same patients and random numbers throughout.\n"
    )
    if all(len(line.levers) == 1 for line in found.lines):
        for line in found.lines:
            _show_one(screen, found, line)
    else:
        _show_many(screen, found)


def show_levers(scenario: Scenario, reach: Iterable[Reach], word: str) -> None:
    """The mechanisms, the number each moves, its value now, the range stated and how far the rate goes."""
    screen, rows = console(), list(reach)
    screen.print(f"What may change how many are {word} in {scenario.title}, with --by NAME:\n")
    made = table("name", "now", "tried from, to", f"% {word}", "range stated")
    for each in rows:
        mechanism, unit = each.mechanism, each.mechanism.unit(scenario)
        least, most = mechanism.ends(scenario)
        low, high = mechanism.stated(scenario)
        made.add_row(
            f"[bold]{mechanism.name}[/bold]", amount(each.present, unit), f"{least:g} to {most:g}",
            f"{100 * each.least:.1f} to {100 * each.highest:.1f}", f"{low:g} to {high:g}",
        )  # fmt: skip
    screen.print(made)
    screen.print()
    for each in rows:
        screen.print(f"[bold]{each.mechanism.name}[/bold] ({each.mechanism.path}): {each.mechanism.words}.")
    screen.print("\nAny number of the scenario can be named by its path as well: --by tumour.kill_median.")


def _show_one(screen: Console, found: WhatIf, line: Line) -> None:
    lever, word = line.levers[0], RATES[found.rate][1]
    screen.print(f"[bold]{percent(lever.target)} {word}, by {line.mechanism.words}[/bold]", markup=True)
    if not lever.reached:
        screen.print(f"{_not_reached(found.scenario, line, lever, word)}\n")
        return
    moved = line.moved[0]
    sentences(screen, [*_lever_lines(found.scenario, line, moved, word), _where_from(moved), ""])
    _show_fares(screen, moved)
    _show_features(screen, moved)
    show_parts(screen, moved.parts)
    sentences(screen, ["", *_ranges(moved), *_caveats(moved)])
    screen.print()


def _not_reached(scenario: Scenario, line: Line, lever: Lever, word: str) -> str:
    unit = line.mechanism.unit(scenario)
    if line.reach[0] == line.reach[1]:
        return f"{line.mechanism.path} does not change how many are {word}; --rate resection counts the operated."
    return (
        f"Not to be reached this way: {line.mechanism.path} moved from {amount(line.present, unit)} as far as "
        f"{amount(lever.ceiling_at, unit)} gives {percent(lever.ceiling)} {word}, and no further."
    )


def _lever_lines(scenario: Scenario, line: Line, moved: Moved, word: str) -> Iterator[str]:
    lever, mechanism = moved.lever, line.mechanism
    unit = mechanism.unit(scenario)
    yield (
        f"{mechanism.path} from {amount(line.present, unit)} to {amount(lever.value, unit)} "
        f"({_end(lever.low)} to {_end(lever.high)}, by the number of patients) gives {percent(lever.rate)}."
    )
    if moved.fresh is not None:
        yield f"On {moved.fresh.runs} sets of fresh patients it gives {percents(moved.fresh.rate)} {word}."
    low, high = mechanism.stated(scenario)
    if not low <= lever.value <= high:
        yield f"That is beyond the range the scenario states, {low:g} to {high:g}: nobody vouches for it."
    if moved.extrapolated:
        yield f"Series have published {SEEN[0]:.0%} to {SEEN[1]:.0%}: this is extrapolation."


def _where_from(moved: Moved) -> str:
    """How much of the change needs no surgery: what a reader must not take the column "by surgery" for."""
    parts = moved.parts
    without = parts.parts.without_surgery
    return (
        f"Of the change for all who start, {give_or_take(parts.change)} months with these numbers, "
        f"{months((without, math.nan, math.nan), True)} needs no surgery and "
        f"{months((parts.change[0] - without, math.nan, math.nan), True)} comes through surgery."
    )


def _end(value: float) -> str:
    return "as far as tried" if math.isinf(value) else f"{value:.3g}"


def _show_fares(screen: Console, moved: Moved) -> None:
    screen.print("Mean months lived of the first 60 from the decision for HAIC, and share alive then")
    made = table("", "patients", "months", "change", "alive 5 y", "by surgery")
    for name in _ROWS:
        fare = moved.whom[name]
        if fare.people:
            made.add_row(name, f"{fare.people:,}", *_fare(fare))
    screen.print(made)
    screen.print(
        "By surgery: months more than the same patients live if nobody is operated, once the rate is reached: no part of the "
        "change. ±: half of the 95% interval.\n"
    )


def _fare(fare: Fare) -> tuple[str, ...]:
    return (
        f"{fare.months[0]:.1f} > {fare.months[1]:.1f}", give_or_take(fare.change),
        f"{100 * fare.alive[0]:.1f} > {100 * fare.alive[1]:.1f}%", give_or_take(fare.gain),
    )  # fmt: skip


def _show_features(screen: Console, moved: Moved) -> None:
    screen.print("Who they are")
    names = [name for name in (BEFORE, MARGINAL, NOT) if moved.whom[name].people]
    made = table("", *names)
    for feature in FEATURES:
        values = [moved.whom[name].features[feature.name] for name in names]
        unit = {"": "", "%": " %"}.get(feature.unit, f" {feature.unit}")
        made.add_row(
            feature.words, *(("-" if math.isnan(value) else f"{value:.1f}{unit}") for value in values)
        )
    screen.print(made)
    screen.print()


def _ranges(moved: Moved) -> Iterator[str]:
    if not moved.change.ends:
        yield NOT_RANGED
        return
    yield (
        f"Over {moved.change.over}, the mechanism's value being the same, all who start gain "
        f"{over_the_ranges(moved.change)} months; the newly converted gain by surgery {over_the_ranges(moved.gain)} months."
    )


def _caveats(moved: Moved) -> Iterator[str]:
    if moved.mechanism.caveat:
        yield moved.mechanism.caveat


def _show_many(screen: Console, found: WhatIf) -> None:
    """A row for each rate of each mechanism."""
    word = RATES[found.rate][1]
    for line in found.lines:
        screen.print(f"[bold]{line.mechanism.name}[/bold]: {line.mechanism.words} ({line.mechanism.path})")
        made = table("rate, %", "value", "months", "ranges", "alive 5 y, %", "ranges", first=7)
        for moved in line.moved:
            made.add_row(*_row(found.scenario, line.mechanism, moved))
        if line.moved:
            screen.print(made)
        sentences(screen, [_ceiling(line, word), line.mechanism.caveat])
        screen.print()
    screen.print(
        f"As it is: {percent(found.now)} {word}, {months(found.months)} months, {percents(found.alive)} alive at 5 years. "
        f"Months of the first 60, mean of all who start; ranges: over {_those(found.over)}. Rates with * "
        f"are beyond what series have published ({SEEN[0]:.0%} to {SEEN[1]:.0%}); values with * beyond the range the scenario "
        "states."
    )


def _those(over: str) -> str:
    return over.replace("the ranges", "those", 1)


def _row(scenario: Scenario, mechanism: Mechanism, moved: Moved) -> tuple[str, ...]:
    low, high = mechanism.stated(scenario)
    lever = moved.lever
    rate = f"{100 * lever.target:.1f}{'*' if moved.extrapolated else ''}"
    beyond = "" if low <= lever.value <= high else "*"
    return rate, f"{lever.value:.3g}{beyond}", *_narrow(moved.months, 1.0), *_narrow(moved.alive, 100.0)


def _narrow(found: Ranged, factor: float) -> tuple[str, str]:
    """A number with its interval, and from where to where the ranges take it, in few columns."""
    value, low, high = (f"{factor * each:.1f}" for each in found.own)
    ends = [f"{factor * each[1][0]:.1f}" for each in (found.least, found.most)]
    return f"{value} ({low}-{high})", "-".join(ends) if found.ends else "-"


def _ceiling(line: Line, word: str) -> str:
    lost = [percent(lever.target) for lever in line.levers if not lever.reached]
    if not lost:
        return ""
    reach = f"It reaches {percent(line.reach[0])} to {percent(line.reach[1])} {word}, no more and no less."
    return f"Not reached: {', '.join(lost)}. {reach}"
