"""The registry as a file: CSV or Parquet, one row whenever something is seen or done."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from haicsim.analysis.results.parquet_metadata import described
from haicsim.analysis.whatif.bias.columns import REGISTRY_COLUMNS
from haicsim.analysis.whatif.bias.registry import Rows
from haicsim.sim.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas

ENDINGS = (".csv", ".parquet")


def registry_table(rows: Rows) -> "pandas.DataFrame":
    """The rows as a table, codes as their names."""
    import pandas as pd

    columns = {}
    for column in REGISTRY_COLUMNS:
        values = rows[column.name]
        if column.codes:
            place = {code: number for number, code in enumerate(column.codes)}
            known, inverse = np.unique(values, return_inverse=True)
            places = np.array([place[code] for code in known.tolist()], np.int16)
            columns[column.name] = pd.Categorical.from_codes(places[inverse], list(column.categories))
        else:
            columns[column.name] = values
    return pd.DataFrame(columns)


def check_ending(path: Path) -> None:
    """Raise InputError unless the file's name ends as a format that can be written."""
    if path.suffix not in ENDINGS:
        rule = f"must end in {' or '.join(ENDINGS)}"
        raise InputError([Fault(str(path), None, "", "", rule)])


def write_registry(rows: Rows, path: Path) -> None:
    """Write them; Parquet says of itself what its columns mean. Raises InputError for another ending."""
    check_ending(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = registry_table(rows)
    if path.suffix == ".csv":
        table.to_csv(path, index=False, lineterminator="\n")
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(described(content, REGISTRY_COLUMNS, "registry"), path, compression="zstd")
