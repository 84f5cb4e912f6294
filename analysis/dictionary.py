"""The data dictionary: every table that haicsim writes, every column in it, and every outcome measure.

Nothing is said here: the rows stand beside the tables they describe. Light: neither pandas nor pyarrow is imported.
"""

from haicsim.analysis.experiments import columns as sweeps
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.results import columns as results
from haicsim.analysis.results.hospital_columns import HOSPITAL
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS
from haicsim.analysis.whatif.bias.columns import REGISTRY_COLUMNS
from haicsim.sim.columns import Column, Table
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.outcomes import journal_columns

MEASURES = tuple(Column(each.name, "f8", each.unit, each.meaning, each.missing) for each in OUTCOMES.values())

TABLES = (
    Table("outcomes", "outcomes.parquet", "one row for each patient and replication", PATIENT_COLUMNS),
    Table(
        "journal", "journal.parquet", "one row for each event, by patient, as lived", journal_columns.COLUMNS
    ),
    Table(
        "events",
        "journal.parquet",
        "every event the journal may name, and what `value` holds then",
        journal_columns.EVENTS,
    ),
    Table(
        "measures",
        "cells.parquet, haicsim diff",
        "every outcome measure: one number for all counted patients of a run or cell",
        MEASURES,
    ),
    Table("summary", "summary.json", "one number, or three, by its path in the file", results.SUMMARY),
    Table("hospital", "summary.json", "one scarce resource: an object of the list `hospital`", HOSPITAL),
    Table(
        "survival",
        "survival.csv",
        "one row for each survival percentage the paper prints, beside all patients of the run",
        results.SURVIVAL,
    ),
    Table(
        "comparison",
        "comparison.csv",
        "one row for each number the paper prints, beside simulated studies of its size",
        results.COMPARISON,
    ),
    Table("cells", "cells.parquet", "one row for each cell of a sweep, in order", sweeps.CELLS),
    Table(
        "sweep-summary",
        "summary.csv",
        "one row for each scenario, setting and outcome measure of a sweep",
        sweeps.SUMMARY,
    ),
    Table(
        "differences",
        "differences.csv",
        "one row for each scenario, setting and outcome measure of a sweep, against a reference, by default the first of all",
        sweeps.DIFFERENCES,
    ),
    Table(
        "diff",
        "haicsim diff --json",
        "what changed between two runs, by its path in the answer",
        results.DIFF,
    ),
    Table(
        "registry",
        "haicsim whatif bias --registry",
        "one row for each patient and stretch of time between two things a hospital writes down",
        REGISTRY_COLUMNS,
    ),
)


def look_up(name: str) -> tuple[Table, ...]:
    """What goes by a name: a table whole, by its name or its file's; or each table cut down to the column.

    A name that is both gives both. Raises InputError for a name that is neither, with the nearest that is.
    """
    whole = tuple(table for table in TABLES if name in (table.name, table.file))
    parts = tuple(
        Table(table.name, table.file, table.rows, (column,))
        for table in TABLES
        for column in table.columns
        if column.name == name and table not in whole
    )
    if not whole and not parts:
        known = [known for table in TABLES for known in (table.name, table.file)]
        known += [column.name for table in TABLES for column in table.columns]
        rule = "is neither a table nor a column: haicsim columns lists the tables"
        raise InputError([Fault(name, None, "", "", rule, nearest_name(name, known))])
    return whole + parts
