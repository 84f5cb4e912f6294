"""`haicsim columns [NAME]`: what every column of every table means."""

from typing import Annotated

import typer

from haicsim.commands.arguments import Json

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="A table, its file, or a column.")]


def columns(name: Name = None, json: Json = False) -> None:
    """Say what a column of a result means: unit, type, categories, and when it is missing.

    haicsim columns

    haicsim columns outcomes

    haicsim columns theatre_waited_days --json
    """
    from haicsim.analysis.dictionary import TABLES, look_up
    from haicsim.show.columns import as_json, show_list, show_tables

    found = TABLES if name is None else look_up(name)
    if json:
        print(as_json(found))
    elif name is None:
        show_list()
    else:
        show_tables(found)
