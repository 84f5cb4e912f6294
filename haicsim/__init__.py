"""haicsim: what if more patients with unresectable liver cancer could be converted to surgery?

>>> import haicsim
>>> result = haicsim.run("kurume", patients=200)
>>> len(result.outcomes)
200

Everything here is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from haicsim.api import policy, whatif
    from haicsim.api.animations import animate
    from haicsim.api.biases import BiasResult, bias
    from haicsim.api.calibrations import CalibrationResult, CoverageResult, calibrate, coverage
    from haicsim.api.capacities import CapacityResult, capacity
    from haicsim.api.cohorts import CohortResult, cohort, new_cohort
    from haicsim.api.expectations import expect
    from haicsim.api.folders import DifferenceResult, PatientStory, diff, pictures, story
    from haicsim.api.galleries import gallery
    from haicsim.api.reports import report
    from haicsim.api.result import Result
    from haicsim.api.runs import read, run
    from haicsim.api.scenarios import check, load
    from haicsim.api.sensitivities import SensitivityResult, sensitivity
    from haicsim.api.studies import (
        AuditResult,
        ComparisonResult,
        ReconstructionResult,
        audit,
        compare,
        reconstruct,
    )
    from haicsim.api.study_files import check_study, new_study
    from haicsim.api.sweeps import SweepResult, sweep
    from haicsim.api.validations import ValidationResult, validate
    from haicsim.sim.errors import Fault, InputError
    from haicsim.sim.scenario.model import Scenario

    __version__: str

__all__ = [
    "AuditResult",
    "BiasResult",
    "CalibrationResult",
    "CapacityResult",
    "CohortResult",
    "ComparisonResult",
    "CoverageResult",
    "DifferenceResult",
    "Fault",
    "InputError",
    "PatientStory",
    "ReconstructionResult",
    "Result",
    "Scenario",
    "SensitivityResult",
    "SweepResult",
    "ValidationResult",
    "__version__",
    "animate",
    "audit",
    "bias",
    "calibrate",
    "capacity",
    "check",
    "check_study",
    "cohort",
    "compare",
    "coverage",
    "diff",
    "expect",
    "gallery",
    "load",
    "new_cohort",
    "new_study",
    "pictures",
    "policy",
    "read",
    "reconstruct",
    "report",
    "run",
    "sensitivity",
    "story",
    "sweep",
    "validate",
    "whatif",
]

_PLACES = {
    "api.animations": ("animate",),
    "api.biases": ("BiasResult", "bias"),
    "api.calibrations": ("CalibrationResult", "CoverageResult", "calibrate", "coverage"),
    "api.capacities": ("CapacityResult", "capacity"),
    "api.expectations": ("expect",),
    "api.cohorts": ("CohortResult", "cohort", "new_cohort"),
    "api.folders": ("DifferenceResult", "PatientStory", "diff", "pictures", "story"),
    "api.galleries": ("gallery",),
    "api.reports": ("report",),
    "api.result": ("Result",),
    "api.runs": ("read", "run"),
    "api.scenarios": ("check", "load"),
    "api.sensitivities": ("SensitivityResult", "sensitivity"),
    "api.studies": (
        "AuditResult",
        "ComparisonResult",
        "ReconstructionResult",
        "audit",
        "compare",
        "reconstruct",
    ),
    "api.study_files": ("check_study", "new_study"),
    "api.sweeps": ("SweepResult", "sweep"),
    "api.validations": ("ValidationResult", "validate"),
    "sim.errors": ("Fault", "InputError"),
    "sim.scenario.model": ("Scenario",),
}


def __getattr__(name: str) -> Any:
    """What is asked for, from where it is written."""
    from importlib import import_module
    from importlib.metadata import version

    if name == "__version__":
        return version("haicsim")
    if name in ("policy", "whatif"):
        return import_module(f"haicsim.api.{name}")
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"haicsim.{place}"), name)
    raise AttributeError(f"module 'haicsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What there is to use, for completion."""
    return sorted({*globals(), *__all__})
