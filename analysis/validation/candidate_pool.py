"""A pool of simulated patients whom a study would have shown, large enough to draw many studies of its size from."""

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.sim.cohort_digest import refuse_other_people
from haicsim.sim.provenance import model_version
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides
from haicsim.sim.theta import capacity, theta

Progress = Callable[[float], None]
LEAST_A_GROUP = 2_000
_FIRST = 120_000  # starters, about as many as that takes
_MOST = 400_000
_PATIENTS = (
    10_000  # of one replication, where nothing is scarce and so their number changes no patient's course
)


@dataclass(frozen=True)
class Pool:
    """Records of the admitted (`outcomes.schema.RECORD`), in how many starters they were found, days of simulation.

    starters: how many started HAIC in all. seed: of the random numbers. patients, replications, cohort: how many patients
    the scenario was run with, how often, and the digest of everybody who then started (see `haicsim.sim.cohort_digest`).
    """

    records: NDArray[Any]
    starters: int
    horizon_days: float
    seed: int
    patients: int
    replications: int
    cohort: str


@dataclass(frozen=True)
class _Found:
    """What is kept of a pool."""

    records: NDArray[Any]
    starters: int
    replications: int
    cohort: str


def pool(
    scenario: Scenario, rule: str, groups: Sequence[int], progress: Progress | None = None, cache: bool = True
) -> Pool:
    """Simulate starters until each vessel group has 2,000 patients whom the entry rule admits, or 400,000 started.

    groups: codes of `haicsim.sim.codes.GROUPS`. progress: called with the share done. The same random numbers as the
    scenario's own run: its patients are the first of these. Kept in the user's cache by the digest of scenario and model.
    """
    sized = _sized(scenario)
    place = _place(sized, rule, groups) if cache else None
    found = _read(place)
    if found is None:
        found = _simulated(sized, rule, groups, progress or _silent)
        _write(place, found)
    return _pool(sized, found)


def small_pool(scenario: Scenario, rule: str) -> Pool:
    """The admitted of 10,000 starters or fewer, for a rough answer; kept as `pool` is."""
    sized = _sized(scenario)
    settled = scenario.arrivals.days is not None
    sized = sized if settled else _with_patients(sized, min(sized.run.patients, _PATIENTS))
    place = _place(sized, rule, None)
    found = _read(place)
    if found is None:
        result = run(sized, journal=False)
        found = _Found(_admitted(result, rule), len(result.counted), 1, result.cohort)
        _write(place, found)
    return _pool(sized, found)


def pool_like(
    right: Pool, scenario: Scenario, rule: str, groups: Sequence[int], progress: Progress | None = None
) -> Pool:
    """The pool of another scenario, as large as one that is there or as small."""
    small = right.replications == 1 and right.starters <= _PATIENTS
    return small_pool(scenario, rule) if small else pool(scenario, rule, groups, progress)


def _pool(sized: Scenario, found: _Found) -> Pool:
    horizon, settings = float(theta(sized)[0]["horizon_days"]), sized.run
    return Pool(
        found.records,
        found.starters,
        horizon,
        settings.seed,
        settings.patients,
        found.replications,
        found.cohort,
    )


def twins(scenario: Scenario, pool: Pool, overrides: Sequence[str]) -> NDArray[Any]:
    """The same patients in the same order, simulated again with something changed: same people, same random numbers.

    Raises InputError where what is changed makes them other people.
    """
    sized = _with_patients(_sized(with_overrides(scenario, overrides)), pool.patients)
    other = run(_replicated(sized, pool.replications), journal=False)
    refuse_other_people(
        scenario.name, pool.cohort, f"{scenario.name} with {', '.join(overrides)}", other.cohort
    )
    return np.asarray(
        other.records[pool.records["replication"] * sized.run.patients + pool.records["patient"]]
    )


def _sized(scenario: Scenario) -> Scenario:
    """The scenario run by the compiled engine, with as many patients as a block needs where none of them queue."""
    run_of, free = scenario.run, not (capacity(scenario).places > 0).any()
    enlarge = free and scenario.arrivals.days is None and float(theta(scenario)[0]["warm_up_days"]) == 0.0
    patients = max(run_of.patients, _PATIENTS) if enlarge else run_of.patients
    sized = run_of.model_copy(update={"patients": patients, "replications": 1, "engine": "compiled"})
    return scenario.model_copy(update={"run": sized})


def _with_patients(scenario: Scenario, patients: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"patients": patients})})


def _replicated(scenario: Scenario, replications: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"replications": replications})})


def _simulated(scenario: Scenario, rule: str, groups: Sequence[int], progress: Progress) -> _Found:
    """The admitted of enough replications; how many is learnt from the first ones."""
    patients = scenario.run.patients
    wanted = min(_FIRST, _MOST)
    while True:
        replications = max(math.ceil(wanted / patients), 1)
        result = _run(scenario, replications, progress)
        counted = result.counted
        admitted = _admitted(result, rule)
        fewest = min((int((admitted["group"] == group).sum()) for group in groups), default=LEAST_A_GROUP)
        if fewest >= LEAST_A_GROUP or wanted >= _MOST:
            return _Found(admitted, len(counted), replications, result.cohort)
        wanted = min(math.ceil(1.15 * wanted * LEAST_A_GROUP / max(fewest, 1)), _MOST)


def _admitted(result: Result, rule: str) -> NDArray[Any]:
    counted = result.counted
    return np.asarray(counted[np.asarray(ENTRY_RULES[rule](counted), bool)])


def _run(scenario: Scenario, replications: int, progress: Progress) -> Result:
    """So many replications; progress: called with the share done."""
    patients, done = scenario.run.patients * replications, [0]

    def more(count: int) -> None:
        done[0] += count
        progress(min(done[0] / patients, 1.0))

    return run(_replicated(scenario, replications), journal=False, progress=more)


def _place(scenario: Scenario, rule: str, groups: Sequence[int] | None) -> Path | None:
    """Where this pool is kept, a small one where no groups are named; None where nothing can be written."""
    whom = "small" if groups is None else str(sorted(groups))
    identity = f"{scenario.digest()} {model_version()} {rule} {whom} {LEAST_A_GROUP} {_FIRST} {_MOST}"
    folder = _folder()
    return None if folder is None else folder / f"{sha256(identity.encode()).hexdigest()[:24]}.npz"


def _folder() -> Path | None:
    """The folder of pools in the user's cache, made if need be."""
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "haicsim" / "pools"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no place to write, or no home at all
        return None
    return folder


def _read(place: Path | None) -> _Found | None:
    """What is kept, unless it is damaged: then it is made again."""
    try:
        if place is None or not place.exists():
            return None
        with np.load(place, allow_pickle=False) as kept:
            return _Found(
                kept["records"], int(kept["starters"]), int(kept["replications"]), str(kept["cohort"])
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(place: Path | None, found: _Found) -> None:
    """Keep it, by one rename; a full or read-only cache is no reason to fail."""
    if place is None:
        return
    beside = place.with_name(f".{place.stem}-{os.getpid()}.npz")
    try:
        np.savez(beside, **vars(found))
        os.replace(beside, place)
    except OSError:
        beside.unlink(missing_ok=True)


def _silent(share: float) -> None:
    pass
