"""What a comparison with a study leaves behind: every reported value as a table, and the verdict."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from haicsim.analysis.audit.calibration_targets import Targets
from haicsim.analysis.measures.hospital import hospital_of
from haicsim.analysis.measures.summary import summarise
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results.folder import AGREEMENT, COMPARISON, SCENARIO, SUMMARY
from haicsim.analysis.results.formats import as_json, plain, to_digits, write_csv
from haicsim.analysis.results.origin import compared_with, sign
from haicsim.analysis.studies import Study
from haicsim.analysis.validation.claims import claims
from haicsim.analysis.validation.counterfactual import (
    Conventions,
    WithoutSurgery,
    conventions,
    without_surgery,
)
from haicsim.analysis.validation.predictive_check import Compared
from haicsim.analysis.validation.verdict import Comparison, Report, compare_with, thin_groups
from haicsim.sim.provenance import provenance
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.model import Scenario

Draw = Callable[[Comparison, Path], None]


@dataclass(frozen=True)
class Request:
    """What is to be compared with what.

    replicates: studies drawn. power: whether wrong models are tried; ranges: also at both ends of what the answer hinges on.
    """

    scenario: Scenario
    study: Study
    replicates: int
    power: bool
    ranges: bool = False

    @property
    def compared_with(self) -> dict[str, str]:
        """The study, and how it is compared."""
        how = f"{self.replicates} studies of its size" + (", wrong models" if self.power else "")
        how += ", both ends of ranges" if self.power and self.ranges else ""
        return compared_with(self.study, how)

    @property
    def folder(self) -> Path:
        """Where it belongs unless named: results/<scenario>-<8 of the digest>-beside-<study>."""
        run_folder = result_folder.folder_for(self.scenario)
        return run_folder.with_name(f"{run_folder.name}-beside-{self.study.name}")

    def already_there(self, folder: Path, again: bool) -> bool:
        """Whether the folder holds this very comparison; see `haicsim.analysis.results.folder.already_there`."""
        return result_folder.already_there(folder, self.scenario, self.compared_with, again)


def save(
    ask: Request,
    targets: Targets,
    folder: Path,
    report: Report,
    again: bool,
    draw: Draw | None = None,
) -> None:
    """Simulate, compare and write everything, whole or not at all.

    targets: what the audit says of the reported values. draw: draws the figures into the folder before it is sealed. Raises
    NobodyError where nobody can be compared, InputError where the folder cannot be written.
    """
    start = time.perf_counter()
    result = _everyone(ask.scenario, report)
    found = compare_with(
        ask.scenario, ask.study, targets, ask.power, ask.replicates, report, ranges=ask.ranges
    )
    counterfactual = (
        without_surgery(ask.scenario, found.pool, ask.study, found.ends, report),
        conventions(found.pool),
    )

    def fill(there: Path) -> None:
        summary = summarise(result.counted, ask.scenario.run.base("horizon"), ask.study)
        (there / SUMMARY).write_text(as_json({**summary, "hospital": hospital_of(result)}), encoding="utf-8")
        (there / SCENARIO).write_text(ask.scenario.as_json(), encoding="utf-8")
        write(ask.scenario, found, counterfactual, there)
        if draw is not None:
            draw(found, there)
        origin = provenance(ask.scenario, result.choice, result.cohort, time.perf_counter() - start)
        sign(there, {**origin, "compared_with": ask.compared_with})

    result_folder.in_one_step(folder, fill, lambda: not ask.already_there(folder, again))


def _everyone(scenario: Scenario, report: Report) -> Result:
    """Everyone who starts, with progress as a share of them."""
    what, size, done = "Simulating everyone who starts", scenario.run, 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        report(what, done / (size.patients * size.replications))

    report(what, 0.0)
    return run(scenario, journal=False, progress=advance)


def write(
    scenario: Scenario,
    comparison: Comparison,
    counterfactual: tuple[WithoutSurgery, Conventions],
    folder: Path,
) -> None:
    """Write `comparison.csv` and `agreement.json` into a folder that exists."""
    rows = [
        asdict(row) | {"places": "; ".join(row.places), "reasons": "; ".join(row.reasons)}
        for row in comparison.agreement.rows
    ]
    write_csv(folder / COMPARISON, rows, [field.name for field in fields(Compared)])
    told = content(scenario, comparison, counterfactual)
    (folder / AGREEMENT).write_text(as_json(told), encoding="utf-8")


def content(
    scenario: Scenario, comparison: Comparison, counterfactual: tuple[WithoutSurgery, Conventions]
) -> dict[str, Any]:
    """How well it agrees, every judgement, and what the study cannot show, ready for JSON; no number is None."""
    study, people = comparison.study, comparison.pool
    whole: dict[str, Any] = plain(
        {
            "study": study.name,
            "entry_rule": study.design.entry_rule.name,
            "replicates": len(comparison.margins),
            "starters": people.starters,
            "admitted": len(people.records),
            "thin_groups": thin_groups(people, study),
            "counts": [asdict(each) for each in comparison.counts],
            "scores": [asdict(each) for each in comparison.scores],
            "joint": [asdict(each) for each in comparison.joint],
            "wrong_models": [asdict(each) | {"worth": each.worth} for each in comparison.wrong],
            "claims": [asdict(each) for each in claims(scenario, comparison, counterfactual[0])],
            "without_surgery": {
                **asdict(counterfactual[0]),
                "gains": [asdict(each) | {"sign": each.sign} for each in counterfactual[0].gains],
            },
            "conventions": asdict(counterfactual[1]),
            "not_simulated": [list(each) for each in comparison.agreement.not_simulated],
        }
    )
    rounded: dict[str, Any] = to_digits(whole)
    return rounded
