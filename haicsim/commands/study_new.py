"""`haicsim study new NAME`: a study file to start from."""

from typing import Annotated

import typer

NewStudy = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the study, or path of its file.", show_default=False)
]


def new(name: NewStudy) -> None:
    """Write a study file to start from, with a comment on every section; nothing is ever written over.

    haicsim study new harbour

    haicsim study new papers/harbour_2020.yaml
    """
    from haicsim.analysis.studies.schema import SCHEMA_FILE
    from haicsim.analysis.studies.start_new import start_study
    from haicsim.show.screen import say

    file, schema = start_study(name)
    say(f"Written: {file}")
    if schema is None:
        say(f"{SCHEMA_FILE} beside it is not that of this version and was left alone.")
    say(f"Fill it in, then: haicsim study check {file}")
