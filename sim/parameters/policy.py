"""What the team decides by: courses, scans, response, resectability, consent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Strict
from pydantic_core import InitErrorDetails

from haicsim.sim.criteria import KEYS
from haicsim.sim.loading.validation import ABSENT
from haicsim.sim.parameters.base import Kind, Number, refuse_cell
from haicsim.sim.parameters.liver_policy import LiverPolicy
from haicsim.sim.parameters.tables import ByVp, ByVv

NEVER_OPERATES = "this policy can never operate (set operate to 0 if that is meant)"

if TYPE_CHECKING:
    Criterion = str
else:
    Criterion = Literal[KEYS]


class Policy(LiverPolicy):
    """When the team treats, scans and judges, by which criteria in which order, and its thresholds and limits."""

    haic: Annotated[
        Literal["on", "off"],
        Field(
            description="Whether infusion chemotherapy is given. Off: CT, meeting and TACE go on without it."
        ),
    ]
    stop: Annotated[
        Literal["progression", "stable", "marker"],
        Field(
            description="When HAIC is stopped: at progression only; also where a CT still shows no response; also where AFP "
            "has not fallen enough."
        ),
    ]
    decision: Annotated[
        Literal["as_soon_as_pr", "two_consecutive", "plateau", "fixed_courses", "marker_fall"],
        Field(
            description="When the response counts as sufficient: as soon as PR (or accepted SD) is seen; seen at two CTs "
            "running; when the size no longer changes; after a fixed number of courses; once AFP has fallen enough."
        ),
    ]
    criteria: Annotated[
        tuple[Criterion, ...],
        Strict(False),
        Field(description="The meeting's criteria in the order in which they are named; left out is off."),
    ]
    surgery_first: Annotated[
        Number,
        Kind(
            "count",
            0,
            1,
            "count",
            "Whether the meeting judges at entry, before any treatment (1), or not (0).",
        ),
    ]
    surveillance: Annotated[
        Number,
        Kind(
            "duration", 1, 1461, "d", "Time between visits after hepatectomy, at which a recurrence is found."
        ),
    ]
    partial_response: Annotated[
        Number, Kind("ratio", 0, 1, "ratio", "At or below this ratio to baseline the tumour has responded.")
    ]
    progression: Annotated[
        Number,
        Kind("ratio", 1, 100, "ratio", "At or above this ratio to its smallest the tumour has progressed."),
    ]
    target_size: Annotated[Number, Kind("length", 0, 100, "mm", "Least viable diameter of a target lesion.")]
    targets: Annotated[Number, Kind("count", 1, 5, "count", "How many target lesions at most.")]
    new_lesion_size: Annotated[
        Number,
        Kind("length", 0, 100, "mm", "A new lesion of this size is progression; a smaller one waits a CT."),
    ]
    unequivocal_growth: Annotated[
        Number,
        Kind(
            "ratio",
            1,
            100,
            "ratio",
            "Growth over its smallest at which a non-target or a thrombus has progressed.",
        ),
    ]
    confirmation: Annotated[
        Number, Kind("count", 0, 1, "count", "Whether a response must be seen twice (1) or once (0).")
    ]
    operate: Annotated[Number, Kind("count", 0, 1, "count", "Whether anybody is operated (1) or nobody (0).")]
    stable_shrinkage: Annotated[
        Number,
        Kind("ratio", 0, 1, "ratio", "Least anatomical shrinkage at which stable disease is considered."),
    ]
    accept_stable: Annotated[
        Number, Kind("probability", 0, 1, "probability", "Chance that such stable disease is accepted.")
    ]
    child_pugh_limit: Annotated[
        Number, Kind("count", 5, 15, "count", "Highest Child-Pugh score at operation.")
    ]
    liver_limit: Annotated[Number, Kind("icg_k", 0, 0.3, "1/min", "ICG-K of the remnant that is enough.")]
    liver_limit_good: Annotated[Number, Kind("icg_k", 0, 0.3, "1/min", "The same in good liver.")]
    good_liver_r15: Annotated[Number, Kind("percent", 0, 100, "%", "Liver is good below this retention.")]
    liver_limit_lowest: Annotated[
        Number, Kind("icg_k", 0, 0.3, "1/min", "Below the limit acceptance falls to nothing here.")
    ]
    rfa_limit: Annotated[
        Number,
        Kind("length", 0.1, 100, "mm", "Lesions outside the resection up to this size can be ablated."),
    ]
    rfa_most: Annotated[Number, Kind("count", 0, 20, "count", "How many lesions can be ablated.")]
    thrombus_retraction: Annotated[
        Number, Kind("ratio", 0, 1, "ratio", "Least share of its length by which a thrombus has drawn back.")
    ]
    vp_operable: Annotated[
        ByVp,
        Kind(
            "count", 0, 1, "count", "Whether the team operates (1) or not (0) at this Vp grade, as it is now."
        ),
    ]
    vv_operable: Annotated[ByVv, Kind("count", 0, 1, "count", "The same by Vv grade.")]
    both_vessels: Annotated[
        Number, Kind("count", 0, 1, "count", "Whether Vp3/4 and Vv2/3 together are operated (1) or not (0).")
    ]
    age_limit: Annotated[Number, Kind("duration", 18, 120, "year", "Nobody older is operated.")]
    unfit: Annotated[
        Number, Kind("probability", 0, 1, "probability", "Share not fit for major surgery for other reasons.")
    ]
    refusal: Annotated[
        Number,
        Kind("probability", 0, 1, "probability", "Chance that a patient refuses an offered operation."),
    ]
    discuss_all: Annotated[
        Number,
        Kind(
            "count",
            0,
            1,
            "count",
            "Whether the meeting hears every patient without progression (1) or only those whose response suffices (0).",
        ),
    ]
    boldness: Annotated[Number, Kind("ratio", 0.01, 100, "ratio", "Factor on the margins the team accepts.")]
    tolerated_shortfall: Annotated[
        Number,
        Kind(
            "ratio",
            0,
            10,
            "ratio",
            "How far from resectable by response, lesions and thrombus the team still operates, liver and fitness allowing.",
        ),
    ]
    fixed_courses: Annotated[
        Number,
        Kind("count", 1, 50, "count", "Courses before anybody is judged, under the rule fixed_courses."),
    ]
    plateau_change: Annotated[
        Number,
        Kind(
            "ratio",
            0,
            1,
            "ratio",
            "Change since the last CT below which size has reached its plateau, under the rule plateau.",
        ),
    ]
    marker_fall: Annotated[
        Number,
        Kind(
            "ratio",
            0,
            1,
            "ratio",
            "Share of its start to which AFP must have fallen, under the rule marker_fall.",
        ),
    ]
    restage_after: Annotated[
        Number,
        Kind(
            "duration",
            0,
            10,
            "year",
            "Age of the last CT beyond which another is taken before the operation.",
        ),
    ]
    portal_embolisation: Annotated[
        Number,
        Kind(
            "count",
            0,
            1,
            "count",
            "Whether the portal vein is embolised where only the liver criterion fails.",
        ),
    ]
    embolisation_gain: Annotated[
        Number, Kind("ratio", 1, 3, "ratio", "Growth of the remnant after portal embolisation.")
    ]
    embolisation_wait: Annotated[Number, Kind("duration", 0, 365, "d", "Days until the remnant has grown.")]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Limits out of order, a criterion named twice, and a policy by which nobody can be operated."""
        yield from super().contradictions()
        rule = f"must be below policy.progression ({self.progression.value:g})"
        holds = self.base("partial_response") < self.base("progression")
        yield from self.unless(holds, "partial_response", rule)
        for limit in ("liver_limit", "liver_limit_good"):
            holds = self.base("liver_limit_lowest") <= self.base(limit)
            yield from self.unless(holds, "liver_limit_lowest", f"must not be above policy.{limit}")
        for place, name in enumerate(self.criteria):
            if name in self.criteria[:place]:
                yield refuse_cell(("criteria", place), name, "is named twice")
        if self.operate.value:
            yield from self._never_operates()

    def _never_operates(self) -> Iterator[InitErrorDetails]:
        """Why nobody is ever operated although `operate` says otherwise."""
        for key, vein in (("vp_operable", "Vp"), ("vv_operable", "Vv")):
            shut = not any(cell.value for _, cell in getattr(self, key).cells())
            if shut and "vessels" in self.criteria:
                yield refuse_cell((key,), ABSENT, f"{NEVER_OPERATES}: no {vein} grade is operable")
        if "fitness" in self.criteria:
            rule = f"{NEVER_OPERATES}: nobody is fit for surgery"
            yield from self.unless(self.base("unfit") < 1.0, "unfit", rule)
        if "consent" in self.criteria:
            rule = f"{NEVER_OPERATES}: everybody refuses"
            yield from self.unless(self.base("refusal") < 1.0, "refusal", rule)
        if self.decision == "marker_fall" and "response" in self.criteria:
            rule = f"{NEVER_OPERATES}: AFP cannot fall to nothing"
            yield from self.unless(self.marker_fall.value > 0, "marker_fall", rule)
