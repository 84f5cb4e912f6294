"""By which rule the team judges that enough liver would be left, and the limits of every rule but ICG-K.

The limits of ICG-K, and what holds under every rule (Child-Pugh, boldness), are in `haicsim.sim.parameters.policy`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, refuse_cell
from haicsim.sim.parameters.course_policy import CoursePolicy
from haicsim.sim.parameters.tables import ByAlbi, ByLimitedResection, ByMakuuchi, ByMakuuchiBilirubin


class LiverPolicy(CoursePolicy):
    """The named rules of the liver criterion; only the numbers of the rule in force act."""

    liver_rule: Annotated[
        Literal["icg_k", "makuuchi", "remnant_share", "albi"],
        Field(
            description="By which rule the liver left is sufficient: ICG-K of the functional remnant, Makuuchi's criteria, "
            "the share of functional liver left, or the share left by ALBI grade. Child-Pugh score and decompensation "
            "are asked under every rule."
        ),
    ]
    makuuchi_r15: Annotated[
        ByMakuuchi,
        Kind(
            "percent",
            0,
            100,
            "%",
            "Makuuchi's criteria: retention after 15 minutes from which the resection is too large.",
        ),
    ]
    makuuchi_bilirubin: Annotated[
        ByMakuuchiBilirubin,
        Kind(
            "bilirubin",
            0,
            1000,
            "umol/l",
            "Makuuchi's criteria: total bilirubin from which the resection is too large; from the last on there is none.",
        ),
    ]
    makuuchi_upto: Annotated[
        ByLimitedResection,
        Kind(
            "length",
            0,
            400,
            "mm",
            "Makuuchi's criteria: tumours up to this size, where a segment would do, can be removed by less.",
        ),
    ]
    remnant_limit: Annotated[
        Number, Kind("ratio", 0, 1, "ratio", "Share of functional liver left that is enough.")
    ]
    remnant_limit_good: Annotated[Number, Kind("ratio", 0, 1, "ratio", "The same in good liver.")]
    albi_per_log_bilirubin: Annotated[
        Number, Kind("ratio", 0, 10, "ratio", "ALBI score per tenfold of bilirubin (umol/l).")
    ]
    albi_per_albumin: Annotated[Number, Kind("per_albumin", -1, 0, "l/g", "ALBI score per g/l of albumin.")]
    albi_grade: Annotated[
        ByAlbi, Kind("albi", -10, 10, "ALBI", "Highest ALBI score of the grade; above the second is grade 3.")
    ]
    albi_remnant: Annotated[
        ByAlbi,
        Kind(
            "ratio",
            0,
            1,
            "ratio",
            "Share of functional liver that must be left in this grade; grade 3: no resection.",
        ),
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Steps of a rule out of order."""
        yield from super().contradictions()
        for key in ("makuuchi_r15", "makuuchi_bilirubin", "albi_grade", "albi_remnant"):
            for (lower, least), (name, value) in pairwise(self.cells_in_base(key).items()):
                if value < least:
                    rule = f"must not be below policy.{key}.{lower}"
                    yield refuse_cell((key, name, "value"), getattr(getattr(self, key), name).value, rule)
        limited, enucleated = self.cells_in_base("makuuchi_upto").values()
        if enucleated > limited:
            rule = "must not be above policy.makuuchi_upto.limited"
            value = self.makuuchi_upto.enucleation.value
            yield refuse_cell(("makuuchi_upto", "enucleation", "value"), value, rule)
        holds = self.base("remnant_limit_good") <= self.base("remnant_limit")
        yield from self.unless(holds, "remnant_limit_good", "must not be above policy.remnant_limit")
