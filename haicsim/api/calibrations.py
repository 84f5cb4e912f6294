"""Calibration: `haicsim.calibrate`."""

from collections.abc import Mapping
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.api.keep_files import plain, saved
from haicsim.api.result import Progress
from haicsim.api.sweeps import carried_out, in_words_of_python

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from haicsim.analysis.calibration.calibrate import Calibration, Carry, Problem
    from haicsim.analysis.calibration.coverage import Coverage
    from haicsim.analysis.experiments.checkpoint_log import FinishedCell
    from haicsim.analysis.experiments.plan import Work


class CalibrationResult:
    """What a calibration found. found: as `haicsim.analysis.calibration.calibrate` gives it."""

    def __init__(self, found: "Calibration") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def narrowed(self) -> "pandas.DataFrame":
        """A row for each number that moved: before and after, how much of the prior's spread is left, and what that means.

        Columns: label, paths, unit, now, range_low, range_high, low, middle, high (5%, 50%, 95% of the draws), left, said.
        """
        import pandas as pd

        rows = []
        for each in self.found.narrowed:
            told = asdict(each) | {"paths": " ".join(each.paths), "said": each.said}
            low, high = told.pop("range")
            told["presses_against"] = told.pop("at")
            rows.append({"range_low": low, "range_high": high, **told})
        return pd.DataFrame(rows)

    @property
    def predicted(self) -> "pandas.DataFrame":
        """A row for each printed number that took part: study, what, printed, low, middle, high, position, inside."""
        import pandas as pd

        return pd.DataFrame([{**asdict(each), "inside": each.inside} for each in self.found.predicted])

    @property
    def draws(self) -> "pandas.DataFrame":
        """The posterior: a row a draw, a column for each path of a scenario, in the scenario's units."""
        import pandas as pd

        posterior = self.found.posterior
        return pd.DataFrame(posterior.values, columns=list(posterior.paths))

    def plot(self) -> "Figure":
        """How far each number was narrowed."""
        from haicsim.analysis.figures.narrowed import draw

        places = [
            (axis.place(row.low), axis.place(row.middle), axis.place(row.high), axis.place(axis.now))
            for axis, row in zip(self.found.problem.prior.axes, self.found.narrowed, strict=True)
        ]
        figure: Figure = draw(self.found.narrowed, places)
        return figure

    def plot_predicted(self) -> "Figure":
        """Every printed number among studies simulated with draws of the posterior."""
        from haicsim.analysis.figures.posterior_predictive import draw

        figure: Figure = draw(self.found.predicted)
        return figure

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim calibrate --json` prints it."""
        found = self.found
        posterior = {k: v for k, v in vars(found.posterior).items() if k not in ("values", "paths")}
        told = {
            "posterior": posterior | {"draws": len(found.posterior.values)},
            "numbers": self.narrowed.to_dict("records"),
            "together": [asdict(each) for each in found.together],
            "predicted": self.predicted.to_dict("records"),
            "between_studies": dict(zip(("share", "time"), found.between, strict=True)),
            "emulator_error": found.emulated,
            "fit": found.fit,
            "failed": found.failed,
            "alarm": {"position": found.alarm.position, "by_series": found.alarm.by_series},
            "independent_draws": found.sampled.independent,
        }
        return plain(told)

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write the posterior (Parquet), its middle as a scenario, tables, numbers and pictures.

        Raises InputError where the folder holds something else.
        """
        from haicsim.analysis.calibration.centre import centre_as_yaml
        from haicsim.analysis.calibration.posterior import as_parquet

        found = self.found
        centre = centre_as_yaml(found.problem.prior, found.sampled.draws, found.narrowed, found.posterior)
        files = {
            "centre.yaml": centre.encode(), "posterior.parquet": as_parquet(found.posterior),
            "calibration.json": self.as_dict(),
            "narrowed.csv": self.narrowed, "predicted.csv": self.predicted,
        }  # fmt: skip
        return saved(Path(folder), files, {"narrowed": self.plot(), "predicted": self.plot_predicted()})

    def __repr__(self) -> str:
        """What it comes to."""
        inside = sum(each.inside for each in self.found.predicted)
        return (
            f"<CalibrationResult {self.found.posterior.plan}: {len(self.found.posterior.values):,} draws, "
            f"{inside} of {len(self.found.predicted)} printed numbers inside\n"
            " .narrowed .predicted .draws .plot() .plot_predicted() .as_dict() .save(folder)>"
        )


class CoverageResult:
    """Whether a calibration would find truths that are known. found: as `haicsim.analysis.calibration.coverage` gives it."""

    def __init__(self, found: "Coverage") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each number that moved: share of truths inside its 90% interval, p of even ranks, spread left."""
        import pandas as pd

        found = self.found
        return pd.DataFrame(
            {
                "label": found.labels,
                "covered": found.covered(),
                "flatness_p": found.flatness(),
                "left": found.left.mean(axis=0),
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim calibrate --coverage N --json` prints it."""
        found = self.found
        return plain(
            {
                "plan": found.plan,
                "plan_digest": found.digest,
                "truths": len(found.ranks),
                "average": float(found.covered().mean()),
                "numbers": self.table.to_dict("records"),
                "ranks": found.ranks.tolist(),
                "printed_position": found.alarm.position,
                "by_series": found.alarm.by_series,
                "planted": len(found.alarm.amiss),
                "rung": found.rung,
            }
        )

    def plot(self) -> "Figure":
        """Ranks of the truths among the draws, a panel for each number."""
        from haicsim.analysis.figures.ranks import draw

        figure: Figure = draw(self.found)
        return figure

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write coverage.json, coverage.csv and the picture into a folder; InputError where it holds something else."""
        files = {"coverage.json": self.as_dict(), "coverage.csv": self.table}
        return saved(Path(folder), files, {"ranks": self.plot()})

    def __repr__(self) -> str:
        """What it comes to."""
        covered = f"{100 * self.found.covered().mean():.0f}%"
        return f"<CoverageResult {len(self.found.ranks)} truths, 90% intervals hold {covered}\n .table .plot() .save(folder)>"


def calibrate(
    plan: str | PathLike[str], *, out: str | PathLike[str] | None = None, workers: int | None = None,
    cluster: str | None = None, again: bool = False, progress: Progress | None = None,
) -> CalibrationResult:  # fmt: skip
    """Find which values of a plan's numbers the published series allow; a file, or a plan that comes with the program.

    Every evaluation is kept in `out` (by default results/calibration-<name>), and the same call goes on from there. workers,
    cluster, again as for `sweep`. Raises InputError with every fault; KeyboardInterrupt keeps what is finished.
    """
    from haicsim.analysis.calibration.calibrate import calibrate as calibrated

    problem, place, carry, say = _begun(plan, out, WorkOptions(None, again, workers, cluster), progress)
    return CalibrationResult(calibrated(problem, place, carry, say))


def coverage(
    plan: str | PathLike[str], truths: int = 40, *, out: str | PathLike[str] | None = None, workers: int | None = None,
    cluster: str | None = None, progress: Progress | None = None,
) -> CoverageResult:  # fmt: skip
    """Whether `calibrate` would find truths that are known: so many evaluations of the plan are taken for the truth in turn.

    The evaluations are the first ones of `calibrate`, kept in the same folder. Raises InputError with every fault.
    """
    from haicsim.analysis.calibration.calibrate import first_evaluations
    from haicsim.analysis.calibration.coverage import coverage as covered

    problem, place, carry, say = _begun(plan, out, WorkOptions(None, False, workers, cluster), progress)
    points, values = first_evaluations(problem, place, carry)
    return CoverageResult(covered(problem, points, values, truths, problem.file.plan.seed, say))


def _begun(
    plan: str | PathLike[str],
    out: str | PathLike[str] | None,
    options: WorkOptions,
    progress: Progress | None,
) -> "tuple[Problem, Path, Carry, Progress]":
    """A plan with all it names, where its evaluations are kept, and how they are carried out."""
    from haicsim.analysis.calibration.calibrate import problem_of
    from haicsim.analysis.calibration.plan import load_plan

    with in_words_of_python():
        problem = problem_of(load_plan(plan if isinstance(plan, str) else Path(plan)))
    place = Path("results") / f"calibration-{problem.file.plan.name}" if out is None else Path(out)

    def carry(work: "Work", folder: Path) -> "Mapping[str, FinishedCell]":
        return carried_out(work, folder, options, progress).finished

    return problem, place, carry, progress or (lambda what, share: None)
