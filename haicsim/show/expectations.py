"""The table of expectations on the screen, topic by topic."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.table import Table

from haicsim.analysis.calibration.expected import ExpectedOverDraws
from haicsim.analysis.validation.expectations import ExpectationResult
from haicsim.show.screen import screen
from haicsim.show.starters import GROUPS

_MET = {True: "yes", False: "[bold]NO[/bold]", None: ""}
_OF_FIGURES = 60  # columns that the figures take
_OVER = "over draws (95%)"
_FINE = ("ratio", "log_sd", "", "tumours")  # units of small figures: two decimals


def show_findings(
    findings: Sequence[ExpectationResult], scenario: str, patients: int, over: Mapping[str, ExpectedOverDraws]
) -> None:
    """Print them, and how many are met; over: by name what becomes of them over draws of a posterior, if asked for."""
    console = screen()
    console.print(f"{scenario}, {patients:,} starters")
    for topic, some in groupby(findings, key=lambda f: f.topic):
        console.print(_table(topic, list(some), console.width, over))
    judged = [f.met for f in findings if f.met is not None]
    reported = len(findings) - len(judged)
    console.print(f"{sum(judged)} of {len(judged)} met; {reported} only reported (sources: --json).")
    drawn = [each for each in over.values() if each.met is not None]
    if drawn:
        often = sum(2 * each.met >= each.of for each in drawn)  # type: ignore[operator]
        console.print(
            f"Over {drawn[0].of} draws of the posterior: {often} of {len(drawn)} met in at least half of them."
        )
    console.print(f"Groups, by the vein invaded: {'; '.join(GROUPS.values())}.")


def _table(
    topic: str, findings: Sequence[ExpectationResult], room: int, over: Mapping[str, ExpectedOverDraws]
) -> Table:
    """One topic; room: columns of the screen, of which the names have what the figures leave."""
    table = Table(
        title=topic,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", justify="left", width=min(48, room - _OF_FIGURES))
    table.add_column("expected", justify="right", min_width=12, no_wrap=True)
    table.add_column(_OVER if over else "simulated (95%)", justify="right", min_width=22, no_wrap=True)
    table.add_column("unit", justify="left", min_width=7, no_wrap=True)
    table.add_column("met in" if over else "met", justify="right", no_wrap=True)
    for f in findings:
        drawn = over.get(f.name)
        shown = (over_draws(f, drawn), _often(drawn)) if over else (simulated(f), _MET[f.met])
        table.add_row(f.name, expected(f), shown[0], f.unit, shown[1])
    return table


def over_draws(finding: ExpectationResult, drawn: ExpectedOverDraws | None) -> str:
    """The middle and 95% of the draws; a dash where nothing is known."""
    if drawn is None:
        return "-"
    return _with_interval(finding.unit, drawn.middle, drawn.low, drawn.high)


def _often(drawn: ExpectedOverDraws | None) -> str:
    return "" if drawn is None or drawn.met is None else f"{drawn.met}/{drawn.of}"


def simulated(finding: ExpectationResult) -> str:
    """The figure and its interval; a dash where it does not exist."""
    return _with_interval(finding.unit, finding.value, finding.value_low, finding.value_high)


def _with_interval(unit: str, *numbers: float) -> str:
    digits = 2 if unit in _FINE else 1
    value, low, high = (f"{number:.{digits}f}" if number == number else "-" for number in numbers)
    return value if low == high == "-" else f"{value} ({low} to {high})"


def expected(finding: ExpectationResult) -> str:
    """The range expected, in words; nothing where a figure is only reported."""
    return limits(finding.low, finding.high, finding.unit)


def limits(low: float | None, high: float | None, unit: str) -> str:
    """A range in words, rounded as figures of that unit are; nothing without a limit."""
    digits = 2 if unit in _FINE else 1
    least, most = (None if end is None else f"{round(end, digits):g}" for end in (low, high))
    if least is not None and most is not None:
        return f"{least} to {most}"
    return f"at least {least}" if least is not None else f"at most {most}" if most is not None else ""
