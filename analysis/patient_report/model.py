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
class Seed:
    """A tumour that the first has seeded, or a new cancer: where, born when, how large, and from when CT can show it.

    born_day: None for a new cancer. shows_day: as things stand, nothing more being done. Calendar days, mm.
    """

    site: str
    born_day: float | None
    mm: float
    shows_day: float


@dataclass(frozen=True)
class Person:
    """Who the patient was at diagnosis. `true_...` nobody knew; the rest is as examined.

    bilirubin: umol/l. albumin: g/l. baseline_mm: sum of the targets as measured. outside_liver: disease known there.
    entered: who may enter by the scenario (`entry.candidates`). true_doubling_days: of tumour volume, untreated.
    true_kill_per_day: fall of ln diameter at full exposure. true_shedding: how much more than the average the tumour
    seeds, beside growth and vessels. true_potential: malignant potential z.
    """

    age_years: float
    male: bool
    aetiology: str
    child_pugh: int
    icg_r15: float
    true_icg_r15: float
    bilirubin: float
    albumin: float
    group: str
    vp: int
    vv: int
    t_stage: str
    lesions: tuple[Lesion, ...]
    outside_liver: bool
    entered: str
    baseline_mm: float
    true_thrombus_mm: float
    afp: float
    pivka: float
    candidates: int
    true_potential: float
    true_doubling_days: float
    true_kill_per_day: float
    true_shedding: float


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
    """The tumour as it was on a day: mm, the targets together and the largest lesion; every seed there was, seen or not."""

    targets_mm: float
    largest_viable_mm: float
    largest_anatomical_mm: float
    thrombus_mm: float
    seeds: tuple[Seed, ...]


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

    lead_days: since the decision; waited_days: of these, for theatre. also: what was done besides. found_by_ultrasound:
    further tumours that ultrasound found. seeds: there, and left by the operation, known to nobody. remnant_k: ICG-K of
    the remnant as measured (1/min), by which the risk of death goes; true_remnant_k: by the true retention. stay_days:
    None where the patient did not live to be discharged.
    """

    day: float
    procedure: str
    lead_days: float
    waited_days: float
    minutes: float
    blood_ml: float
    margin_mm: float
    also: tuple[str, ...]
    found_by_ultrasound: float
    seeds: tuple[Seed, ...]
    seeds_left: tuple[Seed, ...]
    remnant_k: float
    true_remnant_k: float
    risk: float
    liver_failure: bool
    complication: bool
    stay_days: float | None


@dataclass(frozen=True)
class RecurrenceEvent:
    """A recurrence on the day of the visit that found it: sites, and how it was treated; detectable_day: since when it was."""

    day: float
    number: int
    sites: str
    treatment: str
    detectable_day: float
    seeds: tuple[Seed, ...]


@dataclass(frozen=True)
class Fact:
    """Anything else that happened, by its name in the journal; value as there."""

    day: float
    name: str
    value: float
    detail: str


@dataclass(frozen=True)
class Hidden:
    """Something that had happened and that nobody knew yet; seeds: those it speaks of."""

    day: float
    what: str
    seeds: tuple[Seed, ...] = ()


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
