"""`haicsim list` and `haicsim outcomes`: what there is to run, and what may be asked of it."""

from typing import Annotated

import typer

from haicsim.commands.arguments import Json

Part = Annotated[str | None, typer.Argument(metavar="[WORD]", help="Only those with this word in them.")]


def scenarios(json: Json = False) -> None:
    """List the scenarios that come with haicsim, each with its question, and the studies.

    haicsim list
    """
    from haicsim.show.lists import shipped, show_shipped

    show_shipped(shipped(), json)


def outcomes(word: Part = None, json: Json = False) -> None:
    """List the outcomes that sweeps, sensitivity and capacity can be asked for: name, unit and meaning.

    haicsim outcomes

    haicsim outcomes resected
    """
    from haicsim.show.lists import outcome_rows, show_outcomes

    show_outcomes(outcome_rows(word or ""), json)
