"""`haicsim diff A B`: what changed between two runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Figures, Json, refuse_others_folder

if TYPE_CHECKING:
    from haicsim.analysis.results.difference import RunDifference

First = Annotated[Path, typer.Argument(metavar="A", help="A folder of results of haicsim run.")]
Second = Annotated[Path, typer.Argument(metavar="B", help="Another.")]
Margin = Annotated[
    float,
    typer.Option(
        min=0.0, max=1.0, metavar="SHARE", help="What counts as no change, as a share of A's value."
    ),
]

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Folder for a figure of both runs' survival.")
]


def diff(
    a: First,
    b: Second,
    margin: Margin = 0.05,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Compare two runs: the inputs that changed, and the outputs that moved, did not, or cannot be told.

    Of the same people it also says whether an outcome is of others, and splits its change: the same people faring
    otherwise, and other people.

    haicsim diff first second

    haicsim diff first second --out both
    """
    from haicsim.analysis.results.difference import compare_runs
    from haicsim.analysis.results.formats import as_json
    from haicsim.show.difference import show_difference

    refuse_others_folder(out)
    found = compare_runs(a, b, margin)
    if json:
        print(as_json(_plain(found)), end="")
    else:
        show_difference(found, margin)
    if out is not None:
        _draw(a, b, out)
        if not json:
            print(f"\nWritten to {out}/: survival of everyone who started in both runs")


def _draw(a: Path, b: Path, out: Path) -> None:
    """Both runs in one figure."""
    from haicsim.analysis.figures.two_runs import draw
    from haicsim.api.keep import backend_kept
    from haicsim.api.keep_files import saved

    with backend_kept():
        saved(out, {}, {"two-runs": draw(a, b)})


def _plain(found: "RunDifference") -> dict[str, object]:
    from haicsim.analysis.results.composition import parts_of

    outputs = [
        {"outcome": each.outcome.name, "unit": each.outcome.unit, "before": each.before, "after": each.after,
         "change": each.change, "low": each.low, "high": each.high, "verdict": each.verdict,
         "why": each.why, **parts_of(each.people)}
        for each in found.outputs
    ]  # fmt: skip
    compared = {"paired": found.paired, "same_people": found.same_people}
    return {"inputs": [vars(each) for each in found.inputs], **compared, "outputs": outputs}
