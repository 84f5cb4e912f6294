"""One evaluation of a plan: every series simulated with one set of values, and what its studies would then have printed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.plan import Belief
from haicsim.analysis.calibration.series import ENTRY_RULES, NobodyError, Series
from haicsim.analysis.experiments.cells import Cell, key_of, version_here
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.provenance import model_version
from haicsim.sim.run import records_of
from haicsim.sim.scenario.modify import changed
from haicsim.sim.theta import theta

Values = NDArray[np.float64]
PARTS = ("mean", "spread", "one")


@dataclass(frozen=True)
class Evaluation:
    """The model of a calibration's cells (see `haicsim.analysis.experiments.cells.Model`).

    A cell's values are, for every target of every series, the mean and the spread over simulated studies on the target's
    scale, and what one of these studies prints; then the outcomes of which something is believed. NaN where a series would
    have shown nobody.
    """

    series: tuple[Series, ...]
    beliefs: tuple[Belief, ...]
    studies: int
    digest: str
    version: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the values."""
        targets = (
            f"{each.name}.{k}.{part}" for each in self.series for part in PARTS for k in _numbers(each)
        )
        return (*targets, *(f"{each.study}.{each.outcome}" for each in self.beliefs))

    @property
    def shares_threads(self) -> bool:
        """The compiled engine runs in threads side by side."""
        return True

    def check(self) -> None:
        """InputError where another version of the model is at work here."""
        if model_version() != self.version:
            rule = (
                f"has another version of the model ({model_version()}, not {self.version}): install the same"
            )
            raise InputError([Fault("a worker", None, "", "", rule)])

    def key(self, cell: Cell, replication: int) -> str:
        """The key of the same cell in another replication."""
        return key_of(self.digest, dict(cell.settings), replication, self.version)

    def run(self, cell: Cell) -> tuple[float, ...]:
        """The values of a cell; InputError where its settings are not allowed or contradict one another."""
        values: list[float] = []
        believed: dict[tuple[str, str], float] = {}
        for each in self.series:
            scenario = changed(each.scenario, each.settings(dict(cell.settings)))  # type: ignore[arg-type]
            records = records_of(scenario, cell.replication, "compiled")
            horizon = float(theta(scenario)[0]["horizon_days"])
            admitted = records[np.asarray(ENTRY_RULES[each.study.design.entry_rule.name](records), bool)]
            values += described(each, admitted, horizon, cell.replication, self.studies)
            for belief in self.beliefs:
                if belief.study == each.name:
                    believed[belief.study, belief.outcome] = OUTCOMES[belief.outcome](records, horizon)
        return (*values, *(believed[each.study, each.outcome] for each in self.beliefs))


def _numbers(series: Series) -> range:
    return range(len(series.targets.targets))


def described(
    series: Series, admitted: NDArray[np.void], horizon_days: float, seed: int, studies: int
) -> Iterator[float]:
    """Means, spreads and one study's own values; a pool that is drawn on often shows too little spread, which is mended."""
    try:
        shown = series.simulated(admitted, horizon_days, seed, studies)
    except NobodyError:
        return iter(np.full(3 * len(_numbers(series)), np.nan).tolist())
    found = series.targets.scaled(shown)
    known = np.isfinite(found)
    enough = known.sum(axis=1) >= 0.5 * studies
    with np.errstate(all="ignore"):
        mean = np.where(enough, np.nansum(np.where(known, found, 0.0), axis=1) / known.sum(axis=1), np.nan)
        square = np.where(known, (found - mean[:, None]) ** 2, 0.0).sum(axis=1) / (known.sum(axis=1) - 1)
    share = min(series.targets.size / len(admitted), 0.9)
    spread = np.sqrt(square / (1.0 - share))
    return iter([*mean.tolist(), *spread.tolist(), *shown[:, 0].tolist()])


def cells_at(
    model: Evaluation, settings: Sequence[dict[str, float]], first: int = 0, start: int = 0
) -> tuple[Cell, ...]:
    """A cell for each set of values, every one with random numbers of its own: `start` is the first replication."""
    cells = []
    for place, values in enumerate(settings):
        cell = Cell(first + place, 0, first + place, None, start + place, tuple(values.items()), "")
        cells.append(replace(cell, key=model.key(cell, start + place)))
    return tuple(cells)


def digest_of(values: Sequence[float]) -> str:
    """Of what an evaluation gives, to eight figures: the last ones may differ between processors."""
    return sha256(" ".join(f"{value:.8g}" for value in values).encode()).hexdigest()[:16]


def evaluation(series: Sequence[Series], beliefs: Sequence[Belief], studies: int) -> Evaluation:
    """The model of a plan's evaluations; its digest is of all that their values follow from, and of nothing besides."""
    told = [
        [
            each.name, each.scenario.digest(), each.study.design.entry_rule.name, str(each.study.design.watched),
            sorted((name, group.n) for name, group in each.study.groups.items()), sorted(each.own),
            [(row.figure, row.part) for row in each.rows],
        ]
        for each in series
    ]  # fmt: skip
    said = json.dumps([told, [(each.study, each.outcome) for each in beliefs], studies])
    digest = sha256(said.encode()).hexdigest()[:16]
    return Evaluation(tuple(series), tuple(beliefs), studies, digest, version_here())
