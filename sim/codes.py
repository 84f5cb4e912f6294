"""The words of the simulator: what a story may say, and what every code in a journal or table means.

Plain whole numbers, because both engines must read them; the tables beside them give each its name and meaning.
A journal row is (patient, day, event, value). Events 0-15 are grants (16 resources at most), 20-39 activities,
40-98 facts, 99 is death.
"""

# ---- The four verbs of a story: every yield is (verb, what, amount)
ASK = 1  # wait until the resource `what` is granted
FREE = 2  # give the resource `what` back
STAY = 3  # spend `amount` days in the activity `what`
NOTE = 4  # write down the fact `what` with the value `amount`, now

# ---- Resources, in the order in which several are asked (so nobody can block another for ever)
SUITE = 0
BED = 1
CT = 2
MEETING = 3
THEATRE = 4
PERFUSION = 5
ICU = 6
WARD = 7
RESOURCES = (
    "angiography_suite",
    "infusion_bed",
    "ct",
    "meeting",
    "theatre",
    "perfusion",
    "icu",
    "ward",
)
MOST_RESOURCES = 16

# ---- Journal events: a grant is GRANTED + resource, its value the days waited
GRANTED = 0

# ---- Activities: the value is the planned length in days
PORT_PLANNING = 20
PORT_IMPLANTATION = 21
PORT_HEALING = 22
COURSE_GAP = 23
INFUSION = 24
CYCLE_REST = 25
TOXICITY_PAUSE = 26
UNTIL_CT = 27
SCANNING = 28
TACE = 29
EMBOLISATION = 30
REMNANT_GROWTH = 31
OPERATING = 32
IN_ICU = 33
IN_WARD = 34
DISEASE_FREE = 35
TREATED_AGAIN = 36
CONTROLLED = 37
RESTING = 38
FIRST_ACTIVITY, LAST_ACTIVITY = 20, 39

# ---- Facts
STARTED = 40
FIRST_INFUSION = 41
TOXICITY = 42
DOSE_REDUCED = 43
PORT_LOST = 44
MEASURED = 45
RESPONSE = 46
AFP_MEASURED = 47
LIVER_MARGIN = 48
TUMOUR_MARGIN = 49
VESSEL_MARGIN = 50
FAILED = 51
DECISION = 52
CONVERTED = 53
SHRUNK = 54
OFFERED = 55
REFUSED = 56
CANCELLED = 57
HEPATECTOMY = 58
OPERATION_TIME = 59
BLOOD_LOSS = 60
MARGIN = 61
THROMBECTOMY = 62
EXCLUSION = 63
BYPASS = 64
ABLATED = 65
LIVER_FAILURE = 66
COMPLICATION = 67
DISCHARGED = 68
RECURRED = 69
TREATED = 70
PROGRESSED = 71
SECOND_LINE = 72
HAIC_ENDED = 73
PIVKA_MEASURED = 74
TACE_GIVEN = 75
ICG_MEASURED = 76
BASELINE_MEASURED = 77
LESIONS_SHOWN = 78
VP_SHOWN = 79
VV_SHOWN = 80
SCORE = 81
RETRACTED = 82
RECURS_IN = 83
RECURS_AT = 84
DEATH = 99

EVENTS = {
    PORT_PLANNING: ("waiting for the port", "planned days"),
    PORT_IMPLANTATION: ("port implantation", "planned days"),
    PORT_HEALING: ("early complication of the port", "planned days"),
    COURSE_GAP: ("gap between courses", "planned days"),
    INFUSION: ("infusion of a cycle", "planned days"),
    CYCLE_REST: ("rest of a cycle", "planned days"),
    TOXICITY_PAUSE: ("pause for toxicity", "planned days"),
    UNTIL_CT: ("until the CT is due", "planned days"),
    SCANNING: ("CT", "planned days"),
    TACE: ("TACE", "planned days"),
    EMBOLISATION: ("portal embolisation", "planned days"),
    REMNANT_GROWTH: ("until the remnant has grown", "planned days"),
    OPERATING: ("operation", "planned days"),
    IN_ICU: ("intensive care", "planned days"),
    IN_WARD: ("ward", "planned days"),
    DISEASE_FREE: ("no evidence of disease", "planned days"),
    TREATED_AGAIN: ("treatment of the recurrence", "planned days"),
    CONTROLLED: ("disease controlled without surgery", "planned days"),
    RESTING: ("rest before the operation", "planned days"),
    STARTED: ("starts HAIC", "largest viable diameter, mm"),
    FIRST_INFUSION: ("first infusion", "number of the cycle"),
    TOXICITY: ("severe toxicity", "how many so far"),
    DOSE_REDUCED: ("dose reduced", "relative dose intensity"),
    PORT_LOST: ("port lost", "0"),
    MEASURED: ("measured on CT", "sum of viable target diameters, mm"),
    RESPONSE: ("response judged", "code of RESPONSES"),
    AFP_MEASURED: ("AFP", "ng/ml"),
    PIVKA_MEASURED: ("PIVKA-II", "mAU/ml"),
    ICG_MEASURED: ("ICG-R15", "percent"),
    LIVER_MARGIN: ("margin of the liver", "ICG-K of the remnant above the limit, 1/min"),
    TUMOUR_MARGIN: ("margin of the tumour", "room below the size that can be ablated, share"),
    VESSEL_MARGIN: ("margin of the vessels", "retraction beyond the least asked, share"),
    FAILED: ("criteria failed", "bits of CRITERIA"),
    DECISION: ("meeting decides", "code of DECISIONS: the first criterion that failed"),
    CONVERTED: ("judged resectable", "measured anatomical diameter of the largest, mm"),
    SHRUNK: ("size at the decision", "measured anatomical share of diagnosis"),
    OFFERED: ("surgery offered", "0"),
    REFUSED: ("patient refuses surgery", "0"),
    CANCELLED: ("operation cancelled", "days waited"),
    HEPATECTOMY: ("hepatectomy", "code of PROCEDURES"),
    OPERATION_TIME: ("operation time", "minutes"),
    BLOOD_LOSS: ("blood loss", "ml"),
    MARGIN: ("resection margin", "mm"),
    THROMBECTOMY: ("thrombectomy", "0"),
    EXCLUSION: ("total hepatic venous exclusion", "0"),
    BYPASS: ("cardiopulmonary bypass", "0"),
    ABLATED: ("ablation beside the resection", "lesions"),
    LIVER_FAILURE: ("liver failure, ISGLS B or C", "0"),
    COMPLICATION: ("complication, Clavien III or more", "0"),
    DISCHARGED: ("discharged", "days since hepatectomy"),
    RECURRED: ("recurrence", "bits of SITES"),
    TREATED: ("recurrence treated by", "code of TREATMENTS"),
    PROGRESSED: ("progression", "days since it was first seen"),
    SECOND_LINE: ("systemic second line begins", "0"),
    HAIC_ENDED: ("HAIC ends", "code of HAIC_ENDS"),
    TACE_GIVEN: ("TACE given", "how many so far"),
    BASELINE_MEASURED: ("largest lesion on the baseline CT", "measured diameter, mm"),
    LESIONS_SHOWN: ("lesions that still show at the decision", "lesions"),
    VP_SHOWN: ("portal thrombus at the decision", "Vp grade"),
    VV_SHOWN: ("hepatic venous thrombus at the decision", "Vv grade"),
    SCORE: ("Child-Pugh score at the decision", "points"),
    RETRACTED: ("thrombus drawn back at the decision", "share of its length at diagnosis"),
    RECURS_IN: ("recurrence settled, known to nobody", "days until it is detectable"),
    RECURS_AT: ("site of the recurrence settled", "bits of SITES"),
    DEATH: ("death", "code of DEATH_CAUSES"),
}

# ---- What a patient is doing about the tumour, and what the hazard of death follows
ON_HAIC = 0
ACCEPTED = 1
OPERATED = 2
WITHOUT_SURGERY = 3
PHASE_TUMOUR = 0
PHASE_PROGRESSED = 1
PHASE_RESECTED = 2
PHASE_CONTROLLED = 3

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

# ---- The meeting: criteria by number (0 is none), what it decides, and the rules for when to judge
DISEASE = 1
RESPONSE_SUFFICES = 2
LIVER = 3
TUMOUR = 4
VESSELS = 5
FITNESS = 6
CONSENT = 7
CRITERIA = ("", "disease", "response", "liver", "tumour", "vessels", "fitness", "consent")
OPERATE = 0
NO_MEETING = -1
NOT_DECIDED = -1  # in place of what is noted at the decision
DECISIONS = {
    NO_MEETING: "never reached the meeting",
    OPERATE: "resectable",
    DISEASE: "progression or disease outside the liver",
    RESPONSE_SUFFICES: "response not sufficient",
    LIVER: "liver left not sufficient",
    TUMOUR: "lesions would be left",
    VESSELS: "thrombus not retracted or beyond the team",
    FITNESS: "not fit for surgery",
    CONSENT: "patient refuses",
}
AS_SOON_AS_PR = 0
BY_TWO = 1
BY_PLATEAU = 2
BY_COURSES = 3
BY_MARKER = 4
DECISION_RULES = ("as_soon_as_pr", "two_consecutive", "plateau", "fixed_courses", "marker_fall")

# ---- Why a patient never reached the meeting
REACHED = -1
FOLLOW_UP_ENDED = 0
NEVER_PROGRESSED = 1
NEVER_DIED = 2
NEVER_PORT = 3
NEVER_TOXICITY = 4
NEVER_LIVER = 5
NEVER_CAP = 6
NEVER_REACHED = {
    REACHED: "reached",
    FOLLOW_UP_ENDED: "follow-up ended",
    NEVER_PROGRESSED: "progressed",
    NEVER_DIED: "died",
    NEVER_PORT: "port lost",
    NEVER_TOXICITY: "toxicity",
    NEVER_LIVER: "liver deteriorated",
    NEVER_CAP: "all planned courses given",
}

# ---- Why HAIC ended
HAIC_GOING_ON = -1
ENDED_PROGRESSION = 0
ENDED_OPERATION = 1
ENDED_TOXICITY = 2
ENDED_PORT = 3
ENDED_CAP = 4
ENDED_LIVER = 5
HAIC_ENDS = {
    HAIC_GOING_ON: "not ended",
    ENDED_PROGRESSION: "progression",
    ENDED_OPERATION: "operated",
    ENDED_TOXICITY: "toxicity",
    ENDED_PORT: "port lost",
    ENDED_CAP: "all planned courses given",
    ENDED_LIVER: "liver deteriorated",
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
PROCEDURES = (
    "right_trisectionectomy",
    "extended_right",
    "right",
    "left_trisectionectomy",
    "extended_left",
    "left",
    "posterior",
    "anterior",
    "segment",
)
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

# ---- Causes of death
ALIVE = -1
OF_CANCER_CONTROLLED = 0
OF_PROGRESSION = 1
OF_OPERATION = 2
OF_RECURRENCE = 3
OF_OTHER_RESECTED = 4
OF_LIVER_FAILURE = 5
OF_EMBOLISM = 6
OF_OTHER_CAUSE = 7
DEATH_CAUSES = {
    ALIVE: "alive",
    OF_CANCER_CONTROLLED: "liver cancer, not progressed",
    OF_PROGRESSION: "progression",
    OF_OPERATION: "operation",
    OF_RECURRENCE: "recurrence",
    OF_OTHER_RESECTED: "liver disease after surgery, no recurrence",
    OF_LIVER_FAILURE: "liver decompensation",
    OF_EMBOLISM: "pulmonary embolism",
    OF_OTHER_CAUSE: "other cause (life table)",
}

# A day that never comes, finite because every delay must be (about 2.7 million years)
NEVER = 1e9
