"""Two runs side by side: which inputs changed, and which outputs moved, did not move, or cannot be told.

Intervals are those of the jackknife over blocks of patients: each block is left out in turn, of both runs at once where they
had the same seed and size, so that chance largely cancels; else of each run by itself. So a share of a small group or a median
is always of as many patients as can be, and not of the few in a block.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, isfinite
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.outcome_measures import NEEDED, OUTCOMES, Outcome, outcomes_of
from haicsim.analysis.results.composition import Composition, remark, split, with_interval, world_of
from haicsim.analysis.results.origin import read_provenance
from haicsim.analysis.results.read import read_records
from haicsim.analysis.survival.intervals import jackknife_half_width
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.scenario.model import Scenario

_BLOCKS = 20
_FEWEST = 5  # blocks from which a spread can be told
_COLUMNS = np.dtype(
    [(name, RECORD[name]) for name in (*(NEEDED.names or ()), "counted", "replication", "patient")]
)
# How many decimals a value is worth showing with, by the unit of its outcome: half a step of the last is the smallest
# difference worth naming
DECIMALS = {"share of 1": 3, "d": 1, "months": 1, "tumours": 2, "1/year": 1}
Verdict = Literal["moved", "did not move", "cannot be told"]
NO_EVENT, NOBODY_WAITED = "no event in either run", "nobody waited in either run"
EVERYBODY = "everybody in both runs"


@dataclass(frozen=True)
class Input:
    """One thing that was given differently: its path, and what each run was given (None where it was not)."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Output:
    """One outcome of both runs, and the change with its 95% interval (NaN where it cannot be told).

    why: why it cannot be told, or what moved, where something can be said of that. people: who it is of in either run,
    and the change split; None where the runs are not of the same people.
    """

    outcome: Outcome
    before: float
    after: float
    low: float
    high: float
    verdict: Verdict
    why: str = ""
    people: Composition | None = None

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True)
class RunDifference:
    """What changed between two runs.

    paired: whether they had the same seed and size, and so each block of patients was left out of both at once.
    same_people: whether their patients were the same at diagnosis, by the digests of their cohorts.
    """

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    paired: bool
    same_people: bool

    @property
    def how(self) -> str:
        """Who was compared with whom, in words."""
        if not self.paired:
            return "another seed or size: other patients, not paired"
        if not self.same_people:
            return "the same random numbers, but other patients: paired by their numbers"
        return "the same patients with the same random numbers: paired"


def changed_inputs(before: Scenario, after: Scenario) -> list[Input]:
    """What two scenarios were given differently."""
    return [Input(*each) for each in _changed(_flat(before), _flat(after))]


def compare_runs(before: Path, after: Path, margin: float) -> RunDifference:
    """Compare two folders of results of `haicsim run`.

    margin: what counts as no change, as a share of the value before. Raises InputError where a folder is none, or a file
    in it is not as it was written.
    """
    own = read_provenance(before), read_provenance(after)
    first, second = (RunRecords(*read_records(folder, _COLUMNS)) for folder in (before, after))
    inputs = changed_inputs(first.scenario, second.scenario)
    if own[0].model_version != own[1].model_version:
        inputs.append(Input("model_version", own[0].model_version, own[1].model_version))
    paired = all(
        getattr(own[0], name) == getattr(own[1], name) for name in ("patients", "replications", "seed")
    )
    same_people = own[0].cohort_digest == own[1].cohort_digest
    if paired and same_people:
        outputs = paired_outputs(first, second, OUTCOMES.values(), margin)
    else:
        outputs = tuple(_output(outcome, first, second, paired, margin) for outcome in OUTCOMES.values())
    return RunDifference(tuple(inputs), outputs, paired, same_people)


def paired_outputs(
    first: "RunRecords", second: "RunRecords", outcomes: Iterable[Outcome], margin: float
) -> tuple[Output, ...]:
    """Some outcomes of two runs of the same people with the same random numbers, each block left out of both at once.

    margin: what counts as no change, as a share of the value before.
    """
    return tuple(
        _with_people(_output(outcome, first, second, True, margin), first, second) for outcome in outcomes
    )


def _with_people(output: Output, first: "RunRecords", second: "RunRecords") -> Output:
    """The same, and whether it is the same people who fare otherwise or other people."""
    found = split(output.outcome, first.world, second.world)
    if output.verdict == "moved" and not found.same_members:
        everyone = first.world.records
        block = first.blocks(everyone["replication"], everyone["patient"])
        found = with_interval(found, output.outcome, first.world, second.world, block)
    why = remark(output.outcome, found, output.change) if output.verdict == "moved" else output.why
    return replace(output, people=found, why=why)


class RunRecords:
    """A run: its scenario and the records of everybody, with at least the columns that outcomes look at."""

    def __init__(self, scenario: Scenario, everyone: NDArray[Any]) -> None:
        """Order and count them, block by block."""
        self.scenario = scenario
        self.horizon = scenario.run.base("horizon")
        self.world = world_of(everyone, self.horizon)
        self.records = everyone[everyone["counted"]]
        self.block = self.blocks(self.records["replication"], self.records["patient"])

    def blocks(self, replication: NDArray[Any], patient: NDArray[Any]) -> NDArray[np.int64]:
        """The block of every patient: a replication, or a part of one where there are few."""
        size = self.scenario.run
        parts = ceil(_BLOCKS / size.replications)
        return np.asarray(
            replication.astype(np.int64) * parts + patient.astype(np.int64) * parts // size.patients
        )

    def without_each(self, outcome: Outcome) -> dict[int, float]:
        """The outcome of everybody but one block, by block."""
        if outcome is OUTCOMES.get(outcome.name):
            return self._without_each[outcome.name]
        return {block: outcome(rest, self.horizon) for block, rest in self._all_but_one_block()}

    @cached_property
    def _without_each(self) -> dict[str, dict[int, float]]:
        """The same of every measure at once: what several look at is looked at once."""
        found = {block: outcomes_of(rest, self.horizon) for block, rest in self._all_but_one_block()}
        return {
            name: {block: values[place] for block, values in found.items()}
            for place, name in enumerate(OUTCOMES)
        }

    def _all_but_one_block(self) -> Iterator[tuple[int, NDArray[Any]]]:
        for block in np.unique(self.block).tolist():
            yield block, self.records[self.block != block]


def _flat(scenario: Scenario) -> dict[str, Any]:
    content = scenario.content()
    parts = {"capacity": content["capacity"], "policy": content["choices"], "run": content["run"]}
    flat = {f"{topic}.{key}": value for topic, part in parts.items() for key, value in part.items()}
    return {**content["numbers"], **flat}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    paths = {**before, **after}
    return [(p, before.get(p), after.get(p)) for p in paths if before.get(p) != after.get(p)]


def _output(outcome: Outcome, first: RunRecords, second: RunRecords, paired: bool, margin: float) -> Output:
    before, after = (outcome(run.records, run.horizon) for run in (first, second))
    if not (isfinite(before) and isfinite(after)):
        return Output(outcome, before, after, np.nan, np.nan, "cannot be told")
    mine, theirs = first.without_each(outcome), second.without_each(outcome)
    seen = set(_finite([*mine.values(), *theirs.values()]).tolist())
    if len(seen) == 1 and (why := nothing_happened(outcome, *seen)):
        return Output(outcome, before, after, np.nan, np.nan, "cannot be told", why)
    half = _half_width(mine, theirs, paired)
    low, high = after - before - half, after - before + half
    return Output(outcome, before, after, low, high, _verdict(outcome, before, low, high, margin))


def smallest(outcome: Outcome) -> float:
    """The smallest difference worth naming: half a step of the last decimal shown."""
    return float(0.5 * 10.0 ** -DECIMALS[outcome.unit])


def nothing_happened(outcome: Outcome, value: float) -> str:
    """Why an outcome that has this value in both runs, whichever block is left out, tells nothing: it was never seen.

    Empty where it does tell something. No spread is seen then, and what is rare is not ruled out.
    """
    alive = outcome.name.startswith(("itt", "os", "dfs", "efs"))
    if (alive and value == 1.0) or outcome.name.startswith("rmst"):
        return NO_EVENT
    if outcome.unit == "share of 1" and not alive and value == 1.0:
        return EVERYBODY
    if value == 0.0 and not alive:
        return NOBODY_WAITED if outcome.name.endswith("_waited_days") else NO_EVENT
    return ""


def _verdict(outcome: Outcome, before: float, low: float, high: float, margin: float) -> Verdict:
    """Moved: surely, and by as much as is worth naming. Did not move: surely by less than that, or than the margin."""
    if (low > 0.0 or high < 0.0) and abs(low + high) / 2.0 >= smallest(outcome):
        return "moved"
    if max(abs(low), abs(high)) <= max(margin * abs(before), smallest(outcome)):
        return "did not move"
    return "cannot be told"


def _half_width(mine: Mapping[int, float], theirs: Mapping[int, float], paired: bool) -> float:
    """Half the 95% interval of a difference, from what is left without each block; NaN where there are too few."""
    if paired:
        sides = [_finite(theirs[block] - mine[block] for block in mine if block in theirs)]
    else:
        sides = [_finite(mine.values()), _finite(theirs.values())]
    return jackknife_half_width(*sides) if min(map(len, sides)) >= _FEWEST else np.nan


def _finite(values: Iterable[float]) -> NDArray[np.float64]:
    each = np.array(list(values), np.float64)
    return each[np.isfinite(each)]
