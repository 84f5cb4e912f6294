"""Files of results as haicsim writes them: what was altered and signed anew is refused, and is no bug of ours."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from haicsim.analysis.results.origin import refusal
from haicsim.sim.columns import Column
from haicsim.sim.errors import HaicsimError

OTHER_VERSION = "was written by another version of haicsim, or altered since: run the scenario again to read it with this one"


@contextmanager
def as_written(folder: Path) -> Iterator[None]:
    """Read or show what a folder holds; InputError where it is not what haicsim writes, though its digests agree."""
    import pyarrow as pa

    wrong = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError, pa.ArrowException)
    try:
        yield
    except HaicsimError:
        raise
    except BrokenPipeError:
        raise
    except wrong as problem:
        raise refusal(folder, OTHER_VERSION) from problem


def check_table(folder: Path, name: str, columns: Iterable[Column], rows: int | None = None) -> None:
    """That a table has these columns, numbers where they are numbers, and so many rows; InputError where not."""
    import pyarrow as pa
    from pyarrow import parquet

    with as_written(folder):
        table = parquet.ParquetFile(folder / name)
        types = {field.name: field.type for field in table.schema_arrow}
        for column in columns:
            found = types[column.name]
            number = pa.types.is_integer(found) or pa.types.is_floating(found) or pa.types.is_boolean(found)
            if _is_number(column) and not number:
                raise TypeError(column.name)
        if rows is not None and table.metadata.num_rows != rows:
            raise ValueError(name)


def _is_number(column: Column) -> bool:
    return column.dtype in ("?", "i1", "i2", "i4", "i8", "f4", "f8") and not (column.codes or column.bits)


def check_numbers(content: Any, columns: Iterable[Column]) -> None:
    """That a nested answer has numbers, or nothing, where its columns say so; TypeError or LookupError where not."""
    for column in columns:
        here = content
        for part in column.name.split("."):
            if here is None:
                break
            here = here[part]
        if column.dtype in ("i8", "f8") and not (here is None or isinstance(here, int | float)):
            raise TypeError(column.name)
