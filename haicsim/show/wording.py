"""The sentences of a case report: each item of a case in clinical words, and apart from them what nobody knew."""

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
)
from haicsim.show.criteria import reasons

PROCEDURES = {
    "right_trisectionectomy": "right trisectionectomy",
    "extended_right": "extended right hepatectomy",
    "right": "right hepatectomy",
    "left_trisectionectomy": "left trisectionectomy",
    "extended_left": "extended left hepatectomy",
    "left": "left hepatectomy",
    "posterior": "posterior sectionectomy",
    "anterior": "anterior sectionectomy",
    "segment": "segmentectomy",
}
FACTS = {
    "starts HAIC": "Infusion chemotherapy is decided upon.",
    "port implantation": "Port implanted.",
    "early complication of the port": "Early complication of the port: {days} to heal.",
    "port lost": "The port no longer works.",
    "severe toxicity": "Severe toxicity (number {value:.0f}).",
    "dose reduced": "Dose reduced to {percent:.0f}%.",
    "TACE given": "TACE (number {value:.0f}).",
    "portal embolisation": "The portal vein of the side to be resected is embolised.",
    "surgery offered": "Surgery is offered.",
    "patient refuses surgery": "The patient refuses surgery.",
    "operation cancelled": "Operation cancelled after a wait of {days}: the tumour has progressed.",
    "disease controlled without surgery": "Without surgery the disease stays controlled for {days}.",
    "progression": "Progression.",
    "systemic second line begins": "Systemic second-line treatment begins.",
    "HAIC ends": "HAIC ends: {detail}.",
    "death": "[bold]Death[/bold]: {detail}.",
}


def introduction(person: Person) -> str:
    """Who the patient was, as examined at diagnosis."""
    who = "man" if person.male else "woman"
    cause = {"HCV": "hepatitis C", "HBV": "hepatitis B"}.get(person.aetiology, "neither hepatitis B nor C")
    many = len(person.lesions)
    lesions = "a single lesion" if many == 1 else f"{many} lesions"
    lobes = ", ".join(dict.fromkeys(lesion.lobe for lesion in person.lesions))
    return (
        f"A {who} of {person.age_years:.0f} with {cause}; Child-Pugh {person.child_pugh}, ICG-R15 {person.icg_r15:.0f}%. "
        f"Hepatocellular carcinoma, stage {person.t_stage} (AJCC 7): {lesions} ({lobes}), target lesions "
        f"{person.baseline_mm:.0f} mm together on the baseline CT; Vp{person.vp}, Vv{person.vv} (group {person.group}). "
        f"AFP {_marker(person.afp)} ng/ml, PIVKA-II {_marker(person.pivka)} mAU/ml. Not resectable."
    )


def hidden_person(person: Person) -> str:
    """What nobody knew of the patient at diagnosis."""
    sizes = ", ".join(f"{lesion.viable_mm:.0f}" for lesion in person.lesions)
    thrombus = f" thrombus {person.true_thrombus_mm:.0f} mm;" if person.true_thrombus_mm > 0 else ""
    return (
        f"lesions {sizes} mm;{thrombus} ICG-R15 {person.true_icg_r15:.0f}%; untreated, the tumour doubles its volume in "
        f"{person.true_doubling_days:.0f} days; at full exposure the drugs take {100 * person.true_kill_per_day:.2f}% of "
        f"its diameter a day; malignant potential {person.true_potential:+.1f} SD."
    )


def said(item: Item, person: Person) -> list[str]:
    """An item of the case as it is written in the notes, line by line."""
    if isinstance(item, Course):
        return [_course(item)]
    if isinstance(item, Scan):
        return [_scan(item)]
    if isinstance(item, Meeting):
        return [_meeting(item), *reasons(item, person, PROCEDURES)]
    if isinstance(item, Operation):
        return [_operation(item)]
    if isinstance(item, RecurrenceEvent):
        return [f"[bold]Recurrence {item.number}[/bold]: {item.sites}. Treatment: {item.treatment}."]
    if isinstance(item, Fact):
        days, percent = _days(item.value), 100 * item.value
        said = FACTS[item.name].format(value=item.value, days=days, percent=percent, detail=item.detail)
        first_seen = f" First seen {days} before." if item.name == "progression" and item.value else ""
        return [said + first_seen]
    return []


def truth(item: Item) -> str:
    """What nobody knew at that moment; empty where the item holds none."""
    if isinstance(item, Scan):
        true = item.truth
        thrombus = f", thrombus {true.thrombus_mm:.0f} mm" if true.thrombus_mm > 0 else ""
        spread = ", a new lesion in the liver" if true.new_lesion else ""
        spread += ", spread outside the liver" if true.outside_liver else ""
        return (
            f"targets {true.targets_mm:.0f} mm; the largest {true.largest_viable_mm:.0f} mm viable, "
            f"{true.largest_anatomical_mm:.0f} mm anatomical{thrombus}{spread}."
        )
    if isinstance(item, Operation):
        return f"ICG-K of the remnant {item.true_remnant_k:.3f} /min; risk of death {100 * item.risk:.1f}%."
    return f"{item.what}." if isinstance(item, Hidden) else ""


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


def _operation(operation: Operation) -> str:
    procedure = PROCEDURES[operation.procedure]
    also = f" with {', '.join(operation.also)}" if operation.also else ""
    waited = f", after a wait of {_days(operation.waited_days)}" if operation.waited_days >= 1 else ""
    trouble = [name for name, had in (("Liver failure (ISGLS B or C).", operation.liver_failure),
                                      ("Complication of Clavien III or more.", operation.complication)) if had]  # fmt: skip
    stay = f"Discharged after {_days(operation.stay_days)}." if operation.stay_days is not None else ""
    return " ".join([
        f"[bold]{procedure.capitalize()}[/bold]{also}{waited}: {operation.minutes:.0f} min, blood loss "
        f"{operation.blood_ml:,.0f} ml, margin {operation.margin_mm:.0f} mm.", *trouble, stay,
    ]).strip()  # fmt: skip


def _marker(level: float) -> str:
    return f"{level:,.0f}" if level >= 10 else f"{level:.1f}"


def _days(days: float) -> str:
    return "1 day" if round(days) == 1 else f"{days:.0f} days"


def _change(share: float) -> str:
    return f"{100 * share:+.0f}%"
