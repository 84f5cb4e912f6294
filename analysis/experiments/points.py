"""The settings a sweep tries: lists crossed or side by side, stepped intervals, and points sampled between ends."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.experiments.spec import Design, Spread, Sweep
from haicsim.sim.scenario.modify import Value, is_whole

Point = dict[str, Value]


@dataclass(frozen=True)
class Points:
    """The settings in order, each value in the unit given for its path, if one was.

    units: by path, None for the scenario's own.
    """

    points: tuple[Point, ...]
    units: dict[str, str | None]


def points_of(sweep: Sweep) -> Points:
    """All settings of a sweep: sampled points are the outermost, then the lists, the last of them changing fastest."""
    sampled = {p: given for p, given in sweep.vary.items() if isinstance(given, Spread) and not given.steps}
    listed = {path: values_of(path, given) for path, given in sweep.vary.items() if path not in sampled}
    outer: list[Point] = [{}]
    if sampled and sweep.design is not None:
        outer = _between(sampled, unit_points(sweep.design, len(sampled)))
    side_by_side = sweep.lists == "side_by_side"
    rows = list(zip(*listed.values(), strict=True)) if side_by_side and listed else product(*listed.values())
    inner = [dict(zip(listed, row, strict=True)) for row in rows]
    units = {path: given.unit if isinstance(given, Spread) else None for path, given in sweep.vary.items()}
    points = tuple(
        {path: {**some, **others}[path] for path in sweep.vary} for some in outer for others in inner
    )
    return Points(points, units)


def values_of(path: str, given: Any) -> list[Value]:
    """The values of a list, or of an interval in steps."""
    if isinstance(given, Spread):
        scale = np.geomspace if given.scale == "log" else np.linspace
        values: list[Value] = scale(given.low, given.high, given.steps or 2).tolist()
        values[0], values[-1] = given.low, given.high
    else:
        values = [tuple(value) if isinstance(value, list) else value for value in given]
    return [plain(path, value) for value in values]


def between(path: str, spread: Spread, share: float) -> Value:
    """The value at a share (0 to 1) of an interval; where only whole numbers make sense each is as likely."""
    if is_whole(path):
        low, high = round(spread.low), round(spread.high)
        return min(low + int(share * (high - low + 1)), high)
    if spread.scale == "log":
        return float(min(max(spread.low * (spread.high / spread.low) ** share, spread.low), spread.high))
    return float(min(spread.low + share * (spread.high - spread.low), spread.high))


def unit_points(design: Design, dimensions: int) -> NDArray[np.float64]:
    """Points of the unit cube, shape (points, dimensions)."""
    from scipy.stats import qmc

    kind = qmc.LatinHypercube if design.sampler == "latin_hypercube" else qmc.Sobol
    cube: NDArray[np.float64] = kind(dimensions, rng=np.random.default_rng(design.seed)).random(design.points)
    return cube


def _between(sampled: dict[str, Spread], cube: NDArray[np.float64]) -> list[Point]:
    return [
        {path: between(path, spread, float(share)) for (path, spread), share in zip(sampled.items(), row, strict=True)}
        for row in cube
    ]  # fmt: skip


def plain(path: str, value: Value) -> Value:
    """Places are counted, so a whole number written or computed as 2.0 is 2."""
    if is_whole(path) and isinstance(value, float) and value == int(value):
        return int(value)
    return value
