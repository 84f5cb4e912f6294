"""Whether work fits into memory, asked before it begins: the system would otherwise end it without a word."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.sim.errors import Fault, InputError

if TYPE_CHECKING:
    from haicsim.analysis.experiments.plan import Work
    from haicsim.analysis.experiments.work_options import WorkOptions
    from haicsim.sim.scenario.model import Scenario

# Measured on runs of 2,000 to 1,000,000 patients, results written: with a journal of patients who live long, 1.6 times as many
# rows as the reference's. The libraries take up to 460 MB besides, the compiled engine included
_BYTES_A_PATIENT = {
    ("process", True): 21_000,
    ("process", False): 21_000,
    ("compiled", True): 8_800,
    ("compiled", False): 2_100,
}
_PROGRAM = 460_000_000
_BYTES_A_CELL = 4_000  # with its outcomes
MOST_WORKERS = 1_000


def check_memory(patients: int, engine: str, journal: bool, free: int | None = None) -> None:
    """Raise InputError where that many patients need more memory than is free, and say what would need less.

    engine: "process" or "compiled". journal: whether every event is kept. free: bytes, as the system says if None.
    """
    needed = patients * _BYTES_A_PATIENT[engine, journal]
    _refuse(f"{patients:,} patients with the {engine} engine", needed, _advice(engine, journal), free)


def check_worlds(scenarios: "Sequence[Scenario]", journal: bool = False, worlds: int = 1) -> None:
    """The same of everybody in some scenarios, of which so many worlds are kept at once."""
    from haicsim.sim.engines.choice import choose

    for scenario in scenarios:
        run = scenario.run
        engine = choose(run.engine, run.patients, run.replications).engine
        check_memory(run.patients * run.replications * worlds, engine, journal)


def check_work(work: "Work", how: "WorkOptions", free: int | None = None) -> None:
    """Raise InputError where cells do not fit into memory, as many at once as there are workers, or for impossible workers.

    Those of a cluster bring their own memory.
    """
    from haicsim.sim.run import cores

    if how.workers is not None and not 1 <= how.workers <= MOST_WORKERS:
        rule = f"must be between 1 and {MOST_WORKERS:,}"
        raise InputError([Fault(f"--workers {how.workers}", None, "", "", rule)])
    cells, at_once = len(work.cells), 0
    if how.cluster is None:
        at_once = min(how.workers or cores(), max(cells, 1))
    engine = "compiled" if work.model.shares_threads else "process"
    needed = at_once * work.patients * _BYTES_A_PATIENT[engine, False] + cells * _BYTES_A_CELL
    who = f"{cells:,} runs of {work.patients:,} patients, {at_once:,} at once"
    _refuse(who, needed, "take fewer patients, or --workers 1", free)


def _refuse(who: str, needed: int, advice: str, free: int | None) -> None:
    free = free_bytes() if free is None else free
    if free is not None and _PROGRAM + needed > free:
        gigabytes = (_PROGRAM + needed) / 1e9
        rule = f"need about {gigabytes:,.1f} GB of memory and {free / 1e9:,.1f} GB are free: {advice}"
        raise InputError([Fault(who, None, "", "", rule)])


def free_bytes() -> int | None:
    """Memory this process may still take, in bytes; None where the system does not say."""
    found = [_available(Path("/proc/meminfo")), _whole(Path("/sys/fs/cgroup/memory.max"))]
    return min((each for each in found if each is not None), default=None)


def _available(file: Path) -> int | None:
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _whole(file: Path) -> int | None:
    """The number a file holds, if it holds one."""
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _advice(engine: str, journal: bool) -> str:
    if engine == "process":
        return "take fewer, or --engine compiled"
    return "take fewer, or --no-journal" if journal else "take fewer"
