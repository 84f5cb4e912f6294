"""Rows by their bare address: how compiled loops and a compiled story see patients, numbers, journal and records.

A compiled generator saves and restores at every yield whatever it still needs. An array is seven machine words and
a counted reference, an address is one; a run took 1.6 times as long with arrays. Nor would a generator that is not run to
its end ever give an array's reference back, and every run would keep its patients in memory for ever. Whoever calls
the engine holds the arrays.
"""

import operator
from typing import Any

from numba import types
from numba.extending import intrinsic, models, overload, register_model


class Rows(types.Type):  # type: ignore[misc]
    """Records somebody else holds: the address of the first; nothing is counted, and no bound is checked."""

    def __init__(self, record: Any) -> None:
        """record: numba's type of one row."""
        self.record = record
        super().__init__(name=f"Rows({record})")


@register_model(Rows)
class _RowsModel(models.OpaqueModel):  # type: ignore[misc]
    """An address."""


@intrinsic  # type: ignore[untyped-decorator]
def borrowed(typing_context: Any, array: Any) -> Any:
    """The rows of an array of records, lent for as long as the caller holds the array."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.bitcast(whole.data, context.get_value_type(signature.return_type))

    return Rows(array.dtype)(array), code


@intrinsic  # type: ignore[untyped-decorator]
def _row(typing_context: Any, rows: Any, i: Any) -> Any:
    """Row `i`, read and written as a record of an array is."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = context.cast(builder, arguments[1], i, types.intp)
        offset = builder.mul(place, context.get_constant(types.intp, rows.record.size))
        row = builder.gep(arguments[0], [offset])
        return builder.bitcast(row, context.get_value_type(rows.record))

    return rows.record(rows, i), code


@overload(operator.getitem, strict=False)  # type: ignore[untyped-decorator]
def _item(rows: Any, i: Any) -> Any:
    if isinstance(rows, Rows):
        return lambda rows, i: _row(rows, i)
    return None
