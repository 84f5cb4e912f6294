"""Methods of a run, filled in from what it left: STRESS-DES item by item, experimentation, provenance, agreement."""

from haicsim.analysis.report.blocks import Block, Section, Table, Words
from haicsim.analysis.report.landmarks import beside_the_paper
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.parameters import parameters
from haicsim.analysis.report.run_figures import figures
from haicsim.analysis.report.sources import RunSource
from haicsim.analysis.report.stress_des import GUIDELINE, amount, stress_des


def methods(run: RunSource) -> tuple[Section, ...]:
    """Everything after the first pages, of one run."""
    name = run.scenario.name
    tables = (_experiment(run), *_hospital(run))
    return (
        Section(f"Methods: {name}", (Words(GUIDELINE), stress_des(run)), new_page=True),
        Section("Warm-up, replications and length of run", tables, level=3),
        Section("Agreement with the printed study", (*beside_the_paper(run), *_agreement(run)), level=3),
        Section("Figures", figures(run), level=3),
        Section("Where it comes from", (_provenance(run),), level=3),
        Section("Parameters with source and grade", parameters(run.scenario), level=3, new_page=True),
    )


def _experiment(run: RunSource) -> Table:
    origin, counted = run.answer["provenance"], len(run.counted.records)
    entered = origin["patients"] * origin["replications"]
    rows = (
        ("Patients in a replication", f"{origin['patients']:,}"),
        ("Replications", f"{origin['replications']:,}"),
        ("Warm-up", amount(run.scenario.arrivals.warm_up)),
        ("Entered, all replications", f"{entered:,}"),
        ("Not counted: entered during the warm-up", f"{entered - counted:,}"),
        ("Counted", f"{counted:,}"),
        ("Follow-up of each patient", amount(run.scenario.run.horizon)),
    )
    return Table("How much was simulated.", ("What", "How much"), rows)


def _hospital(run: RunSource) -> tuple[Block, ...]:
    rows = run.answer["summary"]["hospital"]
    if not rows:
        return (Words("Nothing was scarce: nobody waited for want of a place."),)
    told = tuple(
        (
            row["resource"].replace("_", " "),
            f"{row['places']}",
            row["state"],
            NONE if row["utilisation"] is None else f"{100 * row['utilisation']:.0f}%",
            NONE if row["demand"] is None else f"{100 * row['demand']:.0f}%",
        )
        for row in rows
    )
    columns = ("Scarce resource", "Places", "State", "In use", "Asked for, of what it can give")
    return (Table("The hospital.", columns, told),)


def _agreement(run: RunSource) -> tuple[Block, ...]:
    """How many printed figures lie inside, and the whole ledger of judgements."""
    agreement = run.answer["agreement"]
    if agreement is None:
        return (
            Words(
                "Not compared with simulated studies of the published size (haicsim run --compare does that)."
            ),
        )
    counts = " ".join(
        f"{each['part'].capitalize()}: {each['inside']} of {each['of']} usable printed figures lie in their own 95% interval; "
        f"of a study made by the model itself {each['own_middle']} do ({each['own_low']} to {each['own_high']})."
        for each in agreement["counts"]
    )
    rows = tuple(
        (each["about"], each["firmness"], each["sentence"], each["rests_on"]) for each in agreement["claims"]
    )
    columns = ("About", "How firmly", "Judgement", "Rests on")
    return Words(counts), Table("Ledger of all judgements of the comparison.", columns, rows, text=4)


def _provenance(run: RunSource) -> Table:
    origin = run.answer["provenance"]
    libraries = ", ".join(f"{name} {version}" for name, version in origin["libraries"].items())
    compared = origin["compared_with"]
    rows = (
        ("Identity of the results", origin["digest"]),
        ("Scenario", f"{origin['scenario']}, {origin['scenario_digest']}"),
        ("Patients as drawn", origin["cohort_digest"]),
        ("Model", origin["model_version"]),
        ("Study beside it", f"{compared.get('study', NONE)}, {compared.get('how', NONE)}"),
        ("Libraries", libraries),
        ("Finished", origin["when"]["finished"]),
        ("Files, each with its SHA-256 in provenance.json", ", ".join(sorted(origin["files"]))),
    )
    return Table("Provenance.", ("What", "Value"), rows, text=2)
