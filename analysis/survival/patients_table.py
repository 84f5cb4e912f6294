"""Outcomes as a table for people, with the pairs of time and event that survival packages take."""

from typing import TYPE_CHECKING

from haicsim.analysis.survival.observation import Records, observed_in_full, times

if TYPE_CHECKING:
    import pandas

# prefix of the two columns: convention and time zero, as in `observation`
PAIRS = {"os": ("os", "first_infusion"), "rfs": ("dfs_event_death", "hepatectomy")}


def outcomes_table(records: Records, horizon_days: float) -> "pandas.DataFrame":
    """One row a patient, codes as words, and whether and when each had died or had had a recurrence.

    `os_days`, `os_observed`: from first infusion to death. `rfs_days`, `rfs_observed`: from hepatectomy to recurrence or
    death. Whoever lives on is censored at the end of follow-up; days are NaN, and observed False, for who was never
    infused, or never operated.
    """
    from haicsim.sim.outcomes.table import outcomes_table as as_words

    table, seen = as_words(records), observed_in_full(records, horizon_days)
    for prefix, (convention, zero) in PAIRS.items():
        followed = times(seen, convention, zero)
        table[f"{prefix}_days"], table[f"{prefix}_observed"] = followed.days, followed.observed
    return table
