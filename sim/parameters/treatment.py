"""Port, regimen, toxicity, TACE and what follows progression: what happens, whatever the team decides."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic


class Treatment(Topic):
    """HAIC with its drugs, what is given beside it, and treatment without surgery."""

    port_wait: Annotated[Number, Kind("duration", 0, 365, "d", "Time from diagnosis to the port.")]
    port_implantation: Annotated[Number, Kind("duration", 0, 30, "d", "Stay for implanting the port.")]
    port_success: Annotated[
        Number, Kind("probability", 0, 1, "probability", "Chance that one implantation succeeds.")
    ]
    port_complication: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance of an early complication that delays the first infusion.",
        ),
    ]
    port_complication_delay: Annotated[Number, Kind("duration", 0, 365, "d", "How long it delays.")]
    port_failure: Annotated[Number, Kind("rate", 0, 10, "1/d", "Rate at which a working port fails.")]
    cisplatin: Annotated[Number, Kind("dose", 0, 200, "mg/m2", "Cisplatin on an infusion day.")]
    fluorouracil: Annotated[Number, Kind("dose", 0, 2000, "mg/m2", "5-FU on an infusion day.")]
    cycle_infusion: Annotated[Number, Kind("duration", 0.05, 31, "d", "Days of infusion in a cycle.")]
    cycle_rest: Annotated[Number, Kind("duration", 0, 92, "d", "Days off in a cycle.")]
    infusion_intensity: Annotated[
        Number,
        Kind(
            "ratio",
            0.01,
            100,
            "ratio",
            "Dose on a day of infusion relative to the mean of a standard week's days.",
        ),
    ]
    relative_kill: Annotated[
        Number,
        Kind("ratio", 0, 100, "ratio", "Kill of the therapy given relative to low-dose 5-FU and cisplatin."),
    ]
    seed_kill: Annotated[
        Number,
        Kind(
            "ratio", 0, 10, "ratio",
            "Kill of seeds in the liver relative to that of the nodule; 0: no drug reaches them.",
        ),
    ]  # fmt: skip
    gap_scatter: Annotated[Number, Kind("duration", 0, 60, "d", "A gap is longer or shorter by up to this.")]
    first_ct_scatter: Annotated[
        Number, Kind("duration", 0, 92, "d", "How far the first CT falls from its day, either way.")
    ]
    ct_scatter: Annotated[
        Number, Kind("duration", 0, 92, "d", "How far a CT falls from its day, either way.")
    ]
    ct_stay: Annotated[Number, Kind("duration", 0, 7, "d", "Stay for one CT.")]
    toxicity: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance of severe (grade 3 or worse) toxicity in a cycle."),
    ]
    toxicity_stop: Annotated[
        Number, Kind("probability", 0, 1, "probability", "Chance that severe toxicity ends HAIC.")
    ]
    suite_session: Annotated[
        Number,
        Kind(
            "duration",
            0.01,
            5,
            "d",
            "Time in the angiography suite for TACE, ablation or portal embolisation.",
        ),
    ]
    tace_kill: Annotated[Number, Kind("ratio", 0, 10, "ratio", "Fall of ln viable diameter by one TACE.")]
    tace_stay: Annotated[Number, Kind("duration", 0.05, 60, "d", "Days in hospital for TACE.")]
    tace_liver_cost: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance that TACE costs the liver a Child-Pugh point."),
    ]
    first_year: Annotated[
        Number, Kind("count", 1900, 2200, "count", "First calendar year in which a patient may have entered.")
    ]
    last_year: Annotated[Number, Kind("count", 1900, 2200, "count", "Last such year; all days alike.")]
    systemic_year: Annotated[
        Number,
        Kind("count", 1900, 2200, "count", "Calendar year from which systemic second-line treatment exists."),
    ]
    slowed_growth: Annotated[
        Number,
        Kind(
            "ratio", 0.001, 1, "ratio",
            "Growth relative to the tumour's own once systemic treatment, or TACE of a recurrence, has begun.",
        ),
    ]  # fmt: skip
    accompanied_growth: Annotated[
        Number,
        Kind(
            "ratio", 0.001, 1, "ratio",
            "Growth relative to the tumour's own under a systemic drug given beside HAIC, from the first infusion until "
            "progression or the operation; 1 where none is given.",
        ),
    ]  # fmt: skip

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Years out of order."""
        holds = self.base("first_year") <= self.base("last_year")
        yield from self.unless(holds, "last_year", "must not be before treatment.first_year")
