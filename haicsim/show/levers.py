"""What to say to somebody who sets an outcome as if it were an input: the levers that move it."""

from collections.abc import Iterable, Iterator

from haicsim.sim.errors import Fault

_TO_SURGERY = ("treatment.relative_kill", "policy.boldness", "policy.ct_interval", "policy.accept_stable")
_OPERATED = (*_TO_SURGERY, "policy.refusal")
_OF_LIFE = ("treatment.relative_kill", "policy.boldness", "policy.operate", "treatment.systemic_year")
_WAITS = ("arrivals.per_year", "capacity.infusion_bed", "capacity.theatre")
_BY_START = (
    ("conversion", _TO_SURGERY),
    ("offer", _TO_SURGERY),
    ("response", ("treatment.relative_kill", "tumour.kill_median")),
    ("resection", _OPERATED),
    ("days_to", _TO_SURGERY),
    ("dead", ("policy.boldness", "surgery.operative_death")),
)


def levers(outcome: str) -> tuple[str, ...]:
    """The inputs that move an outcome, best known first."""
    if outcome.endswith("_waited_days"):
        return _WAITS
    return next((each for start, each in _BY_START if outcome.startswith(start)), _OF_LIFE)


def hints(faults: Iterable[Fault]) -> Iterator[str]:
    """A sentence for every fault that names an outcome where an input is wanted."""
    from haicsim.analysis.measures.outcome_measures import OUTCOMES

    for path in dict.fromkeys(fault.path for fault in faults):
        if path in OUTCOMES:
            names = ", ".join(levers(path))
            yield f"{path} is an outcome: it comes out of a run and cannot be set. What moves it: {names}."
