"""Where a result comes from: what was run, by which version, with which libraries, when and on what."""

import platform
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from haicsim.sim.engines.choice import Choice
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.sources import digest_of_sources

_LIBRARIES = ("numpy", "simpy", "numba", "scipy", "pandas", "lifelines", "pydantic", "pyarrow")


def model_version() -> str:
    """The version of the program and the first 12 digits of the digest of its sources."""
    return f"{_version('haicsim')}+{digest_of_sources()[:12]}"


def digest(scenario: Scenario) -> str:
    """Identity of a run's results: the resolved scenario, seed, replications, patients and the model's version."""
    return sha256(f"{scenario.digest()} {model_version()}".encode()).hexdigest()


def provenance(scenario: Scenario, choice: Choice, cohort: str, seconds: float) -> dict[str, Any]:
    """All of it, ready for JSON. Only `when` and `machine` differ between two runs of the same digest.

    cohort: the digest of the people as drawn (`haicsim.sim.cohort_digest`); two runs that share it treat the same people.
    """
    return {
        "digest": digest(scenario),
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "cohort_digest": cohort,
        "model_version": model_version(),
        "seed": scenario.run.seed,
        "patients": scenario.run.patients,
        "replications": scenario.run.replications,
        "engine": {"told_by": choice.engine, "reason": choice.reason},
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "when": {"finished": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(seconds, 3)},
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "processor": platform.machine(),
        },
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
