"""The figures that show simulated patients, and the folder they are kept in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures import (
    flow,
    hospital,
    occupancy,
    reasons,
    spider,
    swimmer,
    warm_up,
    waterfall,
)
from haicsim.analysis.figures.files import AS_EVER, asked
from haicsim.analysis.figures.files import save as save_figure
from haicsim.analysis.measures.hospital import HospitalRun, hospital_run, scarce
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results.baseline_ct import baseline_sums, first_assessed
from haicsim.analysis.results.events import CountedRun
from haicsim.analysis.results.formats import as_json
from haicsim.analysis.results.origin import PROVENANCE as MARK_OF_RESULTS
from haicsim.analysis.results.origin import Provenance, digest_of_file, refusal
from haicsim.analysis.results.waits import waits_of
from haicsim.sim.replay import ReplayMismatchError
from haicsim.sim.run import Result
from haicsim.sim.theta import theta

PROVENANCE = "pictures.json"
WHAT = {
    "flow": "from starting HAIC to surgery, and who leaves where",
    "reasons": "why patients were not converted",
    "occupancy": "where everyone who started is, month by month",
    "swimmer": "thirty lives, five of every fate",
    "waterfall": "best change of the targets, patient by patient",
    "spider": "the targets on every CT",
}
OF_HOSPITAL = {  # drawn where something is scarce
    "hospital": "who is served and who waits, over calendar time",
    "warm-up": "how the hospital fills, and what is left out",
}
WITHOUT_JOURNAL = ("flow", "reasons")
OF_HAIC = ("flow", "swimmer")  # from the first infusion on
NO_JOURNAL = "no journal was kept"
NO_HAIC = "no HAIC was given"
OTHER_MODEL = "another version of the model wrote the journal"
Array = NDArray[Any]


class Gallery:
    """The figures of one result, by name in WHAT or OF_HOSPITAL.

    Raises ReplayMismatchError where a patient cannot be simulated again.
    """

    def __init__(self, counted_run: CountedRun) -> None:
        """Nothing is drawn yet."""
        settings = counted_run.scenario.run
        self.counted_run, self.records = counted_run, counted_run.records
        numbers = theta(counted_run.scenario)[0]
        self.horizon_days = float(numbers["horizon_days"])
        self.thresholds = float(numbers["partial_response"]), float(numbers["progression"])
        times = f" in {settings.replications:,} replications" if settings.replications > 1 else ""
        counted = " after the warm-up" if numbers["warm_up_days"] > 0.0 else ""
        self.given = counted_run.scenario.policy.haic == "on"
        began = "started HAIC" if self.given else "entered, without HAIC"
        self.subtitle = f"{counted_run.scenario.name}: {len(self.records):,} {began}{counted}{times}"

    def draw(self, name: str) -> Any:
        """One figure. The journal must be there unless the name is one of WITHOUT_JOURNAL."""
        if name == "flow":
            return flow.draw(self.records, self.subtitle)
        if name == "reasons":
            return reasons.draw(self.records, self.subtitle)
        if name == "occupancy":
            waits = waits_of(self._everyone) if self.scarce else None
            return occupancy.draw(self._journal, self.records, self.horizon_days, self.subtitle, waits)
        if name in OF_HOSPITAL:
            return {"hospital": hospital, "warm-up": warm_up}[name].draw(self._hospital, self.subtitle)
        if name == "swimmer":
            return swimmer.draw(self._journal, self.records, self.horizon_days, self.subtitle)
        module, sums = (waterfall, self._sums) if name == "waterfall" else (spider, self._fewer_sums)
        return module.draw(self._journal, self.records, sums, self.thresholds, self.subtitle)

    @property
    def scarce(self) -> bool:
        """Whether anything is scarce, and what the hospital did is known."""
        return self.counted_run.everyone is not None and bool(scarce(self.counted_run.everyone))

    @property
    def _everyone(self) -> Result:
        if self.counted_run.everyone is None:
            raise ValueError(NO_JOURNAL)
        return self.counted_run.everyone

    @cached_property
    def _hospital(self) -> HospitalRun:
        return hospital_run(self._everyone)

    @property
    def _journal(self) -> Array:
        if self.counted_run.journal is None:
            raise ValueError(NO_JOURNAL)
        return self.counted_run.journal

    @cached_property
    def _sums(self) -> Array:
        return baseline_sums(self.counted_run, first_assessed(self.records, waterfall.MOST).tolist())

    @cached_property
    def _fewer_sums(self) -> Array:
        """Those the spider plot shows, who are among those of the waterfall."""
        sums = np.full(len(self.records), np.nan)
        chosen = first_assessed(self.records, spider.MOST)
        sums[chosen] = self._sums[chosen]
        return sums


@dataclass(frozen=True)
class GalleryFolder:
    """What was drawn, by name, and what was not and why."""

    folder: Path
    drawn: tuple[str, ...]
    not_drawn: dict[str, str]
    kinds: tuple[str, ...] = AS_EVER.kinds

    @property
    def files(self) -> list[str]:
        """The files of the figures, by their names within the folder."""
        return [f"{name}.{kind}" for name in self.drawn for kind in self.kinds]


def folder_beside(result: Path) -> Path:
    """Where the pictures of a folder of results belong: beside it, for its own files are digested."""
    base = result if result.name not in ("", "..") else result.resolve()
    return base.with_name(f"{base.name}-pictures")


def save(
    counted_run: CountedRun, mark: Provenance, folder: Path, begin: Callable[[str], None]
) -> GalleryFolder:
    """Draw everything that can be drawn into a folder, whole or not at all; earlier pictures of the run are replaced.

    mark: of the results. begin: called with the name of each figure before it is drawn. Raises InputError where the
    folder holds anything else.
    """
    check_target(folder, mark)
    pictures, drawn, missing = Gallery(counted_run), [], {}

    def write(there: Path) -> None:
        for name in (*WHAT, *OF_HOSPITAL) if pictures.scarce else WHAT:
            begin(name)
            if counted_run.journal is None and name not in WITHOUT_JOURNAL:
                missing[name] = NO_JOURNAL
                continue
            if name in OF_HAIC and not pictures.given:
                missing[name] = NO_HAIC
                continue
            try:
                figure = pictures.draw(name)
            except ReplayMismatchError:
                missing[name] = OTHER_MODEL
                continue
            save_figure(figure, there, name)
            drawn.append(name)
        _sign(there, mark, counted_run.scenario.name, missing)

    result_folder.in_one_step(folder, write, lambda: check_target(folder, mark))
    return GalleryFolder(folder, tuple(drawn), missing, asked().kinds)


def _sign(there: Path, mark: Provenance, scenario: str, missing: dict[str, str]) -> None:
    """Write down whose pictures they are, and the digest of each file."""
    digests = {path.name: digest_of_file(path) for path in sorted(there.iterdir())}
    of = {"digest": mark.digest, "model_version": mark.model_version, "scenario": scenario}
    told = as_json({**of, "not_drawn": missing, "files": digests})
    (there / PROVENANCE).write_text(told, encoding="utf-8")


def check_target(folder: Path, mark: Provenance) -> bool:
    """True where pictures of the results with this mark may be written; InputError where not."""
    for place in (folder.absolute(), *folder.absolute().parents):
        if (place / MARK_OF_RESULTS).is_file():
            rule = "lies in a folder of results, whose files are digested: name a folder outside with --out"
            raise refusal(folder, rule)
    if result_folder.holds_something(folder):
        _refuse_others(folder, mark)
    result_folder.check_place(folder)
    return True


def _refuse_others(folder: Path, mark: Provenance) -> None:
    """Nobody's own files are deleted, nor the pictures of other results."""
    try:
        known = json.loads((folder / PROVENANCE).read_bytes())
        files, digest = set(known["files"]), known["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        raise refusal(folder, "is there already and holds no pictures: name another with --out") from None
    if digest != mark.digest:
        raise refusal(folder, "holds the pictures of other results: name another folder with --out")
    result_folder.refuse_strangers(folder, {*files, PROVENANCE})
