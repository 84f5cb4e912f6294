"""What a report is made from: folders of results of many kinds, each file checked against its digest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.cells_folder import MARK as MARK_OF_CELLS
from haicsim.analysis.experiments.cells_folder import read_mark as read_mark_of_cells
from haicsim.analysis.experiments.cells_folder import spare_head
from haicsim.analysis.experiments.differences import DIFFERENCES
from haicsim.analysis.experiments.summary import SUMMARY as SUMMARY_OF_SWEEP
from haicsim.analysis.results.as_written import as_written
from haicsim.analysis.results.events import CountedRun
from haicsim.analysis.results.folder import OUTCOMES
from haicsim.analysis.results.formats import read_csv
from haicsim.analysis.results.origin import PROVENANCE, check_files, digest_of_file, read_mark, refusal
from haicsim.analysis.results.read import read_answer, read_counted_run
from haicsim.analysis.sensitivity.report import TABLE as INDICES
from haicsim.analysis.studies import Study, load_study
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario

FIGURE_OF_RUN, FIGURE_OF_SWEEP = "figures/survival.png", "figures/sweep.png"
ANSWERS = {  # the file an answer is kept in, and what kind of answer it is
    "whatif.json": "what-if",
    "breakeven.json": "what-if",
    "twin.json": "what-if",
    "decomposition.json": "what-if",
    "policies.json": "comparison of policies",
    "search.json": "search for a policy",
    "capacity.json": "count of places",
    "calibration.json": "calibration",
    "bias.json": "comparison of studies with the truth",
}
ANSWER_OF_CALIBRATION = "answer"  # where `haicsim calibrate` puts it, within the folder of its evaluations
_TAKEN = (
    "a run (haicsim run), a sweep (haicsim sweep), a sensitivity analysis, or an answer kept with --out (haicsim whatif "
    "conversion, breakeven, decompose, twin or bias, capacity, policy compare or search, calibrate)"
)


@dataclass(frozen=True)
class RunSource:
    """A run. answer: as `haicsim run --json` prints it."""

    folder: Path
    answer: dict[str, Any]
    counted: CountedRun

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        return self.counted.scenario

    @property
    def since(self) -> str:
        """What survival of everyone is counted from."""
        return "the decision for HAIC" if self.scenario.policy.haic == "on" else "entry"

    @cached_property
    def study(self) -> Study | None:
        """The study it stands beside; None where its file is no longer where it was."""
        try:
            return load_study(self.answer["provenance"]["compared_with"]["study"])
        except (InputError, KeyError):
            return None


@dataclass(frozen=True)
class SweepSource:
    """A sweep: the rows of `summary.csv` and `differences.csv`, its plan, its figure as PNG if there is one."""

    folder: Path
    lines: list[dict[str, str]]
    differences: list[dict[str, str]]
    plan: dict[str, Any]
    figure: bytes | None


@dataclass(frozen=True)
class SensitivitySource:
    """A sensitivity analysis: the rows of `indices.csv`, its plan, its figures as PNG, by name."""

    folder: Path
    rows: list[dict[str, str]]
    plan: dict[str, Any]
    figures: dict[str, bytes]


@dataclass(frozen=True)
class AnswerSource:
    """An answer in one file. file: a name of ANSWERS. answer: as its `--json` prints it. figures: PNG, by name.

    digest: of its files. files: their names.
    """

    folder: Path
    file: str
    answer: dict[str, Any]
    figures: dict[str, bytes]
    model_version: str
    digest: str = ""
    files: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the folder is called; that of a calibration's answer is called like any other's."""
        return (
            (self.folder.parent if self.folder.name == ANSWER_OF_CALIBRATION else self.folder).absolute().name
        )


Source = RunSource | SweepSource | SensitivitySource | AnswerSource


def read_source(folder: Path) -> Source:
    """A folder of any of the kinds a report is made from; InputError where it is none, or a file is not as it was written."""
    if (folder / MARK_OF_CELLS).is_file():
        return _cells(folder)
    if (folder / ANSWER_OF_CALIBRATION / PROVENANCE).is_file() and not (folder / PROVENANCE).is_file():
        return read_source(folder / ANSWER_OF_CALIBRATION)
    files = read_mark(folder).files
    if OUTCOMES in files:
        return _run(folder)
    for name in ANSWERS:
        if name in files:
            return _answer(folder, name)
    raise refusal(folder, f"holds results of which no report is made: name the folder of {_TAKEN}")


def _run(folder: Path) -> RunSource:
    return RunSource(folder, read_answer(folder), read_counted_run(folder))


def picture(folder: Path, name: str) -> bytes | None:
    """A figure of a folder of results, as it was written; None where there is none."""
    if name not in read_mark(folder).files:
        return None
    check_files(folder, (name,))
    return (folder / name).read_bytes()


def _cells(folder: Path) -> SweepSource | SensitivitySource:
    """A sweep, or a sensitivity analysis, of which the table of its answer is there."""
    mark = read_mark_of_cells(folder)
    if mark is None:
        raise refusal(folder, f"{MARK_OF_CELLS} is damaged: the same command mends it")
    plan = dict((spare_head(folder) or {"plan": {}})["plan"])
    if SUMMARY_OF_SWEEP in mark.files:
        names = [name for name in (SUMMARY_OF_SWEEP, DIFFERENCES, FIGURE_OF_SWEEP) if name in mark.files]
        _check_cells(folder, names, mark.files)
        figure = (folder / FIGURE_OF_SWEEP).read_bytes() if FIGURE_OF_SWEEP in names else None
        differences = read_csv(folder / DIFFERENCES) if DIFFERENCES in names else []
        return SweepSource(folder, read_csv(folder / SUMMARY_OF_SWEEP), differences, plan, figure)
    pictures = sorted(name for name in mark.files if name.endswith(".png"))
    if INDICES in mark.files or (plan.get("method") == "twoway" and pictures):
        tables = [INDICES] if INDICES in mark.files else []
        _check_cells(folder, [*tables, *pictures], mark.files)
        figures = {Path(name).stem: (folder / name).read_bytes() for name in pictures}
        return SensitivitySource(folder, read_csv(folder / INDICES) if tables else [], plan, figures)
    rule = f"holds no {SUMMARY_OF_SWEEP} or {INDICES}: name the folder of {_TAKEN}, and let the command end first"
    raise refusal(folder, rule)


def _check_cells(folder: Path, names: Iterable[str], files: dict[str, str]) -> None:
    for name in names:
        if not (folder / name).is_file() or digest_of_file(folder / name) != files[name]:
            rule = f"{name} is missing or has changed since it was written: the same command mends it"
            raise refusal(folder, rule)


def _answer(folder: Path, name: str) -> AnswerSource:
    mark = read_mark(folder)
    pictures = sorted(each for each in mark.files if each.endswith(".png"))
    check_files(folder, (name, *pictures))
    with as_written(folder):
        answer = json.loads((folder / name).read_text(encoding="utf-8"))
        figures = {each.removesuffix(".png"): (folder / each).read_bytes() for each in pictures}
        return AnswerSource(
            folder, name, answer, figures, mark.model_version, mark.digest, tuple(sorted(mark.files))
        )


__all__ = [
    "PROVENANCE",
    "AnswerSource",
    "RunSource",
    "SensitivitySource",
    "Source",
    "SweepSource",
    "picture",
    "read_source",
]
