"""Liver volume, remnants and how the liver fails."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic
from haicsim.sim.parameters.tables import ByResection

SMALLEST_BODY_M2 = 1.0  # nobody smaller is drawn (`haicsim.sim.cohort`)


class Liver(Topic):
    """Shares are of working liver, without tumour."""

    volume_per_m2: Annotated[
        Number, Kind("volume_per_area", 0, 5000, "ml/m2", "Standard liver volume by body surface.")
    ]
    volume_at_zero: Annotated[Number, Kind("volume", -1000, 1000, "ml", "Constant of that formula.")]
    remnant_share: Annotated[
        ByResection,
        Kind("probability", 0, 1, "probability", "Share of working liver that a resection leaves."),
    ]
    obstructed_function: Annotated[
        Number,
        Kind(
            "ratio",
            0,
            1,
            "ratio",
            "Share of function left in liver whose portal branch is closed by thrombus.",
        ),
    ]
    hypertrophy: Annotated[
        Number,
        Kind("ratio", 1, 2, "ratio", "Growth of the other side where Vp3/4 closed a branch at diagnosis."),
    ]
    least_working: Annotated[
        Number,
        Kind("ratio", 0.01, 1, "ratio", "Share of the resected part that works however large the tumour is."),
    ]
    segment_upto: Annotated[
        Number, Kind("length", 0, 400, "mm", "Tumours up to this size are resected by segmentectomy.")
    ]
    section_upto: Annotated[Number, Kind("length", 0, 400, "mm", "Up to this size by sectionectomy.")]
    half_upto: Annotated[Number, Kind("length", 0, 400, "mm", "Up to this size by hemihepatectomy.")]
    extended_upto: Annotated[
        Number,
        Kind(
            "length",
            0,
            400,
            "mm",
            "Up to this size by an extended hepatectomy, beyond it by trisectionectomy.",
        ),
    ]
    worsening: Annotated[Number, Kind("rate", 0, 1, "1/d", "Hazard of losing one Child-Pugh point on HAIC.")]
    decompensation: Annotated[Number, Kind("rate", 0, 1, "1/d", "Hazard of decompensation at score 5.")]
    decompensation_per_score: Annotated[
        Number, Kind("per_point", 0, 3, "1/point", "Rise of its log per point above 5.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A liver of no volume, and extents of resection out of order."""
        least = self.base("volume_per_m2") * SMALLEST_BODY_M2 + self.base("volume_at_zero")
        rule = f"leaves no liver at a body surface of {SMALLEST_BODY_M2:g} m2, the smallest drawn"
        yield from self.unless(least > 0.0, "volume_per_m2", rule)
        sizes = ("segment_upto", "section_upto", "half_upto", "extended_upto")
        for smaller, larger in pairwise(sizes):
            holds = self.base(smaller) <= self.base(larger)
            yield from self.unless(
                holds, larger, f"must not be below {smaller}: {', '.join(sizes)} must rise"
            )
