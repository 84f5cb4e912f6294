"""Sweeps: every scenario with every setting, kept cell by cell."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.api.cells import ResultOfCells
from haicsim.api.result import Progress
from haicsim.sized import size_of_sweep

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.experiments.differences import Difference
    from haicsim.analysis.experiments.plan import Work
    from haicsim.analysis.experiments.reference import Setting
    from haicsim.analysis.experiments.scheduler import CellProgress
    from haicsim.analysis.experiments.spec import SweepFile
    from haicsim.analysis.experiments.summary import Line
    from haicsim.analysis.experiments.work import WorkDone
    from haicsim.sim.errors import Fault


@dataclass(frozen=True)
class SweepResult(ResultOfCells):
    """What a sweep gave so far.

    folder: where its cells are kept. complete: whether every cell is done; if not, the same call goes on. question: of the
    sweep. outcomes: those asked for. reference: the setting the others are compared with; None for the first.
    """

    question: str
    outcomes: tuple[str, ...]
    done: "WorkDone"
    reference: "Setting | None" = None

    @cached_property
    def summary(self) -> "pandas.DataFrame":
        """Each outcome of each scenario with each setting: mean over the finished cells with its 95% interval."""
        import pandas as pd

        rows = [
            {
                "scenario": line.scenario,
                **dict(line.settings),
                **{k: v for k, v in vars(line).items() if k not in _FIRST},
            }
            for line in self.lines()
        ]
        return pd.DataFrame(rows)

    @cached_property
    def differences(self) -> "pandas.DataFrame":
        """How each setting differs from the reference, on the same patients; empty before the sweep is complete."""
        import pandas as pd

        return pd.DataFrame([each.row() for each in self._differences()] if self.complete else [])

    @cached_property
    def cells(self) -> "pandas.DataFrame":
        """One row a finished cell: its scenario, settings, replication and every outcome."""
        import pandas as pd

        from haicsim.analysis.experiments.cells import rows_of

        work, finished = self.done.work, self.done.finished
        mine = [cell for cell in work.cells if cell.key in finished]
        rows = rows_of(mine, work.scenarios, work.with_draws)
        missing = (float("nan"),) * len(work.model.columns)
        for row, cell in zip(rows, mine, strict=True):
            known = finished[cell.key]
            row.update(zip(work.model.columns, known.values or missing, strict=True))
            row["failed"] = known.failed
        return pd.DataFrame(rows)

    def lines(self) -> "Sequence[Line]":
        """The rows of `summary` as they are written to `summary.csv`."""
        from haicsim.analysis.experiments.summary import summarise_work

        return summarise_work(self.done.work, self._log(), self.outcomes)

    def write(self) -> None:
        """Write `summary.csv`, `differences.csv` and the figure into the folder, beside `cells.parquet`."""
        from haicsim.analysis.experiments.cells_folder import write_beside
        from haicsim.analysis.experiments.differences import write_differences
        from haicsim.analysis.experiments.summary import write_summary
        from haicsim.analysis.figures.files import save
        from haicsim.api.keep import backend_kept

        lines = self.lines()

        def write(there: Path) -> None:
            write_summary(lines, there)
            write_differences(self._differences(), there)
            with backend_kept():
                figure = figure_of(self.done.work, lines)
                if figure is not None:
                    save(figure, there / "figures", "sweep")

        write_beside(self.folder, write)

    def _differences(self) -> "list[Difference]":
        from haicsim.analysis.experiments.differences import differences

        return differences(self.done.work, self._log(), self.outcomes, self.reference)

    def __repr__(self) -> str:
        """How far the sweep is, in three lines."""
        kept, of = self.done.kept, len(self.done.work.cells)
        state = "complete" if self.complete else f"{self.done.state}: call again to go on"
        failed = f", {len(self.failed):,} failed" if self.failed else ""
        return (
            f"<SweepResult {self.done.work.name}: {kept:,} of {of:,} cells{failed}, {state}\n"
            f" kept in {self.folder}/\n .summary .differences .cells>"
        )

    def _repr_html_(self) -> str:
        """The summary, for a notebook."""
        from html import escape

        table: str = self.summary.to_html(index=False)
        return f"<p>{escape(self.question.strip())}</p>{table}"

    def _log(self) -> Any:
        from haicsim.analysis.experiments.checkpoint_log import CheckpointLog

        return CheckpointLog(self.folder, self.done.work.model.columns, dict(self.done.finished))


_FIRST = ("scenario", "settings")
_MAPPING = "sweep"  # what a sweep given as a mapping is called in messages


def sweep(
    sweep: str | PathLike[str] | Mapping[str, Any], *, overrides: Sequence[str] = (), patients: int | None = None,
    replications: int | None = None, seed: int | None = None, engine: str | None = None,
    precision: Mapping[str, float] | None = None, reference: str | int | None = None,
    posterior: str | None = None, out: str | PathLike[str] | None = None, workers: int | None = None,
    cluster: str | None = None, shard: tuple[int, int] | None = None, max_hours: float | None = None, again: bool = False,
    progress: Progress | None = None,
) -> SweepResult:  # fmt: skip
    """Run a sweep: a file, the name of a shipped experiment, or a mapping of the shape of such a file.

    What is finished is kept in `out` (by default results/<name of the sweep>), and the same call goes on from there.
    overrides: changes of all its scenarios, as for `run`. patients, replications, seed, engine stand in for those of the
    file. precision: half-widths by outcome, such as {"itt60": 0.01}, until which replications are added. workers: threads or
    processes, one a processor unless said. reference: the setting the others are compared with, a cell's number or
    "name=value,..."; by default the first. posterior: every setting over 100 of its draws. cluster: address of a Dask
    scheduler. shard: part and number of parts, such as (3, 20). max_hours: stop after so long. again: start anew. Raises
    InputError with every fault; KeyboardInterrupt keeps what is finished.

    >>> import haicsim, tempfile
    >>> theatres = {"name": "theatres", "question": "Do theatres matter?", "scenarios": ["kurume"], "patients": 60,
    ...             "vary": {"capacity.theatre": [1, 2]}, "outcomes": ["conversion_rate", "itt60"]}
    >>> with tempfile.TemporaryDirectory() as place:
    ...     found = haicsim.sweep(theatres, engine="process", out=place)
    >>> found.complete, found.summary[["capacity.theatre", "outcome", "cells"]].values.tolist()[:2]
    (True, [[1, 'conversion_rate', 1], [1, 'itt60', 1]])
    """
    with in_words_of_python():
        size = size_of_sweep(patients, replications, seed, engine, posterior)
        file, work, against = _read(sweep, overrides, size, None if reference is None else str(reference))
    options = options_of(shard, again, workers, cluster, max_hours, precision)
    done = carried_out(work, out, options, progress)
    found = SweepResult(file.sweep.question, tuple(file.sweep.outcomes), done, against)
    if found.complete:
        found.write()
    return found


def _read(
    sweep: str | PathLike[str] | Mapping[str, Any],
    overrides: Sequence[str],
    size: Mapping[str, Any],
    reference: str | None,
) -> "tuple[SweepFile, Work, Setting]":
    """A sweep in the size asked for, the work it is, and what its settings are compared with."""
    from haicsim.analysis.experiments.plan import work_of
    from haicsim.analysis.experiments.reference import reference_of
    from haicsim.analysis.experiments.resize import resized
    from haicsim.analysis.experiments.spec import load_sweep

    given = _from_mapping(sweep) if isinstance(sweep, Mapping) else load_sweep(str(sweep))
    file = resized(given, size, overrides)
    work = work_of(file)
    return file, work, reference_of(work, reference)


def carried_out(
    work: "Work", out: str | PathLike[str] | None, options: WorkOptions, progress: Progress | None
) -> "WorkDone":
    """Work done in its folder, by default results/<name of the work>, with progress told in words and shares."""
    from haicsim.analysis.experiments.work import carry_out
    from haicsim.memory import check_work

    with in_words_of_python():
        check_work(work, options)

    @contextmanager
    def watch(of: "Work", cells: int) -> "Iterator[Callable[[CellProgress], None] | None]":
        def report(at: "CellProgress") -> None:
            if progress is not None:
                progress(f"{of.name}: {at.done:,} of {at.of:,} cells", at.done / max(at.of, 1))

        yield report

    return carry_out(work, Path("results") / work.name if out is None else Path(out), options, watch)


def options_of(
    shard: tuple[int, int] | None,
    again: bool,
    workers: int | None,
    cluster: str | None,
    max_hours: float | None,
    precision: Mapping[str, float] | None = None,
) -> WorkOptions:
    """How work is to be done; InputError for a part that is none and an outcome nobody knows."""
    from haicsim.analysis.experiments.checkpoint_log import Shard
    from haicsim.analysis.experiments.precision import wanted_precision
    from haicsim.sim.errors import Fault, InputError

    if shard is not None and not (len(shard) == 2 and 1 <= shard[0] <= shard[1]):
        rule = "must be a part and a number of parts, such as (3, 20)"
        raise InputError([Fault(f"shard={shard!r}", None, "", "", rule)])
    wanted = None
    if precision is not None:
        said = ",".join(f"{name}={half}" for name, half in precision.items())
        with in_words_of_python():
            wanted = wanted_precision(said)
    part = None if shard is None else Shard(*shard)
    return WorkOptions(part, again, workers, cluster, max_hours, wanted)


@contextmanager
def in_words_of_python() -> Iterator[None]:
    """A refusal that speaks of an option (`--outcome os6`) speaks of an argument instead (`outcome=os6`)."""
    from haicsim.sim.errors import InputError

    try:
        yield
    except InputError as refusal:
        raise InputError([_as_argument(fault) for fault in refusal.faults]) from None


def _as_argument(fault: "Fault") -> "Fault":
    if fault.file == _MAPPING:
        return replace(fault, line=None)  # a mapping has no lines
    found = re.fullmatch(r"--([a-z-]+)(?: (.*))?", fault.file)
    if found is None:
        return fault
    name, value = found[1].replace("-", "_"), found[2]
    return replace(fault, file=name if value is None else f"{name}={value}")


def _from_mapping(content: Mapping[str, Any]) -> "SweepFile":
    """A sweep from a mapping; files it names are looked for in the working folder."""
    import json

    from haicsim.analysis.experiments.spec import Sweep, SweepFile
    from haicsim.sim.errors import Fault, InputError
    from haicsim.sim.loading.document import Document, validate

    try:
        data = json.loads(json.dumps(dict(content), allow_nan=False))
    except (TypeError, ValueError) as problem:
        raise InputError([Fault(_MAPPING, None, "", "", f"is no plain content ({problem})")]) from None
    document = Document(_MAPPING, data, {})
    return SweepFile(validate(document, Sweep), document, Path("sweep.yaml"))


def figure_of(work: "Work", lines: "Sequence[Line]") -> Any:
    """The sweep's figure, where there is more than one setting to compare; else None."""
    from haicsim.analysis.experiments.cells import Simulation
    from haicsim.analysis.figures import sweep as sweep_figure
    from haicsim.analysis.figures.files import asked
    from haicsim.sim.scenario.modify import value_at

    if len({(line.scenario, line.settings) for line in lines}) < 2 or not isinstance(work.model, Simulation):
        return None
    paths = {path for line in lines for path, _ in line.settings}
    units = {path: value_at(work.model.scenarios[0], path)[1] for path in paths}
    every = len(work.cells) // max(len({(cell.base, cell.point) for cell in work.cells}), 1)
    subtitle = f"{', '.join(work.scenarios)}; {every:,} x {work.patients:,} patients at each setting"
    files = asked()
    most = 3 if files.width_mm is None else 1 if files.narrow else 2
    return sweep_figure.draw(lines, units, subtitle, work.with_draws, most)
