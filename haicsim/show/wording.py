"""The sentences of a case report: each item of a case in clinical words, and apart from them what nobody knew."""

from collections.abc import Iterator

from haicsim.analysis.patient_report.model import (
    Course,
    Fact,
    Hidden,
    Item,
    Meeting,
    Operation,
    Person,
    RecurrenceEvent,
    Scan,
    Seed,
)
from haicsim.sim.codes import DEATH, EVENTS, PROCEDURE_NAMES, PROGRESSED, STARTED
from haicsim.sim.units import BILIRUBIN_UMOL_PER_L

_ENTERED = {"unresectable": " Not resectable.", "resectable": " Resectable.", "anyone": ""}
_SENTENCES = {event.label: event.sentence for event in EVENTS.values() if event.sentence}


def introduction(person: Person) -> str:
    """Who the patient was, as examined at diagnosis."""
    who = "man" if person.male else "woman"
    cause = {"HCV": "hepatitis C", "HBV": "hepatitis B"}.get(person.aetiology, "neither hepatitis B nor C")
    many = len(person.lesions)
    lesions = "a single lesion" if many == 1 else f"{many} lesions"
    lobes = ", ".join(dict.fromkeys(lesion.lobe for lesion in person.lesions))
    outside = ", disease outside the liver" if person.outside_liver else ""
    bilirubin = person.bilirubin / BILIRUBIN_UMOL_PER_L
    return (
        f"A {who} of {person.age_years:.0f} with {cause}; Child-Pugh {person.child_pugh}, ICG-R15 {person.icg_r15:.0f}%, "
        f"bilirubin {bilirubin:.1f} mg/dl, albumin {person.albumin / 10:.1f} g/dl. "
        f"Hepatocellular carcinoma, stage {person.t_stage} (AJCC 7): {lesions} ({lobes}), target lesions "
        f"{person.baseline_mm:.0f} mm together on the baseline CT; Vp{person.vp}, Vv{person.vv} (group {person.group})"
        f"{outside}. AFP {_marker(person.afp)} ng/ml, PIVKA-II {_marker(person.pivka)} mAU/ml.{_ENTERED[person.entered]}"
    )


def hidden_person(person: Person) -> str:
    """What nobody knew of the patient at diagnosis."""
    sizes = ", ".join(f"{lesion.viable_mm:.0f}" for lesion in person.lesions)
    thrombus = f" thrombus {person.true_thrombus_mm:.0f} mm;" if person.true_thrombus_mm > 0 else ""
    return (
        f"lesions {sizes} mm;{thrombus} ICG-R15 {person.true_icg_r15:.0f}%; untreated, the tumour doubles its volume in "
        f"{person.true_doubling_days:.0f} days; at full exposure the drugs take {100 * person.true_kill_per_day:.2f}% of "
        f"its diameter a day; it seeds {person.true_shedding:.1f} times as much as is usual at its pace; malignant potential "
        f"{person.true_potential:+.1f} SD."
    )


def said(item: Item, person: Person) -> list[str]:
    """An item of the case as it is written in the notes, line by line."""
    if isinstance(item, Course):
        return [_course(item)]
    if isinstance(item, Scan):
        return [_scan(item)]
    if isinstance(item, Meeting):
        return [_meeting(item), *_criteria(item)]
    if isinstance(item, Operation):
        return [_operation(item)]
    if isinstance(item, RecurrenceEvent):
        return [f"[bold]Recurrence {item.number}[/bold]: {item.sites}. Treatment: {item.treatment}."]
    if isinstance(item, Fact):
        return [_fact(item)]
    return []


def truth(item: Item) -> str:
    """What nobody knew at that moment; empty where the item holds none."""
    if isinstance(item, Scan):
        return _true_scan(item)
    if isinstance(item, Operation):
        return _true_operation(item)
    if isinstance(item, RecurrenceEvent):
        since = _days(item.day - item.detectable_day)
        return f"it has been large enough to be seen for {since}: {_seeds_now(item.seeds)}."
    if isinstance(item, Hidden):
        return f"{item.what or _seeds_at_entry(item)}."
    return ""


def _true_scan(scan: Scan) -> str:
    true = scan.truth
    thrombus = f", thrombus {true.thrombus_mm:.0f} mm" if true.thrombus_mm > 0 else ""
    seeds = f"; seeds: {_seeds_now(true.seeds)}" if true.seeds else ""
    return (
        f"targets {true.targets_mm:.0f} mm; the largest {true.largest_viable_mm:.0f} mm viable, "
        f"{true.largest_anatomical_mm:.0f} mm anatomical{thrombus}{seeds}."
    )


def _true_operation(operation: Operation) -> str:
    """The liver and its risk; then what was there unseen, and what of it is left."""
    there, left = len(operation.seeds), len(operation.seeds_left)
    seeds = f"{_count(there, 'seed')} there, {left or 'none'} left behind" if there else "no seed is there"
    if left:
        seeds += f": {_seeds_to_come(operation.seeds_left, operation.day)}"
    return f"ICG-K of the remnant {operation.true_remnant_k:.3f} /min; risk of death {100 * operation.risk:.1f}%; {seeds}."


def _seeds_at_entry(item: Hidden) -> str:
    if not item.seeds:
        return "the tumour has not seeded yet"
    return f"{_count(len(item.seeds), 'seed')} too small to be seen: {_seeds_to_come(item.seeds, item.day)}"


def _seeds_to_come(seeds: tuple[Seed, ...], today: float) -> str:
    """Each with its site and size, its age, and when it will show."""
    said = []
    for seed in seeds:
        age = f", {_days(today - seed.born_day)} old" if seed.born_day is not None else ""
        ahead = seed.shows_day - today
        shows = f"to show in {_days(ahead)}" if ahead > 0.5 else "large enough to be seen"
        said.append(f"{seed.site} ({_mm(seed.mm)}{age}, {shows})")
    return "; ".join(said)


def _seeds_now(seeds: tuple[Seed, ...]) -> str:
    """By site: how many there are and how large."""
    sites: dict[str, list[str]] = {}
    for seed in seeds:
        sites.setdefault(seed.site, []).append(_mm(seed.mm))
    return "; ".join(f"{site} {', '.join(sizes)}" for site, sizes in sites.items())


def _mm(mm: float) -> str:
    return "below 0.1 mm" if mm < 0.05 else f"{mm:.1f} mm" if mm < 9.95 else f"{mm:.0f} mm"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _course(course: Course) -> str:
    dose = "" if course.dose == 1.0 else f" at {100 * course.dose:.0f}% of the dose"
    waited = f" Waited {_days(course.waited_days)} for a bed." if course.waited_days >= 1 else ""
    cycles = "1 cycle" if course.cycles == 1 else f"{course.cycles} cycles"
    length = course.last_day - course.day
    return f"Course {course.number}: {cycles}{dose}, over {length:.0f} days.{waited}"


def _scan(scan: Scan) -> str:
    found = f", by {' and '.join(scan.progressed_by)}" if scan.progressed_by else ""
    thrombus = f" Thrombus {scan.thrombus_mm:.0f} mm." if scan.thrombus_mm > 0 else ""
    return (
        f"[bold]CT {scan.number}[/bold]: targets {scan.targets_mm:.0f} mm ({_change(scan.from_baseline)} from baseline, "
        f"{_change(scan.from_smallest)} from the smallest before): [bold]{scan.response}[/bold]{found}. Largest lesion "
        f"{scan.largest_anatomical_mm:.0f} mm with its necrosis.{thrombus} AFP {_marker(scan.afp)}, PIVKA-II "
        f"{_marker(scan.pivka)}."
    )


def _meeting(meeting: Meeting) -> str:
    waited = f", after a wait of {_days(meeting.waited_days)}" if meeting.waited_days >= 1 else ""
    return f"[bold]Meeting {meeting.number}[/bold]{waited}: [bold]{meeting.decision}[/bold]."


def _criteria(meeting: Meeting) -> Iterator[str]:
    """One line a criterion, in the order in which the team asks."""
    for criterion, passed in meeting.passed.items():
        mark = "+" if passed else "[bold]-[/bold]"
        yield f"{mark} {criterion}: {meeting.explained[criterion]}"


def _fact(fact: Fact) -> str:
    days, percent = _days(fact.value), 100 * fact.value
    said = _SENTENCES[fact.name].format(value=fact.value, days=days, percent=percent, detail=fact.detail)
    if fact.name == EVENTS[STARTED].label:
        said = f"Enters; {fact.detail}."
    if fact.name == EVENTS[PROGRESSED].label and fact.value:
        said += f" First seen {days} before."
    return said.replace("Death:", "[bold]Death[/bold]:", fact.name == EVENTS[DEATH].label)


def _operation(operation: Operation) -> str:
    procedure = PROCEDURE_NAMES[operation.procedure]
    also = f" with {', '.join(operation.also)}" if operation.also else ""
    waited = f" (of these {operation.waited_days:.0f} for theatre)" if operation.waited_days >= 1 else ""
    found = round(operation.found_by_ultrasound)
    further = "tumour" if found == 1 else "tumours"
    ultrasound = f"Ultrasound finds {found} further {further}, removed too." if found else ""
    trouble = [name for name, had in (("Liver failure (ISGLS B or C).", operation.liver_failure),
                                      ("Complication of Clavien III or more.", operation.complication)) if had]  # fmt: skip
    stay = f"Discharged after {_days(operation.stay_days)}." if operation.stay_days is not None else ""
    report = (
        f"[bold]{procedure.capitalize()}[/bold]{also}, {_days(operation.lead_days)} after the decision{waited}: "
        f"{operation.minutes:.0f} min, blood loss {operation.blood_ml:,.0f} ml, margin {operation.margin_mm:.0f} mm."
    )
    return " ".join(part for part in (report, ultrasound, *trouble, stay) if part)


def _marker(level: float) -> str:
    return f"{level:,.0f}" if level >= 10 else f"{level:.1f}"


def _days(days: float) -> str:
    return "1 day" if round(days) == 1 else f"{days:.0f} days"


def _change(share: float) -> str:
    return f"{100 * share:+.0f}%"
