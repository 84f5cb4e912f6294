"""Many registries of the same hospital: what each comparison would report in each, beside the truth."""

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.intervals import exact_interval, half_width
from haicsim.analysis.survival.observation import observation_uniforms
from haicsim.analysis.whatif.bias.clone_censor_weight import clone_censor_weight
from haicsim.analysis.whatif.bias.cox import time_dependent_cox
from haicsim.analysis.whatif.bias.estimate import Estimate
from haicsim.analysis.whatif.bias.landmark import landmark
from haicsim.analysis.whatif.bias.methods import (
    CCW,
    COX,
    LANDMARKS,
    METHODS,
    NAIVE,
    PER_CONVERT,
    Method,
    landmark_key,
)
from haicsim.analysis.whatif.bias.naive import naive
from haicsim.analysis.whatif.bias.patients import Floats, Patients, patients_of
from haicsim.analysis.whatif.bias.registry import Rows, last_contact, registry_of
from haicsim.analysis.whatif.bias.truth import Say, Worlds, truths, worlds_of
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import DAYS_PER_MONTH

STUDY_SIZE, REPEAT, UNTIL, GRACE = 500, 100, 60.0, 2.0
FEWEST, MOST_PATIENTS = 20, 200_000
LEAST_GRACE, MOST_GRACE = 0.5, 24.0  # months
_FOLLOW_UP = "kurume"  # whose recruitment, lock of data and loss a registry has


@dataclass(frozen=True)
class Asked:
    """What is asked. until, grace: months since first infusion, and since the decision. useless: surgery is made so."""

    scenario: Scenario
    until: float = UNTIL
    grace: float = GRACE
    useless: bool = False


@dataclass(frozen=True)
class Reported:
    """One method over all registries.

    truth: with the interval that chance leaves in it. first: what the first registry says. mean: over the registries;
    spread: where 95% of their estimates lie. bias: mean less truth, of hazard ratios mean (geometric) over truth; with its
    95% interval over the registries. covered: in how many of `studies`, those with an estimate, the interval held the
    truth. estimates: value, low and high in each registry, (registries, 3).
    """

    method: Method
    truth: Estimate
    first: Estimate
    mean: float
    spread: tuple[float, float]
    bias: Estimate
    covered: int
    studies: int
    estimates: Floats

    @property
    def coverage(self) -> Estimate:
        """The share of studies whose interval holds the truth, with its exact 95% interval."""
        if not self.studies:
            return Estimate(math.nan, math.nan, math.nan)
        share = self.covered / self.studies
        return Estimate(share, *exact_interval(share, self.studies))

    def as_dict(self) -> dict[str, Any]:
        """All of it but the single estimates, in plain numbers."""
        said = {name: getattr(self, name)._asdict() for name in ("truth", "first", "bias", "coverage")}
        spread = {"low": self.spread[0], "high": self.spread[1]}
        counts = {"covered": self.covered, "studies": self.studies}
        return {**asdict(self.method), **said, "mean": self.mean, "spread": spread, **counts}


@dataclass(frozen=True)
class Bias:
    """The answer: every method, and how many patients a registry has on average.

    supported: patients a registry has, on average, who were judged resectable and neither operated nor called off; all that a
    registry knows of life without surgery.
    """

    asked: Asked
    reported: tuple[Reported, ...]
    registries: int
    patients: float
    converted: float
    operated: float
    supported: float
    rows: Rows

    def of(self, key: str) -> Reported:
        """One method by its key."""
        return next(each for each in self.reported if each.method.key == key)


def bias_of(asked: Asked, say: Say) -> Bias:
    """Simulate the registries and let every method look at each: a replication of the scenario is a registry.

    say: called with what is being done and the share done. Raises InputError as `worlds_of`; sizes and times are checked
    by `check_sizes` and `check_times`.
    """
    worlds = worlds_of(asked.scenario, asked.useless, say)
    size, many = asked.scenario.run.patients, asked.scenario.run.replications
    horizon, seed = asked.scenario.run.base("horizon"), asked.scenario.run.seed
    watched = load_study(_FOLLOW_UP).design.watched
    assert watched is not None
    uniforms = observation_uniforms(size, seed, many).reshape(-1, 2)
    until = last_contact(worlds.treated, watched, uniforms, horizon)
    true = truths(worlds, until, asked.until)
    found, counts, kept = [], [], []
    for number, registry in enumerate(_registries(worlds, until, size)):
        say(f"Registry {number + 1} of {many}", number / many)
        patients = patients_of(registry)
        estimates, supported = _estimates(patients, asked, seed, number)
        found.append(estimates)
        operated = np.count_nonzero(~np.isnan(patients.operated))
        counts.append((len(patients.days), len(patients.judged), operated, supported))
        kept.append(registry)
    reported = tuple(_reported(each, true[each.key], [one[each.key] for one in found]) for each in METHODS)
    everyone, converted, operated, unoperated = np.mean(np.array(counts, np.float64), axis=0).tolist()
    rows = np.concatenate(kept)
    return Bias(asked, reported, many, everyone, converted, operated, unoperated, rows)


def _registries(worlds: Worlds, until: Floats, size: int) -> Iterator[Rows]:
    for number, journal in enumerate(worlds.journals):
        part = slice(number * size, (number + 1) * size)
        yield registry_of(worlds.treated[part], journal, until[part], number)


def _estimates(patients: Patients, asked: Asked, seed: int, number: int) -> tuple[dict[str, Estimate], int]:
    """What every method says of one registry, and how many patients its emulated trial rests upon."""
    until = asked.until * DAYS_PER_MONTH
    found = {NAIVE: naive(patients, until)}
    for months in LANDMARKS:
        found[landmark_key(months)] = landmark(patients, months * DAYS_PER_MONTH, until)
    found[COX] = time_dependent_cox(patients)
    emulated = clone_censor_weight(patients, until, asked.grace * DAYS_PER_MONTH, (seed, number))
    found[CCW], found[PER_CONVERT] = emulated.all_starters, emulated.per_convert
    return found, emulated.supported


def _reported(method: Method, truth: Estimate, found: list[Estimate]) -> Reported:
    """Put together; hazard ratios are averaged as logarithms, and said as ratios."""
    estimates = np.array(found, np.float64)
    told = estimates[np.isfinite(estimates).all(axis=1)]
    covered = int(np.count_nonzero((told[:, 1] <= truth.value) & (truth.value <= told[:, 2])))
    mean, half = (float(np.mean(told[:, 0])), half_width(told[:, 0])) if len(told) else (math.nan, math.nan)
    spread = np.quantile(told[:, 0], (0.025, 0.975)) if len(told) else np.full(2, np.nan)
    as_said = np.exp if method.unit == "hazard ratio" else np.asarray
    error = mean - truth.value
    return Reported(
        method,
        Estimate(*as_said(truth).tolist()),
        Estimate(*as_said(estimates[0]).tolist()),
        float(as_said(mean)),
        tuple(as_said(spread).tolist()),
        Estimate(*as_said([error, error - half, error + half]).tolist()),
        covered,
        len(told),
        np.asarray(as_said(estimates)),
    )


def check_sizes(study_size: int, repeat: int, said: Callable[[str, object], str]) -> None:
    """Raise InputError for registries too small, too few or too large; said: how the user named a number and its value."""
    faults = []
    if study_size < FEWEST:
        faults.append(Fault(said("study_size", study_size), None, "", "", f"must be at least {FEWEST}"))
    if repeat < 1:
        faults.append(Fault(said("repeat", repeat), None, "", "", "must be at least 1"))
    if study_size * repeat > MOST_PATIENTS and not faults:
        rule = (
            f"are more than {MOST_PATIENTS:,} patients in all registries together: take fewer or smaller ones"
        )
        faults.append(Fault(f"{said('study_size', study_size)} {said('repeat', repeat)}", None, "", "", rule))
    if faults:
        raise InputError(faults)


def check_times(asked: Asked, said: Callable[[str, object], str]) -> None:
    """Raise InputError for times with which nothing can be told."""
    horizon = asked.scenario.run.base("horizon") / DAYS_PER_MONTH
    faults = []
    if not max(LANDMARKS) < asked.until <= horizon:
        rule = f"must be more than {max(LANDMARKS)} months and at most the horizon of {asked.scenario.name}, {horizon:.0f}"
        faults.append(Fault(said("until", asked.until), None, "", "", rule))
    if not LEAST_GRACE <= asked.grace <= MOST_GRACE:
        rule = f"must be between {LEAST_GRACE:g} and {MOST_GRACE:g} months"
        faults.append(Fault(said("grace", asked.grace), None, "", "", rule))
    if faults:
        raise InputError(faults)
