"""How a scenario is run: how many patients, how often, from which seed, for how long."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic, refuse_cell

MOST_WORD = 2**32 - 1
MOST_LIVES = 100_000_000


class Settings(Topic):
    """The size of a run; the engine changes how fast results come, not what they are."""

    patients: Annotated[int, Field(ge=1, le=MOST_LIVES, description="How many start HAIC.")]
    replications: Annotated[
        int,
        Field(
            ge=1, le=1_000_000, description="Independent replications, each with random numbers of its own."
        ),
    ]
    seed: Annotated[int, Field(ge=0, le=MOST_WORD, description="Random seed (0 allowed).")]
    engine: Annotated[
        Literal["auto", "process", "compiled"],
        Field(description="Which engine runs it: SimPy (process), compiled, or whichever is done sooner."),
    ]
    horizon: Annotated[
        Number, Kind("duration", 1, 60, "year", "How long each patient is followed from diagnosis.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """More patients in all than one run can hold."""
        if self.patients * self.replications > MOST_LIVES:
            rule = f"with {self.patients:,} patients is more than {MOST_LIVES:,} patients in one run"
            yield refuse_cell(("replications",), self.replications, rule)
