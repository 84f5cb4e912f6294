"""Reporting items that journals ask of decision models: where this report answers them, and which do not apply, and why."""

from haicsim.analysis.report.blocks import Section, Table, Words

_NO_ECONOMICS = "Does not apply: no costs, no utilities"
_AUTHORS = "For the authors: no results hold it"
CHEERS = (  # CHEERS 2022: number and item; the answer
    ("1 Title", "For the authors: no economic evaluation is to be named"),
    ("2 Abstract", "Question and The answer in three sentences"),
    ("3 Background and objectives", "Question"),
    ("4 Health economic analysis plan", _NO_ECONOMICS),
    ("5 Study population", "Flow of patients; Parameters, population and entry"),
    ("6 Setting and location", "Parameters, places of each resource"),
    ("7 Comparators", "What was compared; sections of sweeps and what-ifs"),
    ("8 Perspective", _NO_ECONOMICS),
    ("9 Time horizon", "Warm-up, replications and length of run"),
    ("10 Discount rate", "Does not apply: nothing is discounted"),
    ("11 Selection of outcomes", "Methods, STRESS-DES 1.2"),
    ("12 Measurement of outcomes", "Methods, STRESS-DES 1.2 and 4.3"),
    ("13 Valuation of outcomes", "Does not apply: survival is not valued"),
    (
        "14 Measurement and valuation of resources and costs",
        "Resources: the hospital, where scarce. Costs: none",
    ),
    ("15 Currency, price date and conversion", _NO_ECONOMICS),
    ("16 Rationale and description of model", "Methods, STRESS-DES 1 and 2; docs/model.md"),
    ("17 Analytics and assumptions", "What is assumed; Methods, STRESS-DES 3 and 4"),
    ("18 Characterising heterogeneity", "Survival by vessel group"),
    ("19 Characterising distributional effects", "Not done"),
    (
        "20 Characterising uncertainty",
        "Ledger: what each interval covers; chance and assumptions are kept apart",
    ),
    ("21 Engagement with patients and others", _AUTHORS),
    ("22 Study parameters", "Parameters with source and grade"),
    ("23 Summary of main results", "The answer in three sentences"),
    ("24 Effect of uncertainty", "Ledger; ranges in agreement, sweeps and what-ifs"),
    ("25 Effect of engagement", _AUTHORS),
    ("26 Findings, limitations, generalisability", "What is assumed; the rest is for the authors"),
    ("27 Source of funding", _AUTHORS),
    ("28 Conflicts of interest", _AUTHORS),
)
ISPOR = (  # ISPOR-SMDM, model transparency and validation
    ("Transparency: description without technicalities", "The first pages"),
    (
        "Transparency: technical documentation",
        "Methods, Parameters; docs/model.md and the sources of the program",
    ),
    ("Face validity", "Not in results: no judgement of experts is recorded by a run"),
    (
        "Verification (internal validity)",
        "Tests of the program against theory, hand calculation and a second engine; not in a run",
    ),
    ("Cross validity", "Not in results: no independent model of the same question is compared"),
    ("External validity", "Agreement with the printed study"),
    ("Predictive validity", "Not in a run: haicsim study validate, docs/validation.md"),
    ("Uncertainty: of chance", "Every interval of a run"),
    ("Uncertainty: of parameters", "Ranges where the ledger names them; otherwise not in the interval"),
    ("Uncertainty: of structure", "Not in a run"),
)


def checklists() -> Section:
    """Both checklists; the model has no economics, and says which items fall away for that."""
    said = Words(
        "CHEERS 2022 (Husereau D and others, Value Health 2022;25:3) is for health economic evaluations; this model has no "
        "economics. Listed is where its items are answered, and which fall away. Below it what the ISPOR-SMDM task force asks "
        "on transparency and validation (Eddy DM and others, Value Health 2012;15:843)."
    )
    columns = ("Item", "Where, or why not")
    return Section(
        "Reporting checklists",
        (said, Table("CHEERS 2022.", columns, CHEERS, text=2), Table("ISPOR-SMDM.", columns, ISPOR, text=2)),
        new_page=True,
    )
