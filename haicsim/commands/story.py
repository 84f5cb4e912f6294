"""`haicsim story RESULT --patient K`: one patient's course, event by event."""

import sys
from typing import Annotated

import typer

from haicsim.commands.arguments import Json, PatientNumber, ReplicationNumber, ResultFolder
from haicsim.edge import fitted


def story(
    result: ResultFolder,
    patient: PatientNumber,
    replication: ReplicationNumber = 0,
    json: Json = False,
    luck: Annotated[
        bool, typer.Option("--random-numbers", "--luck", help="Also print the random numbers used.")
    ] = False,
) -> None:
    """Print one simulated patient's case report, in days since the first infusion.

    haicsim story results/kurume-1a2b3c4d --patient 7 --random-numbers
    """
    from json import dumps

    from haicsim.analysis.patient_report.read import read_life
    from haicsim.show.life import show_life
    from haicsim.sim.provenance import model_version

    life = read_life(result, patient, replication)
    if life.model_version != model_version():
        note = f"{result}: was run by model {life.model_version}; this is {model_version()}, which may read it otherwise."
        print(fitted(note), file=sys.stderr)
    if json:
        print(dumps(life.as_dict(luck), indent=2))
    else:
        show_life(life, luck)
