"""What comes back after resection, where, and how it is treated."""

from typing import Annotated

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByAetiology, ByGroup, BySite


class Recurrence(Topic):
    """Three competing sources: residual disease, new cancer, death."""

    residual_free: Annotated[
        ByGroup,
        Kind("probability", 0, 1, "probability", "Share left without residual disease by the operation."),
    ]
    residual_time: Annotated[
        ByGroup, Kind("duration", 1, 36525, "d", "Median time to recurrence from residual disease.")
    ]
    residual_log_sd: Annotated[
        Number, Kind("log_sd", 0, 5, "log_sd", "Spread of that time, on the log scale.")
    ]
    de_novo: Annotated[
        ByAetiology, Kind("rate", 0, 10, "1/year", "Hazard of a new cancer in the diseased liver.")
    ]
    extrahepatic: Annotated[
        ByGroup, Kind("probability", 0, 1, "probability", "Share of residual recurrences outside the liver.")
    ]
    also_intrahepatic: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance that extrahepatic recurrence comes with intrahepatic recurrence too.",
        ),
    ]
    multiple: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance that residual intrahepatic recurrence is multiple."),
    ]
    extrahepatic_site: Annotated[
        BySite, Kind("probability", 0, 1, "probability", "Site of extrahepatic recurrence.", sums_to_one=True)
    ]
    atrial: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance that recurrence in group B comes with thrombus in the cava or atrium.",
        ),
    ]
    repeat_resection: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Share of single intrahepatic recurrences resected again."),
    ]
    tace_again: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of multiple intrahepatic recurrences treated by TACE, the others by HAIC.",
        ),
    ]
    treated_extrahepatic: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of extrahepatic recurrences treated systemically, the others supportively.",
        ),
    ]
    again: Annotated[
        Number,
        Kind("rate", 0, 10, "1/year", "Hazard of a further recurrence after a cured one, new cancer apart."),
    ]
    again_stay: Annotated[
        Number, Kind("duration", 0.05, 120, "d", "Days in hospital for treatment of a recurrence.")
    ]
    most_recurrences: Annotated[
        Number, Kind("count", 0, 10, "count", "After how many recurrences no cure is attempted any more.")
    ]
