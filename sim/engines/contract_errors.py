"""What a story may not do, in plain words; both engines stop at it with the same message."""

from typing import Any

import numpy as np

from haicsim.sim.codes import DEATH, GRANTED, MOST_RESOURCES
from haicsim.sim.errors import StoryError

FREED = -MOST_RESOURCES  # a resource given back that was not held is FREED + resource
# where the compiled loops write down what a story may not do, for `story_error`
FAULT = np.dtype([("found", "?"), ("patient", "i8"), ("event", "i8"), ("days", "f8")])


def write_fault(fault: Any, patient: int, event: int, days: float) -> None:
    """Write into the first row of `fault` what a patient's story did. Plain Python, compiled by `translate`."""
    fault[0].found = True
    fault[0].patient = patient
    fault[0].event = event
    fault[0].days = days


def story_error(patient: int, event: int, days: float | None = None) -> StoryError:
    """The error for what a story did.

    event: an activity with its impossible length in days; DEATH on a day that is not a number; GRANTED + a resource
    asked for while a place of it is held; FREED + a resource given back without a place of it being held.
    """
    if event < GRANTED:
        why = f"gives back resource {event - FREED} without holding a place of it"
    elif event < GRANTED + MOST_RESOURCES:
        why = f"asks for resource {event - GRANTED} while holding a place of it"
    elif event == DEATH:
        why = "has a day of death that is not a number"
    else:
        why = f"stays in activity {event} for {days} days, which is impossible"
    return StoryError(patient, why)
