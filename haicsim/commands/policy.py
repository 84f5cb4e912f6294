"""`haicsim policy ...`: what a team decides by, side by side and searched for."""

import typer

from haicsim.commands.policy_compare import compare
from haicsim.commands.policy_search import search

app = typer.Typer(no_args_is_help=True, help="Policies side by side, and the best under limits.")
app.command()(compare)
app.command()(search)


@app.callback()
def policy() -> None:
    """Policies side by side on the same people, and the best of many under limits."""
