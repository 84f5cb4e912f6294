"""Tables for people: names instead of codes. Imports pandas."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haicsim.sim import codes
from haicsim.sim.outcomes.schema import RECORD

_ABBREVIATIONS = ("ct", "icu")
_CODES: dict[str, dict[int, str]] = {
    "group": dict(enumerate(codes.GROUPS)),
    "t_stage": dict(enumerate(codes.T_STAGES)),
    "aetiology": dict(enumerate(codes.AETIOLOGIES)),
    "best_response": codes.RESPONSES,
    "response_at_decision": codes.RESPONSES,
    "haic_end": codes.HAIC_ENDS,
    "never_reached_meeting": codes.NEVER_REACHED,
    "first_failing": codes.DECISIONS,
    "procedure": {codes.NOT_OPERATED: "none", **dict(enumerate(codes.PROCEDURES))},
    "recurrence_treatment": codes.TREATMENTS,
    "death_cause": codes.DEATH_CAUSES,
}
_BITS: dict[str, dict[int, str]] = {
    "failed_criteria": {1 << code: name for code, name in enumerate(codes.CRITERIA) if name},
    "failing_now": {1 << code: name for code, name in enumerate(codes.CRITERIA) if name},
    "recurrence_site": codes.SITES,
}


def names_of_bits(mask: int, names: dict[int, str]) -> str:
    """What a mask of bits stands for, joined by ' + '; "none" where it is empty."""
    return " + ".join(name for bit, name in names.items() if mask & bit) or "none"


def outcomes_table(records: NDArray[Any]) -> pd.DataFrame:
    """One row per patient and replication; codes become categories with their clinical names."""
    columns: dict[str, Any] = {}
    for name in records.dtype.names or ():
        values = records[name]
        if name in _CODES:
            names = _CODES[name]
            order = {code: place for place, code in enumerate(names)}
            found, inverse = np.unique(values, return_inverse=True)
            places = np.array([order[code] for code in found.tolist()], np.int8)
            columns[name] = pd.Categorical.from_codes(places[inverse], list(names.values()))
        elif name in _BITS:
            known = {mask: names_of_bits(mask, _BITS[name]) for mask in np.unique(values).tolist()}
            columns[name] = pd.Categorical([known[mask] for mask in values.tolist()])
        else:
            columns[name] = values
    return pd.DataFrame(columns)


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
    bits = {"none": 0, **{known: bit for bit, known in _BITS[name].items()}}
    return sum(bits[part] for part in text.split(" + "))


def event_name(event: int) -> str:
    """What a journal event is called."""
    if codes.GRANTED <= event < codes.GRANTED + len(codes.RESOURCES):
        resource = codes.RESOURCES[event - codes.GRANTED].replace("_", " ")
        return f"gets {resource.upper() if resource in _ABBREVIATIONS else resource}"
    return codes.EVENTS[event][0]


def journal_table(journal: NDArray[Any], replication: int = 0) -> pd.DataFrame:
    """One row per event with its name, in the journal's order."""
    found, inverse = np.unique(journal["event"], return_inverse=True)
    names = [event_name(code) for code in found.tolist()]
    return pd.DataFrame(
        {
            "replication": np.full(len(journal), replication, np.int32),
            "patient": journal["patient"],
            "day": journal["day"],
            "event": journal["event"],
            "event_name": pd.Categorical.from_codes(inverse, names),
            "value": journal["value"],
        }
    )
