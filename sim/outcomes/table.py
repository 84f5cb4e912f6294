"""Tables for people: names instead of codes. Imports pandas.

A category column has all its categories, in one order, whatever happened in a run; several names at once (criteria that
failed, sites of a recurrence) are plain text. So the tables of any two runs have the same types and can be put together.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haicsim.sim import codes
from haicsim.sim.columns import JOINED_BY, NONE_OF_THEM
from haicsim.sim.outcomes.columns import COLUMNS
from haicsim.sim.outcomes.journal_columns import EVENT_NAMES
from haicsim.sim.outcomes.schema import RECORD

_CODES = {column.name: column.codes for column in COLUMNS if column.codes}
_BITS = {column.name: column.bits for column in COLUMNS if column.bits}


def names_of_bits(mask: int, names: Mapping[int, str]) -> str:
    """What a mask of bits stands for, joined by ' + '; "none" where it is empty."""
    return JOINED_BY.join(name for bit, name in names.items() if mask & bit) or NONE_OF_THEM


def outcomes_table(records: NDArray[Any]) -> pd.DataFrame:
    """One row per patient and replication; codes become categories with their clinical names, bits become text.

    Raises KeyError for a code without a name.
    """
    columns: dict[str, Any] = {}
    for name in records.dtype.names or ():
        if name in _CODES:
            columns[name] = _category(records[name], _CODES[name])
        elif name in _BITS:
            columns[name] = _text(records[name], _BITS[name])
        else:
            columns[name] = records[name]
    return pd.DataFrame(columns)


def _category(values: NDArray[Any], names: Mapping[int, str]) -> pd.Categorical:
    """Codes as a category of all names; KeyError for a code without one."""
    place = {code: place for place, code in enumerate(names)}
    found, inverse = np.unique(values, return_inverse=True)
    places = np.array([place[code] for code in found.tolist()], np.int16)
    return pd.Categorical.from_codes(places[inverse], list(names.values()))


def _text(masks: NDArray[Any], names: Mapping[int, str]) -> NDArray[np.object_]:
    """Masks of bits as text."""
    found, inverse = np.unique(masks, return_inverse=True)
    return np.array([names_of_bits(mask, names) for mask in found.tolist()], object)[inverse]


def records_of(table: pd.DataFrame, columns: np.dtype[Any] = RECORD) -> NDArray[Any]:
    """The records a table was made from, names turned into codes again: shape (n,).

    columns: all of `RECORD`, or some of them. Raises KeyError for a column or a name it does not know: another version
    wrote the table.
    """
    records = np.zeros(len(table), columns)
    for name in columns.names or ():
        column = table[name]
        if name in _CODES or name in _BITS:
            categories = column.astype("category").cat
            codes = [_code(name, text) for text in categories.categories]
            records[name] = np.array(codes, np.int64)[categories.codes]
        else:
            records[name] = column
    return records


def _code(name: str, text: str) -> int:
    """The code behind a name, or the bits behind several."""
    if name in _CODES:
        return {known: code for code, known in _CODES[name].items()}[text]
    bits = {NONE_OF_THEM: 0, **{known: bit for bit, known in _BITS[name].items()}}
    return sum(bits[part] for part in text.split(JOINED_BY))


def event_name(event: int) -> str:
    """What a journal event is called; KeyError for a code that is none."""
    return EVENT_NAMES[event]


def event_codes(names: pd.Series) -> NDArray[np.int16]:
    """The codes of events written by their names, shape (n rows,); KeyError for a name this version does not know."""
    categories = names.astype("category").cat
    codes_of = [codes.EVENT_CODES[name] for name in categories.categories]
    found: NDArray[np.int16] = np.array(codes_of, np.int16)[categories.codes]
    return found


def journal_table(journal: NDArray[Any], replication: int = 0) -> pd.DataFrame:
    """One row per event with its name, in the journal's order."""
    return pd.DataFrame(
        {
            "replication": np.full(len(journal), replication, np.int32),
            "patient": journal["patient"],
            "day": journal["day"],
            "event": journal["event"],
            "event_name": _category(journal["event"], EVENT_NAMES),
            "value": journal["value"],
        }
    )
