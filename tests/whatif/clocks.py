"""Registries of a world of exponential clocks, in which every answer is known in closed form."""

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.whatif.bias.patients import AT_DECISION, AT_ENTRY, Patients

Floats = NDArray[np.float64]
DEATH, CONVERSION = 0.10, 0.08  # a month
EARLIEST, LATEST = 0.5, 1.0  # months from the decision to the operation, uniform
UNTIL = 40.0  # months


def registry(
    n: int,
    seed: int,
    ratio: float,
    worse: float = 1.0,
    prone: float = 1.0,
    accepts: tuple[float, float] = (0.7, 0.7),
) -> Patients:
    """Patients of two kinds, half and half, in months, followed for ever.

    ratio: hazard of death from the operation on, relative to before. worse: hazard of the second kind relative to the first;
    prone: its rate of conversion, likewise. accepts: of each kind the share that has the surgery offered. The kind is known to
    the meeting, and not written down at diagnosis.
    """
    drawn = np.random.default_rng(seed)
    kind = np.arange(n) % 2
    death = DEATH * np.where(kind == 1, worse, 1.0)
    decision = drawn.exponential(1.0, n) / (CONVERSION * np.where(kind == 1, prone, 1.0))
    operation = decision + drawn.uniform(EARLIEST, LATEST, n)
    operation = np.where(drawn.random(n) < np.where(kind == 1, accepts[1], accepts[0]), operation, np.inf)
    spent = drawn.exponential(1.0, n) / death  # days at the hazard before surgery
    later = np.where(
        spent > operation, operation, spent
    )  # what is left of a life is lived at the lower hazard
    life = later + (spent - later) / ratio
    seen = np.zeros((n, len(AT_DECISION)))
    seen[:, 0] = kind
    seen[decision >= life] = np.nan
    return Patients(
        days=life,
        died=np.ones(n, bool),
        converted=np.where(decision < life, decision, np.nan),
        operated=np.where(operation < life, operation, np.nan),
        called_off=np.full(n, np.nan),
        at_entry=np.zeros((n, len(AT_ENTRY))),
        at_decision=seen,
    )


def never(worse: float = 1.0) -> float:
    """Restricted mean without surgery."""
    return float(np.mean([_mean(DEATH), _mean(DEATH * worse)]))


def always(ratio: float, worse: float = 1.0, prone: float = 1.0) -> float:
    """Restricted mean if everybody judged resectable is operated: conversion, then the wait, then the lower hazard."""
    return float(
        np.mean([_operated(DEATH * h, CONVERSION * c, ratio) for h, c in ((1.0, 1.0), (worse, prone))])
    )


def _mean(hazard: float) -> float:
    return float(-np.expm1(-hazard * UNTIL) / hazard)


def _operated(hazard: float, rate: float, ratio: float) -> float:
    """By quadrature over the day of the operation (Gauss-Legendre, 400 points)."""
    points, weights = np.polynomial.legendre.leggauss(400)
    waits, shares = np.polynomial.legendre.leggauss(20)
    waits = EARLIEST + (LATEST - EARLIEST) * (waits + 1.0) / 2.0
    gained = 0.0
    for wait, share in zip(waits, shares / 2.0, strict=True):
        day = wait + (UNTIL - wait) * (points + 1.0) / 2.0
        alive = np.exp(-hazard * day)  # until the operation, on that day
        left = UNTIL - day
        after = -np.expm1(-ratio * hazard * left) / (ratio * hazard) + np.expm1(-hazard * left) / hazard
        density = rate * np.exp(-rate * (day - wait))
        gained += share * float((weights * density * alive * after).sum()) * (UNTIL - wait) / 2.0
    return _mean(hazard) + gained
