"""The columns of a team's own file, one row a patient: what each holds, and between which limits."""

from dataclasses import dataclass

NUMBER, WHOLE, DAY, YES_NO, WORD, NAME = "number", "whole number", "day", "yes or no", "word", "name"
RESPONSES = ("CR", "PR", "SD", "PD")


@dataclass(frozen=True)
class CohortColumn:
    """One column: its name, kind, meaning, unit, limits (both allowed) and, of a word, which words there are.

    required: the column must be there. filled: no cell of it may be empty.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    required: bool = False
    filled: bool = False
    words: tuple[str, ...] = ()


COLUMNS = (
    CohortColumn("patient", NAME, "a name or number of your own, each once", required=True, filled=True),
    CohortColumn("age_years", NUMBER, "age at the first infusion", "years", 18, 110, required=True),
    CohortColumn("vp", WHOLE, "grade of portal vein invasion, Vp0 to Vp4", "", 0, 4, True, True),
    CohortColumn("vv", WHOLE, "grade of hepatic vein invasion, Vv0 to Vv3", "", 0, 3, True, True),
    CohortColumn("child_pugh", WHOLE, "Child-Pugh score", "points", 5, 15, required=True),
    CohortColumn(
        "size_mm", NUMBER, "diameter of the largest tumour on the CT before HAIC", "mm", 5, 400, required=True
    ),
    CohortColumn("lesions", WHOLE, "number of liver tumours", "", 1, 100),
    CohortColumn("bilirubin_mg_dl", NUMBER, "total bilirubin", "mg/dl", 0.1, 15),
    CohortColumn("albumin_g_dl", NUMBER, "albumin", "g/dl", 1.0, 6.5),
    CohortColumn("icg_r15_percent", NUMBER, "indocyanine green left after 15 minutes", "%", 0.1, 100),
    CohortColumn("afp_ng_ml", NUMBER, "alpha-fetoprotein", "ng/ml", 0.1, 1e9),
    CohortColumn("pivka_mau_ml", NUMBER, "PIVKA-II", "mAU/ml", 0.1, 1e9),
    CohortColumn("best_response", WORD, "best response by mRECIST", words=RESPONSES),
    CohortColumn("converted", YES_NO, "judged resectable, operated or not"),
    CohortColumn("resected", YES_NO, "hepatectomy begun", required=True, filled=True),
    CohortColumn("start", DAY, "first infusion; may be left out where all days count from it"),
    CohortColumn("operation", DAY, "hepatectomy; empty where there was none"),
    CohortColumn("death", DAY, "death; empty while alive", required=True),
    CohortColumn(
        "last_contact", DAY, "last day known to be alive; may be empty where death is known", required=True
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
DAYS = tuple(column.name for column in COLUMNS if column.kind == DAY)
EXAMPLES = (  # made-up patients of the file to fill in, which show how
    "P01,63,3,0,5,85,2,0.8,4.1,12,1200,850,PR,yes,yes,2018-04-02,2018-09-14,,2023-05-30",
    "P02,71,4,2,6,110,3,1.1,3.6,21,15400,9800,SD,no,no,2018-06-11,,2019-07-03,",
    "P03,58,1,3,5,64,1,0.7,,,310,,PD,no,no,2019-01-21,,,2020-02-17",
)
