"""The frozen rule of the reference team by which a patient counts as unresectable at entry."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic


class Entry(Topic):
    """Never changed by the policy under test: a what-if treats the same people."""

    candidates: Annotated[
        Literal["unresectable", "resectable", "anyone"],
        Field(
            description="Who may enter: only candidates whom this rule calls unresectable, only those whom it calls "
            "resectable at once, or anyone. Others are drawn again."
        ),
    ]
    unresectable_vp: Annotated[
        Number,
        Kind(
            "count",
            0,
            6,
            "count",
            "From this Vp grade on the tumour counts as unresectable whatever else; 5 switches it off.",
        ),
    ]
    unresectable_vv: Annotated[
        Number, Kind("count", 0, 6, "count", "From this Vv grade on likewise; 4 switches it off.")
    ]
    entry_child_pugh_limit: Annotated[
        Number, Kind("count", 5, 15, "count", "Highest Child-Pugh score at which resection is done at entry.")
    ]
    entry_liver_limit: Annotated[
        Number,
        Kind("icg_k", 0, 0.3, "1/min", "ICG-K of the remnant that is enough at entry."),
    ]
    entry_liver_limit_good: Annotated[Number, Kind("icg_k", 0, 0.3, "1/min", "The same in good liver.")]
    entry_good_liver_r15: Annotated[
        Number, Kind("percent", 0, 100, "%", "Liver is good below this retention.")
    ]
    entry_liver_limit_lowest: Annotated[
        Number, Kind("icg_k", 0, 0.3, "1/min", "Below the limit acceptance falls to nothing here.")
    ]
    entry_rfa_limit: Annotated[
        Number,
        Kind("length", 0.1, 100, "mm", "Lesions outside the resection up to this size can be ablated."),
    ]
    entry_rfa_most: Annotated[Number, Kind("count", 0, 20, "count", "How many lesions can be ablated.")]
    t3_size: Annotated[
        Number, Kind("length", 0, 400, "mm", "Several lesions, one larger than this, are stage T3a.")
    ]
    most_attempts: Annotated[
        Number,
        Kind(
            "count",
            1,
            100000,
            "count",
            "How many candidates are drawn for one patient before entry is called impossible.",
        ),
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A soft limit that would end above the limit itself."""
        for limit in ("entry_liver_limit", "entry_liver_limit_good"):
            holds = self.base("entry_liver_limit_lowest") <= self.base(limit)
            yield from self.unless(holds, "entry_liver_limit_lowest", f"must not be above entry.{limit}")
