"""Where each printed figure lies among the same figures of many simulated studies of the paper's size."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import NOT_REACHED, Printed
from haicsim.analysis.studies.reported_value import LIMITS
from haicsim.analysis.studies.reported_values import (
    AnyFigure,
    Count,
    Cumulative,
    Estimate,
    Events,
    PValue,
    Size,
    Stated,
    Summary,
    Survival,
    read_time,
)
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.validation.replicates import Replicates, whole_group
from haicsim.analysis.validation.study_statistics import NotSimulatedError, Statistics, statistics

LEVEL = 0.95
_SELDOM = 0.5  # in fewer studies than this the statistic exists: too few to judge by
_KNOWN = TargetStatus("", "usable")


@dataclass(frozen=True)
class Compared:
    """One printed number beside the same statistic in simulated studies; printed units throughout.

    figure, part: which number of which figure of the study file. what: in words. months: the landmark, NaN where
    there is none. places: where it is printed. exact_low,
    exact_high: exact binomial interval of a printed survival percentage, else NaN. low, middle, high: simulated median
    and 95% predictive interval. known: share of simulated studies that have the statistic at all. position: mid-p, the
    share of simulated studies below the printed value plus half of those that would print the same.
    printed_in_predictive_interval: whether it lies there; None where too few studies have the statistic. mark, reasons:
    whether the audit holds the printed number usable. joint: whether it belongs to figures that contradict one another,
    which are judged together.
    """

    figure: str
    part: str
    kind: str
    subject: str
    group: str
    what: str
    months: float
    unit: str
    places: tuple[str, ...]
    printed: str
    value: float
    exact_low: float
    exact_high: float
    low: float
    middle: float
    high: float
    known: float
    position: float
    printed_in_predictive_interval: bool | None
    mark: str
    reasons: tuple[str, ...]
    joint: bool = False

    @property
    def often_enough(self) -> bool:
        """Enough simulated studies have the statistic to judge by."""
        return self.printed_in_predictive_interval is not None

    @property
    def judged(self) -> bool:
        """Counts when agreement is described: usable, and simulated often enough."""
        return self.mark == "usable" and not self.joint and self.often_enough


@dataclass(frozen=True)
class Agreement:
    """Every printed number that has a counterpart, and the others with the reason why not.

    refs: of each row all the printed numbers (`id.part`) it stands for. values: the statistic of each row in each
    simulated study, (rows, replicates).
    """

    rows: tuple[Compared, ...]
    refs: tuple[tuple[str, ...], ...]
    values: NDArray[np.float64]
    not_simulated: tuple[tuple[str, str], ...]


def agreement(
    study: Study, marks: Mapping[str, TargetStatus], margins: Replicates, composition: Replicates
) -> Agreement:
    """Compare every figure of the study once; figures printed twice alike count as one, with both places."""
    rows: list[Compared] = []
    refs: list[tuple[str, ...]] = []
    values: list[NDArray[np.float64]] = []
    found: dict[str, Statistics | NotSimulatedError] = {}
    for part, figures in _said_once(study):
        first = figures[0]
        if first.id not in found:
            found[first.id] = _taken(first, margins, composition)
        taken = found[first.id]
        if not isinstance(taken, NotSimulatedError):
            rows.append(_row(study, marks, figures, part, taken[part]))
            refs.append(tuple(f"{each.id}.{part}" for each in figures))
            values.append(taken[part])
    missing = {name: str(why) for name, why in found.items() if isinstance(why, NotSimulatedError)}
    never = {name: why for name, why in _never_compared(study) if name.partition(",")[0] not in missing}
    table = np.array(values) if values else np.zeros((0, len(margins)))
    return Agreement(tuple(rows), tuple(refs), table, tuple((missing | never).items()))


def with_joint(table: Agreement, figures: Collection[str]) -> Agreement:
    """Say of the rows which belong to figures (`id.part`) that contradict one another."""
    rows = (
        replace(row, joint=not set(figures).isdisjoint(refs))
        for row, refs in zip(table.rows, table.refs, strict=True)
    )
    return replace(table, rows=tuple(rows))


def table_of(
    study: Study, rows: Iterable[Compared], margins: Replicates, composition: Replicates
) -> NDArray[np.float64]:
    """The statistic of each row in other simulated studies, (rows, replicates)."""
    found: dict[str, Statistics] = {}
    table = []
    for row in rows:
        if row.figure not in found:
            found[row.figure] = statistics(study.figure(row.figure), margins, composition)
        table.append(found[row.figure][row.part])
    return np.array(table) if table else np.zeros((0, len(margins)))


def _taken(figure: AnyFigure, margins: Replicates, composition: Replicates) -> Statistics | NotSimulatedError:
    try:
        return statistics(figure, margins, composition)
    except NotSimulatedError as reason:
        return reason


def _said_once(study: Study) -> Iterator[tuple[str, list[AnyFigure]]]:
    """Numbers of the study, each with the figures that say it alike; the size of everybody is given, not found."""
    found: dict[tuple[Any, ...], list[AnyFigure]] = {}
    for figure in study.figures:
        if isinstance(figure, Stated) or (isinstance(figure, Size) and figure.group == whole_group(study)):
            continue
        for part in _compared_parts(figure):
            centre = getattr(figure, "statistic", "") if part == "centre" else ""
            key = (figure.subject, part, _said(figure.parts()[part]), centre, getattr(figure, "unit", ""))
            found.setdefault(key, []).append(figure)
    yield from ((key[1], figures) for key, figures in found.items())


def _said(printed: Printed) -> tuple[str, object]:
    return printed.sign, printed.value


def _compared_parts(figure: AnyFigure) -> tuple[str, ...]:
    """The parts to compare: a percentage beside a count says the same again, and an interval is not a result."""
    parts = tuple(name for name in figure.parts() if name not in LIMITS)
    return tuple(name for name in parts if not (name == "percent" and "count" in parts))


def _never_compared(study: Study) -> Iterator[tuple[str, str]]:
    """What the simulator never prints, whatever is simulated: intervals, and that something was not reached."""
    for figure in study.figures:
        if NOT_REACHED in (figure.texts().get("centre"), figure.texts().get("percent")):
            yield figure.id, "'not reached' is no number to place among others"
        elif isinstance(figure, Estimate) and figure.interval is not None:
            yield f"{figure.id}, interval", "simulated studies have a spread of their own instead"


def _row(
    study: Study,
    marks: Mapping[str, TargetStatus],
    figures: list[AnyFigure],
    part: str,
    values: NDArray[np.float64],
) -> Compared:
    figure, printed = figures[0], figures[0].parts()[part]
    known = values[~np.isnan(values)]
    share = len(known) / max(len(values), 1)
    low, middle, high = _interval(known)
    position = _position(printed, known)
    here = _inside(printed, low, high, position) if share >= _SELDOM else None
    found = [marks.get(f"{each.id}.{part}", _KNOWN) for each in figures]
    worst = max(found, key=lambda mark: ("usable", "doubtful", "unusable").index(mark.status))
    value, group = float(printed.value), getattr(figure, "group", whole_group(study))
    exact = (
        exact_interval(value / 100.0, study.groups[group].n)
        if isinstance(figure, Survival)
        else (np.nan,) * 2
    )
    return Compared(
        figure.id, part, figure.kind, _subject(figure), group, _what(study, figure, part), _months(figure),
        _unit(figure, part), tuple(dict.fromkeys(each.place for each in figures)), printed.text, value,
        100.0 * exact[0], 100.0 * exact[1], low, middle, high, share, position, here,
        worst.status, worst.reasons,
    )  # fmt: skip


def _interval(known: NDArray[np.float64]) -> tuple[float, float, float]:
    """The 95% predictive interval and the median: values that simulated studies really have."""
    if not len(known):
        return np.nan, np.nan, np.nan
    tail = (1.0 - LEVEL) / 2.0
    low, middle, high = np.quantile(known, (tail, 0.5, 1.0 - tail), method="inverted_cdf").tolist()
    return low, middle, high


def same(printed: Printed, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values would print as this: less than one step of the last digit away, however the paper rounds."""
    value = float(printed.value)
    if printed.sign == "<":
        return np.asarray(values < value)
    if printed.sign == ">":
        return np.asarray(values > value)
    return np.asarray(np.abs(values - value) < float(printed.unit_of_last_place) * (1.0 - 1e-9))


def _position(printed: Printed, known: NDArray[np.float64]) -> float:
    if not len(known):
        return float("nan")
    alike = same(printed, known)
    below = (known < float(printed.value)) & ~alike
    return float(below.mean() + 0.5 * alike.mean())


def _inside(printed: Printed, low: float, high: float, position: float) -> bool:
    """Whether a printed value lies between two values, or would print as one of them; "<0.001" is judged by position."""
    value, ends = float(printed.value), np.array([low, high])
    if printed.sign:
        tail = (1.0 - LEVEL) / 2.0
        return tail <= position <= 1.0 - tail
    return bool(low <= value <= high or same(printed, ends).any())


def inside_by_study(table: Agreement) -> NDArray[np.bool_]:
    """Of every simulated study, which of its own numbers lie inside the same intervals, (rows, replicates)."""
    low = np.array([row.low for row in table.rows])[:, None]
    high = np.array([row.high for row in table.rows])[:, None]
    return np.asarray((low <= table.values) & (table.values <= high))


def _months(figure: AnyFigure) -> float:
    return float(read_time(figure.at)) if isinstance(figure, Survival | Cumulative) else float("nan")


def _subject(figure: AnyFigure) -> str:
    return str(getattr(figure, "endpoint", None) or getattr(figure, "measure", None) or "size")


def _unit(figure: AnyFigure, part: str) -> str:
    if part in ("count", "p"):
        return ""
    return "%" if part == "percent" else str(getattr(figure, "unit", ""))


_PARTS = {"centre": "", "low": ", least", "high": ", most", "sd": ", standard deviation"}


def _what(study: Study, figure: AnyFigure, part: str) -> str:
    """The number in words, as a table of results would call it."""
    group = getattr(figure, "group", whole_group(study))
    who = "" if group == whole_group(study) else f", {group}"
    if isinstance(figure, PValue):
        arms = " against ".join("+".join(arm) for arm in figure.arms or ())
        return f"{figure.endpoint} {arms}, p"
    if isinstance(figure, Events):
        by = f" by {figure.by}" if figure.by else ""
        return f"{figure.endpoint} {figure.status}s{by}{who}"
    if isinstance(figure, Size):
        return f"patients in {group}"
    if isinstance(figure, Summary):
        centre = f" ({figure.statistic})" if part == "centre" else _PARTS[part]
        return f"{study.measures[figure.measure].label}{_when(figure)}{centre}{who}"
    if isinstance(figure, Count):
        names = " + ".join(figure.together or (figure.category,)).replace("_", " ")
        category = "" if names == "yes" else f": {names}"
        sites = " (sites)" if figure.per == "sites" else ""
        return f"{study.measures[figure.measure].label}{category}{_when(figure)}{sites}{who}"
    if isinstance(figure, Cumulative):
        return f"{figure.endpoint} event by {figure.at}{who}"
    return f"{figure.subject[1]} {getattr(figure, 'at', 'median')}{who}"


def _when(figure: Summary | Count) -> str:
    return f", {figure.occasion}" if figure.occasion else ""
