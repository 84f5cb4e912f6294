"""Port, regimen, toxicity, TACE and what follows progression."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from sim.parameters.base import Kind, Number, Topic
from sim.parameters.tables import ByResponse


class Treatment(Topic):
    """HAIC with low-dose 5-FU and cisplatin, and treatment without surgery."""

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
    port_replacements: Annotated[Number, Kind("count", 0, 20, "count", "How often a lost port is replaced.")]
    cisplatin: Annotated[Number, Kind("dose", 0, 200, "mg/m2", "Cisplatin on an infusion day.")]
    fluorouracil: Annotated[Number, Kind("dose", 0, 2000, "mg/m2", "5-FU on an infusion day.")]
    induction_cycles: Annotated[Number, Kind("count", 1, 100, "count", "Weekly cycles before the first CT.")]
    later_cycles: Annotated[
        ByResponse, Kind("count", 1, 100, "count", "Cycles of a further course, by the response seen last.")
    ]
    cycles_after_toxicity: Annotated[
        Number,
        Kind("count", 1, 100, "count", "Cycles at most of a course after one with severe toxicity."),
    ]
    cycle_infusion: Annotated[Number, Kind("duration", 0.05, 31, "d", "Days of infusion in a cycle.")]
    cycle_rest: Annotated[Number, Kind("duration", 0, 92, "d", "Days off in a cycle.")]
    course_gap: Annotated[
        ByResponse, Kind("duration", 0, 365, "d", "Rest between courses, by the response seen last.")
    ]
    course_gap_after_toxicity: Annotated[
        Number, Kind("duration", 0, 365, "d", "Rest between courses after severe toxicity.")
    ]
    gap_scatter: Annotated[Number, Kind("duration", 0, 60, "d", "A gap is longer or shorter by up to this.")]
    first_ct_after: Annotated[
        Number, Kind("duration", 0, 365, "d", "Time from the end of the induction to the first CT.")
    ]
    first_ct_scatter: Annotated[
        Number, Kind("duration", 0, 92, "d", "How far the first CT falls from its day, either way.")
    ]
    ct_interval: Annotated[Number, Kind("duration", 1, 730, "d", "Time between CTs after the first.")]
    ct_scatter: Annotated[
        Number, Kind("duration", 0, 92, "d", "How far a CT falls from its day, either way.")
    ]
    ct_stay: Annotated[Number, Kind("duration", 0, 7, "d", "Stay for one CT.")]
    toxicity: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance of severe (grade 3 or worse) toxicity in a cycle."),
    ]
    toxicity_pause: Annotated[Number, Kind("duration", 0, 365, "d", "How long such a delay lasts.")]
    toxicity_stop: Annotated[
        Number, Kind("probability", 0, 1, "probability", "Chance that severe toxicity ends HAIC.")
    ]
    reduced_dose: Annotated[
        Number, Kind("ratio", 0, 1, "ratio", "Dose intensity from the second severe toxicity on.")
    ]
    max_courses: Annotated[Number, Kind("count", 1, 1000, "count", "Most courses one patient is given.")]
    haic_score_limit: Annotated[
        Number, Kind("count", 5, 15, "count", "Highest Child-Pugh score with which HAIC goes on.")
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
    tace_at_ct: Annotated[
        Number, Kind("count", 0, 100, "count", "From this CT on TACE may be added; 0 never.")
    ]
    tace_most: Annotated[Number, Kind("count", 0, 50, "count", "How often TACE may be added.")]
    tace_vp_limit: Annotated[
        Number, Kind("count", 0, 4, "count", "Highest Vp grade with which TACE is given.")
    ]
    tace_kill: Annotated[Number, Kind("ratio", 0, 10, "ratio", "Fall of ln viable diameter by one TACE.")]
    tace_stay: Annotated[Number, Kind("duration", 0.05, 60, "d", "Days in hospital for TACE.")]
    tace_liver_cost: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance that TACE costs the liver a Child-Pugh point."),
    ]
    control_after_response: Annotated[
        Number,
        Kind(
            "duration",
            1,
            36525,
            "d",
            "Median time to progression of a responder who is not operated, from that decision or from the end of HAIC.",
        ),
    ]
    control_without_response: Annotated[
        Number,
        Kind(
            "duration",
            0.1,
            1200,
            "month",
            "Median time to progression after HAIC ended without progression and without response.",
        ),
    ]
    first_year: Annotated[
        Number, Kind("count", 1900, 2200, "count", "First calendar year in which a patient may have entered.")
    ]
    last_year: Annotated[Number, Kind("count", 1900, 2200, "count", "Last such year; all days alike.")]
    systemic_year: Annotated[
        Number,
        Kind("count", 1900, 2200, "count", "Calendar year from which systemic second-line treatment exists."),
    ]
    systemic_factor: Annotated[
        Number, Kind("ratio", 0, 10, "ratio", "Factor on death after progression once it exists.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """CTs that would overtake one another or the induction, and years out of order."""
        holds = self.base("ct_scatter") < self.base("ct_interval")
        yield from self.unless(holds, "ct_scatter", "must be shorter than treatment.ct_interval")
        holds = self.base("first_ct_scatter") <= self.base("first_ct_after")
        yield from self.unless(holds, "first_ct_scatter", "must not be longer than treatment.first_ct_after")
        holds = self.base("first_year") <= self.base("last_year")
        yield from self.unless(holds, "last_year", "must not be before treatment.first_year")
