"""The patients' story on the compiled engine, loaded once a process and not before it is used."""

import os
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from haicsim.sim import cohort
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record
from haicsim.sim.pathway.entry import enter
from haicsim.sim.pathway.scan import judge
from haicsim.sim.pathway.story import story
from haicsim.sim.rules.disease import foresee, look_ahead, reach_today

if TYPE_CHECKING:
    from haicsim.sim.engines.compiled import CompiledEngine

CALLED = (enter, judge, foresee, look_ahead, reach_today)  # long, and used in many places of the pathway

_loading = Lock()  # threads that begin together must not each load it


def patients_engine() -> "CompiledEngine":
    """The engine; the first call imports the compiler."""
    with _loading:
        return _loaded()


def is_ready() -> bool:
    """Whether this process has already run patients with it, so that nothing is left to load or compile."""
    return _loaded.cache_info().currsize > 0 and _loaded().has_run


def can_compile() -> bool:
    """Whether the user's own settings let numba compile at all."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def _refuse_settings() -> None:
    """InputError where settings of numba keep the engine from being loaded."""
    rule = "keeps the compiled engine from running: unset it, or take the engine process"
    if not can_compile():
        raise InputError([Fault("NUMBA_DISABLE_JIT", None, "", "", rule)])
    try:
        import numba  # noqa: F401
    except (ValueError, RuntimeError) as problem:  # of what its variables say
        said = next((name for name in os.environ if name.startswith("NUMBA_")), "numba")
        raise InputError([Fault(said, None, "", "", f"{rule} ({problem})")]) from None


@lru_cache(maxsize=1)
def _loaded() -> "CompiledEngine":
    _refuse_settings()
    from haicsim.sim.engines.compiled import CompiledEngine

    return CompiledEngine(story, cohort.diagnose, open_record, record, CALLED)
