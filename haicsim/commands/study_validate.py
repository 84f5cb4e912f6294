"""`haicsim study validate [TRIAL...]`: predictions beside what trials printed, nothing being changed for it."""

from typing import Annotated

import typer

from haicsim.commands.arguments import Figures, Json, Out, Overrides

Trials = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TRIAL]...", help="Trials, or series such as series/kim-2010; all trials by default."
    ),
]


def validate(
    trial: Trials = None, set_: Overrides = None, out: Out = None, figures: Figures = None, json: Json = False
) -> None:
    """Predict what trials of other drugs and patients printed, and count how often it lies among simulated studies.

    No number is changed for it: overall survival took no part when the kill of a regimen was found. A look at a study that is
    held out is recorded with the parameters it was made with, and how many there were is said.

    haicsim study validate

    haicsim study validate fohaic-1 lthaic --set tumour.tvdt_multiplier=1.2
    """
    from haicsim.api.validations import validated
    from haicsim.commands.answer import give
    from haicsim.show.progress import following
    from haicsim.show.validation import show_validation

    with following() as say:
        result = validated(trial or (), set_ or (), say)
    files = "validation.json, validation.csv and the figure trials"
    give(result, lambda: show_validation(result.found, result.looks), json, out, files)
