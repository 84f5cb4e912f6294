"""Models known to be wrong, to learn whether a comparison with so few patients would notice.

Each is the scenario under test with something taken away. A comparison that passes them too says nothing about what
they took away.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from haicsim.analysis.validation.candidate_pool import Pool, Progress, pool_like, twins
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides

NOT_OFFERED = ("policy.operate=0",)


@dataclass(frozen=True)
class AlternativeModel:
    """A wrong model: its name, what it claims, and how its pool of patients is made from the scenario and its pool."""

    name: str
    claim: str
    make: Callable[[Scenario, Pool, str, tuple[int, ...], Progress | None], Pool]


def _surgery_useless(
    scenario: Scenario, right: Pool, rule: str, groups: tuple[int, ...], progress: Progress | None
) -> Pool:
    """The same patients live as they would have without the operation, and relapse when they would have progressed.

    Who would have died before the day of the operation is left out: nobody could have been operated.
    """
    without = twins(scenario, right, NOT_OFFERED)
    records = right.records.copy()
    records["death_day"], records["death_cause"] = without["death_day"], without["death_cause"]
    progressed = without["progression_day"]
    relapse = np.fmax(progressed, records["hepatectomy_day"])
    records["recurrence_day"] = np.where(np.isnan(progressed), np.nan, relapse)
    alive = ~(records["death_day"] <= records["hepatectomy_day"])
    return replace(right, records=records[alive])


def _seeds_left_in_all(
    scenario: Scenario, right: Pool, rule: str, groups: tuple[int, ...], progress: Progress | None
) -> Pool:
    """Only those of the pool in whom the operation left seeds behind: in the others there would be some, too."""
    return replace(right, records=right.records[right.records["seeds_left"] > 0])


def _with(
    *overrides: str,
) -> Callable[[Scenario, Pool, str, tuple[int, ...], Progress | None], Pool]:
    """Patients of the scenario with values set."""

    def make(
        scenario: Scenario, right: Pool, rule: str, groups: tuple[int, ...], progress: Progress | None
    ) -> Pool:
        return pool_like(right, with_overrides(scenario, overrides), rule, groups, progress)

    return make


def _veins_no_worse(
    scenario: Scenario, right: Pool, rule: str, groups: tuple[int, ...], progress: Progress | None
) -> Pool:
    """Hepatic venous invasion seeds and kills as portal invasion does, Vv2 as Vp3 and Vv3 as Vp4."""
    said: list[str] = []
    for topic, key in _BY_VESSEL:
        for cell, other in _AS:
            number = getattr(getattr(getattr(scenario, topic), key), other)
            low, high = number.range
            said += [
                f"{topic}.{key}.{cell}.value={number.value}",
                f"{topic}.{key}.{cell}.range=[{low}, {high}]",
            ]
            said += [f"{topic}.{key}.{cell}.unit={number.unit}"]
    changed = with_overrides(scenario, [*said, *_still("survival.embolism")])
    return pool_like(right, changed, rule, groups, progress)


def _still(*paths: str) -> list[str]:
    """Numbers set to nothing."""
    return [text for path in paths for text in (f"{path}.value=0", f"{path}.range=[0, 0]")]


_BY_VESSEL = (
    ("seeding", "seeding_liver_factor"),
    ("seeding", "seeding_beyond_factor"),
    ("survival", "death_by_thrombus"),
)
_AS = (("vv2", "vp3"), ("vv3", "vp4"))
_LOADINGS = ("z_on_kill", "z_on_growth", "z_on_seeding", "z_on_death")

ALTERNATIVE_MODELS: tuple[AlternativeModel, ...] = (
    AlternativeModel(
        "surgery useless", "converts live on as if they had not been operated", _surgery_useless
    ),
    AlternativeModel("Vv2/3 no worse", "hepatic venous invasion behaves as portal invasion", _veins_no_worse),
    AlternativeModel(
        "nobody free of disease",
        "the operation leaves seeds behind in everybody",
        _seeds_left_in_all,
    ),
    AlternativeModel(
        "no selection",
        "malignant potential plays no part: chemotherapy selects nobody",
        _with(*_still(*(f"tumour.{name}" for name in _LOADINGS))),
    ),
)
