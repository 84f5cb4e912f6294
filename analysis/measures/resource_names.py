"""What the things patients wait for are called."""

from haicsim.sim.codes import EVENTS, GRANTED, RESOURCES


def words_of(resource: str) -> str:
    """A resource as people call it: infusion bed, ICU."""
    return EVENTS[GRANTED + RESOURCES.index(resource)].label.removeprefix("gets ")
