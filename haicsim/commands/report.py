"""`haicsim report RESULT...`: one file on what was asked, what came of it and on what that rests."""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from haicsim.commands.arguments import Json

Results = Annotated[
    list[Path],
    typer.Argument(metavar="RESULT", help="Folders of results: runs, sweeps, answers kept with --out."),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file (default: report.html).")]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="html, md or docx (default: what --out ends in)."),
]
Again = Annotated[bool, typer.Option("--again", help="Replace a file that is no report as haicsim wrote it.")]


def report(
    results: Results, out: Out = None, format_: Format = None, again: Again = False, json: Json = False
) -> None:
    """Write one file to print, mail or keep: two pages for the clinician, then methods, provenance and parameters.

    An HTML file holds all it needs, figures too: nothing is fetched to read it.

    haicsim report first --out report.html

    haicsim report first results/scan-interval build/conversion --out together.html

    haicsim report first --format docx

    haicsim report first --format md
    """
    from haicsim.api.reports import report as write
    from haicsim.show.progress import following

    target = out or Path(f"report.{format_ if format_ in ('md', 'docx') else 'html'}")
    with following() as say:
        written = write(results, target, format=format_, again=again, progress=say)
    size = written.stat().st_size
    if json:
        print(dumps({"file": str(written), "bytes": size}, indent=2))
    else:
        print(f"Written: {written} ({size / 1e6:.1f} MB)")
