"""Cohorts whose truth is known, and studies that print or draw some of it: material for tests of the reconstruction."""

import random
from typing import Any

import numpy as np
from lifelines import KaplanMeierFitter
from numpy.typing import NDArray

from haicsim.analysis.studies import Study

Floats = NDArray[np.float64]
Cohort = tuple[Floats, NDArray[np.bool_]]  # months, event
POINTS = 60  # readings along a curve
ABOUT = {"event": "death", "censored": ["last_follow_up"], "place": "Methods"}


def study_of(
    groups: dict[str, Any],
    figures: list[dict[str, Any]],
    measures: dict[str, Any] | None = None,
    **endpoints: Any,
) -> Study:
    """A study file's content, validated; endpoints by name, each with its convention."""
    content = {
        "format": 1, "name": "known", "title": "A cohort whose truth is known", "source": "none",
        "design": {
            "entry_rule": {"name": "resected", "words": "all", "place": "Methods"},
            "follow_up": "none", "tests": ["log_rank"], "place": "Methods",
        },
        "groups": groups,
        "endpoints": {
            name: {"label": name, "time_zero": "hepatectomy", "convention": convention, **ABOUT}
            for name, convention in (endpoints or {"OS": "os"}).items()
        },
        "measures": measures or {},
        "figures": [{"place": "Results", **figure} for figure in figures],
    }  # fmt: skip
    return Study.model_validate(content)


def landmarks(group: str, by_month: dict[int, str], endpoint: str = "OS") -> list[dict[str, Any]]:
    """Printed survival of one group."""
    return [
        {
            "id": f"{endpoint}_{group}_{month}", "kind": "survival", "endpoint": endpoint, "group": group,
            "at": f"{month} months", "percent": percent,
        }
        for month, percent in by_month.items()
    ]  # fmt: skip


def cohort(seed: int, n: int) -> Cohort:
    """Weibull times to the event; censoring evenly, late, by constant loss, or in two waves, by the seed."""
    chance = np.random.default_rng(seed)
    event = chance.choice([20, 40, 60]) * chance.weibull(chance.choice([0.8, 1.0, 1.5]), n)
    loss = [
        chance.uniform(6, 60, n),
        chance.uniform(36, 60, n),
        np.minimum(chance.exponential(35, n), 60),
        np.where(chance.random(n) < 0.5, chance.uniform(0, 20, n), chance.uniform(40, 60, n)),
    ][seed % 4]
    return np.minimum(event, loss), event <= loss


def kaplan_meier(patients: Cohort, months: Floats) -> Floats:
    """Survival by lifelines."""
    fitter = KaplanMeierFitter().fit(durations=patients[0], event_observed=patients[1])
    return np.asarray(fitter.predict(months), float)


def read_off(group: str, patients: Cohort, within: float, table: bool, seed: int) -> list[dict[str, Any]]:
    """The curve of a cohort as somebody reads it off a page, point by point, and perhaps the table under it."""
    chance = random.Random(seed)
    times = np.round(np.linspace(0.0, patients[0].max(), POINTS, endpoint=False), 2)
    survival = 100 * kaplan_meier(patients, times)
    points = [
        [float(time), round(min(max(value + chance.uniform(-within, within), 0.0), 100.0), 3)]
        for time, value in zip(times, survival, strict=True)
    ]
    figures: list[dict[str, Any]] = [
        {
            "id": f"curve_{group}", "kind": "curve", "endpoint": "OS", "group": group, "unit": "month",
            "within": within + 0.001, "points": points, "place": "Figure 1",
        }
    ]  # fmt: skip
    for month in range(0, int(patients[0].max()), 12) if table else ():
        figures.append(
            {
                "id": f"risk_{group}_{month}", "kind": "at_risk", "endpoint": "OS", "group": group,
                "at": f"{month} months", "count": str(int((patients[0] >= month).sum())), "place": "Figure 1",
            }
        )  # fmt: skip
    return figures
