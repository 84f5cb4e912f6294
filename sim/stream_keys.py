"""Every decision chance takes in a patient's life, by name; the name gives its address in `stream`.

Biology is one number per thing that can happen (the birth of a seed), never one per visit: otherwise
another scan interval would change the disease. The occasion is the ordinal of the biological thing; for a scan or a
meeting it is the whole day since entry.
"""

from haicsim.sim.random_numbers import BY_DAY, address

NAMES: dict[int, str] = {}
OCCASIONS: dict[int, int] = {}


def _key(name: str, occasions: int = 1) -> int:
    code = address(name)
    if code in NAMES:
        raise ValueError(f"the decisions '{name}' and '{NAMES[code]}' have one address: rename one")
    NAMES[code] = name
    OCCASIONS[code] = occasions
    return code


# who arrives, and who the patient is at diagnosis (occasion: the attempt, where candidates are redrawn)
ARRIVALS = _key("arrivals of a day", BY_DAY)
VESSELS = _key("vascular invasion")
YEAR = _key("calendar year of entry")
AGE = _key("age")
SEX = _key("sex")
BODY = _key("body surface")
AETIOLOGY = _key("aetiology")
SCORE = _key("Child-Pugh score")
ICG = _key("ICG retention at 15 minutes")
ICG_ERROR = _key("error of an ICG test", BY_DAY)
BILIRUBIN = _key("bilirubin at diagnosis")
ALBUMIN = _key("albumin at diagnosis")
FAR_AT_ENTRY = _key("disease outside the liver at diagnosis")
POTENTIAL = _key("malignant potential")
NUMBER = _key("number of lesions")
SIZE = _key("size of the largest lesion")
SATELLITE = _key("size of a further lesion", 5)
LOBE = _key("lobe of a lesion", 5)
GROWTH = _key("tumour volume doubling time")
KILL = _key("sensitivity to the drugs")
LESION_KILL = _key("sensitivity of one lesion", 5)
RESISTANCE = _key("speed of resistance")
SHEDDING = _key("how much the tumour sheds")
THROMBUS = _key("length of the thrombus")
AFP = _key("AFP at diagnosis")
PIVKA = _key("PIVKA-II at diagnosis")

# what is settled from the start, seen or not
LIFETIME = _key("lifetime budget")
CAUSE = _key("cause of death")
LIFE_TABLE = _key("life-table budget")
SEED = _key("birth of a seed", 8)
WORSENING = _key("day on which the liver loses a point")
DECOMPENSATION = _key("day of decompensation")

# what happens on HAIC
PORT_SUCCESS = _key("success of a port implantation", 8)
PORT_COMPLICATION = _key("early complication of a port", 4)
PORT_LIFE = _key("life of a port", 4)
GAP = _key("scatter of a gap between courses", 12)
TOXICITY = _key("severe toxicity of a cycle", 24)
TOXICITY_STOP = _key("severe toxicity ends HAIC", 8)
FIRST_CT = _key("scatter of the date of the first CT")
CT_DATE = _key("scatter of a CT date", BY_DAY)
CT_ERROR = _key("error of a measured diameter", BY_DAY)
AFP_SCATTER = _key("scatter of an AFP test", BY_DAY)
PIVKA_SCATTER = _key("scatter of a PIVKA-II test", BY_DAY)
TACE_COST = _key("TACE costs the liver a point", 4)

# what the team and the patient decide
ACCEPT_STABLE = _key("stable disease accepted by the meeting")
ACCEPT_LIVER = _key("marginal liver accepted by the meeting")
UNFIT = _key("not fit for major surgery")
REFUSAL = _key("patient refuses surgery")

# the operation
LEAD_TIME = _key("time from the decision to the operation")
ULTRASOUND = _key("seed found by ultrasound at the operation", 10)
SHED = _key("thrombectomy sheds a seed")
BYPASS = _key("thrombus reaches the right atrium")
OPERATION_TIME = _key("operation time")
BLOOD = _key("blood loss")
MARGIN = _key("resection margin")
STAY = _key("stay in the ward")
LIVER_FAILURE = _key("liver failure after resection")
COMPLICATION = _key("severe complication after resection")

# what comes back (occasion: the ordinal of the new cancer, or of the recurrence; the slot of the seed)
DE_NOVO = _key("time to a new cancer in the diseased liver", 4)
SITE = _key("site outside the liver", 10)
ATRIAL = _key("recurrent thrombus in cava or atrium")
TREATMENT = _key("treatment of a recurrence", 4)
CURE = _key("a recurrence is treated for cure", 4)
