"""What a case report says of one patient: person, courses, CTs, meetings, operation, recurrences, and the truth behind."""

from dataclasses import asdict, dataclass
from typing import Any

from haicsim.sim.replay import Draw


@dataclass(frozen=True)
class Lesion:
    """One lesion at diagnosis: where, and its true viable diameter."""

    lobe: str
    viable_mm: float


@dataclass(frozen=True)
class Person:
    """Who the patient was at diagnosis. `true_...` nobody knew; the rest is as examined.

    baseline_mm: sum of the targets as measured. true_doubling_days: of tumour volume, untreated. true_kill_per_day: fall
    of ln diameter at full exposure. true_potential: malignant potential z.
    """

    age_years: float
    male: bool
    aetiology: str
    child_pugh: int
    icg_r15: float
    true_icg_r15: float
    group: str
    vp: int
    vv: int
    t_stage: str
    lesions: tuple[Lesion, ...]
    baseline_mm: float
    true_thrombus_mm: float
    afp: float
    pivka: float
    candidates: int
    true_potential: float
    true_doubling_days: float
    true_kill_per_day: float


@dataclass(frozen=True)
class Course:
    """A block of weekly cycles; last_day: the last day of infusion; dose: relative intensity; waited_days: for beds."""

    day: float
    number: int
    last_day: float
    cycles: int
    dose: float
    waited_days: float


@dataclass(frozen=True)
class Truth:
    """The tumour as it was on a day: mm, the targets together and the largest lesion; what had spread, seen or not."""

    targets_mm: float
    largest_viable_mm: float
    largest_anatomical_mm: float
    thrombus_mm: float
    new_lesion: bool
    outside_liver: bool


@dataclass(frozen=True)
class Scan:
    """One CT: measured sums, change as a share of baseline and of the smallest before, response and what progressed."""

    day: float
    number: int
    targets_mm: float
    from_baseline: float
    from_smallest: float
    others_mm: float
    thrombus_mm: float
    largest_anatomical_mm: float
    response: str
    progressed_by: tuple[str, ...]
    afp: float
    pivka: float
    truth: Truth


@dataclass(frozen=True)
class Meeting:
    """What the meeting saw, criterion by criterion, and what it decided.

    waited_days: for a place. procedure: the resection that would be needed. remnant_share, remnant_k: functional liver
    left, and its ICG-K (1/min). retraction: share by which the thrombus had drawn back. passed: by criterion, in the
    team's order; consent is asked only where all others pass. explained: the same in a sentence each. limits: the team's
    own.
    """

    day: float
    number: int
    waited_days: float
    decision: str
    passed: dict[str, bool]
    explained: dict[str, str]
    procedure: str
    score: int
    icg_r15: float
    remnant_share: float
    remnant_k: float
    lesions_left: int
    largest_left_mm: float
    vp: int
    vv: int
    retraction: float
    response: str
    shrinkage: float
    age_years: float
    stable_accepted: bool
    decompensated: bool
    limits: dict[str, float]


@dataclass(frozen=True)
class Operation:
    """The operation report and the stay.

    also: what was done besides. remnant_k: ICG-K of the remnant as measured (1/min), by which the risk of death goes;
    true_remnant_k: by the true retention. stay_days: None where the patient did not live to be discharged.
    """

    day: float
    procedure: str
    waited_days: float
    minutes: float
    blood_ml: float
    margin_mm: float
    also: tuple[str, ...]
    remnant_k: float
    true_remnant_k: float
    risk: float
    liver_failure: bool
    complication: bool
    stay_days: float | None


@dataclass(frozen=True)
class RecurrenceEvent:
    """A recurrence on the day on which it became detectable: sites, and how it was treated."""

    day: float
    number: int
    sites: str
    treatment: str


@dataclass(frozen=True)
class Fact:
    """Anything else that happened, by its name in the journal; value as there."""

    day: float
    name: str
    value: float
    detail: str


@dataclass(frozen=True)
class Hidden:
    """Something that had happened and that nobody knew yet."""

    day: float
    what: str


Item = Course | Scan | Meeting | Operation | RecurrenceEvent | Fact | Hidden


@dataclass(frozen=True)
class PatientReport:
    """One patient's case: who, what happened in order of days, the end of follow-up, and the random numbers that were used.

    scenario: its name. cisplatin_mg, fluorouracil_mg: given in all.
    """

    scenario: str
    person: Person
    items: tuple[Item, ...]
    follow_up_ends: float
    cisplatin_mg: float
    fluorouracil_mg: float
    draws: tuple[Draw, ...]

    def as_dict(self, luck: bool) -> dict[str, Any]:
        """Everything, ready for JSON; the random numbers only where asked for."""
        items = [{"kind": type(item).__name__.lower(), **asdict(item)} for item in self.items]
        content = {**asdict(self), "items": items}
        if not luck:
            del content["draws"]
        return content
