"""How the tumour sheds seeds, in the liver and beyond it, and how seeds grow until they show."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByInvasion


class Seeding(Topic):
    """Births of seeds at a rate that follows the tumour's volume; the same seeds are progression or recurrence."""

    seeding_liver: Annotated[
        Number,
        Kind("rate", 0, 100, "1/d", "Seeds born in the liver by a tumour of the reference size with Vp3."),
    ]
    seeding_liver_factor: Annotated[
        ByInvasion, Kind("ratio", 0, 1000, "ratio", "Factor on it by vessel invaded.")
    ]
    seeding_beyond: Annotated[
        Number, Kind("rate", 0, 100, "1/d", "Seeds born beyond the liver by such a tumour.")
    ]
    seeding_beyond_factor: Annotated[
        ByInvasion, Kind("ratio", 0, 1000, "ratio", "Factor on it by vessel invaded.")
    ]
    seeding_exponent: Annotated[
        Number, Kind("exponent", 0, 3, "exponent", "Births follow viable tumour volume to this power.")
    ]
    seeding_log_sd: Annotated[
        Number, Kind("log_sd", 0, 5, "log_sd", "How much patients differ in shedding, on the log scale.")
    ]
    reference_doubling: Annotated[
        Number,
        Kind(
            "duration",
            1,
            36525,
            "d",
            "Volume doubling time of the tumour whose rate is stated; faster ones shed more.",
        ),
    ]
    inside_share: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of seeds in the liver that sit in what a resection takes.",
        ),
    ]
    seed_seen: Annotated[
        Number, Kind("length", 1, 100, "mm", "Size from which a CT shows a seed for certain.")
    ]
    seed_suspicious: Annotated[
        Number, Kind("length", 0.1, 100, "mm", "Size from which ultrasound at the operation can find a seed.")
    ]
    seed_latency: Annotated[
        Number, Kind("ratio", 0, 20, "ratio", "Rise of ln diameter of a seed from birth until a CT shows it.")
    ]
    seed_growth: Annotated[
        Number, Kind("ratio", 0.01, 100, "ratio", "Growth of a seed relative to the tumour it came from.")
    ]
    shed_by_thrombectomy: Annotated[
        Number,
        Kind(
            "probability", 0, 1, "probability", "Chance that a thrombectomy sheds one seed beyond the liver."
        ),
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A seed that ultrasound would find later than CT."""
        holds = self.base("seed_suspicious") <= self.base("seed_seen")
        yield from self.unless(holds, "seed_suspicious", "must not be above seeding.seed_seen")
