"""`haicsim animate RESULT`: one year of a hospital as a page that moves, and its events for other programs."""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from haicsim.commands.arguments import Json, ResultFolder, whole_number

Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The page (default: year.html).")]
Events = Annotated[
    Path | None,
    typer.Option("--events", metavar="FILE", help="Also every event as CSV, in the columns of vidigi."),
]
Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        parser=whole_number,
        metavar="N",
        help="The hospital's year (default: the first after warm-up).",
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Replace files that are there already.")]


def animate(
    result: ResultFolder,
    out: Out = None,
    events: Events = None,
    year: Year = None,
    again: Again = False,
    json: Json = False,
) -> None:
    """Show one year of a hospital in motion: who waits for HAIC, CT, meeting or theatre, who is operated and followed.

    The page is one file, fetches nothing and stands still where the device asks for less motion. It needs a run of a
    scenario in which something is scarce, and its journal.

    haicsim animate first --out year.html

    haicsim animate first --year 4 --events events.csv
    """
    from haicsim.api.animations import animate as write

    written = write(result, out or Path("year.html"), events=events, year=year, again=again)
    if json:
        print(dumps({"files": [str(path) for path in written]}, indent=2))
        return
    for path in written:
        print(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
