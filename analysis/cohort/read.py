"""A team's file read and checked: every fault with its line, column, value and rule, all at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.cells import RuleBroken, is_date, value_of
from haicsim.analysis.cohort.columns import BY_NAME, COLUMNS, DAY, DAYS, EXAMPLES
from haicsim.analysis.cohort.text import Rows, read_rows
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault, InputError, nearest_name, short

MOST_FAULTS = 100
MOST_PATIENTS = 5_000
_SMALL_MM = 20.0  # sizes mostly below this are rather centimetres
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A team's patients: values (n,) by column, NaN where missing; days count from each patient's own start.

    understood: how the file was read. missing: empty cells by column that is there.
    """

    file: str
    values: dict[str, Floats]
    understood: tuple[str, ...]
    missing: dict[str, int]

    def __len__(self) -> int:
        """How many patients."""
        return len(self.values["vp"])

    @property
    def group(self) -> NDArray[np.int64]:
        """Codes of `GROUPS`: B with Vv2 or Vv3, else A with Vp3 or Vp4, else C."""
        b, a, c = (GROUPS.index(name) for name in "BAC")
        return np.where(self.values["vv"] >= 2, b, np.where(self.values["vp"] >= 3, a, c))

    def of(self, chosen: NDArray[np.bool_]) -> "Series":
        """Some of them."""
        return replace(self, values={name: value[chosen] for name, value in self.values.items()})


@dataclass
class _Read:
    """What has been read so far: cells by column, values by column, faults with their place."""

    rows: Rows
    faults: list[Fault] = field(default_factory=list)
    values: dict[str, Floats] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, line: int | None, column: str, value: str, rule: str, nearest: str | None = None) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.rows.file, line, column, short(value) if value else "", rule, nearest))


def read_series(path: str | PathLike[str], accept: bool = False, today: date | None = None) -> Series:
    """A team's patients from their file.

    accept: sizes that look like centimetres are meant. today: what counts as the future (default: today). Raises
    InputError with every fault, the first hundred in the order of the file.
    """
    read = _Read(read_rows(Path(path)))
    _check_heads(read)
    _check_rows(read)
    dated = _how_days_are_written(read)
    _read_cells(read, dated, today or date.today())
    _check_names(read)
    if not accept:
        _ask_about_centimetres(read)
    relative = _since_start(read, dated)
    _check_order(read, relative, dated)
    _refuse(read)
    missing = {name: sum(not cell for cell in cells) for name, cells in read.cells.items()}
    for name in ("death", "last_contact"):
        missing.pop(name, None)
    how = "days are dates" if dated else "days are counted from a start"
    return Series(read.rows.file, {**read.values, **relative}, (*read.rows.understood, how), missing)


def _check_heads(read: _Read) -> None:
    """The names of the columns; nothing else is looked at where one that is required is missing."""
    heads, line = read.rows.heads, read.rows.head_line
    for name, times in Counter(heads).items():
        if name not in BY_NAME:
            rule = "is no column of this table: `haicsim cohort --new FILE` writes one with all columns"
            read.fault(line, name or "a column without a name", "", rule, nearest_name(name.lower(), BY_NAME))
        elif times > 1:
            read.fault(line, name, "", f"stands {times} times among the columns")
    missing = [column.name for column in COLUMNS if column.required and column.name not in heads]
    for name in missing:
        read.fault(line, name, "", "is a column that must be there, and is missing")
    if missing:
        _refuse(read)


def _check_rows(read: _Read) -> None:
    """As many cells as there are columns, and no more patients than one table holds; cells by column."""
    wanted = len(read.rows.heads)
    if len(read.rows.rows) > MOST_PATIENTS:
        read.fault(
            None, "", "", f"has {len(read.rows.rows):,} patients, and at most {MOST_PATIENTS:,} are taken"
        )
        _refuse(read)
    for line, cells in read.rows.rows:
        if len(cells) != wanted:
            read.fault(line, "", "", f"has {len(cells)} cells, and there are {wanted} columns")
    made_up = [line for line, cells in read.rows.rows if ",".join(cells) in EXAMPLES]
    for line in made_up if len(made_up) < len(read.rows.rows) else ():
        read.fault(
            line, "", "", "is one of the made-up patients of the file to fill in, beside yours: delete it"
        )
    for place, name in enumerate(read.rows.heads):
        if name in BY_NAME:
            read.cells[name] = [cells[place] if place < len(cells) else "" for _, cells in read.rows.rows]


def _how_days_are_written(read: _Read) -> bool:
    """Whether most days are dates."""
    written = [is_date(cell) for name in DAYS for cell in read.cells.get(name, ()) if cell]
    return 2 * sum(written) > len(written)


def _read_cells(read: _Read, dated: bool, today: date) -> None:
    """Every cell for itself."""
    lines = [line for line, _ in read.rows.rows]
    for name, cells in read.cells.items():
        column, found = BY_NAME[name], np.full(len(cells), np.nan)
        for place, (line, text) in enumerate(zip(lines, cells, strict=True)):
            if not text:
                if column.filled:
                    read.fault(line, name, "", "must not be empty")
                continue
            try:
                if column.kind == DAY and text and is_date(text) != dated and _plain(text):
                    other = "dates" if dated else "days since a start"
                    raise RuleBroken(f"the other days of this file are {other}: write all in one way")
                found[place] = value_of(column, text, today)
            except RuleBroken as broken:
                read.fault(line, name, text, broken.rule, broken.nearest)
        read.values[name] = found


def _plain(text: str) -> bool:
    """Whether it is a day in one of the two ways at all."""
    return is_date(text) or text.replace(".", "", 1).isdigit()


def _check_names(read: _Read) -> None:
    """Each patient once."""
    first: dict[str, int] = {}
    for (line, _), name in zip(read.rows.rows, read.cells["patient"], strict=True):
        if name and name in first:
            read.fault(line, "patient", name, f"stands on line {first[name]} too: each patient has one row")
        first.setdefault(name, line)


def _ask_about_centimetres(read: _Read) -> None:
    sizes = read.values["size_mm"]
    known = sizes[~np.isnan(sizes)]
    small = known < _SMALL_MM
    if len(known) and small.mean() > 0.5:
        rule = (
            f"{small.sum()} of {len(known)} sizes are below {_SMALL_MM:g} mm, hardly possible in such patients: are they in "
            "cm? Write mm, or say --accept-implausible if they are meant"
        )
        read.fault(read.rows.head_line, "size_mm", "", rule)


def _since_start(read: _Read, dated: bool) -> dict[str, Floats]:
    """Days of each patient since the own start."""
    n = len(read.rows.rows)
    if "start" not in read.values and dated:
        read.fault(
            read.rows.head_line,
            "start",
            "",
            "is a column that must be there where days are dates, and is missing",
        )
    start = read.values.get("start", np.zeros(n))
    start = np.where(np.isnan(start) & (not dated), 0.0, start)
    return {name: read.values.get(name, np.full(n, np.nan)) - start for name in DAYS if name != "start"}


def _check_order(read: _Read, days: dict[str, Floats], dated: bool) -> None:
    """What must come before what, patient by patient."""
    for place, (line, _) in enumerate(read.rows.rows):
        cells = {name: read.cells[name][place] for name in (*DAYS, "resected") if name in read.cells}
        if dated and "start" in cells and not cells["start"]:
            read.fault(line, "start", "", "must not be empty where days are dates")
        if not cells["death"] and not cells["last_contact"]:
            read.fault(line, "last_contact", "", "must not be empty where there is no day of death")
        if cells.get("operation") and cells["resected"].lower() == "no":
            read.fault(line, "operation", cells["operation"], "there is an operation, and resected is no")
        for column, rule in _out_of_order({name: float(value[place]) for name, value in days.items()}):
            read.fault(line, column, cells[column], rule)


def _out_of_order(day: dict[str, float]) -> Iterator[tuple[str, str]]:
    """Columns with the rule they break; what is NaN breaks none."""
    for name in ("operation", "death", "last_contact"):
        if day[name] < 0.0:
            yield name, "lies before the start"
    if day["death"] < day["operation"]:
        yield "death", "lies before the operation"
    if day["last_contact"] > day["death"]:
        yield "last_contact", "lies after death"
    if np.isnan(day["death"]) and day["last_contact"] < day["operation"]:
        yield "last_contact", "lies before the operation"


def _refuse(read: _Read) -> None:
    """InputError where anything is wrong, in the order of the file."""
    if not read.faults:
        return
    faults = sorted(read.faults, key=lambda fault: fault.line or 0)
    more = len(faults) - MOST_FAULTS
    if more > 0:
        faults = [
            *faults[:MOST_FAULTS],
            Fault(read.rows.file, None, "", "", f"{more:,} more faults are not shown"),
        ]
    raise InputError(faults)
