"""The operation, its risks and its stay."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByExtent, ByRemnant


class Surgery(Topic):
    """Minutes, millilitres and days by extent of resection."""

    rest_before: Annotated[
        Number, Kind("duration", 0, 365, "d", "Rest between the last infusion and the operation.")
    ]
    lead_time: Annotated[Number, Kind("duration", 0, 365, "d", "Time from the decision to the operation.")]
    lead_scatter: Annotated[Number, Kind("duration", 0, 90, "d", "How much longer or shorter that is.")]
    ultrasound: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance that ultrasound at the operation finds a seed it can find.",
        ),
    ]
    operation_time: Annotated[
        ByExtent, Kind("duration", 0.01, 3, "d", "Median operation time by extent of resection.")
    ]
    operation_log_sd: Annotated[Number, Kind("log_sd", 0, 2, "log_sd", "Its spread, log scale.")]
    thrombectomy_time: Annotated[Number, Kind("duration", 0, 1, "d", "Added by thrombectomy.")]
    exclusion_time: Annotated[Number, Kind("duration", 0, 1, "d", "Added by total hepatic venous exclusion.")]
    bypass_time: Annotated[Number, Kind("duration", 0, 1, "d", "Added by cardiopulmonary bypass.")]
    blood_loss: Annotated[
        ByExtent, Kind("volume", 0, 30000, "ml", "Median blood loss by extent of resection.")
    ]
    blood_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    bypass_blood: Annotated[Number, Kind("ratio", 1, 20, "ratio", "Factor on blood loss with bypass.")]
    margin: Annotated[Number, Kind("length", 0, 100, "mm", "Median resection margin.")]
    margin_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    bypass_share_vv3: Annotated[
        Number,
        Kind(
            "probability", 0, 1, "probability", "Share of caval or atrial thrombi needing heart-lung bypass."
        ),
    ]
    icu_stay: Annotated[Number, Kind("duration", 0, 365, "d", "Stay in intensive care.")]
    ward_stay: Annotated[Number, Kind("duration", 0, 365, "d", "Stay on the ward after intensive care.")]
    ward_log_sd: Annotated[Number, Kind("log_sd", 0, 2, "log_sd", "Spread of the stay, log scale.")]
    complication: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance of a complication of Clavien grade III or more."),
    ]
    complication_stay: Annotated[Number, Kind("duration", 0, 365, "d", "Days a complication adds.")]
    liver_failure: Annotated[
        ByRemnant,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance of liver failure (ISGLS B or C) by function of the remnant.",
        ),
    ]
    failure_stay: Annotated[Number, Kind("duration", 0, 365, "d", "Days liver failure adds.")]
    remnant_ample: Annotated[
        Number, Kind("icg_k", 0.001, 1, "1/min", "Clearance of the remnant from which it counts as ample.")
    ]
    remnant_marginal: Annotated[
        Number, Kind("icg_k", 0.001, 1, "1/min", "Clearance of the remnant from which it counts as marginal.")
    ]
    operative_death: Annotated[
        ByRemnant,
        Kind("probability", 0, 0.999999, "probability", "Chance of dying of the operation, by remnant."),
    ]
    operative_death_factor: Annotated[
        ByExtent, Kind("ratio", 0, 20, "ratio", "Factor on the hazard of that death by extent of resection.")
    ]
    operative_period: Annotated[
        Number, Kind("duration", 0.1, 365, "d", "Time after the operation in which that chance is spent.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Bands of the remnant out of order, and an operation before its decision."""
        holds = self.base("lead_scatter") <= self.base("lead_time")
        yield from self.unless(holds, "lead_scatter", "must not be longer than surgery.lead_time")
        holds = self.base("remnant_marginal") < self.base("remnant_ample")
        rule = f"must be below surgery.remnant_ample ({self.remnant_ample.value:g})"
        yield from self.unless(holds, "remnant_marginal", rule)
