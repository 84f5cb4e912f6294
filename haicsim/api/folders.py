"""Results on disk: comparing two, telling one patient's life, drawing the figures that show patients."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from haicsim.api.result import Result

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.figures.gallery import GalleryFolder
    from haicsim.analysis.patient_report.model import PatientReport
    from haicsim.analysis.patient_report.read import Life
    from haicsim.analysis.results.difference import RunDifference

ResultLike = Result | str | PathLike[str]


@dataclass(frozen=True)
class DifferenceResult:
    """What changed between two runs. difference: everything behind the tables."""

    difference: "RunDifference"

    @property
    def paired(self) -> bool:
        """Whether the same patients were compared with themselves."""
        return self.difference.paired

    @cached_property
    def inputs(self) -> "pandas.DataFrame":
        """What was given differently: path, before, after."""
        import pandas as pd

        rows = [vars(each) for each in self.difference.inputs]
        return pd.DataFrame(rows, columns=["path", "before", "after"])

    @cached_property
    def outputs(self) -> "pandas.DataFrame":
        """Every outcome: before, after, the change with its 95% interval, whether it moved, and why that is.

        Of runs of the same people also of how many it is in either run and in both, and the change split into `effect`
        (the same people faring otherwise) and `composition` (other people); see `haicsim columns diff`.
        """
        import pandas as pd

        from haicsim.analysis.results.composition import parts_of

        rows = [
            {
                "outcome": each.outcome.name,
                "unit": each.outcome.unit,
                "before": each.before,
                "after": each.after,
                "change": each.change,
                "low": each.low,
                "high": each.high,
                "verdict": each.verdict,
                "why": each.why,
                **parts_of(each.people),
            }
            for each in self.difference.outputs
        ]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        """How much changed."""
        moved = [each.outcome.name for each in self.difference.outputs if each.verdict == "moved"]
        how = "paired" if self.paired else "not paired"
        inputs = ", ".join(each.path for each in self.difference.inputs[:5]) or "nothing"
        more = f" and {len(self.difference.inputs) - 5} more" if len(self.difference.inputs) > 5 else ""
        return (
            f"<DifferenceResult ({how}) of {inputs}{more}\n {len(moved)} of {len(self.difference.outputs)} outcomes moved"
            "\n .inputs .outputs>"
        )


@dataclass(frozen=True)
class PatientStory:
    """One patient's life. life: everything, as it was read."""

    life: "Life"

    @cached_property
    def events(self) -> "pandas.DataFrame":
        """Every event in order: day since the first infusion, event, detail."""
        import pandas as pd

        rows = [(each.day - self.life.zero, each.name, each.detail) for each in self.life.events]
        return pd.DataFrame(rows, columns=["day", "event", "detail"])

    @property
    def outcomes(self) -> dict[str, Any]:
        """The patient's row of outcomes; None where something never happened."""
        return self.life.outcomes

    @property
    def report(self) -> "PatientReport | None":
        """The case with the truth behind it; None where another version of the model ran it."""
        return self.life.case

    def as_dict(self, random_numbers: bool = False) -> dict[str, Any]:
        """Everything, ready for JSON; the random numbers used only where asked for."""
        return self.life.as_dict(random_numbers)

    def __repr__(self) -> str:
        """Who it is, and the first and last of the life."""
        rows = [
            f" day {day:,.0f}: {event} {detail}".rstrip() for day, event, detail in self.events.to_numpy()
        ]
        shown = rows if len(rows) <= 6 else [*rows[:3], f" ... {len(rows) - 6} events more ...", *rows[-3:]]
        head = f"<PatientStory of patient {self.life.patient}, replication {self.life.replication}"
        return "\n".join([head, *shown, " .events .outcomes .report>"])


def diff(before: ResultLike, after: ResultLike, *, margin: float = 0.05) -> DifferenceResult:
    """Compare two runs: the inputs that changed, and the outputs that moved, did not, or cannot be told.

    before, after: results, or folders of results. margin: what counts as no change, as a share of the value before.

    >>> import haicsim
    >>> kurume = haicsim.run("kurume", patients=100, engine="process")
    >>> narrow = haicsim.run({"capacity.theatre": 1}, patients=100, engine="process")
    >>> haicsim.diff(kurume, narrow).inputs["path"].tolist()
    ['capacity.theatre']
    """
    from haicsim.analysis.results.difference import compare_runs
    from haicsim.sim.errors import Fault, InputError

    if not 0.0 <= margin <= 1.0:
        raise InputError([Fault(f"margin={margin}", None, "", "", "must be between 0 and 1")])
    with in_a_folder(before) as first, in_a_folder(after) as second:
        return DifferenceResult(compare_runs(first, second, margin))


def story(result: ResultLike, patient: int, replication: int = 0) -> PatientStory:
    """One simulated patient's life, in days since the first infusion.

    result: a result, or a folder of results that keeps a journal. Raises InputError where there is no such patient.

    >>> import haicsim
    >>> result = haicsim.run("kurume", patients=20, engine="process")
    >>> life = haicsim.story(result, 7)
    >>> life.events.columns.tolist(), len(life.events) > 3
    (['day', 'event', 'detail'], True)
    """
    from haicsim.analysis.patient_report.read import read_life

    with in_a_folder(result) as folder:
        return PatientStory(read_life(folder, patient, replication))


def pictures(
    result: ResultLike, out: str | PathLike[str] | None = None, progress: Callable[[str], None] | None = None
) -> "GalleryFolder":
    """Draw who gets through to surgery and who does not: flow, reasons, states, lives, tumour sizes; PNG, SVG and PDF.

    Where something is scarce, also queue and use over calendar time, and the warm-up.

    out: by default a folder beside that of the results. progress: called with the name of each figure.
    """
    from haicsim.analysis.figures.gallery import check_target, folder_beside, save
    from haicsim.analysis.results.origin import read_provenance
    from haicsim.analysis.results.read import read_counted_run
    from haicsim.api.keep import backend_kept
    from haicsim.sim.errors import Fault, InputError

    if out is None and isinstance(result, Result) and result.folder is None:
        raise InputError(
            [Fault("out", None, "", "", "must name a folder for the figures of a result not saved")]
        )
    with in_a_folder(result) as folder, backend_kept():
        mark, place = read_provenance(folder), folder_beside(folder) if out is None else Path(out)
        check_target(place, mark)
        return save(read_counted_run(folder), mark, place, progress or _silent)


@contextmanager
def in_a_folder(result: ResultLike) -> Iterator[Path]:
    """The folder of a result; one that was not saved is kept in a folder for the while."""
    if not isinstance(result, Result):
        yield Path(result)
    elif result.folder is not None:
        yield result.folder
    else:
        with TemporaryDirectory() as place:
            yield Result(result.simulated, result.seconds).save(Path(place) / "result")


def _silent(name: str) -> None:
    pass
