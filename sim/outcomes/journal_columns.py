"""Every column of the journal, every event it may name, and what `value` holds for each."""

from haicsim.sim import codes
from haicsim.sim.columns import Column

_ABBREVIATIONS = ("ct", "icu")


def grant_name(resource: str) -> str:
    """What it is called in the journal that a resource is given to a patient."""
    words = resource.replace("_", " ")
    return f"gets {words.upper() if resource in _ABBREVIATIONS else words}"


_GRANTS = {codes.GRANTED + place: grant_name(resource) for place, resource in enumerate(codes.RESOURCES)}
EVENT_NAMES: dict[int, str] = {**_GRANTS, **{code: name for code, (name, _) in codes.EVENTS.items()}}
_VALUES = {
    **dict.fromkeys(_GRANTS, "days waited"),
    **{code: value for code, (_, value) in codes.EVENTS.items()},
}

COLUMNS = (
    Column("replication", "i4", "", "number of the replication, from 0"),
    Column("patient", "i4", "", "number of the patient within the replication, from 0, in order of entry"),
    Column(
        "day",
        "f8",
        "d",
        "day of the event, counted from the simulation's start; an activity stands on its first day",
    ),
    Column("event", "i2", "", "code of the event, the same in every run of one version"),
    Column(
        "event_name",
        "i2",
        "",
        "what happened: an event of the table of events, in that order",
        codes=EVENT_NAMES,
    ),
    Column(
        "value",
        "f8",
        "by event",
        "what the event says besides: see the table of events; 0 where it says nothing",
    ),
)
EVENTS = tuple(
    Column(name, "f8", "", "nothing: 0" if _VALUES[code] == "0" else _VALUES[code])
    for code, name in EVENT_NAMES.items()
)
