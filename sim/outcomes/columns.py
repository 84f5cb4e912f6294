"""Every column of the outcomes, in order: name, type, unit, meaning, and when there is no value.

The record of a patient (`haicsim.sim.outcomes.schema.RECORD`), the table for people, what Parquet files say of
themselves and the data dictionary are made from these rows. A new column is a row here, its first value in
`haicsim.sim.outcomes.initial` and the line that fills it in `haicsim.sim.outcomes.update`.
"""

from haicsim.sim import codes, criteria
from haicsim.sim.columns import Column

NOT_INFUSED = "never infused"
NOT_SCANNED = "no CT judged"
NOT_PROGRESSED = "no progression found before surgery, or without it, within follow-up"
NO_SECOND_LINE = "no systemic second line"
NOT_FOUND = "not operated, or no recurrence found within follow-up"
NOT_CONVERTED = "never judged resectable"
NO_THROMBUS = "never judged resectable, or no thrombus at diagnosis"
NOT_RESECTED = "not operated"
NOT_DISCHARGED = "not operated, or died or follow-up ended before discharge"
NO_RECURRENCE = "not operated, or no recurrence within follow-up"
ALIVE = "alive at the end of follow-up"
NEVER_GRANTED = "never asked for it, or died or follow-up ended while waiting for it the first time"

PROCEDURES = {codes.NOT_OPERATED: "none", **dict(enumerate(codes.PROCEDURES))}

# fmt: off
WHO = (
    Column("replication", "i4", "", "number of the replication, from 0"),
    Column("patient", "i4", "", "number of the patient within the replication, from 0, in order of entry"),
    Column("counted", "?", "", "entered after the warm-up, so counts in every result"),
)

AT_DIAGNOSIS = (
    Column("group", "i1", "", "group of the paper: B with Vv2 or Vv3, else A with Vp3 or Vp4, else C",
           codes=dict(enumerate(codes.GROUPS))),
    Column("vp", "i1", "", "grade of portal vein invasion at diagnosis, 0 to 4"),
    Column("vv", "i1", "", "grade of hepatic vein invasion at diagnosis, 0 to 3"),
    Column("both_vessels", "?", "", "Vp3 or Vp4 together with Vv2 or Vv3 at diagnosis: reported apart"),
    Column("extrahepatic_at_entry", "?", "", "disease outside the liver at diagnosis"),
    Column("t_stage", "i1", "", "T stage at diagnosis, AJCC 7th edition", codes=dict(enumerate(codes.T_STAGES))),
    Column("aetiology", "i1", "", "cause of the liver disease", codes=dict(enumerate(codes.AETIOLOGIES))),
    Column("male", "?", "", "the patient is a man"),
    Column("child_pugh", "i1", "points", "Child-Pugh score at diagnosis"),
    Column("lesions", "i1", "", "liver tumours at diagnosis"),
    Column("attempts", "i2", "", "candidates drawn for this patient until one could enter"),
    Column("age_years", "f4", "years", "age at diagnosis"),
    Column("bsa_m2", "f8", "m2", "body surface area"),
    Column("icg_r15", "f4", "%", "indocyanine green left after 15 minutes at diagnosis, the true value"),
    Column("bilirubin", "f4", "umol/l", "total bilirubin at diagnosis"),
    Column("albumin", "f4", "g/l", "albumin at diagnosis"),
    Column("potential", "f4", "", "malignant potential z, standard normal over all candidates; seen by nobody"),
    Column("seeds_at_entry", "i2", "", "tumours already seeded at entry and too small to be seen; known to nobody"),
    Column("afp", "f4", "ng/ml", "alpha-fetoprotein at diagnosis"),
    Column("pivka", "f4", "mAU/ml", "PIVKA-II at diagnosis"),
    Column("size_before_mm", "f8", "mm", "viable diameter of the largest tumour at diagnosis, the true value"),
    Column("size_measured_mm", "f8", "mm", "diameter of the largest tumour as measured on the baseline CT"),
    Column("entry_day", "f8", "d", "day of entry, the first decision; all days count from the simulation's start"),
)

ON_HAIC = (
    Column("cycles", "i2", "", "cycles of HAIC begun"),
    Column("full_cycles", "f8", "", "the same, each counted by its relative dose intensity"),
    Column("dose_now", "f8", "share of 1", "relative dose intensity of the latest cycle; 1 until it is reduced"),
    Column("doses_delayed", "i2", "", "times the next cycle was put off for toxicity"),
    Column("doses_reduced", "i2", "", "times the dose was reduced for toxicity"),
    Column("infusion_days", "f8", "d", "days of infusion, each counted by the relative dose intensity it was given at"),
    Column("cisplatin_mg_per_m2", "f8", "mg/m2", "cumulative dose of cisplatin by body surface area"),
    Column("cisplatin_mg", "f8", "mg", "cumulative dose of cisplatin"),
    Column("fluorouracil_mg_per_m2", "f8", "mg/m2", "cumulative dose of fluorouracil by body surface area"),
    Column("fluorouracil_mg", "f8", "mg", "cumulative dose of fluorouracil"),
    Column("scans", "i2", "", "CTs judged after the baseline CT"),
    Column("ports", "i1", "", "port implantations begun, repeats included"),
    Column("toxicities", "i2", "", "times of severe toxicity"),
    Column("taces", "i2", "", "sessions of TACE beside HAIC"),
    Column("best_response", "i1", "", "best response by mRECIST on any CT", codes=codes.RESPONSES),
    Column("response_at_decision", "i1", "", "response by mRECIST on the last CT before the patient was judged resectable; "
           "on the last of all where that never was", codes=codes.RESPONSES),
    Column("first_ct_response", "i1", "", "response by mRECIST on the first CT", codes=codes.RESPONSES),
    Column("first_ct_day", "f8", "d", "day of the first CT", NOT_SCANNED),
    Column("first_ct_afp", "f4", "ng/ml", "alpha-fetoprotein on the day of the first CT", NOT_SCANNED),
    Column("first_ct_pivka", "f4", "mAU/ml", "PIVKA-II on the day of the first CT", NOT_SCANNED),
    Column("last_ct_afp", "f4", "ng/ml", "alpha-fetoprotein on the day of the last CT before surgery", NOT_SCANNED),
    Column("last_ct_pivka", "f4", "mAU/ml", "PIVKA-II on the day of the last CT before surgery", NOT_SCANNED),
    Column("haic_end", "i1", "", "why HAIC ended", codes=codes.HAIC_ENDS),
    Column("first_haic_day", "f8", "d", "day of the first infusion", NOT_INFUSED),
    Column("last_haic_day", "f8", "d", "last day of infusion", NOT_INFUSED),
    Column("haic_days", "f8", "d", "length of HAIC, from the first to the last day of infusion", NOT_INFUSED),
    Column("progression_day", "f8", "d", "day on which progression before surgery, or without it, was first seen on a CT",
           NOT_PROGRESSED),
)

AT_THE_MEETING = (
    Column("meetings", "i2", "", "times the case was heard by the multidisciplinary meeting"),
    Column("never_reached_meeting", "i1", "", "why the case never reached the meeting", codes=codes.NEVER_REACHED),
    Column("first_failing", "i1", "", "what the best meeting decided, by the first criterion that failed; the best is the one "
           "that converted, else that at which fewest criteria failed, the later of equals", codes=criteria.DECISIONS),
    Column("failed_criteria", "i2", "", "criteria that failed at the best meeting", bits=criteria.BITS),
    Column("failing_now", "i2", "", "criteria that failed at the last meeting", bits=criteria.BITS),
    Column("converted", "?", "", "judged resectable by the meeting, operated or not"),
    Column("offered", "?", "", "offered surgery"),
    Column("refused", "?", "", "refused the surgery offered"),
    Column("conversion_day", "f8", "d", "day on which the meeting judged the patient resectable", NOT_CONVERTED),
    Column("size_after_mm", "f8", "mm", "diameter of the largest tumour at the decision, necrosis included, as measured",
           NOT_CONVERTED),
    Column("size_ratio", "f4", "share of 1", "the same as a share of the diameter at diagnosis", NOT_CONVERTED),
    Column("afp_after", "f4", "ng/ml", "alpha-fetoprotein at the decision", NOT_CONVERTED),
    Column("pivka_after", "f4", "mAU/ml", "PIVKA-II at the decision", NOT_CONVERTED),
    Column("icg_r15_after", "f4", "%", "indocyanine green left after 15 minutes at the decision, as measured", NOT_CONVERTED),
    Column("lesions_after", "i1", "", "tumours of diagnosis that still show at the decision", NOT_CONVERTED, "-1"),
    Column("vp_after", "i1", "", "grade of portal vein invasion at the decision, 0 to 4", NOT_CONVERTED, "-1"),
    Column("vv_after", "i1", "", "grade of hepatic vein invasion at the decision, 0 to 3", NOT_CONVERTED, "-1"),
    Column("child_pugh_after", "i1", "points", "Child-Pugh score at the decision", NOT_CONVERTED, "-1"),
    Column("retraction", "f8", "share of 1", "length by which the thrombus had drawn back at the decision, as a share of "
           "its length at diagnosis", NO_THROMBUS),
)

IN_SURGERY = (
    Column("resected", "?", "", "hepatectomy begun"),
    Column("procedure", "i1", "", "kind of hepatectomy", codes=PROCEDURES),
    Column("thrombectomy", "?", "", "thrombus taken out of a vein at hepatectomy"),
    Column("venous_exclusion", "?", "", "total hepatic venous exclusion"),
    Column("bypass", "?", "", "cardiopulmonary bypass"),
    Column("ablated", "i1", "", "tumours ablated beside the resection"),
    Column("found_by_ultrasound", "i1", "", "further tumours found by ultrasound at the operation and removed"),
    Column("seeds_at_surgery", "i2", "", "tumours seeded by hepatectomy and too small to be seen on CT; known to nobody",
           NOT_RESECTED, "-1"),
    Column("seeds_left", "i2", "", "such tumours that the operation left behind; known to nobody", NOT_RESECTED, "-1"),
    Column("liver_failure", "?", "", "liver failure after hepatectomy, ISGLS grade B or C"),
    Column("complication", "?", "", "complication of Clavien grade III or more, death of the operation included"),
    Column("cancelled", "i2", "", "operations cancelled because a new CT showed progression"),
    Column("operation_minutes", "f4", "min", "duration of the operation", NOT_RESECTED),
    Column("blood_loss_ml", "f4", "ml", "blood loss at operation", NOT_RESECTED),
    Column("margin_mm", "f4", "mm", "resection margin", NOT_RESECTED),
    Column("hepatectomy_day", "f8", "d", "day of hepatectomy", NOT_RESECTED),
    Column("discharge_day", "f8", "d", "day of discharge after hepatectomy", NOT_DISCHARGED),
)

AFTERWARDS = (
    Column("recurrences", "i2", "", "recurrences after hepatectomy that became detectable"),
    Column("recurrence_site", "i1", "", "sites of the first recurrence as found, or on the day it became detectable where "
           "it was not", bits=codes.SITES),
    Column("recurrence_treatment", "i1", "", "treatment of the first recurrence", codes=codes.TREATMENTS),
    Column("second_line", "?", "", "systemic second line begun after progression"),
    Column("second_line_day", "f8", "d", "day on which systemic second line began", NO_SECOND_LINE),
    Column("death_cause", "i1", "", "cause of death", codes=codes.DEATH_CAUSES),
    Column("recurrence_day", "f8", "d", "day on which the first recurrence became detectable, found or not", NO_RECURRENCE),
    Column("recurrence_found_day", "f8", "d", "day of the visit that found the first recurrence", NOT_FOUND),
    Column("death_day", "f8", "d", "day of death", ALIVE),
)

_WAIT = "days waited for {}, all waits together that ended with its being given"
WAITS = tuple(
    Column(f"{name}_waited_days", "f8", "d", _WAIT.format(name.replace("_", " ")), NEVER_GRANTED)
    for name in codes.RESOURCES
)
# fmt: on

COLUMNS = (*WHO, *AT_DIAGNOSIS, *ON_HAIC, *AT_THE_MEETING, *IN_SURGERY, *AFTERWARDS, *WAITS)
