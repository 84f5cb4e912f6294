"""What studies would report as the effect of surgery, on the screen: a table beside the truth, and one sentence."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from haicsim.analysis.whatif.bias.methods import NAIVE, Unit
from haicsim.analysis.whatif.bias.repeat import Bias, Reported

_FEW = 20  # left unoperated: with 9 the interval held the truth in 86% of 200 registries, with 29 in 96%


def show_bias(found: Bias) -> None:
    """Print it; 80 columns are enough."""
    console = Console(highlight=False)
    asked, run = found.asked, found.asked.scenario.run
    times = "1 registry" if found.registries == 1 else f"{found.registries:,} registries"
    console.print(f"{asked.scenario.title}: {times} of {run.patients:,} patients, seed {run.seed}.")
    if asked.useless:
        console.print("Surgery is made useless: everybody dies as they would have without it.")
    console.print(f"\n[bold]{answer(found)}[/bold]\n")
    console.print(_table(found))
    console.print(_notes(found))


def answer(found: Bias) -> str:
    """How wrong the naive comparison is, in one sentence."""
    naive = found.of(NAIVE)
    too = "too many" if naive.bias.value >= 0.0 else "too few"
    return (
        f"Studies that compare converted with unconverted patients would say that surgery gains {naive.mean:.1f} months "
        f"within {found.asked.until:g}; it gains {_zero(naive.truth.value)}: {abs(naive.bias.value):.1f} {too}, and "
        f"{naive.covered} of {naive.studies} intervals hold the truth."
    )


def _table(found: Bias) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("method, and what it compares")
    table.add_column("first study\n(95% interval)", justify="right")
    for name in ("truth", "bias", "covers"):
        table.add_column(name, justify="right")
    for each in found.reported:
        truth = _number(each.truth.value, each.method.unit)
        name = f"{each.method.name}\n  [dim]{each.method.compares}[/dim]"
        table.add_row(name, _first(each), truth, _bias(each), f"{each.covered} of {each.studies}")
    return table


def _first(each: Reported) -> str:
    """What the first registry reports; a dash where it gives nothing."""
    unit = each.method.unit
    if each.first.low != each.first.low:
        return "-"
    value, low, high = (_number(number, unit) for number in each.first)
    return f"{value} ({low} to {high})"


def _bias(each: Reported) -> str:
    value = each.bias.value
    if value != value:
        return "-"
    return f"{value:+.1f}" if each.method.unit == "months" else f"x{value:.2f}"


def _number(value: float, unit: Unit) -> str:
    if value != value:
        return "-"
    return _zero(value) if unit == "months" else f"{value:.2f}"


def _zero(value: float) -> str:
    """To a tenth, and never minus nothing."""
    return f"{value:.1f}".replace("-0.0", "0.0")


def _notes(found: Bias) -> str:
    """What the columns mean, and upon how many patients the emulated trial rests."""
    said = (
        f"Months lived longer within {found.asked.until:g} from first infusion (landmark: from then on); HR: hazard ratio of "
        "death. Truth: the same patients operated whenever judged resectable, and never. Bias: mean of the studies less the "
        "truth (HR: mean over truth). Covers: studies whose interval holds the truth.\n"
        f"A registry has {found.patients:.0f} patients: {found.converted:.0f} judged resectable, {found.operated:.0f} "
        f"operated, and {found.supported:.0f} neither operated nor called off. What clone-censor-weight knows of life "
        "without surgery rests on these"
    )
    if found.supported < _FEW:
        too_few = "[bold]who are too few[/bold]: its interval is too narrow, if it says anything"
        return f"{said}, {too_few}. Take larger registries."
    return f"{said}."
