"""Hazards of death from the cancer, in excess of the life table."""

from typing import Annotated

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByGroup, ByTreatment


class Survival(Topic):
    """Each by state; group, malignant potential and tumour load multiply."""

    death_on_haic: Annotated[
        Number, Kind("rate", 0, 10, "1/d", "Rate of death during chemotherapy without progression.")
    ]
    death_after_progression: Annotated[
        Number, Kind("rate", 0, 10, "1/month", "Hazard after progression without systemic treatment.")
    ]
    group_factor: Annotated[
        ByGroup, Kind("ratio", 0, 100, "ratio", "Factor on the rates of death by tumour extent.")
    ]
    both_vessels_factor: Annotated[
        Number, Kind("ratio", 0, 20, "ratio", "Factor where Vp3/4 and Vv2/3 stand together.")
    ]
    load_exponent: Annotated[
        Number,
        Kind(
            "exponent",
            0,
            3,
            "exponent",
            "Hazard follows tumour volume, relative to a tumour of 71 mm, to this power.",
        ),
    ]
    decompensated_factor: Annotated[
        Number, Kind("ratio", 1, 100, "ratio", "Factor on the hazard once the liver has decompensated.")
    ]
    embolism: Annotated[
        Number, Kind("rate", 0, 10, "1/month", "Part of the hazard of Vv3 that is sudden death by embolism.")
    ]
    death_disease_free: Annotated[
        Number, Kind("rate", 0, 10, "1/d", "Rate of death after resection without recurrence.")
    ]
    death_after: Annotated[
        ByTreatment, Kind("rate", 0, 10, "1/month", "Hazard after recurrence by its treatment.")
    ]
