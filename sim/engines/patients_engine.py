"""The patients' story on the compiled engine, loaded once a process and not before it is used."""

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from haicsim.sim import cohort
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


@lru_cache(maxsize=1)
def _loaded() -> "CompiledEngine":
    from haicsim.sim.engines.compiled import CompiledEngine

    return CompiledEngine(story, cohort.diagnose, open_record, record, CALLED)
