"""The middle of a posterior as a scenario file, which builds on the plan's own scenario."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.learned import Narrowed
from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.prior import Prior, shares

_QUESTION = (
    "What becomes of everyone who starts, with the numbers in the middle of what the published series allow?"
)


def centre_as_yaml(
    prior: Prior, draws: NDArray[np.float64], rows: Sequence[Narrowed], posterior: Posterior
) -> str:
    """A scenario with every moved number at the mean of the draws (on the prior's scale), and where it comes from.

    draws: places (draws, dimensions). rows: what was learnt of each number, in the same order.
    """
    settings = prior.settings(draws[:, : len(prior)].mean(axis=0))
    said = {
        path: f"{row.low * share:.3g} to {row.high * share:.3g}"
        for axis, row in zip(prior.axes, rows, strict=True)
        for path, share in shares(axis.moved).items()
    }
    lines = [
        f"# {_QUESTION}",
        "#",
        f"# Middle of the posterior of the plan {posterior.plan} ({posterior.plan_digest}, {len(posterior.values):,} draws).",
        "# Numbers it does not name are those of the scenario it builds on.",
        "",
        "name: calibrated",
        f"question: {_QUESTION}",
        f"inherits: {posterior.scenario}.yaml",
    ]
    topics: dict[str, dict[str, dict[str, str]]] = {}
    for path, value in settings.items():
        topic, key, cell = (*path.split("."), "")[:3]
        source = f"Calibration {posterior.plan} (docs/calibration.md): 90% of the draws {said[path]}"
        entry = f'{{value: {value:.4g}, grade: derived, source: "{source}"}}'
        topics.setdefault(topic, {}).setdefault(key, {})[cell] = entry
    for topic, keys in topics.items():
        lines += ["", f"{topic}:"]
        for key, cells in keys.items():
            lines += [f"  {key}: {cells['']}"] if "" in cells else [f"  {key}:"]
            lines += [f"    {cell}: {entry}" for cell, entry in cells.items() if cell]
    return "\n".join(lines) + "\n"
