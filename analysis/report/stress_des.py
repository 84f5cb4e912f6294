"""The items of STRESS-DES, as far as one run fills them."""

from typing import Any

from haicsim.analysis.report.blocks import Table
from haicsim.analysis.report.landmarks import changes
from haicsim.analysis.report.numbers import plural
from haicsim.analysis.report.sources import RunSource
from haicsim.sim.scenario.model import Scenario

GUIDELINE = (
    "The items of the reporting guideline for discrete-event simulation (Monks T and others, J Simul 2019;13:55), as far as "
    "this run fills them; docs/model.md of the program describes the model in the same order."
)


def stress_des(run: RunSource) -> Table:
    """Item by item, what is so in this run."""
    rows = (*_logic(run.scenario), *_data(run.scenario), *_experimentation(run))
    return Table("STRESS-DES, item by item.", ("Item", "In this run"), rows, text=2)


def amount(number: Any) -> str:
    """A number of a scenario with its unit."""
    return f"{number.value:g} {number.unit}"


def _logic(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    listed = scenario.arrivals.days is not None
    arrivals = "on the days of a list" if listed else amount(scenario.arrivals.per_year)
    return (
        ("1.1 Purpose", " ".join(scenario.question.split())),
        ("1.2 Outputs", "Flow to surgery, overall survival by intention to treat and by group, recurrence-free survival "
         "of the resected, doses, waits; one row a patient (outcomes.parquet), every event where a journal was kept"),
        ("1.3 Aims of experimentation", "One scenario; comparisons stand in their own sections"),
        ("2.1, 2.2 Logic", "docs/model.md, section 3: entry, port, HAIC, CT, meeting, TACE, surgery, follow-up, second line"),
        ("2.3 Scenario logic", changes(scenario)),
        ("2.4 Algorithms", "Tumour-growth inhibition, seeding, additive hazards of death: docs/model.md, section 3"),
        ("2.5 Components", f"Entities: patients. Arrivals: {arrivals}. Resources: table of places. Queues: first come, "
         "first served. Exit: death or end of follow-up"),
    )  # fmt: skip


def _data(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    grades = [number.grade for _, _, number in scenario.numbers()]
    counts = ", ".join(f"{grades.count(grade)} {grade}" for grade in ("printed", "derived", "assumed"))
    return (
        (
            "3.1 to 3.3 Data",
            f"{len(grades)} numbers: {counts}; each with source and grade in the table of parameters",
        ),
        ("3.4 Assumptions", "What is assumed, on the first pages; docs/model.md, section 5"),
    )


def _experimentation(run: RunSource) -> tuple[tuple[str, str], ...]:
    scenario, origin = run.scenario, run.answer["provenance"]
    engine, machine, many = origin["engine"], origin["machine"], plural(origin["replications"], "replication")
    return (
        ("4.1 Initialisation", f"Hospital empty at the start; warm-up {amount(scenario.arrivals.warm_up)}: who enters in it "
         "is not counted"),
        ("4.2 Run length", f"{origin['patients']:,} patients, each followed for {amount(scenario.run.horizon)} after entry"),
        ("4.3 Estimation", f"{many}; Kaplan-Meier with 95% bands, exact binomial intervals"),
        ("5.1 Software", f"haicsim {origin['model_version']}, Python {machine['python']}"),
        ("5.2 Random sampling", f"Philox4x32-10, a number for each patient and decision, random seed {origin['seed']}; common "
         "random numbers between scenarios of one seed"),
        ("5.3 Execution", f"{engine['told_by']} engine ({engine['reason']})"),
        ("5.4 System", f"{machine['system']}, {machine['processor']}; {origin['when']['seconds']:.0f} s"),
        ("6.1 Code", "Open source (MIT); the resolved scenario (scenario.json) in the folder of results runs again"),
    )  # fmt: skip
