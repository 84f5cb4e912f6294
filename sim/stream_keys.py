"""Every decision chance takes in a patient's life, by name; the name gives its address in `luck`.

Biology is one number per thing that can happen (the day of the first new lesion), never one per visit: otherwise
another scan interval would change the disease. The occasion is the ordinal of the biological thing; for a scan or a
meeting it is the whole day since entry.
"""

from haicsim.sim.random_numbers import BY_DAY, address

NAMES: dict[int, str] = {}
OCCASIONS: dict[int, int] = {}


def _decision(name: str, occasions: int = 1) -> int:
    code = address(name)
    if code in NAMES:
        raise ValueError(f"the decisions '{name}' and '{NAMES[code]}' have one address: rename one")
    NAMES[code] = name
    OCCASIONS[code] = occasions
    return code


# who arrives, and who the patient is at diagnosis (occasion: the attempt, where candidates are redrawn)
U_ARRIVALS = _decision("arrivals of a day", BY_DAY)
U_VESSELS = _decision("vascular invasion")
U_YEAR = _decision("calendar year of entry")
U_AGE = _decision("age")
U_SEX = _decision("sex")
U_BODY = _decision("body surface")
U_AETIOLOGY = _decision("aetiology")
U_SCORE = _decision("Child-Pugh score")
U_ICG = _decision("ICG retention at 15 minutes")
U_ICG_ERROR = _decision("error of an ICG test", BY_DAY)
U_POTENTIAL = _decision("malignant potential")
U_NUMBER = _decision("number of lesions")
U_SIZE = _decision("size of the largest lesion")
U_SATELLITE = _decision("size of a further lesion", 5)
U_LOBE = _decision("lobe of a lesion", 5)
U_GROWTH = _decision("tumour volume doubling time")
U_KILL = _decision("sensitivity to the drugs")
U_LESION_KILL = _decision("sensitivity of one lesion", 5)
U_RESISTANCE = _decision("speed of resistance")
U_THROMBUS = _decision("length of the thrombus")
U_AFP = _decision("AFP at diagnosis")
U_PIVKA = _decision("PIVKA-II at diagnosis")

# what is settled from the start, seen or not
U_LIFETIME = _decision("lifetime budget")
U_LIFE_TABLE = _decision("life-table budget")
U_EMBOLISM = _decision("death by embolism")
U_NEW_LESION = _decision("day of the first new lesion in the liver")
U_NEW_LESION_SIZE = _decision("size of the first new lesion")
U_EXTRAHEPATIC = _decision("day of the first spread outside the liver")
U_WORSENING = _decision("day on which the liver loses a point")
U_DECOMPENSATION = _decision("day of decompensation")

# what happens on HAIC
U_PORT_SUCCESS = _decision("success of a port implantation", 8)
U_PORT_COMPLICATION = _decision("early complication of a port", 4)
U_PORT_LIFE = _decision("life of a port", 4)
U_GAP = _decision("scatter of a gap between courses", 12)
U_TOXICITY = _decision("severe toxicity of a cycle", 24)
U_TOXICITY_STOP = _decision("severe toxicity ends HAIC", 8)
U_FIRST_CT = _decision("scatter of the date of the first CT")
U_CT_DATE = _decision("scatter of a CT date", BY_DAY)
U_CT_ERROR = _decision("error of a measured diameter", BY_DAY)
U_AFP_SCATTER = _decision("scatter of an AFP test", BY_DAY)
U_PIVKA_SCATTER = _decision("scatter of a PIVKA-II test", BY_DAY)
U_TACE_COST = _decision("TACE costs the liver a point", 4)

# what the team and the patient decide
U_ACCEPT_STABLE = _decision("stable disease accepted by the meeting")
U_ACCEPT_LIVER = _decision("marginal liver accepted by the meeting")
U_UNFIT = _decision("not fit for major surgery")
U_REFUSAL = _decision("patient refuses surgery")

# the operation
U_BYPASS = _decision("thrombus reaches the right atrium")
U_OPERATION_TIME = _decision("operation time")
U_BLOOD = _decision("blood loss")
U_MARGIN = _decision("resection margin")
U_STAY = _decision("stay in the ward")
U_LIVER_FAILURE = _decision("liver failure after resection")
U_COMPLICATION = _decision("severe complication after resection")

# what comes back (occasion: the ordinal of the recurrence)
U_RESIDUAL = _decision("residual disease after resection")
U_RESIDUAL_TIME = _decision("time until residual disease is detectable")
U_DE_NOVO = _decision("time to a new cancer in the diseased liver", 4)
U_AGAIN = _decision("time to a further recurrence", 4)
U_EXTRAHEPATIC_SITE = _decision("recurrence outside the liver")
U_SITE = _decision("site outside the liver")
U_ALSO_LIVER = _decision("recurrence in the liver besides")
U_MULTIPLE = _decision("multiple recurrence in the liver")
U_ATRIAL = _decision("recurrent thrombus in cava or atrium")
U_TREATMENT = _decision("treatment of a recurrence", 4)

# without surgery
U_CONTROL = _decision("duration of control without surgery")
