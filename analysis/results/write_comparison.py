"""What a comparison with a study leaves behind: every figure as a table, the judgement, and the paper's figures redrawn."""

import csv
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results.folder import AGREEMENT, COMPARISON, SCENARIO, SUMMARY, as_json
from haicsim.analysis.studies import Study
from haicsim.analysis.validation.counterfactual import (
    Conventions,
    WithoutSurgery,
    conventions,
    without_surgery,
)
from haicsim.analysis.validation.predictive_check import Compared
from haicsim.analysis.validation.verdict import Comparison, Report, compare_with, thin_groups
from haicsim.sim.provenance import provenance
from haicsim.sim.run import run
from haicsim.sim.scenario.model import Scenario

_TEXTS = ("figure", "part", "kind", "subject", "group", "what", "unit", "printed", "mark")


@dataclass(frozen=True)
class Request:
    """What is to be compared with what: how many studies are drawn, and whether wrong models are tried."""

    scenario: Scenario
    study: Study
    replicates: int
    power: bool

    @property
    def whence(self) -> dict[str, str]:
        """The study, and how it is compared."""
        from haicsim.analysis.results.write import compared_with

        how = f"{self.replicates} studies of its size" + (", wrong models" if self.power else "")
        return compared_with(self.study, how)


def folder_for(ask: Request) -> Path:
    """Where a comparison belongs: results/<scenario>-<8 of the digest>-beside-<study>."""
    run_folder = result_folder.folder_for(ask.scenario)
    return run_folder.with_name(f"{run_folder.name}-beside-{ask.study.name}")


def already_there(folder: Path, ask: Request, again: bool) -> bool:
    """Whether the folder holds this very comparison; see `haicsim.analysis.results.folder.already_there`."""
    return result_folder.already_there(folder, ask.scenario, ask.whence, again)


def save(ask: Request, marks: Mapping[str, TargetStatus], folder: Path, report: Report, again: bool) -> None:
    """Simulate, compare and write everything, whole or not at all.

    marks: what the audit says of the printed numbers. Raises NobodyError where nobody can be compared, InputError where
    the folder cannot be written.
    """
    from haicsim.analysis.measures.summary import summarise
    from haicsim.analysis.results.write import horizon_days, plain_numbers, sign

    start = time.perf_counter()
    report("Simulating everyone who starts", 0.0)
    result = run(ask.scenario, journal=False)
    found = compare_with(ask.scenario, ask.study, marks, ask.power, ask.replicates, report)
    report("Telling the same patients without surgery", 0.9)
    beyond = without_surgery(ask.scenario, found.pool), conventions(found.pool)

    def fill(there: Path) -> None:
        summary = summarise(result.counted, horizon_days(ask.scenario))
        (there / SUMMARY).write_text(as_json(plain_numbers(summary)))
        (there / SCENARIO).write_text(ask.scenario.as_json(), encoding="utf-8")
        write(found, beyond, ask.scenario.name, there)
        origin = provenance(ask.scenario, result.choice, result.cohort, time.perf_counter() - start)
        sign(there, origin, ask.whence)

    result_folder.in_one_step(folder, fill, lambda: not already_there(folder, ask, again))


def read(folder: Path) -> dict[str, Any]:
    """A comparison again: `summary`, `comparison`, `agreement`; InputError where a file is not as it was written."""
    result_folder.check_files(folder, (SUMMARY, COMPARISON, AGREEMENT))
    return {
        "folder": str(folder),
        "summary": json.loads((folder / SUMMARY).read_text()),
        "comparison": read_rows(folder / COMPARISON),
        "agreement": json.loads((folder / AGREEMENT).read_text()),
    }


def write(
    comparison: Comparison, beyond: tuple[WithoutSurgery, Conventions], scenario: str, folder: Path
) -> None:
    """Write `comparison.csv`, `agreement.json` and `figures/` into a folder that exists."""
    from haicsim.analysis.figures import predicted, style

    _csv(folder / COMPARISON, comparison.agreement.rows)
    (folder / AGREEMENT).write_text(as_json(content(comparison, beyond)), encoding="utf-8")
    drawn = predicted.figures(comparison.margins, comparison.agreement.rows, scenario)
    for name, figure in drawn.items():
        style.save(figure, folder / "figures", name)


def content(comparison: Comparison, beyond: tuple[WithoutSurgery, Conventions]) -> dict[str, Any]:
    """The judgement and what the study cannot show, ready for JSON; no number is None."""
    study, people = comparison.study, comparison.pool
    whole: dict[str, Any] = plain(
        {
            "study": study.name,
            "entry_rule": study.design.entry_rule.name,
            "replicates": len(comparison.margins),
            "starters": people.starters,
            "admitted": len(people.records),
            "thin_groups": thin_groups(people, study),
            "verdicts": [asdict(each) | {"passes": each.passes} for each in comparison.verdicts],
            "power": [asdict(each) | {"told_apart": each.told_apart} for each in comparison.power],
            "without_surgery": asdict(beyond[0]),
            "conventions": asdict(beyond[1]),
            "not_simulated": [list(each) for each in comparison.agreement.not_simulated],
        }
    )
    return whole


def plain(value: Any) -> Any:
    """Content as JSON can hold it: what is not a finite number is None."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value


def _csv(path: Path, rows: tuple[Compared, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Compared)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            lists = {"places": "; ".join(row.places), "reasons": "; ".join(row.reasons)}
            writer.writerow(plain(asdict(row) | lists))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The table again, in numbers; an empty cell is None."""
    with path.open(newline="", encoding="utf-8") as file:
        return [{name: _typed(name, text) for name, text in row.items()} for row in csv.DictReader(file)]


def _typed(name: str, text: str) -> Any:
    if name in ("places", "reasons"):
        return [each for each in text.split("; ") if each]
    if name in _TEXTS:
        return text
    if not text:
        return None
    return text == "True" if name == "inside" else float(text)
