"""The frozen rule of the reference team by which a patient counts as unresectable at entry."""

from typing import Annotated

from sim.parameters.base import Kind, Number, Topic


class Entry(Topic):
    """Never changed by the policy under test: a what-if treats the same people."""

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
    entry_liver_limit: Annotated[
        Number,
        Kind("icg_k", 0, 0.3, "1/min", "ICG-K of the remnant below which resection is refused at entry."),
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
