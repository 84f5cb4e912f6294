"""The words of the simulator: what a story may say, and what every code in a journal or table means.

Plain whole numbers, because both engines must read them; the tables beside them give each its name and meaning.
A journal row is (patient, day, event, value). The book of its events is at the end: one line an event, which gives it
the next free code of its kind. The criteria of resectability are in `haicsim.sim.criteria`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from haicsim.sim.code_book import (
    NO_ITEM,
    NOTHING,
    OPERATION_LINE,
    OWN_ITEM,
    PLANNED,
    CodeRange,
    Event,
    ResourceRange,
)

# ---- The four verbs of a story: every yield is (verb, what, amount)
ASK = 1  # wait until the resource `what` is granted
FREE = 2  # give the resource `what` back
STAY = 3  # spend `amount` days in the activity `what`
NOTE = 4  # write down the fact `what` with the value `amount`, now

# ---- What a patient is doing about the tumour
ON_TREATMENT = 0
ACCEPTED = 1
OPERATED = 2
WITHOUT_SURGERY = 3

# ---- The patient at diagnosis
GROUP_A = 0
GROUP_B = 1
GROUP_C = 2
GROUPS = ("A", "B", "C")
AETIOLOGIES = ("HCV", "HBV", "neither")
RIGHT = 0
LEFT = 1
CENTRAL = 2
LOBES = ("right", "left", "central")
T1 = 0
T2 = 1
T3A = 2
T3B = 3
T_STAGES = ("T1", "T2", "T3a", "T3b")
LEAST_SCORE = 5  # Child-Pugh scores of a table by score: the least there is, and how many from there on
SCORES = 5
MOST_LESIONS = 5
VP1 = 0  # where the grades begin in a table by grade: Vp1-4, then Vv1-3
VV1 = 4

# ---- mRECIST categories
NOT_ASSESSED = -1
COMPLETE = 0
PARTIAL = 1
STABLE = 2
PROGRESSIVE = 3
RESPONSES = {
    NOT_ASSESSED: "not assessed",
    COMPLETE: "CR",
    PARTIAL: "PR",
    STABLE: "SD",
    PROGRESSIVE: "PD",
}

# ---- The meeting: what stands in place of a failed criterion (see `haicsim.sim.criteria`), and the rules for when to judge
OPERATE = 0
NO_MEETING = -1
NOT_DECIDED = -1  # in place of what is noted at the decision
AS_SOON_AS_PR = 0
BY_TWO = 1
BY_PLATEAU = 2
BY_COURSES = 3
BY_MARKER = 4
DECISION_RULES = ("as_soon_as_pr", "two_consecutive", "plateau", "fixed_courses", "marker_fall")

# ---- When the team stops HAIC before progression, and what it gives instead of HAIC
AT_PROGRESSION = 0
IF_STABLE = 1
BY_MARKER_LEVEL = 2
STOP_RULES = ("progression", "stable", "marker")
HAIC_OFF = 0
HAIC_ON = 1
HAIC_CHOICES = ("off", "on")

# ---- The rules by which the liver left is judged sufficient (see `haicsim.sim.rules.liver_rules`), and who may enter
BY_ICG_K = 0
BY_MAKUUCHI = 1
BY_REMNANT_SHARE = 2
BY_ALBI = 3
LIVER_RULES = ("icg_k", "makuuchi", "remnant_share", "albi")
UNRESECTABLE_ONLY = 0
RESECTABLE_ONLY = 1
ANYONE = 2
CANDIDATES = ("unresectable", "resectable", "anyone")

# ---- Why a patient never reached the meeting
REACHED = -1
FOLLOW_UP_ENDED = 0
NEVER_PROGRESSED = 1
NEVER_DIED = 2
NEVER_PORT = 3
NEVER_TOXICITY = 4
NEVER_LIVER = 5
NEVER_CAP = 6
NEVER_NO_RESPONSE = 7
NEVER_REACHED = {
    REACHED: "reached",
    FOLLOW_UP_ENDED: "follow-up ended",
    NEVER_PROGRESSED: "progressed",
    NEVER_DIED: "died",
    NEVER_PORT: "port lost",
    NEVER_TOXICITY: "toxicity",
    NEVER_LIVER: "liver deteriorated",
    NEVER_CAP: "all planned courses given",
    NEVER_NO_RESPONSE: "HAIC stopped for want of a response",
}

# ---- Why HAIC ended
HAIC_GOING_ON = -1
ENDED_PROGRESSION = 0
ENDED_OPERATION = 1
ENDED_TOXICITY = 2
ENDED_PORT = 3
ENDED_CAP = 4
ENDED_LIVER = 5
ENDED_NO_RESPONSE = 6
HAIC_ENDS = {
    HAIC_GOING_ON: "not ended",
    ENDED_PROGRESSION: "progression",
    ENDED_OPERATION: "operated",
    ENDED_TOXICITY: "toxicity",
    ENDED_PORT: "port lost",
    ENDED_CAP: "all planned courses given",
    ENDED_LIVER: "liver deteriorated",
    ENDED_NO_RESPONSE: "stopped by the team, no response",
}

# ---- Resections of Table II, and their extent
NOT_OPERATED = -1
RIGHT_TRISECTIONECTOMY = 0
EXTENDED_RIGHT = 1
RIGHT_HEPATECTOMY = 2
LEFT_TRISECTIONECTOMY = 3
EXTENDED_LEFT = 4
LEFT_HEPATECTOMY = 5
POSTERIOR = 6
ANTERIOR = 7
SEGMENTECTOMY = 8
PROCEDURE_NAMES = {  # by code, from 0: the name in columns, and in words
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
PROCEDURES = tuple(PROCEDURE_NAMES)
SEGMENT = 0
SECTION = 1
HALF = 2
EXTENDED = 3
TRISECTION = 4

# ---- Where a recurrence is: bits, several at once
NO_RECURRENCE = 0
SINGLE_INTRAHEPATIC = 1
MULTIPLE_INTRAHEPATIC = 2
LUNG = 4
BONE = 8
ATRIAL = 16
INTRAHEPATIC = 3
EXTRAHEPATIC = 28
SITES = {
    SINGLE_INTRAHEPATIC: "intrahepatic, single",
    MULTIPLE_INTRAHEPATIC: "intrahepatic, multiple",
    LUNG: "lung",
    BONE: "bone",
    ATRIAL: "thrombus in cava or atrium",
}

# ---- Treatment of a recurrence
NOT_TREATED = -1
REPEAT_RESECTION = 0
ABLATION = 1
TACE_AGAIN = 2
HAIC_AGAIN = 3
SYSTEMIC_LIVER_CONTROLLED = 4
SYSTEMIC = 5
SUPPORTIVE = 6
SYSTEMIC_TREATMENTS = (SYSTEMIC_LIVER_CONTROLLED, SYSTEMIC)
TREATMENTS = {
    NOT_TREATED: "none",
    REPEAT_RESECTION: "repeat resection",
    ABLATION: "ablation",
    TACE_AGAIN: "TACE",
    HAIC_AGAIN: "HAIC",
    SYSTEMIC_LIVER_CONTROLLED: "systemic, liver controlled",
    SYSTEMIC: "systemic, liver not controlled",
    SUPPORTIVE: "supportive care",
}

# ---- Causes of death: the sources of the hazard in the order in which they are added up, then what is part of them
ALIVE = -1
OF_OPERATION = 0
OF_TUMOUR = 1
OF_THROMBUS = 2
OF_SPREAD_IN_LIVER = 3
OF_SPREAD_BEYOND = 4
OF_LIVER_DISEASE = 5
OF_LIVER_FAILURE = 6
OF_EMBOLISM = 7
OF_OTHER_CAUSE = 8
DEATH_CAUSES = {
    ALIVE: "alive",
    OF_OPERATION: "operation",
    OF_TUMOUR: "tumour in the liver",
    OF_THROMBUS: "tumour thrombus",
    OF_SPREAD_IN_LIVER: "further tumours in the liver",
    OF_SPREAD_BEYOND: "tumour beyond the liver",
    OF_LIVER_DISEASE: "liver disease",
    OF_LIVER_FAILURE: "liver decompensation",
    OF_EMBOLISM: "pulmonary embolism",
    OF_OTHER_CAUSE: "other cause (life table)",
}
OF_SPREAD = (OF_SPREAD_IN_LIVER, OF_SPREAD_BEYOND)
OF_CANCER = (OF_TUMOUR, OF_THROMBUS, OF_SPREAD_IN_LIVER, OF_SPREAD_BEYOND, OF_EMBOLISM)

# A day that never comes, finite because every delay must be (about 2.7 million years)
NEVER = 1e9

# ---- The book of journal events. An activity or fact: label, meaning of the value, what the patient report says of it,
# and the columns of a patient's record that it may change. One line more is one event more; codes follow by themselves.
_book: dict[int, Event] = {}

# ---- Resources, in the order in which several are asked (so nobody can block another for ever)
GRANTED = 0
MOST_RESOURCES = 16
_granted = ResourceRange(_book, GRANTED, MOST_RESOURCES)
SUITE = _granted.resource("angiography_suite", "angiography suite")
BED = _granted.resource("infusion_bed", "infusion bed")
CT = _granted.resource("ct", "CT")
MEETING = _granted.resource("meeting", "meeting")
THEATRE = _granted.resource("theatre", "theatre")
PERFUSION = _granted.resource("perfusion", "perfusion")
ICU = _granted.resource("icu", "ICU")
WARD = _granted.resource("ward", "ward")
RESOURCES = tuple(_granted.keys)

# ---- Activities
FIRST_ACTIVITY, LAST_ACTIVITY = 100, 999
_activity = CodeRange(_book, FIRST_ACTIVITY, LAST_ACTIVITY)
PORT_PLANNING = _activity("waiting for the port", PLANNED, NO_ITEM)
PORT_IMPLANTATION = _activity("port implantation", PLANNED, "Port implanted.", "ports")
PORT_HEALING = _activity(
    "early complication of the port", PLANNED, "Early complication of the port: {days} to heal."
)
COURSE_GAP = _activity("gap between courses", PLANNED, NO_ITEM)
INFUSION = _activity(
    "infusion of a cycle", PLANNED, OWN_ITEM, "cycles", "full_cycles", "infusion_days", "last_haic_day", "haic_days"
)  # fmt: skip
CYCLE_REST = _activity("rest of a cycle", PLANNED, NO_ITEM)
TOXICITY_PAUSE = _activity("pause for toxicity", PLANNED, NO_ITEM)
UNTIL_CT = _activity("until the CT is due", PLANNED, NO_ITEM)
SCANNING = _activity("CT", PLANNED, NO_ITEM)
TACE = _activity("TACE", PLANNED, NO_ITEM)
EMBOLISATION = _activity(
    "portal embolisation", PLANNED, "The portal vein of the side to be resected is embolised."
)
REMNANT_GROWTH = _activity("until the remnant has grown", PLANNED, NO_ITEM)
OPERATING = _activity("operation", PLANNED, NO_ITEM)
IN_ICU = _activity("intensive care", PLANNED, NO_ITEM)
IN_WARD = _activity("ward", PLANNED, NO_ITEM)
DISEASE_FREE = _activity("no evidence of disease", PLANNED, NO_ITEM)
TREATED_AGAIN = _activity("treatment of the recurrence", PLANNED, NO_ITEM)
RESTING = _activity("until the operation", PLANNED, NO_ITEM)

# ---- Facts, in four ranges: what happens on HAIC, in the meeting, at operation, and later
HAIC_FACTS, MEETING_FACTS, OPERATION_FACTS, LATER_FACTS, LAST_FACT = 1000, 2000, 3000, 4000, 4999
_haic = CodeRange(_book, HAIC_FACTS, MEETING_FACTS - 1)
STARTED = _haic("enters", "largest viable diameter, mm", "Enters.")
SEEDS_AT_ENTRY = _haic("seeds too small to be seen, known to nobody", "tumours", NO_ITEM, "seeds_at_entry")
BASELINE_MEASURED = _haic(
    "largest lesion on the baseline CT", "measured diameter, mm", NO_ITEM, "size_measured_mm"
)
FIRST_INFUSION = _haic("first infusion", "number of the cycle", NO_ITEM, "first_haic_day")
TOXICITY = _haic("severe toxicity", "how many so far", "Severe toxicity (number {value:.0f}).", "toxicities")
DOSE_GIVEN = _haic("dose on an infusion day of the cycle", "relative to the full dose", NO_ITEM, "dose_now")
DOSE_DELAYED = _haic("dose delayed", "days", NO_ITEM, "doses_delayed")
DOSE_REDUCED = _haic(
    "dose reduced", "relative to the full dose", "Dose reduced to {percent:.0f}%.", "doses_reduced"
)
PORT_LOST = _haic("port lost", NOTHING, "The port no longer works.")
MEASURED = _haic("measured on CT", "sum of viable target diameters, mm", OWN_ITEM)
RESPONSE = _haic(
    "response judged", "code of RESPONSES", NO_ITEM, "scans", "best_response", "response_at_decision",
    "first_ct_response", "first_ct_day", names=RESPONSES
)  # fmt: skip
AFP_MEASURED = _haic("AFP", "ng/ml", NO_ITEM, "first_ct_afp", "last_ct_afp")
PIVKA_MEASURED = _haic("PIVKA-II", "mAU/ml", NO_ITEM, "first_ct_pivka", "last_ct_pivka")
TACE_GIVEN = _haic("TACE given", "how many so far", "TACE (number {value:.0f}).", "taces")
HAIC_ENDED = _haic(
    "HAIC ends", "code of HAIC_ENDS", "HAIC ends: {detail}.", "haic_end", "never_reached_meeting", names=HAIC_ENDS
)  # fmt: skip

_meeting = CodeRange(_book, MEETING_FACTS, OPERATION_FACTS - 1)
LIVER_MARGIN = _meeting(
    "margin of the liver", "beyond the limit of the liver rule: ICG-K, 1/min; R15, %; or share left", NO_ITEM
)
TUMOUR_MARGIN = _meeting("margin of the tumour", "room below the size that can be ablated, share", NO_ITEM)
VESSEL_MARGIN = _meeting("margin of the vessels", "retraction beyond the least asked, share", NO_ITEM)
FAILED = _meeting("criteria failed", "bits of CRITERIA", NO_ITEM, "failing_now")
DECISION = _meeting(
    "meeting decides", "code of DECISIONS: the first criterion that failed", OWN_ITEM,
    "meetings", "never_reached_meeting", "first_failing", "failed_criteria",
)  # fmt: skip
CONVERTED = _meeting(
    "judged resectable", "measured anatomical diameter of the largest, mm", NO_ITEM,
    "converted", "conversion_day", "size_after_mm", "afp_after", "pivka_after",
)  # fmt: skip
SHRUNK = _meeting("size at the decision", "measured anatomical share of diagnosis", NO_ITEM, "size_ratio")
ICG_MEASURED = _meeting("ICG-R15", "percent", NO_ITEM, "icg_r15_after")
LESIONS_SHOWN = _meeting("lesions that still show at the decision", "lesions", NO_ITEM, "lesions_after")
VP_SHOWN = _meeting("portal thrombus at the decision", "Vp grade", NO_ITEM, "vp_after")
VV_SHOWN = _meeting("hepatic venous thrombus at the decision", "Vv grade", NO_ITEM, "vv_after")
SCORE = _meeting("Child-Pugh score at the decision", "points", NO_ITEM, "child_pugh_after")
RETRACTED = _meeting(
    "thrombus drawn back at the decision", "share of its length at diagnosis", NO_ITEM, "retraction"
)
OFFERED = _meeting("surgery offered", NOTHING, "Surgery is offered.", "offered")
REFUSED = _meeting("patient refuses surgery", NOTHING, "The patient refuses surgery.", "refused")

_operation = CodeRange(_book, OPERATION_FACTS, LATER_FACTS - 1)
CANCELLED = _operation(
    "operation cancelled", "days waited", "Operation cancelled after a wait of {days}: the tumour has progressed.",
    "cancelled",
)  # fmt: skip
HEPATECTOMY = _operation(
    "hepatectomy", "code of PROCEDURES", OWN_ITEM, "resected", "hepatectomy_day", "procedure",
    names={code: name.replace("_", " ") for code, name in enumerate(PROCEDURES)},
)  # fmt: skip
OPERATION_TIME = _operation("operation time", "minutes", OPERATION_LINE, "operation_minutes")
BLOOD_LOSS = _operation("blood loss", "ml", OPERATION_LINE, "blood_loss_ml")
MARGIN = _operation("resection margin", "mm", OPERATION_LINE, "margin_mm")
THROMBECTOMY = _operation("thrombectomy", NOTHING, OPERATION_LINE, "thrombectomy")
EXCLUSION = _operation("total hepatic venous exclusion", NOTHING, OPERATION_LINE, "venous_exclusion")
BYPASS = _operation("cardiopulmonary bypass", NOTHING, OPERATION_LINE, "bypass")
ABLATED = _operation("ablation beside the resection", "lesions", OPERATION_LINE, "ablated")
LIVER_FAILURE = _operation("liver failure, ISGLS B or C", NOTHING, OPERATION_LINE, "liver_failure")
COMPLICATION = _operation("complication, Clavien III or more", NOTHING, OPERATION_LINE, "complication")
SEEDS_AT_SURGERY = _operation(
    "seeds too small to be seen at the operation, known to nobody", "tumours", NO_ITEM, "seeds_at_surgery"
)
SEEDS_LEFT = _operation("seeds left by the operation, known to nobody", "tumours", NO_ITEM, "seeds_left")
ULTRASOUND = _operation("found by ultrasound and removed", "tumours", OPERATION_LINE, "found_by_ultrasound")
DISCHARGED = _operation("discharged", "days since hepatectomy", OPERATION_LINE, "discharge_day")

_later = CodeRange(_book, LATER_FACTS, LAST_FACT)
RECURS_IN = _later(
    "recurrence settled, known to nobody", "days until it is detectable", NO_ITEM, "recurrences", "recurrence_day"
)  # fmt: skip
RECURS_AT = _later("site of the recurrence settled", "bits of SITES", NO_ITEM, "recurrence_site", names=SITES)
RECURRED = _later(
    "recurrence",
    "bits of SITES",
    OWN_ITEM,
    "recurrences",
    "recurrence_site",
    "recurrence_found_day",
    names=SITES,
)
TREATED = _later(
    "recurrence treated by", "code of TREATMENTS", NO_ITEM, "recurrence_treatment", names=TREATMENTS
)
PROGRESSED = _later("progression", "days since it was first seen", "Progression.", "progression_day")
SECOND_LINE = _later(
    "systemic second line begins",
    NOTHING,
    "Systemic second-line treatment begins.",
    "second_line",
    "second_line_day",
)
DEATH = _later(
    "death", "code of DEATH_CAUSES", "Death: {detail}.", "death_day", "death_cause", "complication", "recurrences",
    "recurrence_day", "recurrence_site", "never_reached_meeting", "infusion_days", "last_haic_day", "haic_days",
    names=DEATH_CAUSES,
)  # fmt: skip

EVENTS: Mapping[int, Event] = MappingProxyType(_book)
EVENT_CODES = {
    event.label: code for code, event in EVENTS.items()
}  # files keep names: codes may move between versions
