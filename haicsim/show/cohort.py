"""A team's patients on the screen: who they are, how alike, and their survival beside the prediction."""

import math
from collections.abc import Iterator

import numpy as np

from haicsim.analysis.cohort.beside import AtTime
from haicsim.analysis.cohort.columns import BY_NAME
from haicsim.analysis.cohort.describe import Description
from haicsim.analysis.cohort.lay_beside import CohortBeside
from haicsim.analysis.cohort.look_alikes import LEVELS
from haicsim.analysis.figures.style import GROUP_NAMES
from haicsim.show.screen import say, screen, show_rows

_MOST_TRAITS = 4


def show_cohort(found: CohortBeside) -> None:
    """Print it; 80 columns are enough."""
    for line in _read(found):
        say(line)
    console = screen()
    show_rows(console, ("", "the team's patients"), list(_who(found.described)))
    for line in _alike(found):
        say(line)
    level = f"{100 * found.beside.level:.0f}% of studies"
    rows = [_at(at, _years(at.months), 100.0, "%") for at in found.beside.at]
    rows.append(_at(found.beside.mean, f"mean to {found.beside.mean.months:.0f} months", 1.0, ""))
    show_rows(console, ("", "team", "predicted", level, "position"), rows)
    for line in found.sentences:
        say(line)
    say("Position: share of simulated studies below the team. Nothing has left this machine.")


def _read(found: CohortBeside) -> Iterator[str]:
    whom = found.counted
    yield f"{whom.series.file}, beside scenario {found.scenario.name}. Understood: {'; '.join(whom.series.understood)}."
    if whom.left_out or whom.unknown:
        also = f"; of {whom.unknown} more it is not known whether they belong" if whom.unknown else ""
        yield f"Entry rule {whom.rule}: {whom.left_out} patients are left out{also}."


def _who(said: Description) -> Iterator[tuple[str, str]]:
    n = said.patients
    yield "patients", f"{n:,}"
    for name, count in said.groups.items():
        yield f"  {GROUP_NAMES[name]}", _share(count, n)
    for name, (middle, low, high) in said.numbers.items():
        missing = f", {said.missing[name]} missing" if said.missing.get(name) else ""
        unit = f" {BY_NAME[name].unit}".rstrip()
        yield name, f"{_number(middle)} ({_number(low)} to {_number(high)}){unit}{missing}"
    yield "resected", _share(said.resected, n)
    yield "deaths", _share(said.deaths, n)
    yield "follow-up, median (95%)", _months(said.follow_up)
    yield "survival, median (95%)", _months(said.median)
    for months, at in said.survival.items():
        known = not math.isnan(at.estimate)
        within = f" ({100 * at.low:.0f} to {100 * at.high:.0f}%)" if not math.isnan(at.low) else ""
        yield (
            f"{_years(months)} (95%)",
            f"{100 * at.estimate:.0f}%{within}" if known else "not known",
        )


def _alike(found: CohortBeside) -> Iterator[str]:
    sizes, level = found.alike.sizes, found.alike.level
    yield (
        f"{np.median(sizes):,.0f} simulated patients stand for each of the team's (median; {sizes.min():,} to "
        f"{sizes.max():,}), alike in {LEVELS[0]}."
    )
    for place, said in enumerate(LEVELS[1:], start=1):
        count, only = (level == place).sum(), said.removesuffix(" alone")
        if count:
            yield f"For {count} of the team too few were: those taken are alike in {only} only."
    further = 100 * found.unlike.further
    yield (
        f"{further:.0f}% of the scenario's patients are less usual than a patient of the team, on average "
        "(about 50% where both are alike)."
    )
    most = [each for each in found.unlike.traits if abs(each.deviations) >= 0.2][:_MOST_TRAITS]
    said = "; ".join(
        f"{each.column} {each.deviations:+.1f} SD (median {_number(each.team)}, there {_number(each.reference)})"
        for each in most
    )
    yield f"They differ most in: {said}." if said else "In no trait do the means differ by 0.2 SD or more."


def _years(months: float) -> str:
    years = round(months / 12.0)
    return f"survival at {years} year{'s' if years > 1 else ''}"


def _number(value: float) -> str:
    """To three digits, whole numbers in full."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _share(count: int, of: int) -> str:
    return f"{count:,} ({100 * count / of:.0f}%)"


def _months(values: tuple[float, float, float]) -> str:
    middle, low, high = ("not reached" if math.isinf(each) else f"{each:.1f}" for each in values)
    return f"{middle} ({low} to {high}) months"


def _at(at: AtTime, name: str, scale: float, unit: str) -> tuple[str, str, str, str, str]:
    def said(value: float) -> str:
        return f"{value * scale:.{0 if unit else 1}f}{unit}"

    team = said(at.team) if not math.isnan(at.team) else "not known"
    if math.isnan(at.low):
        return name, team, "-", "-", "-"
    return name, team, said(at.median), f"{said(at.low)} to {said(at.high)}", f"{100 * at.position:.0f}%"
