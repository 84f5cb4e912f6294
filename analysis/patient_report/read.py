"""One patient's life read back from a folder of results."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haicsim.analysis.patient_report.model import PatientReport
from haicsim.analysis.results.as_written import as_written, check_table
from haicsim.analysis.results.folder import JOURNAL, OUTCOMES, SCENARIO
from haicsim.analysis.results.origin import check_files, read_provenance, refusal
from haicsim.analysis.survival.patients_table import PATIENT_COLUMNS
from haicsim.sim.code_book import NOTHING
from haicsim.sim.codes import (
    DECISION,
    EVENT_CODES,
    EVENTS,
    FAILED,
    FIRST_ACTIVITY,
    FIRST_INFUSION,
    LAST_ACTIVITY,
)
from haicsim.sim.criteria import BITS, DECISIONS
from haicsim.sim.outcomes.journal_columns import COLUMNS as JOURNAL_COLUMNS

UNKNOWN = -1  # an event of another version, which this one has no code for
_CRITERIA = {FAILED: BITS, DECISION: DECISIONS}


@dataclass(frozen=True)
class Event:
    """One row of the journal: calendar day, what happened, and its value in words."""

    day: float
    name: str
    detail: str


@dataclass(frozen=True)
class Life:
    """One patient: the outcomes (names instead of codes) and every event in order.

    zero: the day of the first infusion, or of entry where nothing was infused. model_version: of the program that
    wrote it; codes are put into words by this one. case: the truth behind the events; None where another version of the
    model wrote them, so that the patient cannot be simulated again.
    """

    patient: int
    replication: int
    zero: float
    model_version: str
    outcomes: dict[str, Any]
    events: tuple[Event, ...]
    case: PatientReport | None = None

    def as_dict(self, luck: bool = False) -> dict[str, Any]:
        """Everything, ready for JSON; the random numbers only where asked for."""
        events = [{"day": e.day - self.zero, "event": e.name, "detail": e.detail} for e in self.events]
        return {
            "patient": self.patient,
            "replication": self.replication,
            "model_version": self.model_version,
            "outcomes": self.outcomes,
            "events": events,
            "case": None if self.case is None else self.case.as_dict(luck),
        }


def read_life(folder: Path, patient: int, replication: int = 0) -> Life:
    """The life of one patient of a folder of results.

    Raises InputError where there is no such folder, patient or replication, where no journal was kept, and where a
    file is not as it was written.
    """
    mark = read_provenance(folder)
    if JOURNAL not in mark.files:
        raise refusal(folder, "holds no journal: run the scenario with --journal --again to keep every event")
    keeps_scenario = SCENARIO in mark.files  # results of an early version do not
    check_files(folder, (OUTCOMES, JOURNAL, *([SCENARIO] if keeps_scenario else [])))
    check_table(folder, OUTCOMES, PATIENT_COLUMNS)
    check_table(folder, JOURNAL, JOURNAL_COLUMNS)
    with as_written(folder):
        return _life(folder, patient, replication, mark.model_version, keeps_scenario)


def _life(folder: Path, patient: int, replication: int, model_version: str, keeps_scenario: bool) -> Life:
    import pyarrow.parquet as pq

    chosen = [("patient", "=", patient), ("replication", "=", replication)]
    _refuse_unknown(folder, patient, replication)
    outcomes = pq.read_table(folder / OUTCOMES, filters=chosen).to_pylist()[0]
    rows = pq.read_table(folder / JOURNAL, filters=chosen).to_pylist()
    for row in rows:
        row["event"] = EVENT_CODES.get(row["event_name"], UNKNOWN)
    first = [row["day"] for row in rows if row["event"] == FIRST_INFUSION]
    zero = first[0] if first else outcomes["entry_day"]
    events = tuple(
        Event(row["day"], row["event_name"], value_in_words(row["event"], row["value"])) for row in rows
    )
    entry_day = outcomes["entry_day"]
    case = read_case(folder, patient, replication, entry_day, rows) if keeps_scenario else None
    return Life(patient, replication, zero, model_version, _plain(outcomes), events, case)


def _refuse_unknown(folder: Path, patient: int, replication: int) -> None:
    """Patients and replications are numbered from 0 without a gap."""
    import pyarrow.parquet as pq

    for name, asked in (("replication", replication), ("patient", patient)):
        column = pq.read_table(folder / OUTCOMES, columns=[name])[name]
        last = column.to_numpy().max()
        if not 0 <= asked <= last:
            raise refusal(folder, f"has no {name} {asked}: they are numbered from 0 to {last}")


def read_case(
    folder: Path, patient: int, replication: int, entry_day: float, rows: list[dict[str, Any]]
) -> PatientReport | None:
    """The case of a patient by the scenario kept beside the results; None where this program simulates it otherwise."""
    from haicsim.analysis.patient_report.build import report_of
    from haicsim.sim.replay import JournalRow, ReplayMismatchError
    from haicsim.sim.scenario.load import load_scenario

    journal = [JournalRow(row["day"], row["event"], row["value"]) for row in rows]
    try:
        return report_of(load_scenario(folder / SCENARIO), patient, replication, entry_day, journal)
    except ReplayMismatchError:
        return None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """NaN is no number for JSON: not yet."""
    return {name: None if isinstance(v, float) and v != v else v for name, v in row.items()}


def value_in_words(event: int, value: float) -> str:
    """The value of an event in words."""
    if event == UNKNOWN:
        return f"{value:g}"
    names, meaning = _CRITERIA.get(event, EVENTS[event].names), EVENTS[event].value
    if names and meaning.startswith("bits of"):
        return " + ".join(name for bit, name in names.items() if int(value) & bit) or "none"
    if names:
        return names.get(int(value), f"code {value:g}")
    if FIRST_ACTIVITY <= event <= LAST_ACTIVITY:
        return f"for {value:.1f} days"
    if event < FIRST_ACTIVITY:
        return "at once" if value == 0.0 else f"after waiting {value:.1f} days"
    return _unit(meaning, value)


def _unit(meaning: str, value: float) -> str:
    if "mm" in meaning:
        return f"{value:.0f} mm"
    if "share" in meaning:
        return f"{100 * (1 - value):.0f}% smaller"
    return "" if meaning == NOTHING else f"{meaning} {value:g}"
