"""Outcomes as a table for people, with the pairs of time and event that survival packages take."""

from typing import TYPE_CHECKING

from haicsim.analysis.survival.observation import Records, observed_in_full, times
from haicsim.sim.columns import Column
from haicsim.sim.outcomes.columns import COLUMNS, NOT_INFUSED, NOT_RESECTED

if TYPE_CHECKING:
    import pandas

# prefix of the two columns: convention and time zero, as in `observation`
PAIRS = {"itt": ("os", "entry"), "os": ("os", "first_infusion"), "rfs": ("dfs_event_death", "hepatectomy")}

# fmt: off
PATIENT_COLUMNS = (  # every column of the table, in order
    *COLUMNS,
    Column("itt_days", "f8", "d", "intention to treat: from the decision for HAIC to death or the end of follow-up, whether "
           "infused or not"),
    Column("itt_observed", "?", "", "death was seen within follow-up; no where `itt_days` is censored"),
    Column("os_days", "f8", "d", "overall survival: from the first infusion to death or the end of follow-up", NOT_INFUSED),
    Column("os_observed", "?", "", "death was seen within follow-up; no where `os_days` is censored or NaN"),
    Column("rfs_days", "f8", "d", "recurrence-free survival: from hepatectomy to recurrence, death or the end of follow-up",
           NOT_RESECTED),
    Column("rfs_observed", "?", "", "recurrence or death was seen within follow-up; no where `rfs_days` is censored or NaN"),
)
# fmt: on


def outcomes_table(records: Records, horizon_days: float) -> "pandas.DataFrame":
    """One row a patient, codes as words, and whether and when each had died or had had a recurrence.

    `itt_days`, `itt_observed`: from the decision for HAIC to death, of everybody. `os_days`, `os_observed`: from first
    infusion to death. `rfs_days`, `rfs_observed`: from hepatectomy to recurrence or
    death. Whoever lives on is censored at the end of follow-up; days are NaN, and observed False, for who was never
    infused, or never operated.
    """
    from haicsim.sim.outcomes.table import outcomes_table as as_words

    table, seen = as_words(records), observed_in_full(records, horizon_days)
    for prefix, (convention, zero) in PAIRS.items():
        followed = times(seen, convention, zero)
        table[f"{prefix}_days"], table[f"{prefix}_observed"] = followed.days, followed.observed
    return table
