"""What comes back after resection: where seeds beyond the liver sit, new cancer, and how a recurrence is treated."""

from typing import Annotated

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByAetiology, BySite


class Recurrence(Topic):
    """Recurrence is a seed that shows or a new cancer; its treatment follows its being found at a visit."""

    de_novo: Annotated[
        ByAetiology, Kind("rate", 0, 10, "1/year", "Hazard of a new cancer in the diseased liver.")
    ]
    extrahepatic_site: Annotated[
        BySite, Kind("probability", 0, 1, "probability", "Site of a seed beyond the liver.", sums_to_one=True)
    ]
    atrial: Annotated[
        Number,
        Kind(
            "probability", 0, 1, "probability",
            "Chance in group B that spread beyond the liver comes with thrombus in the cava or atrium.",
        ),
    ]  # fmt: skip
    early_upto: Annotated[
        Number,
        Kind("duration", 0, 120, "month", "A recurrence found up to this time after hepatectomy is early."),
    ]
    cure_early: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of early single recurrences in the liver treated for cure.",
        ),
    ]
    cure_late: Annotated[Number, Kind("probability", 0, 1, "probability", "Share of late ones.")]
    cure_score_limit: Annotated[
        Number, Kind("count", 5, 15, "count", "Highest Child-Pugh score with which a cure is attempted.")
    ]
    repeat_resection: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of those treated for cure who are resected again, the others ablated.",
        ),
    ]
    tace_again: Annotated[
        Number,
        Kind(
            "probability", 0, 1, "probability",
            "Share of other recurrences in the liver treated by TACE, the others by HAIC; both act alike.",
        ),
    ]  # fmt: skip
    again_kill: Annotated[
        Number,
        Kind(
            "ratio",
            0,
            10,
            "ratio",
            "Fall of ln diameter of recurrent tumours in the liver by that treatment.",
        ),
    ]
    treated_extrahepatic: Annotated[
        Number,
        Kind(
            "probability", 0, 1, "probability",
            "Share of recurrences beyond the liver treated systemically once such treatment exists.",
        ),
    ]  # fmt: skip
    again_stay: Annotated[
        Number, Kind("duration", 0.05, 120, "d", "Days in hospital for treatment of a recurrence.")
    ]
    most_recurrences: Annotated[
        Number, Kind("count", 0, 10, "count", "After how many recurrences no cure is attempted any more.")
    ]
