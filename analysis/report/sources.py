"""What a report is made from: folders of runs, sweeps and what-ifs, each file checked against its digest first."""

import json
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
from haicsim.analysis.studies import Study, load_study
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario

FIGURE_OF_RUN, FIGURE_OF_SWEEP = "figures/survival.png", "figures/sweep.png"
WHAT_IFS = {"whatif.json": "conversion", "breakeven.json": "breakeven", "twin.json": "twin"}
_TAKEN = "a run (haicsim run), a sweep (haicsim sweep) or a what-if (haicsim whatif conversion, breakeven or twin, with --out)"


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
class WhatIfSource:
    """A what-if. kind: a value of WHAT_IFS. answer: as its `--json` prints it. figures: PNG, by name."""

    folder: Path
    kind: str
    answer: dict[str, Any]
    figures: dict[str, bytes]
    model_version: str


Source = RunSource | SweepSource | WhatIfSource


def read_source(folder: Path) -> Source:
    """A folder of any of the kinds a report is made from; InputError where it is none, or a file is not as it was written."""
    if (folder / MARK_OF_CELLS).is_file():
        return _sweep(folder)
    files = read_mark(folder).files
    if OUTCOMES in files:
        return _run(folder)
    for name, kind in WHAT_IFS.items():
        if name in files:
            return _what_if(folder, name, kind)
    raise refusal(folder, f"holds results of which no report is made: name the folder of {_TAKEN}")


def _run(folder: Path) -> RunSource:
    return RunSource(folder, read_answer(folder), read_counted_run(folder))


def picture(folder: Path, name: str) -> bytes | None:
    """A figure of a folder of results, as it was written; None where there is none."""
    if name not in read_mark(folder).files:
        return None
    check_files(folder, (name,))
    return (folder / name).read_bytes()


def _sweep(folder: Path) -> SweepSource:
    mark = read_mark_of_cells(folder)
    if mark is None:
        raise refusal(folder, f"{MARK_OF_CELLS} is damaged: the same haicsim sweep mends it")
    if SUMMARY_OF_SWEEP not in mark.files:
        raise refusal(
            folder, f"holds no {SUMMARY_OF_SWEEP}: name the folder of {_TAKEN}, and let a sweep end first"
        )
    names = [name for name in (SUMMARY_OF_SWEEP, DIFFERENCES, FIGURE_OF_SWEEP) if name in mark.files]
    for name in names:
        if not (folder / name).is_file() or digest_of_file(folder / name) != mark.files[name]:
            raise refusal(
                folder,
                f"{name} is missing or has changed since it was written: the same haicsim sweep mends it",
            )
    figure = (folder / FIGURE_OF_SWEEP).read_bytes() if FIGURE_OF_SWEEP in names else None
    differences = read_csv(folder / DIFFERENCES) if DIFFERENCES in names else []
    head = spare_head(folder) or {"plan": {}}
    return SweepSource(folder, read_csv(folder / SUMMARY_OF_SWEEP), differences, dict(head["plan"]), figure)


def _what_if(folder: Path, name: str, kind: str) -> WhatIfSource:
    mark = read_mark(folder)
    pictures = sorted(each for each in mark.files if each.endswith(".png"))
    check_files(folder, (name, *pictures))
    with as_written(folder):
        answer = json.loads((folder / name).read_text(encoding="utf-8"))
        figures = {each.removesuffix(".png"): (folder / each).read_bytes() for each in pictures}
        return WhatIfSource(folder, kind, answer, figures, mark.model_version)


__all__ = ["PROVENANCE", "RunSource", "Source", "SweepSource", "WhatIfSource", "picture", "read_source"]
