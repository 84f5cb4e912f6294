"""How unlike the reference's patients a team's patients are, by what both know of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.read import Series
from haicsim.sim.units import BILIRUBIN_UMOL_PER_L

Floats = NDArray[np.float64]
# the team's column: the simulator's, the team's unit in the simulator's, whether compared by its logarithm
TRAITS: dict[str, tuple[str, float, bool]] = {
    "age_years": ("age_years", 1.0, False),
    "vp": ("vp", 1.0, False),
    "vv": ("vv", 1.0, False),
    "child_pugh": ("child_pugh", 1.0, False),
    "size_mm": ("size_measured_mm", 1.0, True),
    "lesions": ("lesions", 1.0, True),
    "bilirubin_mg_dl": ("bilirubin", BILIRUBIN_UMOL_PER_L, True),
    "albumin_g_dl": ("albumin", 10.0, False),
    "icg_r15_percent": ("icg_r15", 1.0, False),
    "afp_ng_ml": ("afp", 1.0, True),
    "pivka_mau_ml": ("pivka", 1.0, True),
}
_MARKER_FLOOR = 0.1


@dataclass(frozen=True)
class TraitDifference:
    """One trait: the team's median and the reference's, and by how many standard deviations of the latter means differ."""

    column: str
    team: float
    reference: float
    deviations: float


@dataclass(frozen=True)
class Unlike:
    """Share of the reference's patients further from their middle than a patient of the team: mean over the team.

    About one half where the team's patients are as the reference's, near 0 where nearly all lie nearer to the middle.
    traits: the most different first.
    """

    further: float
    traits: tuple[TraitDifference, ...]


def simulated_traits(records: NDArray[Any]) -> dict[str, Floats]:
    """The traits of simulated patients in a team's columns and units."""
    found = {}
    for column, (name, scale, logs) in TRAITS.items():
        value = np.asarray(records[name], float) / scale
        found[column] = np.maximum(value, _MARKER_FLOOR) if logs else value
    return found


def unlike(series: Series, records: NDArray[Any]) -> Unlike:
    """How far the team's patients lie from the middle of the reference's; what a patient lacks is left out of both.

    Distance is Mahalanobis', sizes, counts, bilirubin and markers by their logarithm.
    """
    reference = simulated_traits(records)
    names = [name for name in TRAITS if name in series.values and not np.isnan(series.values[name]).all()]
    names = [name for name in names if np.ptp(reference[name]) > 0.0]
    own = np.column_stack([_scaled(name, reference[name]) for name in names])
    theirs = np.column_stack([_scaled(name, series.values[name]) for name in names])
    apart = (np.nanmean(theirs, axis=0) - own.mean(axis=0)) / own.std(axis=0)
    traits = [
        TraitDifference(
            name, float(np.nanmedian(series.values[name])), float(np.median(reference[name])), float(by)
        )
        for name, by in zip(names, apart, strict=True)
    ]
    ordered = sorted(traits, key=lambda trait: -abs(trait.deviations))
    return Unlike(float(_further(theirs, own).mean()), tuple(ordered))


def _scaled(name: str, values: Floats) -> Floats:
    scaled: Floats = np.log(values) if TRAITS[name][2] else values
    return scaled


def _further(theirs: Floats, own: Floats) -> Floats:
    """For each of the team the share of the reference further from the middle, by the traits known of that patient."""
    known = ~np.isnan(theirs)
    shares = np.full(len(theirs), np.nan)
    for pattern in np.unique(known, axis=0):
        here = (known == pattern).all(axis=1)
        if pattern.any():
            middle, part = own[:, pattern].mean(axis=0), own[:, pattern]
            inverse = np.linalg.pinv(np.atleast_2d(np.cov(part, rowvar=False)))
            reference = np.sort(_distance(part - middle, inverse))
            mine = _distance(theirs[here][:, pattern] - middle, inverse)
            shares[here] = 1.0 - np.searchsorted(reference, mine, side="right") / len(reference)
    known_of: Floats = shares[~np.isnan(shares)]
    return known_of


def _distance(apart: Floats, inverse: Floats) -> Floats:
    found: Floats = ((apart @ inverse) * apart).sum(axis=1)
    return found
