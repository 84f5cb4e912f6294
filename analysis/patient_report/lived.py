"""One patient's life out of a run that is in memory, as `read` has it out of a folder of results."""

from typing import Any

import numpy as np

from haicsim.analysis.patient_report.build import report_of
from haicsim.analysis.patient_report.read import Event, Life, value_in_words
from haicsim.analysis.results.events import rows_of
from haicsim.sim.codes import EVENTS, FIRST_INFUSION
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.provenance import model_version
from haicsim.sim.replay import JournalRow
from haicsim.sim.run import Result


def life_of(result: Result, patient: int, replication: int = 0) -> Life:
    """The life of one patient; InputError where there is no such patient, or no journal was kept."""
    each = result.scenario.run.patients
    for name, asked, many in (
        ("replication", replication, result.scenario.run.replications),
        ("patient", patient, each),
    ):
        if not 0 <= asked < many:
            rule = f"has no {name} {asked}: they are numbered from 0 to {many - 1}"
            raise InputError([Fault(result.scenario.name, None, "", "", rule)])
    if not result.journals:
        raise InputError([Fault(result.scenario.name, None, "", "", "holds no journal")])
    record = result.records[replication * each + patient]
    rows = rows_of(result.journals[replication], patient)
    first = rows["day"][rows["event"] == FIRST_INFUSION]
    entry = float(record["entry_day"])
    journal = [JournalRow(float(r["day"]), int(r["event"]), float(r["value"])) for r in rows]
    return Life(
        patient,
        replication,
        float(first[0]) if len(first) else entry,
        model_version(),
        _outcomes(record, result.scenario.run.base("horizon")),
        tuple(Event(r.day, EVENTS[r.event].label, value_in_words(r.event, r.value)) for r in journal),
        report_of(result.scenario, patient, replication, entry, journal),
    )


def _outcomes(record: Any, horizon_days: float) -> dict[str, Any]:
    """A record with names for codes; None for what never happened."""
    from haicsim.analysis.survival.patients_table import outcomes_table

    row = outcomes_table(np.array([record], record.dtype), horizon_days).to_dict("records")[0]
    return {
        name: None if isinstance(value, float) and value != value else value for name, value in row.items()
    }
