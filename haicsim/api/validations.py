"""What trials printed beside predictions: `haicsim.validate`."""

import warnings
from collections.abc import Sequence
from dataclasses import asdict, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.keep_files import plain, saved
from haicsim.api.result import Progress

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from haicsim.analysis.validation.looks import Looks
    from haicsim.analysis.validation.trial_predictions import Prediction
    from haicsim.analysis.validation.validate import Validation


class ValidationResult:
    """Every printed figure with its prediction.

    found: as `haicsim.analysis.validation.validate` gives it. looks: how often the held-out studies among them were looked at,
    and with how many different parameter sets; None where none is held out.
    """

    def __init__(self, found: "Validation", looks: "Looks | None" = None) -> None:
        """Wrap what the analysis gives."""
        self.found = found
        self.looks = looks

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each printed figure: which, what is printed and simulated, and whether it lies inside.

        Columns: trial, regimen, figure, n, unit, printed, simulated, low, high, position, fitted, inside.
        """
        import pandas as pd

        return pd.DataFrame([_row(row) for row in self.found.rows])

    def plot(self) -> "Figure":
        """Printed and predicted median survival, a line for each trial."""
        from haicsim.analysis.figures.trials import draw

        figure: Figure = draw([row for row in self.found.rows if row.figure == "median_os"])
        return figure

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim study validate --json` prints it."""
        found = self.found
        contrasts = [
            {**asdict(each), "same_direction": each.same_direction, "within_factor": each.within}
            for each in found.contrasts
        ]
        shares = {
            "fitted": asdict(found.share(True)), "survival": asdict(found.share(False, True)),
            "other": asdict(found.share(False, False)),
        }  # fmt: skip
        rows = [_row(row) for row in found.rows]
        return plain(
            {
                "rows": rows,
                "contrasts": contrasts,
                "inside": shares,
                "survival_ratio": found.survival_ratio,
                "not_predicted": [list(each) for each in found.not_predicted],
                "looks": None if self.looks is None else asdict(self.looks),
            }
        )

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write validation.json, validation.csv and the picture into a folder; InputError where it holds something else."""
        files = {"validation.json": self.as_dict(), "validation.csv": self.table}
        return saved(Path(folder), files, {"trials": self.plot()})

    def __repr__(self) -> str:
        """What it comes to."""
        share = self.found.share(False, True)
        return f"<ValidationResult survival inside {share.inside} of {share.of}\n .table .plot() .as_dict() .save(folder)>"


def validate(
    *trials: str, overrides: Sequence[str] = (), progress: Progress | None = None
) -> ValidationResult:
    """Predict what trials printed: all that come with the program, or some by name. No number is changed for it.

    overrides: settings of every trial's scenario. A look at a study that is held out is recorded.
    Raises InputError for a trial that is not known.

    >>> import haicsim
    >>> found = haicsim.validate("scoop-2")
    >>> set(found.table.figure) >= {"median_os", "orr"}
    True
    """
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        return validated(trials, overrides, progress)


def validated(trials: Sequence[str], overrides: Sequence[str], progress: Progress | None) -> ValidationResult:
    """As `validate`, for the command line: a look that could not be recorded is warned of."""
    from haicsim.analysis.validation.looks import record_looks
    from haicsim.analysis.validation.validate import validate as predicted

    found = predicted(trials, overrides, progress)
    looks = record_looks(found.rows, overrides)
    if looks is not None and looks.problem:
        where = f" in {looks.place}" if looks.place else ""
        warnings.warn(
            f"This look at held-out studies could not be recorded{where}: {looks.problem}", stacklevel=3
        )
    return ValidationResult(found, looks)


def _row(row: "Prediction") -> dict[str, Any]:
    told = {each.name: getattr(row, each.name) for each in fields(row) if each.name != "values"}
    return {**told, "inside": row.inside}
