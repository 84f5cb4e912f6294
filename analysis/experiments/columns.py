"""Every column of a sweep's files: all cells, the summary of each setting, and differences on paired random numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.sim.columns import NEVER_MISSING, Column

SETTING = "<path>"  # stands for every path that a sweep varies or draws
FAILED, NOT_FAILED = "the cell failed", "the cell did not fail"
ONE_CELL = "fewer than two cells give a number (with draws: fewer than two draws)"
NO_CELL = "no cell gives a number"
ONE_PAIR = "fewer than two pairs give numbers"

_SCENARIO = Column("scenario", "text", "", "name of the scenario")
_OUTCOME = Column("outcome", "text", "", "name of the outcome measure, see the table of measures")
_VARIED = (
    "one column for each path that is varied or drawn, by its name (`surgery.ward_stay`): the value given"
)
_UNITS = "the scenario's"
_MEASURES = "the outcome measure's"


def _or_failed(missing: str) -> str:
    return FAILED if missing == NEVER_MISSING else f"{FAILED}, or {missing}"


# fmt: off
CELLS = (
    Column("cell", "i8", "", "number of the cell, from 0"),
    _SCENARIO,
    Column("point", "i8", "", "number of the setting, from 0"),
    Column("draw", "i8", "", "number of the joint draw of parameters, from 0; a column only where the sweep has draws"),
    Column("replication", "i8", "", "number of the replication, from 0"),
    Column(SETTING, "any", _UNITS, f"{_VARIED}; all as text where any value is no number"),
    *(Column(name, "f8", each.unit, each.meaning, _or_failed(each.missing)) for name, each in OUTCOMES.items()),
    Column("failed", "text", "", "why the cell failed", NOT_FAILED),
)
SUMMARY = (
    _SCENARIO,
    Column(SETTING, "any", _UNITS, f"{_VARIED}; none where the sweep has draws"),
    _OUTCOME,
    Column("mean", "f8", _MEASURES, "mean over the cells that give a number", NO_CELL),
    Column("low", "f8", _MEASURES, "lower end of the 95% interval of the mean over replications by Student's t; with "
           "draws the 2.5th percentile of the draws, replications averaged", ONE_CELL),
    Column("high", "f8", _MEASURES, "upper end of the same; with draws the 97.5th percentile", ONE_CELL),
    Column("cells", "i8", "", "how many cells gave a number"),
    Column("failed", "i8", "", "how many cells failed"),
)
DIFFERENCES = (
    _SCENARIO,
    Column("point", "i8", "", "number of the setting, from 0, as in cells.parquet"),
    Column(SETTING, "any", _UNITS, f"{_VARIED}; none that differs between joint draws"),
    _OUTCOME,
    Column("reference", "text", "", "the scenario and setting compared with: the first of all, or the one asked for"),
    Column("change", "f8", _MEASURES, "mean difference of this scenario and setting from the reference; cells with the same "
           "draw and replication are paired", "no pair gives numbers"),
    Column("low", "f8", _MEASURES, "lower end of its 95% interval by Student's t", ONE_PAIR),
    Column("high", "f8", _MEASURES, "upper end of its 95% interval", ONE_PAIR),
    Column("reduction", "f8", "", "variance of the difference of unpaired runs as a multiple of that of the paired ones",
           "fewer than two pairs give numbers, or all pairs differ alike"),
)
# fmt: on


def with_paths(columns: Sequence[Column], names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of one sweep's file, whose names are given: what stands for a path is there once for each path."""
    known = {column.name for column in columns}
    paths = [name for name in names if name not in known]
    found: list[Column] = []
    for column in columns:
        found += (replace(column, name=path) for path in paths) if column.name == SETTING else [column]
    return tuple(found)
