"""`haicsim pictures RESULT`: the simulated patients in figures."""

import shlex
import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Figures, Json, ResultFolder
from haicsim.edge import fitted

if TYPE_CHECKING:
    from haicsim.analysis.figures.gallery import GalleryFolder

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Folder for the figures (default: RESULT-pictures)."),
]


def pictures(result: ResultFolder, out: Out = None, figures: Figures = None, json: Json = False) -> None:
    """Draw who gets through to surgery and who does not: flow, reasons, states, single patients, tumour sizes.

    Where something is scarce, also queue and use over calendar time, and the warm-up. Every figure is written as PNG,
    SVG and PDF, or as --figures says.

    haicsim pictures first

    haicsim pictures first --out talk/figures

    haicsim pictures first --figures pdf,180mm --out paper
    """
    from haicsim.analysis.figures.gallery import OF_HOSPITAL, WHAT, check_target, folder_beside, save
    from haicsim.analysis.results.folder import SCENARIO
    from haicsim.analysis.results.origin import read_provenance
    from haicsim.analysis.results.read import read_counted_run
    from haicsim.show.progress import progress_bar
    from haicsim.sim.provenance import model_version

    mark = read_provenance(result)
    folder = folder_beside(result) if out is None else out
    check_target(folder, mark)
    with progress_bar() as progress:
        bar = progress.add_task("Reading results", total=len(WHAT | OF_HOSPITAL) + 1)
        counted_run = read_counted_run(result)

        def begin(name: str) -> None:
            progress.update(bar, description=f"Drawing {name}", advance=1)

        drawn = save(counted_run, mark, folder, begin)
    _say_if_of_another_model(result, mark.model_version)
    if json:
        said = {"folder": str(folder), "files": drawn.files, "not_drawn": drawn.not_drawn}
        print(dumps(said, indent=2))
    else:
        again = "--journal"
        if mark.model_version == model_version():
            again = f"--journal --again --out {shlex.quote(str(result))}"
        _show(drawn, f"haicsim run {shlex.quote(str(result / SCENARIO))} {again}")


def _say_if_of_another_model(result: Path, version: str) -> None:
    from haicsim.sim.provenance import model_version

    if version != model_version():
        note = (
            f"{result}: was run by model {version}; this is {model_version()}, which may read it otherwise."
        )
        print(fitted(note), file=sys.stderr)


def _show(drawn: "GalleryFolder", mends: str) -> None:
    """What was drawn, and how to have the rest."""
    from haicsim.analysis.figures.files import FigureFiles
    from haicsim.analysis.figures.gallery import OF_HOSPITAL, WHAT
    from haicsim.show.screen import say

    print(f"Written: {drawn.folder}/, each as {FigureFiles(drawn.kinds).words}:")
    for name in drawn.drawn:
        print(f"  {name:<10} {(WHAT | OF_HOSPITAL)[name]}")
    for reason in dict.fromkeys(drawn.not_drawn.values()):
        names = ", ".join(name for name, why in drawn.not_drawn.items() if why == reason)
        say(f"\nNot drawn, because {reason}: {names}. To draw them, run:")
        print(f"  {mends}")
