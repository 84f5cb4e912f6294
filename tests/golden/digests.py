"""Fingerprints of results, so that a change of the code that should change no result can be seen to change none.

`python tests/golden/digests.py` writes them anew: only where a change of results is meant, and is in CHANGELOG under
NUMBERS. Every column has its own, so that a difference says which column has changed. A journal's events count by their
names, categories by their words: codes may be renumbered.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from haicsim import scenarios
from haicsim.analysis.audit import audit
from haicsim.analysis.audit.calibration_targets import read_marks, read_targets
from haicsim.analysis.experiments.plan import work_of
from haicsim.analysis.experiments.resize import resized
from haicsim.analysis.experiments.spec import load_sweep
from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.reconstruction import reconstruct
from haicsim.analysis.reconstruction.write import write_patients
from haicsim.analysis.results import write_comparison
from haicsim.analysis.results.formats import plain
from haicsim.analysis.studies import load_study
from haicsim.analysis.validation.counterfactual import conventions, without_surgery
from haicsim.analysis.validation.replicates import NobodyError
from haicsim.analysis.validation.verdict import compare_with
from haicsim.sim.outcomes.table import journal_table
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

PATIENTS = 300
SWEPT = 60
HERE = Path(__file__).parent
SHIPPED = tuple(sorted(path.stem for path in scenarios.FOLDER.glob("*.yaml")))
COMPARED = ("except-vv", "kurume", "one-infusion", "one-theatre")  # a minute each: one of each kind
SWEEPS = tuple(sorted(path.stem for path in (scenarios.FOLDER / "experiments").glob("*.yaml")))


def scenario_of(name: str, engine: str) -> Scenario:
    return load_scenario(name, [f"run.patients={PATIENTS}", f"run.engine={engine}"])


def short(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def of_column(values: Any) -> str:
    if values.dtype.kind in "OU" or isinstance(values.dtype, pd.CategoricalDtype):
        return short("\n".join(map(str, values)).encode())
    return short(np.ascontiguousarray(values).tobytes())


def of_records(records: Any) -> dict[str, str]:
    return {name: of_column(records[name]) for name in records.dtype.names}


def of_journal(result: Result) -> dict[str, str]:
    tables = pd.concat([journal_table(rows, k) for k, rows in enumerate(result.journals)])
    return {name: of_column(tables[name].to_numpy()) for name in ("patient", "day", "event_name", "value")}


def of_run(name: str, engine: str) -> dict[str, Any]:
    """The records and the journal of a shipped scenario, and its summary."""
    result = run(scenario_of(name, engine))
    content = plain(summarise(result.counted, result.scenario.run.base("horizon")))
    flat = {key: short(json.dumps(value).encode()) for key, value in content.items()}
    return {"records": of_records(result.records), "journal": of_journal(result), "summary": flat}


def of_comparison(name: str) -> dict[str, str]:
    """The files of the comparison with the paper."""
    scenario, study = scenario_of(name, "compiled"), load_study("kurume")
    try:
        found = compare_with(scenario, study, read_targets("kurume"), power=False, replicates=500)
    except NobodyError as refusal:
        return {"refused": short(str(refusal).encode())}
    with TemporaryDirectory() as folder:
        beyond = without_surgery(scenario, found.pool, study, found.ends), conventions(found.pool)
        write_comparison.write(scenario, found, beyond, Path(folder))
        return {
            file: short((Path(folder) / file).read_bytes()) for file in ("comparison.csv", "agreement.json")
        }


def of_sweep(name: str) -> dict[str, str]:
    """Every outcome of a shipped experiment with few patients: the columns of its table."""
    file = resized(load_sweep(name), {"patients": SWEPT, "replications": 2, "seed": 1, "engine": "compiled"})
    work = work_of(file)
    values = np.array([work.model.run(cell) for cell in work.cells])
    return {name: of_column(values[:, k]) for k, name in enumerate(work.model.columns)}


def of_audit() -> str:
    """The report on the source paper, sentence by sentence."""
    report = asdict(audit(load_study("kurume")))
    report["confirmed"] = sorted(report["confirmed"])
    return short(json.dumps(report, sort_keys=True).encode())


def of_reconstruction() -> dict[str, str]:
    """Patients drawn from all that print what the source paper prints."""
    found = reconstruct(load_study("kurume"), read_marks("kurume"), draws=20)
    with TemporaryDirectory() as folder:
        write_patients(found.endpoints, Path(folder) / "patients.parquet")
        table = pd.read_parquet(Path(folder) / "patients.parquet")
    return {str(name): of_column(table[name]) for name in table.columns}


def kept() -> Mapping[str, Any]:
    """As they were written down."""
    content: dict[str, Any] = json.loads((HERE / "digests.json").read_text())
    return content


def write() -> None:
    """Write all of them down, both engines agreeing."""
    runs = {name: of_run(name, "compiled") for name in SHIPPED}
    for name in SHIPPED:
        if of_run(name, "process") != runs[name]:
            sys.exit(f"{name}: the engines do not agree")
    content = {
        "runs": runs,
        "comparisons": {name: of_comparison(name) for name in COMPARED},
        "sweeps": {name: of_sweep(name) for name in SWEEPS},
        "audit": of_audit(),
        "reconstruction": of_reconstruction(),
    }
    (HERE / "digests.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    write()
