"""Luck as a test says it: a uniform for a decision (and an occasion), one half for whatever is not said."""

from collections.abc import Mapping

MEDIAN = 0.5
ONE_SD_UP = (
    0.8413447460685429  # the share of a normal distribution below one standard deviation above its middle
)
ONE_SD_DOWN = 0.15865525393145707


class Said:
    """Stands in for a `RandomStream`; keys are decisions, or decisions with an occasion, which go first."""

    def __init__(self, said: Mapping[int | tuple[int, int], float] | None = None) -> None:
        """Nothing said: everybody is the median patient."""
        self.said = said or {}

    def draw(self, i: int, decision: int, occasion: int) -> float:
        """The uniform of this address, the same for every patient."""
        return self.said.get((decision, occasion), self.said.get(decision, MEDIAN))
