"""Parquet files that say of themselves what their columns mean: unit, description, when missing, and the version."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from haicsim.sim.columns import Column
from haicsim.sim.provenance import model_version

if TYPE_CHECKING:
    import pyarrow


def described(table: "pyarrow.Table", columns: Iterable[Column], name: str) -> "pyarrow.Table":
    """The same table with metadata: of each field what `columns` says of it, of the whole its name and the version.

    Of a field: `unit`, `type`, `description`, `missing`. Of the schema, beside what is there: `haicsim_table`,
    `haicsim_version`. A column that `columns` does not name stays as it is.
    """
    import pyarrow as pa

    known = {column.name: column.description() for column in columns}
    fields = [
        field.with_metadata({**(field.metadata or {}), **known[field.name]}) if field.name in known else field
        for field in table.schema
    ]
    whole = {**(table.schema.metadata or {}), "haicsim_table": name, "haicsim_version": model_version()}
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, whole))
