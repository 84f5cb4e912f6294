"""`haicsim study reconstruct`: patient-level data sets that agree with a study's usable figures."""

from collections.abc import Callable, Mapping
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from haicsim.commands.arguments import Again, Figures, Json, Out, whole_number
from haicsim.commands.study_audit import Rounding, StudyName
from haicsim.show.progress import progress_bar

if TYPE_CHECKING:
    from haicsim.analysis.audit.calibration_targets import TargetStatus
    from haicsim.analysis.studies import Study

MOST_DRAWS = 100_000

Draws = Annotated[int, typer.Option(parser=whole_number, metavar="N", help="Number of data sets.")]
Seed = Annotated[int, typer.Option(parser=whole_number, metavar="N", help="Random seed (0 allowed).")]
OnlyUsable = Annotated[
    bool, typer.Option("--only-usable", help="Leave out doubtful figures too, not only those that are wrong.")
]
Until = Annotated[
    float, typer.Option(min=1.0, max=1200.0, metavar="MONTHS", help="Horizon of the restricted mean.")
]
Rounded = Annotated[Rounding, typer.Option(help="How printed numbers were rounded.")]


def reconstruct(
    study: StudyName = "kurume",
    draws: Draws = 1000,
    out: Out = None,
    seed: Seed = 0,
    only_usable: OnlyUsable = False,
    until: Until = 60.0,
    rounding: Rounded = Rounding.ANY,
    again: Again = False,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """Draw data sets, one row a patient, that agree with every usable printed figure of survival.

    Which figures are usable is decided by the audit (see `haicsim study audit`). Writes patients.parquet, the curves as
    figures, summary.json.

    Examples:

    haicsim study reconstruct --draws 200

    haicsim study reconstruct my-study.yaml --draws 1000 --seed 7 --out rebuilt
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise typer.BadParameter(f"--draws must be between 1 and {MOST_DRAWS}, not {draws}.")
    if seed < 0:
        raise typer.BadParameter(f"--seed must not be negative, and is {seed}.")
    wanted = {"draws": draws, "seed": seed, "strict": only_usable, "until": until, "rounding": rounding.value}
    folder, there = _found_or_made(study, wanted, out, again)
    _show(folder, study, there, as_json)


def _found_or_made(name: str, wanted: dict[str, Any], out: Path | None, again: bool) -> tuple[Path, bool]:
    """The folder of the reconstruction, and whether it was there already."""
    from haicsim.analysis.audit.calibration_targets import read_marks
    from haicsim.analysis.reconstruction import write
    from haicsim.analysis.studies import load_study

    study = load_study(name)
    with progress_bar() as bar:
        task = bar.add_task("Which figures are usable", total=1.0)
        say = lambda what, share: bar.update(task, description=what, completed=share)  # noqa: E731
        marks = read_marks(name)
        identity = write.digest(study, marks, wanted)
        folder = write.folder_for(study, identity, out)
        there = write.already_there(folder, identity, again)
        if not there:
            _make(study, marks, wanted, identity, folder, again, say)
    return folder, there


def _make(
    study: "Study",
    marks: Mapping[str, "TargetStatus"],
    wanted: dict[str, Any],
    identity: str,
    folder: Path,
    again: bool,
    say: Callable[[str, float], None],
) -> None:
    """Draw and write everything."""
    from haicsim.analysis.figures.in_results import of_reconstruction
    from haicsim.analysis.reconstruction import reconstruct as rebuild
    from haicsim.analysis.reconstruction import write
    from haicsim.analysis.results.folder import check_place

    check_place(folder)
    found = rebuild(study, marks, wanted["draws"], wanted["seed"], wanted["strict"], wanted["rounding"], say)
    say("Writing", 1.0)
    summary = write.summary(found, study, wanted["until"])
    write.save(found, summary, identity, folder, again, of_reconstruction(found, study, wanted["until"]))


def _show(folder: Path, study: str, there: bool, as_json: bool) -> None:
    from haicsim.analysis.reconstruction.write import SUMMARY
    from haicsim.analysis.studies import load_study
    from haicsim.show.reconstruction import show_reconstruction

    summary = loads((folder / SUMMARY).read_text(encoding="utf-8"))
    if as_json:
        print(dumps({"folder": str(folder), **summary}, indent=2, ensure_ascii=False))
    else:
        show_reconstruction(summary, load_study(study), folder, there)
