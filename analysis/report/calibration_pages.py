"""A calibration in a report: what the series say of each number, what they predict, and what speaks against the draws."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import Answered
from haicsim.analysis.report.blocks import Block, Sentence, Table, Words
from haicsim.analysis.report.numbers import NONE

Answer = dict[str, Any]
_WORST = 0.5


def calibration(answer: Answer) -> Answered:
    """The posterior of a plan."""
    posterior = answer["posterior"]
    series = len({row["study"] for row in answer["predicted"]})
    return Answered(
        "Which values the published series allow",
        f"Which values of {len(answer['numbers'])} numbers of the disease do {series} published series allow, taken together?",
        f"Plan {posterior['plan']}, {posterior['draws']:,} draws of the posterior, of scenario {posterior['scenario']}",
        tuple(_sentences(answer)),
        (_numbers(answer), *_together(answer), _predicted(answer), _errors(answer)),
        (
            "What was believed beforehand (the prior) is even over each number's range. Simulated studies of the published "
            "size are compared with what was printed; an emulator of them is sampled, and draws are simulated again.",
            "Series differ beyond chance, and by how much is estimated together with the rest. What no series speaks of keeps "
            "its prior: so does the conversion rate, since the seed paper does not print how many started.",
        ),
        "Numbers: their median and 90% of the draws beside the prior. Predictions: printed numbers among simulated studies.",
    )


def _sentences(answer: Answer) -> Iterator[Sentence]:
    rows = answer["numbers"]
    counts = {word: sum(row["said"] == word for row in rows) for word in ("narrowed", "little", "nothing")}
    text = (
        f"Of {len(rows)} numbers the series narrow {counts['narrowed']}, say little of {counts['little']} and nothing of "
        f"{counts['nothing']}."
    )
    rests = "spread of the draws as a share of the prior's: below 0.7 narrowed, below 0.9 little"
    yield Sentence(text, "said with its margin", "calibration.json: numbers, left", rests)
    inside, of = sum(row["inside"] for row in answer["predicted"]), len(answer["predicted"])
    text = f"Of {of} printed numbers {inside} lie where 95% of studies simulated with the draws do."
    rests = "the same printed numbers went into the calibration: agreement with them is no test"
    yield Sentence(text, "description", "calibration.json: predicted, inside", rests)
    yield _trust(answer)


def _trust(answer: Answer) -> Sentence:
    """What speaks against the draws; the alarm first."""
    alarm, errors = answer["posterior"]["alarm"], answer["emulator_error"]
    if alarm:
        return Sentence(
            alarm, "a warning", "calibration.json: alarm", "simulated data sets of known diseases"
        )
    worst = max(errors, key=lambda name: errors[name])
    text = (
        f"No alarm rang; the emulator is off by {errors[worst]:.2f} standard deviations of a study at most ({worst}), and the "
        f"draws count as {answer['independent_draws']:,.0f} independent ones."
    )
    firm = (
        "said with its margin"
        if errors[worst] < _WORST
        else "with care: the emulator is far off in one series"
    )
    return Sentence(text, firm, "calibration.json: emulator_error", "draws simulated again")


def _numbers(answer: Answer) -> Table:
    rows = tuple(
        (
            row["label"],
            row["unit"],
            f"{row['now']:.3g}",
            f"{row['range_low']:.3g} to {row['range_high']:.3g}",
            f"{row['middle']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
            f"{100 * row['left']:.0f}%",
            row["said"] + (f"; at the {row['presses_against']} end" if row["presses_against"] else ""),
        )
        for row in answer["numbers"]
    )
    columns = ("Number", "Unit", "Now", "Range", "Median (90% of draws)", "Spread left", "The series say")
    return Table("Every number that moved, before and after.", columns, rows, text=2)


def _together(answer: Answer) -> tuple[Block, ...]:
    rows = tuple((row["first"], row["second"], f"{row['correlation']:.2f}") for row in answer["together"])
    if not rows:
        return (Words("No two numbers are told apart badly."),)
    return (
        Table("Numbers that the series tell apart badly.", ("Number", "And", "Correlation"), rows, text=2),
    )


def _predicted(answer: Answer) -> Table:
    rows = tuple(
        (
            row["study"],
            row["what"],
            f"{row['printed']:.3g}",
            f"{row['middle']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
            row["unit"] or NONE,
            "yes" if row["inside"] else "NO",
        )
        for row in answer["predicted"]
    )
    columns = ("Series", "What", "Printed", "Simulated (95% of studies)", "Unit", "Inside")
    return Table("Every printed number beside studies simulated with the draws.", columns, rows, text=2)


def _errors(answer: Answer) -> Table:
    rows = tuple((name, f"{error:.2f}") for name, error in answer["emulator_error"].items())
    caption = "How far the emulator is from simulation, in standard deviations of a study."
    return Table(caption, ("Series", "Error"), rows)
