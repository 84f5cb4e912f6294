"""A sweep in a report: what was varied, each outcome with its interval, and the answer with its ledger."""

from collections.abc import Sequence
from math import floor, log10

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.report.blocks import Block, Figure, Section, Sentence, Table, Words, answered
from haicsim.analysis.report.numbers import NONE, plural
from haicsim.analysis.report.sources import SweepSource

Row = dict[str, str]
_ANSWERS = ("outcome", "mean", "low", "high", "cells", "failed")
_CHANGES = ("outcome", "reference", "change", "low", "high", "reduction", "point")
_SHARE = "share of 1"
_MOST_NAMED = 4
_ROUNDING = 1e-9


def sweep_pages(sweep: SweepSource) -> tuple[Section, ...]:
    """All that is said of a sweep."""
    said = Words(
        f"The sweep kept in {sweep.folder.name}: {plural(len(_settings(sweep)), 'setting')}, "
        f"{_cells(sweep.lines)} for each. Simulated by model {sweep.plan.get('model_version', NONE)}."
    )
    picture: tuple[Block, ...] = ()
    if sweep.figure is not None:
        words = "Every outcome over the settings, with 95% intervals; the same values stand in the table of outcomes."
        picture = (Figure("The sweep.", words, sweep.figure),)
    return (
        Section(f"What was compared: sweep {sweep.folder.name}", (said, *_outcomes(sweep)), new_page=True),
        Section("The sweep's answer", answered(sentences(sweep))),
        Section("Differences on common random numbers", (*_differences(sweep), *picture)),
    )


def _cells(lines: Sequence[Row]) -> str:
    counts = sorted({int(row["cells"]) for row in lines})
    many = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    failed = sum(int(row["failed"]) for row in lines)
    return f"{many} finished cells with a number" + (", some failed" if failed else "")


def _name(row: Row, others: Sequence[str]) -> str:
    """A scenario with what is set in it."""
    settings = [
        f"{path} = {value}"
        for path, value in row.items()
        if path not in others and path != "scenario" and value
    ]
    return ", ".join((row["scenario"], *settings))


def _settings(sweep: SweepSource) -> list[str]:
    return list(dict.fromkeys(_name(row, _ANSWERS) for row in sweep.lines))


def heading(outcome: str) -> str:
    """An outcome in words, with its unit."""
    if outcome not in OUTCOMES:
        return outcome
    unit = OUTCOMES[outcome].unit
    return f"{OUTCOMES[outcome].label} ({'%' if unit == _SHARE else unit})"


def told(row: Row, name: str) -> str:
    """A number with its interval, to the digits that its width leaves; shares in percent."""
    if not row[name]:
        return NONE
    known = OUTCOMES.get(row["outcome"])
    factor = 100.0 if known is not None and known.unit == _SHARE else 1.0
    value = factor * float(row[name])
    if not row["low"] or not row["high"]:
        return f"{value:.4g}"
    low, high = factor * float(row["low"]), factor * float(row["high"])
    digits = min(max(-floor(log10((high - low) / 4)), 0), 4) if _spread(row) else 1
    return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _outcomes(sweep: SweepSource) -> tuple[Block, ...]:
    """A table for each outcome, a row for each setting."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for row in sweep.lines:
        rows.setdefault(row["outcome"], []).append((_name(row, _ANSWERS), told(row, "mean"), row["cells"]))
    columns = ("Setting", "Mean (95% interval)", "Cells")
    return tuple(Table(f"{heading(outcome)}.", columns, tuple(some)) for outcome, some in rows.items())


def _differences(sweep: SweepSource) -> tuple[Block, ...]:
    if not sweep.differences:
        return (Words("There are no differences: the sweep has one setting, or is not complete."),)
    rows = tuple(
        (_name(row, _CHANGES), heading(row["outcome"]), told(row, "change"), "yes" if _clear(row) else "no")
        for row in sweep.differences
    )
    columns = ("Setting", "Outcome", "Difference (95% interval)", "Interval without zero")
    against = sweep.differences[0]["reference"]
    return (
        Table(f"Each setting less {against}, same patients and same random numbers.", columns, rows, text=2),
    )


def _clear(row: Row) -> bool:
    """Whether the interval of a difference leaves out zero; where all replications differ alike there is no interval."""
    return _spread(row) and float(row["low"]) * float(row["high"]) > 0.0


def _spread(row: Row) -> bool:
    """Whether an interval has a width beyond that of rounding."""
    if not row["low"] or not row["high"]:
        return False
    low, high = float(row["low"]), float(row["high"])
    return high - low > _ROUNDING * max(abs(low), abs(high))


def sentences(sweep: SweepSource) -> tuple[Sentence, ...]:
    """What the sweep answers: how many differences chance alone would hardly give, and which."""
    if not sweep.differences:
        text = "No setting is compared with another, so no difference is said."
        return (
            Sentence(
                text, "withheld", "differences.csv: not there", "at least two settings, all cells finished"
            ),
        )
    clear = [row for row in sweep.differences if _clear(row)]
    many, against = len(sweep.differences), sweep.differences[0]["reference"]
    rests = "95% intervals of paired differences over replications, one by one: of a hundred true zeros about five lie outside"
    first = f"A 95% interval that leaves out zero: {len(clear):,} of {many:,} differences from {against}."
    found = [Sentence(first, "description of this sweep", "differences.csv: change, low, high", rests)]
    if clear:
        named = "; ".join(
            f"{heading(row['outcome'])}, {_name(row, _CHANGES)}: {told(row, 'change')}"
            for row in clear[:_MOST_NAMED]
        )
        more = f"; and {len(clear) - _MOST_NAMED} more in the table" if len(clear) > _MOST_NAMED else ""
        found.append(
            Sentence(
                f"These are {named}{more}.",
                "description of this sweep",
                "differences.csv: change, low, high",
                rests,
            )
        )
    text = "How large they would be with other values of what is assumed is not said."
    found.append(
        Sentence(text, "withheld", "none", "a sweep over those numbers, haicsim sensitivity, or --posterior")
    )
    return tuple(found)
