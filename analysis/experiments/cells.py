"""A cell: one scenario with one setting, one draw and one replication; and the model that runs any cell."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from time import perf_counter
from typing import Any, Protocol

from haicsim.analysis.experiments.checkpoint_log import FinishedCell
from haicsim.sim.errors import Fault, HaicsimError, InputError
from haicsim.sim.provenance import model_version
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import Value, in_base

Settings = tuple[tuple[str, Value], ...]
Setting = tuple[int, int, int | None, Mapping[str, Value]]  # base, point, draw, values by path


@dataclass(frozen=True)
class Cell:
    """One run of one replication.

    number: its place in the whole work, from 0. base: which of the scenarios. point, draw: which setting, which draw
    (None without draws). settings: what is set, by path, in the scenario's units. key: what its values follow from.
    """

    number: int
    base: int
    point: int
    draw: int | None
    replication: int
    settings: Settings
    key: str


class Model(Protocol):
    """Whatever can run a cell; it travels to other processes and machines."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the values."""

    @property
    def shares_threads(self) -> bool:
        """Whether threads of one process can run cells side by side."""

    def check(self) -> None:
        """InputError where this process is not the one that should run them."""

    def run(self, cell: Cell) -> tuple[float, ...]:
        """The values of a cell, the same bits wherever it is run."""

    def key(self, cell: Cell, replication: int) -> str:
        """The key of the same cell in another replication."""


@dataclass(frozen=True)
class TimedCell:
    """A finished cell and how long it took, in seconds."""

    cell: FinishedCell
    seconds: float


@dataclass(frozen=True)
class Simulation:
    """The model of scenarios: simulate one replication and keep its outcomes.

    engine: "process" or "compiled". version: of the model, which whoever runs it must have too.
    """

    scenarios: tuple[Scenario, ...]
    engine: str
    version: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the outcomes."""
        from haicsim.analysis.measures.outcome_measures import OUTCOMES

        return tuple(OUTCOMES)

    @property
    def shares_threads(self) -> bool:
        """The compiled engine does; SimPy is Python from end to end."""
        return self.engine == "compiled"

    def check(self) -> None:
        """InputError where another version of the model is at work here."""
        if model_version() != self.version:
            rule = (
                f"has another version of the model ({model_version()}, not {self.version}): install the same"
            )
            raise InputError([Fault("a worker", None, "", "", rule)])

    def run(self, cell: Cell) -> tuple[float, ...]:
        """The outcomes of a cell; InputError where its settings are not allowed or contradict one another."""
        from haicsim.analysis.measures.outcome_measures import outcomes_of
        from haicsim.sim.run import records_of
        from haicsim.sim.scenario.modify import changed

        scenario = changed(self.scenarios[cell.base], dict(cell.settings))
        records = records_of(scenario, cell.replication, self.engine)
        return outcomes_of(records, scenario.run.base("horizon"))

    def key(self, cell: Cell, replication: int) -> str:
        """The key of the same cell in another replication."""
        return keys_of(self.scenarios[cell.base], self.version)(dict(cell.settings), replication)


@cache
def version_here() -> str:
    """The version of the model in this process, which does not change while it runs."""
    return model_version()


def run_cells(model: Model, cells: Iterable[Cell]) -> list[TimedCell]:
    """Run some cells one after the other; one that fails does not stop the others."""
    model.check()
    done = []
    for cell in cells:
        start = perf_counter()
        try:
            finished = FinishedCell(cell.key, model.run(cell))
        except HaicsimError as refusal:
            finished = FinishedCell(cell.key, failed="; ".join(str(refusal).splitlines()))
        except Exception as error:  # a bug in one cell costs that cell alone
            what = " ".join(f"{type(error).__name__}: {error}".split())
            finished = FinishedCell(cell.key, failed=f"internal error ({what})")
        done.append(TimedCell(finished, perf_counter() - start))
    return done


def key_of(base: str, settings: Mapping[str, Value], replication: int, version: str) -> str:
    """The key of a cell: all that its values follow from.

    base: the digest of its scenario as it stands, size and seed included. settings: what is set upon it, in base units.
    """
    said = json.dumps([base, sorted(settings.items()), replication, version], separators=(",", ":"))
    return sha256(said.encode()).hexdigest()[:32]


def keys_of(scenario: Scenario, version: str) -> Callable[[Mapping[str, Value], int], str]:
    """What gives the key of a setting of this scenario, in the scenario's units, and of a replication."""
    digest = scenario.digest()

    def key(settings: Mapping[str, Value], replication: int) -> str:
        inside = {path: in_base(scenario, path, value) for path, value in settings.items()}
        return key_of(digest, inside, replication, version)

    return key


def cells_of(
    settings: Iterable[Setting],
    replications: int,
    key: Callable[[int, Mapping[str, Value], int], str],
    first: int = 0,
) -> tuple[Cell, ...]:
    """Every cell of some settings in order, the replications changing fastest.

    key: of a base, a setting and a replication. first: the number of the first cell.
    """
    return tuple(
        Cell(
            first + place * replications + k,
            base,
            point,
            draw,
            k,
            tuple(values.items()),
            key(base, values, k),
        )
        for place, (base, point, draw, values) in enumerate(settings)
        for k in range(replications)
    )


def rows_of(cells: Sequence[Cell], names: Sequence[str], with_draws: bool) -> list[dict[str, Any]]:
    """What is known of each cell before it is run, for the sorted table."""
    rows = []
    for cell in cells:
        row: dict[str, Any] = {"cell": cell.number, "scenario": names[cell.base], "point": cell.point}
        if with_draws:
            row["draw"] = cell.draw
        row["replication"] = cell.replication
        for path, value in cell.settings:
            row[path] = ", ".join(value) if isinstance(value, tuple) else value
        rows.append(row)
    return rows
