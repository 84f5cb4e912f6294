"""Two runs side by side: which inputs changed, and which outputs moved, did not move, or cannot be told.

Outputs are compared in blocks of patients: the same blocks of the same patients where both runs had the same seed and
size, so that luck cancels; else blocks as they come, unpaired.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.results.folder import OUTCOMES as OUTCOMES_FILE
from haicsim.analysis.results.folder import SCENARIO, check_files, read_provenance
from haicsim.analysis.measures.outcome_measures import NEEDED, OUTCOMES, Outcome
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.codes import RESPONSES

_BLOCKS = 20
_FEWEST = 5  # blocks from which a spread can be told
Verdict = Literal["moved", "did not move", "cannot be told"]


@dataclass(frozen=True)
class Input:
    """One thing that was given differently: its path, and what each run was given (None where it was not)."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Output:
    """One outcome of both runs, and the change with its 95% interval (NaN where it cannot be told)."""

    outcome: Outcome
    before: float
    after: float
    low: float
    high: float
    verdict: Verdict

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True)
class RunDifference:
    """What changed between two runs. paired: whether the same patients with the same luck were compared."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    paired: bool


def compare_runs(before: Path, after: Path, margin: float) -> RunDifference:
    """Compare two folders of results of `haicsim run`.

    margin: what counts as no change, as a share of the value before. Raises InputError where a folder is none, or a file
    in it is not as it was written.
    """
    first, second = _Run(before), _Run(after)
    own = read_provenance(before), read_provenance(after)
    inputs = [
        Input(path, mine, theirs)
        for path, mine, theirs in _changed(_flat(first.scenario), _flat(second.scenario))
    ]
    if own[0].model_version != own[1].model_version:
        inputs.append(Input("model_version", own[0].model_version, own[1].model_version))
    same = ("patients", "replications", "seed")
    paired = all(getattr(first.scenario.run, name) == getattr(second.scenario.run, name) for name in same)
    outputs = tuple(_output(outcome, first, second, paired, margin) for outcome in OUTCOMES.values())
    return RunDifference(tuple(inputs), outputs, paired)


class _Run:
    """A folder of results: its scenario and the columns of its records that outcomes look at."""

    def __init__(self, folder: Path) -> None:
        import pyarrow.parquet as pq

        check_files(folder, (OUTCOMES_FILE, SCENARIO))
        self.scenario: Scenario = load_scenario(folder / SCENARIO)
        self.horizon = self.scenario.run.base("horizon")
        names = [*(NEEDED.names or ()), "counted", "replication", "patient"]
        table = pq.read_table(folder / OUTCOMES_FILE, columns=names)
        counted = table["counted"].to_numpy()
        self.records = np.zeros(table.num_rows, NEEDED)
        codes = {name: code for code, name in RESPONSES.items()}
        for name in NEEDED.names or ():
            column = table[name]
            is_word = name == "best_response"
            self.records[name] = (
                [codes[word] for word in column.to_pylist()] if is_word else column.to_numpy()
            )
        self.records = self.records[counted]
        self.block = self._blocks(table["replication"].to_numpy(), table["patient"].to_numpy())[counted]

    def _blocks(self, replication: NDArray[Any], patient: NDArray[Any]) -> NDArray[np.int64]:
        """The block of every patient: a replication, or a part of one where there are few."""
        size = self.scenario.run
        parts = ceil(_BLOCKS / size.replications)
        return np.asarray(
            replication.astype(np.int64) * parts + patient.astype(np.int64) * parts // size.patients
        )

    def by_block(self, outcome: Outcome) -> dict[int, float]:
        """The outcome of every block that has somebody in it."""
        blocks = np.unique(self.block).tolist()
        return {block: outcome(self.records[self.block == block], self.horizon) for block in blocks}


def _flat(scenario: Scenario) -> dict[str, Any]:
    content = scenario.content()
    parts = {"capacity": content["capacity"], "policy": content["choices"], "run": content["run"]}
    flat = {f"{topic}.{key}": value for topic, part in parts.items() for key, value in part.items()}
    return {**content["numbers"], **flat}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    paths = {**before, **after}
    return [(p, before.get(p), after.get(p)) for p in paths if before.get(p) != after.get(p)]


def _output(outcome: Outcome, first: _Run, second: _Run, paired: bool, margin: float) -> Output:
    before, after = (outcome(run.records, run.horizon) for run in (first, second))
    mine, theirs = first.by_block(outcome), second.by_block(outcome)
    half = _half_width(mine, theirs, paired)
    low, high = after - before - half, after - before + half
    verdict: Verdict = "cannot be told"
    if isfinite(half) and isfinite(before) and isfinite(after):
        if low > 0.0 or high < 0.0:
            verdict = "moved"
        elif max(abs(low), abs(high)) <= margin * abs(before):
            verdict = "did not move"
    return Output(outcome, before, after, low, high, verdict)


def _half_width(mine: Mapping[int, float], theirs: Mapping[int, float], paired: bool) -> float:
    """Half the 95% interval of a difference, from blocks; NaN where there are too few."""
    from scipy.special import stdtrit

    if paired:
        each = np.array([theirs[block] - mine[block] for block in mine if block in theirs])
        each = each[np.isfinite(each)]
        spread, freedom = np.var(each, ddof=1) / len(each) if len(each) >= _FEWEST else np.nan, len(each) - 1
        return float(stdtrit(max(freedom, 1), 0.975)) * sqrt(spread) if isfinite(spread) else np.nan
    sides = [np.array(list(side.values())) for side in (mine, theirs)]
    sides = [side[np.isfinite(side)] for side in sides]
    if min(len(side) for side in sides) < _FEWEST:
        return np.nan
    spread = sum(float(np.var(side, ddof=1)) / len(side) for side in sides)
    return float(stdtrit(min(len(side) for side in sides) - 1, 0.975)) * sqrt(spread)
