"""What CT and laboratory show of the tumour today: measured, with error, never the truth itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance
from haicsim.sim.rules.seeding import oldest, seed_mm
from haicsim.sim.rules.tumour import (
    anatomical_ratio,
    ln_viable,
    ln_volume_now,
    look,
    sphere_ml,
    thrombus_length_mm,
    viable_mm,
)

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas

_THROMBUS = 7  # the thrombus' number among the things measured on one CT; lesions are 0 to 4
_NEW_LESION = 6
_MOST = 60.0  # ln of the largest rise of a marker reckoned
_LARGEST_ERROR = 9.0  # in standard deviations: no error drawn is larger
_BEYOND = 5


def whole_day(p: Patients, i: int) -> int:
    """Days since entry, whole: the occasion of what is decided by date."""
    days: int = math.floor(p[i].now - p[i].arrival)
    return days


def as_seen(mm: float, p: Patients, i: int, theta: Thetas, stream: RandomStream, thing: int) -> float:
    """A diameter as this CT measures it, mm; nothing below the limit of detection."""
    seen = 0.0
    if mm * math.exp(_LARGEST_ERROR * theta[0].ct_error) >= theta[0].detection_limit_mm:
        error = chance.normal(uniform(stream, i, key.CT_ERROR, whole_day(p, i) * 8 + thing))
        seen = mm * math.exp(theta[0].ct_error * error)
        if seen < theta[0].detection_limit_mm:
            seen = 0.0
    return seen


def measure(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Measure targets, other lesions and thrombus; targets are the largest, fixed at diagnosis (lesions stand in order)."""
    look(p, i, theta)
    p[i].seen_day = p[i].now
    targets = 0.0
    others = 0.0
    for j in range(p[i].lesions):
        seen = as_seen(viable_mm(p, i, j), p, i, theta, stream, j)
        if j == 0:
            measure_anatomy(p, i, theta, seen)
        if j == 0 or (j < theta[0].targets and p[i].lesion_mm[j] >= theta[0].target_size_mm):
            targets += seen
        else:
            others += seen
    p[i].target_mm = targets
    p[i].other_mm = others
    p[i].thrombus_seen_mm = 0.0
    if p[i].thrombus_mm > 0.0:
        p[i].thrombus_seen_mm = as_seen(thrombus_length_mm(p, i, theta), p, i, theta, stream, _THROMBUS)
    measure_markers(p, i, theta, stream)


def measure_anatomy(p: Patients, i: int, theta: Thetas, seen: float) -> None:
    """Anatomical size of the largest lesion as measured: the error of the same CT."""
    error = 0.0
    if seen > 0.0:
        error = math.log(seen / viable_mm(p, i, 0))
    p[i].anatomical_ratio = anatomical_ratio(ln_viable(p, i, 0), theta[0].phi) * math.exp(error)
    p[i].anatomical_mm = p[i].lesion_mm[0] * p[i].anatomical_ratio


def measure_markers(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """AFP (ng/ml) and PIVKA-II (mAU/ml) today: a floor, and what follows total viable volume to a power; with scatter."""
    at_diagnosis = math.log(p[i].volume_ml / sphere_ml(theta[0].reference_size_mm))
    volume = ln_volume_now(p, i) - at_diagnosis
    day = whole_day(p, i)
    scatter = chance.normal(uniform(stream, i, key.AFP_SCATTER, day)) * theta[0].marker_scatter
    tumour = p[i].afp_baseline * math.exp(min(theta[0].afp_power * volume, _MOST))
    p[i].afp = (theta[0].afp_floor + tumour) * math.exp(scatter)
    scatter = chance.normal(uniform(stream, i, key.PIVKA_SCATTER, day)) * theta[0].marker_scatter
    tumour = p[i].pivka_baseline * math.exp(min(theta[0].pivka_power * volume, _MOST))
    p[i].pivka = (theta[0].pivka_floor + tumour) * math.exp(scatter)


def measure_baseline(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """The baseline CT: what later ones are held against."""
    measure(p, i, theta, stream)
    p[i].target_baseline_mm = p[i].target_mm
    p[i].target_nadir_mm = p[i].target_mm
    p[i].other_nadir_mm = p[i].other_mm
    p[i].thrombus_nadir_mm = p[i].thrombus_seen_mm


def new_disease(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> bool:
    """Progression by new disease: spread outside the liver, or a new lesion that is large enough to count."""
    p[i].new_mm = as_seen(seed_mm(p, i, theta, oldest(p, i, False)), p, i, theta, stream, _NEW_LESION)
    shown = p[i].new_mm >= theta[0].new_lesion_size_mm
    beyond = p[i].far_at_entry == 0 and (
        as_seen(seed_mm(p, i, theta, oldest(p, i, True)), p, i, theta, stream, _BEYOND)
        >= theta[0].new_lesion_size_mm
    )
    if p[i].new_mm > 0.0 or beyond:
        p[i].new_seen_day = min(p[i].new_seen_day, p[i].now)
    return bool(shown or beyond)
