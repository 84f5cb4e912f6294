"""`haicsim study ...`: the published study and what its figures can tell."""

import typer

from haicsim.commands.study_audit import audit
from haicsim.commands.study_check import check
from haicsim.commands.study_compare import compare
from haicsim.commands.study_new import new
from haicsim.commands.study_reconstruct import reconstruct
from haicsim.commands.study_validate import validate

app = typer.Typer(no_args_is_help=True, help="The published study and what its figures can tell.")
app.command()(new)
app.command()(check)
app.command()(audit)
app.command()(reconstruct)
app.command()(compare)
app.command()(validate)


@app.callback()
def study() -> None:
    """The published study and what its figures can tell."""
