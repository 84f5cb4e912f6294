"""Columns of a registry in long format: what a hospital could have written down, and nothing it could not know."""

import numpy as np

from haicsim.sim.codes import AETIOLOGIES, GROUPS, RESPONSES
from haicsim.sim.columns import Column
from haicsim.sim.criteria import DECISIONS

_NO_CT = "before the first CT"
_NOT_CONVERTED = "before the patient is judged resectable"

# fmt: off
REGISTRY_COLUMNS = (
    Column("registry", "i4", "", "number of the registry, from 0: a hospital of its own with patients of its own"),
    Column("id", "i4", "", "number of the patient within the registry"),
    Column("period", "i4", "", "number of the row within the patient, from 0; a new one whenever something is seen or done"),
    Column("start_day", "f8", "d", "days from the first infusion to the beginning of the row, on which all below was known"),
    Column("stop_day", "f8", "d", "days from the first infusion to the end of the row"),
    Column("died", "?", "", "died at the end of the row"),
    Column("eligible", "?", "", "not operated yet"),
    Column("operated", "?", "", "operated on the first day of the row or before"),
    Column("converted", "?", "", "judged resectable on the first day of the row or before"),
    Column("decision", "i1", "", "what the last meeting decided", codes=DECISIONS),
    Column("refused", "?", "", "refused the surgery offered"),
    Column("called_off", "?", "", "planned operation called off, because a new CT showed progression"),
    Column("progressed", "?", "", "progression found before surgery, or without it"),
    Column("response", "i1", "", "response by mRECIST on the last CT", codes=RESPONSES),
    Column("targets_mm", "f8", "mm", "sum of the viable diameters of the targets as measured on the last CT", _NO_CT),
    Column("afp", "f8", "ng/ml", "alpha-fetoprotein on the day of the last CT, or at diagnosis"),
    Column("pivka", "f8", "mAU/ml", "PIVKA-II on the day of the last CT, or at diagnosis"),
    Column("child_pugh", "i1", "points", "Child-Pugh score when last written down: at diagnosis, and when judged resectable"),
    Column("vp", "i1", "", "grade of portal vein invasion when last written down, 0 to 4"),
    Column("vv", "i1", "", "grade of hepatic vein invasion when last written down, 0 to 3"),
    Column("icg_r15", "f8", "%", "indocyanine green left after 15 minutes, as measured for the decision", _NOT_CONVERTED),
    Column("size_ratio", "f8", "share of 1", "diameter of the largest tumour at the decision, necrosis included, as measured, "
           "as a share of that at diagnosis", _NOT_CONVERTED),
    Column("age_years", "f8", "years", "age at diagnosis"),
    Column("male", "?", "", "the patient is a man"),
    Column("aetiology", "i1", "", "cause of the liver disease", codes=dict(enumerate(AETIOLOGIES))),
    Column("group", "i1", "", "group at diagnosis: B with Vv2 or Vv3, else A with Vp3 or Vp4, else C",
           codes=dict(enumerate(GROUPS))),
    Column("lesions", "i1", "", "liver tumours at diagnosis"),
    Column("size_measured_mm", "f8", "mm", "diameter of the largest tumour as measured on the baseline CT"),
    Column("afp_at_entry", "f8", "ng/ml", "alpha-fetoprotein at diagnosis"),
    Column("pivka_at_entry", "f8", "mAU/ml", "PIVKA-II at diagnosis"),
    Column("child_pugh_at_entry", "i1", "points", "Child-Pugh score at diagnosis"),
    Column("vp_at_entry", "i1", "", "grade of portal vein invasion at diagnosis, 0 to 4"),
    Column("vv_at_entry", "i1", "", "grade of hepatic vein invasion at diagnosis, 0 to 3"),
    Column("followup_days", "f8", "d", "days from the first infusion to death or last contact, in all rows of the patient"),
    Column("death", "?", "", "followed to death, in all rows of the patient"),
    Column("days_to_surgery", "f8", "d", "days from the first infusion to hepatectomy, in all rows of the patient",
           "not operated"),
)
# fmt: on

LONG = np.dtype([(column.name, column.dtype) for column in REGISTRY_COLUMNS])
