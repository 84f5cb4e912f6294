"""How the tumour grows, spreads, is killed and becomes resistant."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic, refuse_cell
from haicsim.sim.parameters.tables import ByAetiology, ByGrade
from haicsim.sim.units import to_base


class Tumour(Topic):
    """Growth, kill and spread; rates act on the logarithm of the diameter."""

    tvdt_median: Annotated[
        ByAetiology, Kind("duration", 1, 36525, "d", "Median untreated doubling time of tumour volume.")
    ]
    tvdt_multiplier: Annotated[
        Number, Kind("ratio", 0.01, 100, "ratio", "Factor on the doubling time, published for small tumours.")
    ]
    tvdt_log_sd: Annotated[
        Number, Kind("log_sd", 0, 5, "log_sd", "Spread of the doubling time, on the log scale.")
    ]
    kill_median: Annotated[
        Number,
        Kind("rate", 0, 10, "1/d", "Median kill rate on log diameter at full exposure, before resistance."),
    ]
    kill_log_sd: Annotated[
        Number, Kind("log_sd", 0, 5, "log_sd", "Spread of the kill rate, on the log scale.")
    ]
    kill_factor: Annotated[
        ByAetiology, Kind("ratio", 0, 100, "ratio", "Factor on the kill rate by cause of liver disease.")
    ]
    lesion_kill_log_sd: Annotated[
        Number,
        Kind(
            "log_sd", 0, 3, "log_sd", "How much the lesions of one patient differ in sensitivity, log scale."
        ),
    ]
    resistance_median: Annotated[
        Number, Kind("rate", 0, 10, "1/d", "Median rate at which kill fades, per day of full exposure.")
    ]
    resistance_log_sd: Annotated[
        Number, Kind("log_sd", 0, 5, "log_sd", "Spread of the rate of resistance, on the log scale.")
    ]
    resistance_factor: Annotated[
        ByAetiology, Kind("ratio", 0, 100, "ratio", "Factor on that rate by cause of liver disease.")
    ]
    kappa: Annotated[
        Number, Kind("rate", 0.0001, 100, "1/d", "Rate at which exposure follows the infusions, up and down.")
    ]
    phi: Annotated[
        Number,
        Kind("exponent", 0, 1, "exponent", "How far the anatomical size follows the viable size down."),
    ]
    ct_error: Annotated[
        Number, Kind("log_sd", 0, 1, "log_sd", "Error of one measurement on one CT, log scale.")
    ]
    detection_limit: Annotated[
        Number,
        Kind("length", 0, 50, "mm", "Smallest diameter that CT shows; what is smaller is not counted."),
    ]
    reference_size: Annotated[
        Number,
        Kind(
            "length",
            1,
            400,
            "mm",
            "Markers and the effect of tumour load are stated for a tumour of this size.",
        ),
    ]
    thrombus_extent: Annotated[
        ByGrade, Kind("length", 0, 400, "mm", "Median length of the thrombus by its grade.")
    ]
    thrombus_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    thrombus_kill: Annotated[
        Number, Kind("ratio", 0, 10, "ratio", "Sensitivity of thrombus relative to the nodule.")
    ]
    grade_from: Annotated[
        ByGrade,
        Kind("length", 0, 400, "mm", "Length from which a thrombus reaches its grade; below it falls."),
    ]
    z_on_kill: Annotated[
        Number,
        Kind(
            "correlation", -1, 1, "correlation", "Correlation of malignant potential with the log kill rate."
        ),
    ]
    z_on_growth: Annotated[
        Number,
        Kind(
            "correlation",
            -1,
            1,
            "correlation",
            "Correlation of malignant potential with the log growth rate.",
        ),
    ]
    z_on_seeding: Annotated[
        Number,
        Kind(
            "correlation",
            -1,
            1,
            "correlation",
            "Correlation of malignant potential with the log of shedding.",
        ),
    ]
    z_on_resistance: Annotated[
        Number, Kind("ratio", -5, 5, "ratio", "Log rate of resistance per SD of malignant potential.")
    ]
    z_on_death: Annotated[
        Number, Kind("ratio", -5, 5, "ratio", "Log hazard of death per SD of malignant potential.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Lengths of thrombus that do not rise with the grade."""
        lengths = [
            (name, to_base(cell.value, cell.unit, "length"), cell) for name, cell in self.grade_from.cells()
        ]
        for (lower, least, _), (higher, more, cell) in pairwise(lengths):
            if lower[:2] == higher[:2] and more < least:
                rule = f"must not be below that of {lower}: a higher grade reaches further"
                yield refuse_cell(("grade_from", higher, "value"), cell.value, rule)
