"""`haicsim study check FILE...`: is a study file as the format asks, before anything is made of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Json

if TYPE_CHECKING:
    from haicsim.analysis.studies import Study

Studies = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Study files, or shipped studies by name.", show_default=False),
]


def check(study: Studies, json: Json = False) -> None:
    """Check study files: every fault with its line, path, value, rule and the nearest valid name.

    Ends with 0 where all are sound, 2 where one is not. What the figures say is for `haicsim study audit`.

    haicsim study check my-study.yaml

    haicsim study check kurume fohaic_1 --json
    """
    from json import dumps

    from haicsim.api.study_files import checked
    from haicsim.show.screen import say
    from haicsim.show.study_words import sound

    found = checked(study)
    if json:
        print(dumps([_plain(name, each) for name, each in found.items()], indent=1, ensure_ascii=False))
        return
    for name, each in found.items():
        say(sound(name, each))


def _plain(file: str, study: "Study") -> dict[str, object]:
    """What a sound study holds, for machines."""
    from haicsim.api.study_files import counts

    return {"file": file, "name": study.name, **counts(study)}
