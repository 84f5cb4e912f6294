"""How many places are enough, on the screen: the answer, what was tried, and the demand quarter by quarter."""

import math

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from haicsim.analysis.experiments.capacity_limit import Limit
from haicsim.analysis.experiments.capacity_search import CapacityFound
from haicsim.analysis.measures.resource_names import words_of
from haicsim.show.hospital import counted

_SHARE = "share of 1"


def show_capacity(found: CapacityFound) -> None:
    """Print it; 80 columns are enough."""
    console = Console(highlight=False)
    run = found.scenario.run
    times = f" x {run.replications:,} replications" if run.replications > 1 else ""
    console.print(f"{found.scenario.title}: {run.patients:,} patients{times}, seed {run.seed}.\n")
    console.print(f"[bold]{answer(found)}[/bold]\n")
    console.print(_trials(found))
    console.print(_notes(found) + "\n")
    _show_demand(console, found)


def answer(found: CapacityFound) -> str:
    """The answer in one sentence."""
    name, limit = words_of(found.resource), found.limit
    many = counted(found.resource, found.places)
    if found.session_days is not None:
        each = "1 place" if found.places == 1 else f"{found.places} places"
        many = f"{each} of the {name} every {found.session_days:g} days"
    verb = "is" if found.places == 1 else "are"
    return f"{many} {verb} enough to keep {_kept(limit)} below {_amount(limit.below, limit)}."


def _notes(found: CapacityFound) -> str:
    """How it was found, and whether so many patients could tell."""
    said = "Every number of places is tried on the same patients with the same random numbers"
    if found.limit.outcome is None:
        return f"{said}. Wait: all days in the queue, also of those who died in it."
    said += "; intervals are of 20 blocks of patients, paired."
    best = next(trial for trial in found.trials if trial.places == found.places)
    if best.high >= found.limit.below:
        said += f" The interval of {found.places} reaches the limit: more patients (--patients) would tell better."
    return said


def _kept(limit: Limit) -> str:
    if limit.outcome is None:
        return "the median wait" if limit.quantile == 0.5 else "the wait of nine in ten"
    return f"the loss of {limit.outcome.name} ({limit.outcome.meaning})"


def _amount(value: float, limit: Limit) -> str:
    """In percentage points, days or months."""
    if math.isnan(value):
        return "-"
    if limit.unit == _SHARE:
        points = f"{round(100 * value, 2):g}"
        return f"{points} percentage point{'' if points == '1' else 's'}"
    unit = {"d": " days"}.get(limit.unit, f" {limit.unit}")
    return f"{round(value, 2):g}{unit}"


def _trials(found: CapacityFound) -> Table:
    limit = found.limit
    share = limit.unit == _SHARE
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("places", justify="right")
    if limit.outcome is None:
        table.add_column("wait, days", justify="right")
    else:
        table.add_column(f"{limit.outcome.label}, %" if share else limit.outcome.label, justify="right")
        table.add_column(f"loss{', points' if share else ''} (95% interval)", justify="right")
    table.add_column("kept")
    for trial in found.trials:
        kept = "yes" if trial.kept else "no"
        cells = [f"{trial.value * (100 if share else 1):.1f}"]
        if limit.outcome is not None:
            cells.append(_loss(trial.loss, trial.low, trial.high, share))
        style = "bold" if trial.places == found.places else None
        table.add_row(f"{trial.places:,}", *cells, kept, style=style)
    if limit.outcome is not None:
        table.add_row("unlimited", f"{found.unlimited * (100 if share else 1):.1f}", "", "")
    return table


def _loss(loss: float, low: float, high: float, share: bool) -> str:
    by = 100 if share else 1
    said = f"{by * loss:.1f}"
    return said if math.isnan(low) else f"{said} ({by * low:.1f} to {by * high:.1f})"


def _show_demand(console: Console, found: CapacityFound) -> None:
    """Starters, requests and places in use quarter by quarter."""
    if not found.quarters:
        console.print("Demand by quarter: fewer than four quarters were simulated; take more patients.")
        return
    console.print(
        f"Demand by quarter where the {words_of(found.resource)} is unlimited ({found.quarters[0].quarters} quarters):"
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("", "median", "90% of quarters"):
        table.add_column(name, justify="right" if name else "left")
    for band in found.quarters:
        digits = 1 if "mean" in band.what else 0
        table.add_row(
            band.what, f"{band.middle:.{digits}f}", f"{band.low:.{digits}f} to {band.high:.{digits}f}"
        )
    console.print(table)
