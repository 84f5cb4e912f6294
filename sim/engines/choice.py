"""Which engine simulates a run: by the size of all its work together, and by how much of the compiler's work is done.

Results do not depend on it: the engines agree bit for bit.
"""

from dataclasses import dataclass
from typing import Literal

Compiled = Literal["loaded", "cached", "absent"]

# Patients from which the compiled engine is done sooner. Measured in seconds of one core: SimPy takes 1.1 ms a patient;
# loading the compiled story from the disk takes 0.8 s, compiling it 47 s; once loaded, 2,000 patients take 0.02 s
# (docs/speed.md)
PATIENTS_WORTH_LOADING = 700
PATIENTS_WORTH_COMPILING = 40_000


@dataclass(frozen=True)
class Choice:
    """An engine, "process" or "compiled", and why."""

    engine: str
    reason: str


def choose(asked: str, patients: int, replications: int, compiled: Compiled | None = None) -> Choice:
    """The engine asked for, or for "auto" the one that is done sooner.

    compiled: where the compiled story is: loaded in this process, cached on this machine's disk, or absent, so that it
    must be compiled first; looked for unless said.
    """
    if asked != "auto":
        return Choice(asked, "asked for")
    where = where_compiled() if compiled is None else compiled
    everyone = patients * replications
    if compiled is None and not _can_compile():
        return Choice("process", "NUMBA_DISABLE_JIT is set")
    if where == "loaded":
        return Choice("compiled", "the compiled engine is loaded already")
    if where == "cached":
        if everyone >= PATIENTS_WORTH_LOADING:
            return Choice("compiled", f"{everyone:,} patients are worth loading the compiled engine")
        return Choice(
            "process", f"{everyone:,} patients are simulated sooner than the compiled engine is loaded"
        )
    if everyone >= PATIENTS_WORTH_COMPILING:
        return Choice("compiled", f"{everyone:,} patients are worth compiling the story")
    return Choice("process", f"{everyone:,} patients are simulated sooner than the story is compiled")


def _can_compile() -> bool:
    from haicsim.sim.engines.patients_engine import can_compile

    return can_compile()


def where_compiled() -> Compiled:
    """Where the compiled story is to be had by this process."""
    from haicsim.sim.engines.cache import holds_compiled_code
    from haicsim.sim.engines.patients_engine import is_ready

    if is_ready():
        return "loaded"
    return "cached" if holds_compiled_code() else "absent"
