"""Journals written by hand: lives put together event by event, and their records folded from them by the program."""

from types import SimpleNamespace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from haicsim.sim import codes, criteria
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import fold

Array = NDArray[Any]
Row = tuple[float, int, float]


class Life:
    """One life on a clock that only stays move; every word returns the life, so that words can be strung together."""

    def __init__(self, entry: float = 0.0, group: str = "A") -> None:
        """Enters on that day."""
        self.entry, self.group, self.day = entry, group, entry
        self.rows: list[Row] = []
        self.note(codes.STARTED, 60.0)

    def note(self, event: int, value: float = 0.0) -> Self:
        self.rows.append((self.day, event, value))
        return self

    def stay(self, event: int, days: float) -> Self:
        self.note(event, days)
        self.day += days
        return self

    def port(self) -> Self:
        """Ready for the first infusion ten days after entry."""
        return self.stay(codes.PORT_PLANNING, 9.0).stay(codes.PORT_IMPLANTATION, 1.0)

    def course(self, cycles: int = 4) -> Self:
        """Weekly cycles; a gap of 30 days before any but the first course."""
        first = not any(event == codes.FIRST_INFUSION for _, event, _ in self.rows)
        self.note(codes.FIRST_INFUSION, 1.0) if first else self.stay(codes.COURSE_GAP, 30.0)
        for _ in range(cycles):
            self.stay(codes.INFUSION, 5.0).stay(codes.CYCLE_REST, 2.0)
        return self

    def ct(self, mm: float, response: int) -> Self:
        self.note(codes.MEASURED, mm).note(codes.RESPONSE, response)
        return (
            self.note(codes.PROGRESSED).ends(codes.ENDED_PROGRESSION)
            if response == codes.PROGRESSIVE
            else self
        )

    def ends(self, why: int) -> Self:
        return self.note(codes.HAIC_ENDED, why)

    def meeting(self, *failed: int) -> Self:
        """The meeting hears the case; judged resectable and offered surgery where nothing failed."""
        self.note(codes.FAILED, sum(1 << code for code in failed))
        self.note(codes.DECISION, failed[0] if failed else codes.OPERATE)
        return self if failed else self.note(codes.CONVERTED, 40.0).note(codes.OFFERED)

    def operated(self) -> Self:
        return self.note(codes.HEPATECTOMY, codes.RIGHT_HEPATECTOMY).ends(codes.ENDED_OPERATION)

    def recurs(self, treatment: int) -> Self:
        """A recurrence as it becomes detectable; the first was settled by the operation, for this very day."""
        if codes.RECURS_IN not in [event for _, event, _ in self.rows]:
            self.note(codes.RECURS_IN, 0.0).note(codes.RECURS_AT, codes.SINGLE_INTRAHEPATIC)
        return self.note(codes.RECURRED, codes.SINGLE_INTRAHEPATIC).note(codes.TREATED, treatment)

    def dies(self, cause: int) -> Self:
        return self.note(codes.DEATH, cause)


def world(*lives: Life) -> tuple[Array, Array]:
    """The journal and the records of these lives, everyone counted."""
    rows = [(place, *row) for place, life in enumerate(lives) for row in life.rows]
    patients = [person(life) for life in lives]
    return as_rows(rows), fold(as_rows(rows), patients)


def person(life: Life) -> Any:
    """Somebody at diagnosis: nothing here is looked at but the day of entry and the group."""
    nothing = dict.fromkeys(
        ("vp", "vv", "t_stage", "aetiology", "male", "attempts", "age_days", "bsa_m2", "potential",
         "bilirubin", "albumin", "far_at_entry",
         "afp_baseline", "pivka_baseline"), 0
    )  # fmt: skip
    return SimpleNamespace(
        **nothing, score=5, lesions=1, icg_r15=10.0, lesion_mm=[60.0],
        group=codes.GROUPS.index(life.group), arrival=life.entry,
    )  # fmt: skip


def of_every_kind(late: float = 0.0, stretch: float = 1.0) -> list[Life]:
    """One life of every kind; `late`: days after which they enter, `stretch`: of what happens after HAIC."""

    def after(life: Life, days: float) -> Life:
        life.day += days * stretch
        return life

    def started(group: str = "A") -> Life:
        return Life(late, group).port()

    free = started().course().ct(36.0, codes.PARTIAL).meeting().operated()
    again = after(
        started("C").course().ct(48.0, codes.STABLE).course(2).ct(30.0, codes.PARTIAL).meeting(), 20
    ).operated()
    again = after(after(again, 400).recurs(codes.ABLATION), 500).recurs(codes.SUPPORTIVE)
    refusing = (
        started("B")
        .course()
        .ct(33.0, codes.PARTIAL)
        .meeting()
        .note(codes.REFUSED)
        .course(2)
        .ends(codes.ENDED_TOXICITY)
    )
    refusing = (
        after(refusing.note(codes.UNTIL_CT, 200.0 * stretch), 200)
        .note(codes.PROGRESSED)
        .note(codes.SECOND_LINE)
    )
    stable = started("C").course().ct(58.0, codes.STABLE).meeting(criteria.RESPONSE_SUFFICES, criteria.LIVER)
    stable = stable.course(2).ct(75.0, codes.PROGRESSIVE)
    lesions = (
        started().course().ct(40.0, codes.PARTIAL).meeting(criteria.TUMOUR).course(4).ends(codes.ENDED_CAP)
    )
    waits = started("C").course().ct(41.0, codes.PARTIAL).meeting()
    cancelled = after(started().course().ct(0.0, codes.COMPLETE).meeting(), 60).note(
        codes.CANCELLED, 60.0 * stretch
    )
    return [
        free,
        after(again, 100).dies(codes.OF_SPREAD_IN_LIVER),
        after(refusing, 90).dies(codes.OF_THROMBUS),
        after(stable, 150).dies(codes.OF_TUMOUR),
        after(started("B").course().ct(130.0, codes.PROGRESSIVE), 60).dies(codes.OF_LIVER_FAILURE),
        started("B").course(2).dies(codes.OF_EMBOLISM),
        Life(late).stay(codes.PORT_PLANNING, 4.0).dies(codes.OF_OTHER_CAUSE),
        after(cancelled.note(codes.PROGRESSED).ends(codes.ENDED_PROGRESSION), 200).dies(
            codes.OF_SPREAD_BEYOND
        ),
        after(waits, 30).dies(codes.OF_OTHER_CAUSE),
        after(started().course().ct(50.0, codes.STABLE).meeting().operated(), 40).dies(codes.OF_OPERATION),
        after(lesions.note(codes.UNTIL_CT, 300.0 * stretch), 300).dies(codes.OF_TUMOUR),
    ]


BASELINE_MM = 60.0  # of everybody here
HORIZON_DAYS = 3000.0


def many(copies: int) -> tuple[Array, Array]:
    """So many of every kind, entering one after the other, their later lives of different lengths."""
    return world(*(life for k in range(copies) for life in of_every_kind(7.0 * k, 0.6 + 0.35 * k)))


def baselines(records: Array) -> NDArray[np.float64]:
    """What the baseline CT measured, for everybody."""
    return np.full(len(records), BASELINE_MM)
