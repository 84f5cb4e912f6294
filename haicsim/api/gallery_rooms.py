"""What hangs in the gallery: rooms of figures, each with its title, what is to be seen on it, and its command."""

from typing import Any

from haicsim.api.galleries import Bench, Step

_SENSITIVITY = "haicsim sensitivity kurume --method {0} --vary policy.boldness --vary tumour.kill_median"


def _survival(bench: Bench) -> Any:
    return (bench.folders[0] / "figures" / "survival.png").read_bytes()


def _two_runs(bench: Bench) -> Any:
    from haicsim.analysis.figures.two_runs import draw

    return draw(*bench.folders)


def _reconstructed(bench: Bench) -> Any:
    from haicsim.analysis.figures.reconstructed import draw
    from haicsim.api.studies import reconstruct

    found = reconstruct(draws=30)
    return draw(found.reconstruction.endpoints, found.study, 60.0, "kurume: 30 data sets")


def _conversion(bench: Bench) -> Any:
    from haicsim.api.whatif import conversion

    return conversion("kurume", (0.2, 0.3), "efficacy,boldness", patients=1000, ranges=False).plot()


def _twin(bench: Bench) -> Any:
    from haicsim.api.whatif import twin

    return twin("kurume", 11, patients=50).plot()


def _break_even(bench: Bench) -> Any:
    from haicsim.api.whatif import breakeven

    return breakeven("gain", "surgery.operative_death.ample=0..0.9", patients=500, ranges=False).plot()


def _parts(bench: Bench) -> Any:
    from haicsim.api.whatif import decompose

    return decompose("kurume", "except-vv", patients=500, ranges=False).plot()


def _policies(bench: Bench) -> Any:
    from haicsim.api.policy import compare

    return compare("kurume", "except-vv", "bold", patients=500, ranges=False).plot()


def _bias(bench: Bench) -> Any:
    from haicsim.api.biases import bias

    return bias("kurume", study_size=200, repeat=4, overrides=["policy.refusal=0.3"]).plot()


ROOMS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("Patients of a run", (
        Step("Survival of everyone who started", "Kaplan-Meier curves with 95% bands, one for each vessel group, falling from "
             "100%; numbers at risk stand below the axis.", "haicsim.read('first').plot()",
             lambda bench: bench.kurume.plot().figure),
        Step("Survival of the resected beside the paper", "Two panels, overall and disease-free survival: simulated curves of "
             "groups A, B and C, printed figures as hollow marks with their intervals, disputed ones grey.",
             "haicsim run kurume --out first", _survival),
        Step("From starting HAIC to surgery", "Boxes from the start down to the operation with how many reach each, and to "
             "the sides why the others leave.", "haicsim pictures first", lambda bench: bench.picture(bench.kurume, "flow")),
        Step("Why patients were not converted", "Bars of reasons: the first criterion that failed, and what came before any "
             "meeting.", "haicsim pictures first", lambda bench: bench.picture(bench.kurume, "reasons")),
        Step("Where everyone is, month by month", "Stacked areas over 60 months: on treatment, waiting, after surgery, "
             "progressed, dead; a table beside them.", "haicsim pictures first",
             lambda bench: bench.picture(bench.kurume, "occupancy")),
        Step("Thirty lives", "A line for each patient from the first infusion to death or the end of follow-up, with scans, "
             "operation and recurrence marked.", "haicsim pictures first",
             lambda bench: bench.picture(bench.kurume, "swimmer")),
        Step("Best change of the targets", "A waterfall of bars, one a patient, from growth on the left to complete response "
             "on the right.", "haicsim pictures first", lambda bench: bench.picture(bench.kurume, "waterfall")),
        Step("The targets on every CT", "A line for each patient over the months; those who were converted in blue.",
             "haicsim pictures first", lambda bench: bench.picture(bench.kurume, "spider")),
        Step("Two runs in one figure", "Survival of everyone who started in either run, with bands and numbers at risk.",
             "haicsim diff first second --out two-runs", _two_runs),
    )),
    ("A hospital", (
        Step("Queues and use over time", "A panel for each scarce resource over the years: served below, waiting on top; use "
             "in percent on the right.", "haicsim pictures hospital",
             lambda bench: bench.picture(bench.theatre, "hospital")),
        Step("Warm-up", "How the number of patients in the hospital grows from nothing, and where the measures begin.",
             "haicsim pictures hospital", lambda bench: bench.picture(bench.theatre, "warm-up")),
    )),
    ("The paper", (
        Step("Printed survival among simulated studies", "Median and 95% band of studies of 18 patients; printed figures as "
             "marks, the unusable one crossed out.", "haicsim study compare kurume",
             lambda bench: bench.compared["figure-1"]),
        Step("Disease-free survival by vessel group", "Three panels: bands of simulated studies, printed figures as marks, "
             "group B's at 0% after one year.", "haicsim study compare kurume", lambda bench: bench.compared["figure-3"]),
        Step("Patients behind the figures", "Bands of all data sets that agree with the printed figures, a panel for each "
             "group.", "haicsim study reconstruct", _reconstructed),
    )),
    ("Sweeps and sensitivity", (
        Step("A sweep", "A panel for each outcome with a point and its interval for each scenario.",
             "haicsim sweep scan-interval", lambda bench: bench.sweep("scan-interval")),
        Step("One number at a time", "A tornado: bars to the left and right for the low and the high end of each range.",
             _SENSITIVITY.format("oneway"), lambda bench: bench.sensitivity("oneway", 1)),
        Step("Two numbers at once", "A map in shades with the simulated points and their values.",
             _SENSITIVITY.format("twoway"), lambda bench: bench.sensitivity("twoway", 4)),
        Step("Morris", "Points of mean effect against its spread, the largest numbered and named.",
             _SENSITIVITY.format("morris"), lambda bench: bench.sensitivity("morris", 4)),
        Step("Sobol", "Two bars for each number: alone, and with all interactions.",
             _SENSITIVITY.format("sobol"), lambda bench: bench.sensitivity("sobol", 8)),
        Step("PAWN", "A bar for each number: how far it moves the distribution.",
             _SENSITIVITY.format("pawn"), lambda bench: bench.sensitivity("pawn", 50)),
        Step("Partial rank correlation", "Bars to the left and right of nothing for each number.",
             _SENSITIVITY.format("prcc"), lambda bench: bench.sensitivity("prcc", 50)),
    )),
    ("What if", (
        Step("If more could be converted", "Months lived and five-year survival over the conversion rate, a line for each "
             "mechanism.", "haicsim whatif conversion kurume --to 0.2,0.3 --by efficacy,boldness --out conversion",
             _conversion),
        Step("One patient in two worlds", "Two lines of one life, with surgery and without, the same until they part.",
             "haicsim whatif twin kurume --patient 11 --out twin", _twin),
        Step("Where surgery stops paying", "The gain by surgery over a number of the scenario, and where it is nothing.",
             "haicsim whatif breakeven gain --over surgery.operative_death.ample=0..0.9 --out break-even", _break_even),
        Step("Where a change comes from", "A bar for each part of the change in months lived, and one for the whole.",
             "haicsim whatif decompose kurume except-vv --out where", _parts),
        Step("What registries would report", "A forest plot: estimates of studies as lines, the truth as an upright stroke.",
             "haicsim whatif bias kurume --set policy.refusal=0.3 --out bias", _bias),
        Step("Policies", "The change of the main outcome under each policy, with its interval.",
             "haicsim policy compare kurume except-vv bold --out policies", _policies),
    )),
)  # fmt: skip
