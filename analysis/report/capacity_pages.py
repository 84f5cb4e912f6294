"""How many places are enough, in a report: the number, what one place less costs, every number tried, and the demand."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.experiments.capacity_limit import limit_of
from haicsim.analysis.measures.resource_names import words_of
from haicsim.analysis.report.answered import NOT_CALIBRATED, SAME_PEOPLE, Answered
from haicsim.analysis.report.blocks import Block, Sentence, Table, Words
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.whatif_pages import size

Answer = dict[str, Any]
_SHARE = "share of 1"
_RESTS = "every number of places tried on the same patients with the same random numbers; what is to be kept is your choice"


def capacity(answer: Answer) -> Answered:
    """The smallest number of places that keeps a limit."""
    name, kept = words_of(answer["resource"]), _kept(answer)
    return Answered(
        "How many places are enough",
        f"How many places of the {name} keep {kept} below {_amount(answer, _below(answer))}?",
        size(answer),
        tuple(_sentences(answer)),
        (_trials(answer), _demand(answer)),
        (
            "The number of places is raised until the limit is kept, and the smallest that keeps it is looked for. Places are "
            "compared with a hospital in which this resource is never scarce and everything else is as the scenario has it.",
            f"{SAME_PEOPLE} Intervals of a loss are of 20 blocks of patients, paired. A wait counts all days in the queue, "
            "also of those who died in it.",
            NOT_CALIBRATED,
        ),
    )


def _sentences(answer: Answer) -> Iterator[Sentence]:
    found, best = answer["places"], _trial(answer, answer["places"])
    kept, below = _kept(answer), _amount(answer, _below(answer))
    session = f" every {answer['session_days']:g} days" if answer["session_days"] is not None else ""
    many = f"{found:,} place{'' if found == 1 else 's'} of the {words_of(answer['resource'])}{session}"
    verb = "is" if found == 1 else "are"
    unsure = best["high"] is not None and best["high"] >= _below(answer)
    firm = "its interval reaches the limit: more patients would tell" if unsure else "said with its margin"
    yield Sentence(
        f"{many} {verb} enough to keep {kept} below {below}.", firm, "capacity.json: trials", _RESTS
    )
    fewer = _trial(answer, found - 1)
    if fewer is not None:
        text = f"With one place less it is {_measured(answer, fewer)}."
        yield Sentence(text, "description of these patients", "capacity.json: trials", _RESTS)
    text = "How many are enough with other referrals, or with other values of what is assumed, is not said."
    rests = "a sweep over arrivals.per_year and this resource, or haicsim sensitivity"
    yield Sentence(text, "withheld", "none", rests)


def _trial(answer: Answer, places: int) -> Any:
    return next((trial for trial in answer["trials"] if trial["places"] == places), None)


def _below(answer: Answer) -> float:
    return limit_of(answer["keep"]).below


def _kept(answer: Answer) -> str:
    limit = limit_of(answer["keep"])
    if limit.outcome is None:
        return "the median wait" if limit.quantile == 0.5 else "the wait of nine in ten"
    return f'the loss of "{limit.outcome.label}"'


def _amount(answer: Answer, value: float | None) -> str:
    """In percentage points, days or months."""
    if value is None:
        return NONE
    if answer["unit"] == _SHARE:
        points = f"{100 * value:.2g}"
        return f"{points} percentage point{'' if points == '1' else 's'}"
    return f"{value:.3g} {'days' if answer['unit'] == 'd' else answer['unit']}"


def _measured(answer: Answer, trial: Answer) -> str:
    """What is to be kept, as measured, with its interval."""
    if limit_of(answer["keep"]).outcome is None:
        return _amount(answer, trial["value"])
    by = 100 if answer["unit"] == _SHARE else 1
    unit = "percentage points" if by == 100 else answer["unit"]
    said = f"{by * trial['loss']:.1f}"
    if trial["low"] is not None:
        said += f" ({by * trial['low']:.1f} to {by * trial['high']:.1f})"
    return f"{said} {unit}"


def _trials(answer: Answer) -> Table:
    by = 100 if answer["unit"] == _SHARE else 1
    rows = [
        (
            f"{trial['places']:,}",
            NONE if trial["value"] is None else f"{by * trial['value']:.1f}",
            NONE if trial["loss"] is None else _measured(answer, trial),
            "yes" if trial["kept"] else "no",
        )
        for trial in answer["trials"]
    ]
    limit = limit_of(answer["keep"])
    if limit.outcome is None:
        what = "Wait, days"
    else:
        what = f"{limit.outcome.label} ({'%' if by == 100 else answer['unit']})"
        rows.append(("unlimited", f"{by * answer['unlimited']:.1f}", NONE, NONE))
    columns = ("Places", what, "What is to be kept (95%)", "Kept")
    return Table(f"Every number of places tried; to be kept: {answer['keep']}.", columns, tuple(rows))


def _demand(answer: Answer) -> Block:
    bands = answer["demand_per_quarter"]
    if not bands:
        return Words("Demand by quarter is not said: fewer than four quarters were simulated.")
    rows = tuple(
        (band["what"], f"{band['middle']:.1f}", f"{band['low']:.1f} to {band['high']:.1f}") for band in bands
    )
    caption = f"Demand by quarter where the resource is unlimited, of {bands[0]['quarters']:,} quarters."
    return Table(caption, ("What", "Median", "90% of quarters"), rows)
