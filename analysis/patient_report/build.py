"""From a patient's journal to the case: every event is looked at while the patient, simulated again, stands at it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from haicsim.analysis.patient_report import findings
from haicsim.analysis.patient_report.model import (
    Course,
    Fact,
    Hidden,
    Item,
    Operation,
    PatientReport,
    RecurrenceEvent,
    Scan,
)
from haicsim.analysis.patient_report.seeds import SeedLog
from haicsim.sim import codes
from haicsim.sim.code_book import NO_ITEM, OPERATION_LINE, OWN_ITEM
from haicsim.sim.outcomes.table import names_of_bits
from haicsim.sim.replay import JournalRow, Replay
from haicsim.sim.rules.liver import operative_risk
from haicsim.sim.rules.resectability import icg_k_of_remnant
from haicsim.sim.rules.resection import extent_needed, vp_now, vv_now
from haicsim.sim.scenario.model import Scenario

BESIDES = {codes.THROMBECTOMY, codes.EXCLUSION, codes.BYPASS, codes.ABLATED}
OPERATION_FIELDS = {
    codes.OPERATION_TIME: "minutes",
    codes.BLOOD_LOSS: "blood_ml",
    codes.MARGIN: "margin_mm",
    codes.LIVER_FAILURE: "liver_failure",
    codes.COMPLICATION: "complication",
    codes.DISCHARGED: "stay_days",
    codes.ULTRASOUND: "found_by_ultrasound",
}
_HAPPENED = {codes.LIVER_FAILURE, codes.COMPLICATION}  # their value says nothing


def report_of(
    scenario: Scenario, patient: int, replication: int, entry_day: float, journal: Sequence[JournalRow]
) -> PatientReport:
    """The case of one patient.

    entry_day: calendar day. journal: the patient's rows in order. Raises ReplayMismatchError where another version of the
    model wrote the journal.
    """
    casework = ReportBuilder(Replay(scenario, patient, replication, entry_day))
    return casework.case(journal)


class ReportBuilder:
    """Collects what a case report needs while the patient is simulated again."""

    def __init__(self, replay: Replay) -> None:
        """Nothing heard yet."""
        self._own, self._unsaid = self.own_items(), self.unsaid()
        self.replay, self.p, self.theta = replay, replay.p, replay.theta
        self.seeds = SeedLog(replay.p, replay.theta)
        self.items: list[Item] = []
        self.waited: dict[int, float] = {}
        self.meetings = self.recurrences = 0
        self.cisplatin_mg = self.fluorouracil_mg = 0.0
        self.operated_day = self.known_day = self.decided_day = codes.NEVER
        self.points_lost = 0

    def case(self, journal: Iterable[JournalRow]) -> PatientReport:
        """Hear the whole journal."""
        person: Any = None
        for row in self.replay.events(journal):
            if person is None:
                person = findings.person(self.p, self.replay.scenario.entry.candidates)
                self.smallest = findings.smallest(self.p)
            if (
                row.event >= codes.FIRST_ACTIVITY
            ):  # where a place is granted, the patient stands in the future still
                self.seeds.see()
            self._hear(row)
        self.seeds.see()
        ends = self.p[0].arrival + self.replay.horizon_days
        self._uncover(min(self.p[0].death_day, ends))
        return PatientReport(
            scenario=self.replay.scenario.name,
            person=person,
            items=tuple(sorted(self.items, key=lambda item: item.day)),
            follow_up_ends=ends,
            cisplatin_mg=self.cisplatin_mg,
            fluorouracil_mg=self.fluorouracil_mg,
            draws=self.replay.draws,
        )

    def _hear(self, row: JournalRow) -> None:
        """By what the code book says of the event; KeyError where it promises an item that nobody makes."""
        report = codes.EVENTS[row.event].report
        if row.event in self._unsaid:
            self._unsaid[row.event](row)
        if report == OWN_ITEM:
            self._own[row.event](row)
        elif report == OPERATION_LINE:
            self._report(row)
        elif report != NO_ITEM:
            self._fact(row)

    def own_items(self) -> dict[int, Callable[[JournalRow], None]]:
        """Who makes the item of an event that has one of its own; a grant's is that of what it was waited for."""
        granted = {codes.GRANTED + number: self._granted for number in range(len(codes.RESOURCES))}
        return {
            **granted,
            codes.INFUSION: self._infusion,
            codes.MEASURED: self._scan,
            codes.DECISION: self._meeting,
            codes.HEPATECTOMY: self._operation,
            codes.RECURRED: self._recurrence,
        }

    def unsaid(self) -> dict[int, Callable[[JournalRow], None]]:
        """What is taken from events of which the report says nothing, or nothing yet."""
        return {
            codes.SEEDS_AT_ENTRY: self._seeds_at_entry,
            codes.CONVERTED: self._converted,
            codes.TACE_GIVEN: self._price_of_tace,
            codes.SEEDS_AT_SURGERY: lambda _: self._at_operation(seeds=self.seeds.now()),
            codes.SEEDS_LEFT: self._seeds_left,
        }

    def _seeds_at_entry(self, row: JournalRow) -> None:
        self.items.append(Hidden(row.day, "", tuple(s for s in self.seeds.now() if s.shows_day > row.day)))

    def _converted(self, row: JournalRow) -> None:
        self.decided_day = row.day

    def _price_of_tace(self, row: JournalRow) -> None:
        if self.p[0].points_lost > self.points_lost:
            self.items.append(Hidden(row.day, "the liver loses a Child-Pugh point by it"))
        self.points_lost = self.p[0].points_lost

    def _seeds_left(self, row: JournalRow) -> None:
        self.seeds.see()
        self._at_operation(seeds_left=self.seeds.now())

    def _at_operation(self, **fields: Any) -> None:
        self._replace(self._last(Operation), **fields)

    def _granted(self, row: JournalRow) -> None:
        self.waited[row.event - codes.GRANTED] = row.value

    def _meeting(self, row: JournalRow) -> None:
        self.meetings += 1
        waited = self.waited[codes.MEETING]
        self.items.append(findings.meeting(self.p, self.theta, self.meetings, waited, int(row.value)))

    def _recurrence(self, row: JournalRow) -> None:
        self.recurrences += 1
        seeds = self.seeds.now()
        since = min((seed.shows_day for seed in seeds), default=row.day)
        sites = names_of_bits(int(row.value), codes.SITES)
        treatment = codes.TREATMENTS[self.p[0].treatment]
        self.items.append(RecurrenceEvent(row.day, self.recurrences, sites, treatment, since, seeds))

    def _infusion(self, row: JournalRow) -> None:
        me, last = self.p[0], self._last(Course)
        number, waited = me.courses + 1, self.waited.get(codes.BED, 0.0)
        self.cisplatin_mg += row.value * me.dose * self.theta[0].cisplatin_mg_per_m2 * me.bsa_m2
        self.fluorouracil_mg += row.value * me.dose * self.theta[0].fluorouracil_mg_per_m2 * me.bsa_m2
        if last is None or last.number != number:
            self.items.append(Course(row.day, number, row.day + row.value, 1, me.dose, waited))
        else:
            self._replace(
                last,
                last_day=row.day + row.value,
                cycles=last.cycles + 1,
                dose=me.dose,
                waited_days=last.waited_days + waited,
            )

    def _scan(self, row: JournalRow) -> None:
        me, before = self.p[0], self.smallest
        self.smallest = findings.smallest(self.p)
        self.items.append(
            Scan(
                day=row.day,
                number=me.scans,
                targets_mm=row.value,
                from_baseline=_change(row.value, me.target_baseline_mm),
                from_smallest=_change(row.value, before.targets_mm),
                others_mm=me.other_mm,
                thrombus_mm=me.thrombus_seen_mm,
                largest_anatomical_mm=me.anatomical_mm,
                response=codes.RESPONSES[me.response],
                progressed_by=findings.progressed_by(self.p, self.theta, self.replay.stream, before),
                afp=me.afp,
                pivka=me.pivka,
                truth=findings.truth(self.p, self.theta, self.seeds.now()),
            )
        )

    def _operation(self, row: JournalRow) -> None:
        k = icg_k_of_remnant(self.p, 0, self.theta)
        vessels = vp_now(self.p, 0, self.theta), vv_now(self.p, 0, self.theta)
        self.operated_day = row.day
        self.items.append(
            Operation(
                day=row.day,
                procedure=codes.PROCEDURES[int(row.value)],
                lead_days=row.day - self.decided_day,
                waited_days=self.waited.get(codes.THEATRE, 0.0),
                minutes=0.0,
                blood_ml=0.0,
                margin_mm=0.0,
                also=(),
                found_by_ultrasound=0.0,
                seeds=(),
                seeds_left=(),
                remnant_k=k,
                true_remnant_k=findings.true_remnant_k(self.p, self.theta),
                risk=operative_risk(self.theta, k, extent_needed(self.p, 0, self.theta, *vessels)),
                liver_failure=False,
                complication=False,
                stay_days=None,
            )
        )

    def _report(self, row: JournalRow) -> None:
        """A line of the operation report, where there is an operation."""
        operation = self._last(Operation)
        if operation is None:
            return
        if row.event in BESIDES:
            self._replace(operation, also=(*operation.also, codes.EVENTS[row.event].label))
        else:
            value = True if row.event in _HAPPENED else row.value
            self._replace(operation, **{OPERATION_FIELDS[row.event]: value})

    def _fact(self, row: JournalRow) -> None:
        if row.event == codes.HAIC_ENDED and row.value == codes.ENDED_OPERATION:
            return
        event = codes.EVENTS[row.event]
        detail = event.names.get(int(row.value), "")
        if row.event == codes.STARTED:
            given = self.theta[0].haic == codes.HAIC_ON
            detail = "infusion chemotherapy is decided upon" if given else "no infusion chemotherapy is given"
        if row.event in (codes.PROGRESSED, codes.DEATH):
            self.known_day = min(self.known_day, row.day)
        self.items.append(Fact(row.day, event.label, row.value, detail))

    def _uncover(self, end: float) -> None:
        """What had happened before anybody knew: the seeds, the liver, and on the day of death what weighed how much."""
        me = self.p[0]
        hidden = [
            (me.worsening_day, "the liver loses a Child-Pugh point"),
            (me.decompensation_day, "the liver decompensates"),
        ]
        self.items += [Hidden(day, what) for day, what in hidden if day <= end]
        self.items += self.seeds.hidden(me.arrival, self.known_day, self.operated_day, end)
        if me.death_day <= end:
            shares = [
                f"{name} {100 * share:.0f}%"
                for name, share in findings.dangers(self.p, me.death_day).items()
                if share >= 0.005
            ]
            self.items.append(Hidden(end, f"what threatened this life on its last day: {', '.join(shares)}"))

    def _last(self, kind: type[Any]) -> Any:
        return next((item for item in reversed(self.items) if isinstance(item, kind)), None)

    def _replace(self, last: Any, **fields: Any) -> None:
        """Put something changed in the place of the last item of its kind."""
        place = max(place for place, item in enumerate(self.items) if item is last)
        self.items[place] = replace(last, **fields)


def _change(now: float, then: float) -> float:
    """Change as a share; none where there was nothing."""
    return now / then - 1.0 if then > 0.0 else 0.0
