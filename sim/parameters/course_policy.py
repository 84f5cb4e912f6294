"""What the team decides on the way: how many cycles, when to rest, scan, stop, and add TACE."""

from typing import Annotated

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByResponse


class CoursePolicy(Topic):
    """When HAIC is given, paused and ended, when CTs are taken, and when TACE is added."""

    induction_cycles: Annotated[Number, Kind("count", 1, 100, "count", "Weekly cycles before the first CT.")]
    later_cycles: Annotated[
        ByResponse, Kind("count", 1, 100, "count", "Cycles of a further course, by the response seen last.")
    ]
    cycles_after_toxicity: Annotated[
        Number,
        Kind("count", 1, 100, "count", "Cycles at most of a course after one with severe toxicity."),
    ]
    course_gap: Annotated[
        ByResponse, Kind("duration", 0, 365, "d", "Rest between courses, by the response seen last.")
    ]
    course_gap_after_toxicity: Annotated[
        Number, Kind("duration", 0, 365, "d", "Rest between courses after severe toxicity.")
    ]
    max_courses: Annotated[Number, Kind("count", 1, 1000, "count", "Most courses one patient is given.")]
    first_ct_after: Annotated[
        Number, Kind("duration", 0, 365, "d", "Time from the end of the induction to the first CT.")
    ]
    ct_interval: Annotated[Number, Kind("duration", 1, 730, "d", "Time between CTs after the first.")]
    toxicity_pause: Annotated[Number, Kind("duration", 0, 365, "d", "How long such a delay lasts.")]
    reduced_dose: Annotated[
        Number, Kind("ratio", 0, 1, "ratio", "Dose intensity from the second severe toxicity on.")
    ]
    haic_score_limit: Annotated[
        Number, Kind("count", 5, 15, "count", "Highest Child-Pugh score with which HAIC goes on.")
    ]
    stop_at_ct: Annotated[
        Number, Kind("count", 1, 100, "count", "The CT from which the rule `stop` is asked.")
    ]
    stop_marker: Annotated[
        Number,
        Kind(
            "ratio", 0, 100, "ratio", "Share of its start above which AFP stops HAIC, under the rule marker."
        ),
    ]
    port_replacements: Annotated[Number, Kind("count", 0, 20, "count", "How often a lost port is replaced.")]
    tace_first: Annotated[
        Number, Kind("count", 0, 1, "count", "Whether treatment begins with a TACE (1) or not (0).")
    ]
    tace_for: Annotated[
        ByResponse,
        Kind("count", 0, 1, "count", "Whether TACE is added (1) or not (0), by the response seen last."),
    ]
    tace_at_ct: Annotated[
        Number, Kind("count", 0, 100, "count", "From this CT on TACE may be added; 0 never.")
    ]
    tace_most: Annotated[Number, Kind("count", 0, 50, "count", "How often TACE may be added.")]
    tace_vp_limit: Annotated[
        Number, Kind("count", 0, 4, "count", "Highest Vp grade with which TACE is given.")
    ]
