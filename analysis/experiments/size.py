"""How many cells some work has, counted before any is made: what nobody could wait for is refused in one sentence."""

from collections.abc import Mapping
from math import prod

from haicsim.analysis.experiments.spec import Spread, SweepFile, count
from haicsim.sim.errors import Fault, InputError

MOST_CELLS = 2_000_000


def refuse_too_many(what: str, parts: Mapping[str, int], instead: str) -> None:
    """InputError where the parts multiply to more cells than can be kept.

    what: how the user asked. parts: how many of each, by what they are called. instead: what would be fewer.
    """
    cells = prod(parts.values())
    if cells > MOST_CELLS:
        said = " x ".join(f"{number:,} {name}" for name, number in parts.items() if number > 1)
        rule = f"asks for {cells:,} runs ({said}), more than {MOST_CELLS:,}: {instead}"
        raise InputError([Fault(what, None, "", "", rule)])


def refuse_too_many_cells(file: SweepFile, draws: int) -> None:
    """InputError where a sweep has more cells than can be kept. draws: rows of its table of joint draws, 1 without."""
    sweep = file.sweep
    lengths = [count(given) for given in sweep.vary.values() if not isinstance(given, Spread) or given.steps]
    side_by_side = sweep.lists == "side_by_side"
    settings = max(lengths, default=1) if side_by_side else prod(lengths)
    sampled = 1 if sweep.design is None else sweep.design.points
    parts = {
        "scenarios": len(sweep.scenarios), "settings": settings * sampled, "draws": draws,
        "replications": sweep.replications,
    }  # fmt: skip
    refuse_too_many(str(file.place), parts, "take fewer steps, points or replications")
