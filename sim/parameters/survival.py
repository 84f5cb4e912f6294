"""One law of death: hazards that add up, in excess of the life table."""

from typing import Annotated

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByInvasion, ByScore


class Survival(Topic):
    """Each source by itself; malignant potential and liver function multiply all but the operation's."""

    death_by_liver: Annotated[
        Number, Kind("rate", 0, 10, "1/month", "Hazard of the liver disease, without any tumour.")
    ]
    death_by_tumour: Annotated[
        Number,
        Kind(
            "rate",
            0,
            10,
            "1/month",
            "Hazard of a tumour of the reference size; a seed's by its size likewise.",
        ),
    ]
    load_exponent: Annotated[
        Number, Kind("exponent", 0, 3, "exponent", "That hazard follows viable tumour volume to this power.")
    ]
    death_by_thrombus: Annotated[
        ByInvasion,
        Kind(
            "rate",
            0,
            10,
            "1/month",
            "Hazard of the thrombus as it is at diagnosis, by grade; follows its length.",
        ),
    ]
    death_by_spread: Annotated[
        Number,
        Kind("rate", 0, 10, "1/month", "Hazard of spread beyond the liver, from the day it can be seen."),
    ]
    score_factor: Annotated[
        ByScore, Kind("ratio", 0, 100, "ratio", "Factor on these hazards by Child-Pugh score.")
    ]
    decompensated_factor: Annotated[
        Number, Kind("ratio", 1, 100, "ratio", "Factor on these hazards once the liver has decompensated.")
    ]
    embolism: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Part of the thrombus' hazard with Vv3 that is sudden death by embolism.",
        ),
    ]
