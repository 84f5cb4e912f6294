"""The sorted table of all finished cells, put in place by one rename."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments import cells_folder
from haicsim.analysis.experiments.checkpoint_log import TABLE, CheckpointLog
from haicsim.analysis.experiments.columns import CELLS, with_paths
from haicsim.analysis.results.origin import refusal
from haicsim.analysis.results.parquet_metadata import described


def write_table(log: CheckpointLog, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Path:
    """Write the sorted table of all cells: the same bytes whoever computed them, in whatever order.

    rows: what is known of each cell beforehand, in order; keys: of the same cells. Raises KeyError for a cell that is
    not finished, InputError where the disk is full.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    cells = [log.finished[key] for key in keys]
    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, Any] = {name: _column([row.get(name) for row in rows]) for name in names}
    missing = (float("nan"),) * len(log.columns)
    for place, name in enumerate(log.columns):
        columns[name] = pa.array([(cell.values or missing)[place] for cell in cells], pa.float64())
    columns["failed"] = pa.array([cell.failed for cell in cells], pa.string())
    table = described(pa.table(columns), with_paths(CELLS, names), "cells")
    target, temporary = log.folder / TABLE, log.folder / f".{TABLE}-{os.getpid()}"
    if not cells_folder.is_our_table(log.folder):
        raise cells_folder.stranger(log.folder, TABLE)
    try:
        cells_folder.enter_file(log.folder, [TABLE])
        with temporary.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as problem:
        rule = f"{TABLE} cannot be written ({os.strerror(problem.errno or 0)}): every cell is kept in the log"
        raise refusal(log.folder, f"{rule}; make room and repeat the command") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return target


def _column(values: list[Any]) -> Any:
    """Numbers as numbers; where words are among them, all as text."""
    import pyarrow as pa

    if all(isinstance(value, int) for value in values):
        return pa.array(values, pa.int64())
    if all(isinstance(value, int | float | None) for value in values):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
