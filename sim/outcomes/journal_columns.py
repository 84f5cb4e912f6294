"""Every column of the journal, every event it may name, and what `value` holds for each."""

from haicsim.sim import codes
from haicsim.sim.code_book import NOTHING
from haicsim.sim.columns import Column

EVENT_NAMES = {code: event.label for code, event in codes.EVENTS.items()}

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
    Column(event.label, "f8", "", "nothing: 0" if event.value == NOTHING else event.value)
    for event in codes.EVENTS.values()
)
