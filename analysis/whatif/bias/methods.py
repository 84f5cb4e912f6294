"""The comparisons a study of a registry may make: what each compares, and the effect it is meant to show."""

from dataclasses import dataclass
from typing import Literal

LANDMARKS = (3, 6, 12)  # months
NAIVE, COX, CCW, PER_CONVERT = "naive", "cox", "ccw", "ccw_per_convert"
Unit = Literal["months", "hazard ratio"]


@dataclass(frozen=True)
class Method:
    """One comparison. compares: whom it compares, briefly. meant: the effect it is meant to show, whose truth is beside it."""

    key: str
    name: str
    compares: str
    meant: str
    unit: Unit = "months"


def landmark_key(months: int) -> str:
    """The key of the landmark comparison at so many months."""
    return f"landmark_{months}"


_AMONG = "months lived longer with surgery than without by {whom}, from {zero}"
METHODS = (
    Method(
        NAIVE,
        "naive",
        "converted v. unconverted",
        _AMONG.format(whom="those judged resectable", zero="the first infusion"),
    ),
    *(
        Method(
            landmark_key(months),
            f"landmark {months} months",
            "converted by then v. not",
            _AMONG.format(
                whom=f"those judged resectable by {months} months and alive then", zero="the landmark"
            ),
        )
        for months in LANDMARKS
    ),
    Method(
        COX,
        "time-dependent Cox, HR",
        "operated v. not yet",
        "hazard of death of the operated relative to the same people left unoperated, from the operation on",
        "hazard ratio",
    ),
    Method(
        CCW,
        "clone-censor-weight",
        "surgery v. never, everyone",
        _AMONG.format(
            whom="all starters, were everybody operated who is judged resectable", zero="the first infusion"
        ),
    ),
    Method(
        PER_CONVERT,
        "clone-censor-weight",
        "the same, per convert",
        _AMONG.format(whom="those judged resectable", zero="the first infusion"),
    ),
)
