"""`haicsim whatif ...`: what a change would do to the same patients, and what a study of it would report."""

import typer

from haicsim.commands.whatif_bias import bias

app = typer.Typer(no_args_is_help=True, help="What a change would do, and what a study of it would report.")
app.command()(bias)


@app.callback()
def whatif() -> None:
    """What a change would do to the same patients, and what a study of it would report."""
