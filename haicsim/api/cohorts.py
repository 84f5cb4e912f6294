"""A team's own patients beside the simulator's: `haicsim.cohort`."""

from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.cohort.lay_beside import CohortBeside

NAME = "cohort"


class CohortResult:
    """A team's patients described, and their survival beside simulated studies of patients like them.

    found: as `haicsim.analysis.cohort.lay_beside` gives it.
    """

    def __init__(self, found: "CohortBeside") -> None:
        """Wrap the answer."""
        self.found = found

    @cached_property
    def table(self) -> "pandas.DataFrame":
        """Survival at 1, 3 and 5 years: months, team, median, low, high, position; NaN where nobody was followed so long."""
        import pandas as pd

        return pd.DataFrame([vars(at) for at in self.found.beside.at])

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers and no row of any patient, as `haicsim cohort --json` prints it."""
        from haicsim.analysis.results.formats import plain

        found = self.found
        content: dict[str, Any] = plain(
            {
                "file": found.counted.series.file, "understood": found.counted.series.understood,
                "scenario": found.scenario.name, "entry": found.counted.rule, "left_out": found.counted.left_out,
                "unknown": found.counted.unknown, "described": self._described(),
                "look_alikes": self._look_alikes(), "unlike": self._unlike(),
                "beside": {
                    "studies": found.beside.studies, "level": found.beside.level,
                    "at": [vars(at) for at in found.beside.at], "mean": vars(found.beside.mean),
                },
                "verdict": found.verdict, "sentences": found.sentences,
            }
        )  # fmt: skip
        return content

    def _described(self) -> dict[str, Any]:
        said = {name: value for name, value in vars(self.found.described).items() if name != "curve"}
        survival = {f"{months:g}": vars(value) for months, value in self.found.described.survival.items()}
        return {**said, "survival": survival}

    def _look_alikes(self) -> dict[str, Any]:
        import numpy as np

        from haicsim.analysis.cohort.look_alikes import LEVELS

        sizes, level = self.found.alike.sizes, self.found.alike.level
        return {
            "fewest": int(sizes.min()), "median": float(np.median(sizes)), "most": int(sizes.max()),
            "alike_in": {said: int((level == place).sum()) for place, said in enumerate(LEVELS)},
        }  # fmt: skip

    def _unlike(self) -> dict[str, Any]:
        return {
            "further": self.found.unlike.further,
            "traits": [vars(each) for each in self.found.unlike.traits],
        }

    def plot(self) -> Any:
        """Draw the team's curve upon the predicted band; returns matplotlib's figure."""
        from haicsim.analysis.figures import cohort
        from haicsim.api.keep import backend_kept

        with backend_kept():
            return cohort.draw(self.found)

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write cohort.json and the figure into a folder, no row of any patient; InputError where it holds something else."""
        from haicsim.analysis.figures.files import save
        from haicsim.analysis.results.folder import keep_answer
        from haicsim.analysis.results.formats import as_json

        def write(there: Path) -> None:
            (there / f"{NAME}.json").write_text(as_json(self.as_dict()), encoding="utf-8")
            save(self.plot(), there, NAME)

        return keep_answer(Path(folder), write)

    def __repr__(self) -> str:
        """Who and the verdict."""
        found = self.found
        return f"<CohortResult {found.described.patients} patients beside {found.scenario.name}: {found.verdict}>"


def cohort(
    file: str | PathLike[str],
    scenario: ScenarioLike = "kurume",
    *,
    entry: str = "all_starters",
    accept_implausible: bool = False,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> CohortResult:
    """Check a team's own file of patients, describe them, and lay their survival beside simulated patients like them.

    file: CSV, one row a patient (docs/cohort.md; `new_cohort` writes one to fill in); nothing of it leaves the machine.
    entry: who counts: all_starters, responders, converted or resected. accept_implausible: sizes that look like
    centimetres are meant. Raises InputError with every fault of the file.
    """
    from haicsim.analysis.cohort.lay_beside import lay_beside

    loaded = load_sized(scenario, overrides, {}, "")
    return CohortResult(lay_beside(file, loaded, entry, accept_implausible, report=progress))


def new_cohort(file: str | PathLike[str]) -> Path:
    """Write a file for a team's patients to fill in, with all columns explained; InputError where one stands there."""
    from haicsim.analysis.cohort.template import write_template

    return write_template(Path(file))
