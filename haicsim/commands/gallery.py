"""`haicsim gallery`: every figure haicsim makes, on one page."""

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The page.")]
Again = Annotated[bool, typer.Option("--again", help="Replace a file that is there already.")]


def gallery(out: Out = Path("gallery.html"), again: Again = False) -> None:
    """Write a page with every figure haicsim makes, each with the command that makes it and what it shows in words.

    The examples are small and simulated on the spot, which takes a minute or two. The page holds all it needs.

    haicsim gallery --out figures.html
    """
    from haicsim.api.galleries import gallery as write
    from haicsim.show.progress import following

    with following() as say:
        written = write(out, again=again, progress=say)
    print(f"Written: {written} ({written.stat().st_size / 1e6:.1f} MB)")
