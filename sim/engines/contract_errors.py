"""What a story may not do, in plain words; both engines stop at it with the same message."""

from haicsim.sim.codes import DEATH, GRANTED, MOST_RESOURCES
from haicsim.sim.errors import StoryError

FREED = -MOST_RESOURCES  # a resource given back that was not held is FREED + resource


def story_error(patient: int, event: int, days: float) -> StoryError:
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
