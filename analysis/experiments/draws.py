"""Joint draws of parameters that were estimated together: a table, one draw a row."""

from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.points import Point
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.modify import changeable, why_unknown


def read_draws(place: Path, named: str, most: int | None = None) -> list[Point]:
    """The draws of a Parquet or CSV file, each a setting of every column's path.

    most: only so many, evenly spaced through the table. Raises InputError where the file cannot be read, a column is no
    path of a scenario, or a value is no finite number.
    """
    table = _table(place, named)
    faults = [Fault(named, None, name, "", *why_unknown(name)) for name in table if name not in changeable()]
    for name, values in table.items():
        bad = next((row for row, value in enumerate(values) if not _is_number(value)), None)
        if bad is not None:
            faults.append(Fault(named, bad + 2, name, str(values[bad]), "must be a finite number"))
    rows = len(next(iter(table.values()), []))
    if not rows:
        faults.append(Fault(named, None, "", "", "holds no draws"))
    if faults:
        raise InputError(faults)
    chosen = range(rows) if most is None or most >= rows else [k * rows // most for k in range(most)]
    return [{name: float(values[row]) for name, values in table.items()} for row in chosen]


def _table(place: Path, named: str) -> dict[str, list[Any]]:
    """The columns by name."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    def refused(rule: str) -> InputError:
        return InputError([Fault(named, None, "", "", rule)])

    if not place.exists():
        raise refused("there is no such file")
    if not place.is_file():  # a named pipe would be waited for
        raise refused("is not an ordinary file")
    try:
        table = parquet.read_table(place) if place.suffix == ".parquet" else csv.read_csv(place)
        names = list(table.column_names)
        columns = {name: column.to_pylist() for name, column in zip(names, table.columns, strict=True)}
    except UnicodeDecodeError:
        raise refused("is not text in UTF-8") from None
    except (OSError, pa.ArrowException) as problem:
        raise refused(f"is no table that can be read ({str(problem).splitlines()[0][:100]})") from None
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refused(f"has the column {twice} twice")
    return columns


def _is_number(value: object) -> bool:
    finite = isinstance(value, int | float) and not isinstance(value, bool)
    return finite and abs(float(value)) < float("inf")  # type: ignore[arg-type]
