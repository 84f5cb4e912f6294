"""When those who are counted stood in a queue, as states between entry and death."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.hospital import scarce
from haicsim.analysis.measures.places import requests
from haicsim.analysis.measures.states import IN_A_QUEUE, WAIT
from haicsim.sim.run import Result


def waits_of(result: Result) -> NDArray[Any]:
    """Times in a queue for HAIC, the meeting or the theatre, rows of `states.WAIT`; `patient` counts those who are counted.

    Raises ValueError where no journal was kept, ReplayMismatchError where another version of the model wrote it.
    """
    queued = [resource for resource in scarce(result) if resource in IN_A_QUEUE]
    asked = requests(result, queued)
    counted = result.records["counted"]
    asked = asked[(asked["left"] > asked["asked"]) & counted[asked["patient"]]]
    waits = np.zeros(len(asked), WAIT)
    waits["patient"] = (np.cumsum(counted) - 1)[asked["patient"]]
    waits["asked"], waits["left"] = asked["asked"], asked["left"]
    for resource in queued:
        waits["state"][asked["resource"] == resource] = IN_A_QUEUE[resource]
    return waits
