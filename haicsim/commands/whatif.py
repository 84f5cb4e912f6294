"""`haicsim whatif ...`: what if, on the same people with the same random numbers."""

import typer

from haicsim.commands.whatif_bias import bias
from haicsim.commands.whatif_breakeven import breakeven
from haicsim.commands.whatif_conversion import conversion
from haicsim.commands.whatif_decompose import decompose
from haicsim.commands.whatif_twin import twin

app = typer.Typer(no_args_is_help=True, help="What if: on the same people with the same random numbers.")
app.command()(conversion)
app.command()(decompose)
app.command()(breakeven)
app.command()(twin)
app.command()(bias)


@app.callback()
def whatif() -> None:
    """What if: on the same people with the same random numbers."""
