"""What studies of a registry would report of surgery, beside the truth, in a report."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import NOT_CALIBRATED, Answered
from haicsim.analysis.report.blocks import Sentence, Table
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.whatif_pages import title

Answer = dict[str, Any]
FEW = 20  # left unoperated, below which an emulated trial's interval is too narrow


def bias(answer: Answer) -> Answered:
    """Every comparison beside the truth it is meant to show."""
    useless = (
        " Surgery is made useless, so that the truth is known to be nothing." if answer["useless"] else ""
    )
    return Answered(
        "What studies would report of surgery",
        f"What would studies that compare converted with unconverted patients report, and what is true?{useless}",
        f"Scenario {title(answer)}, {answer['repeat']:,} registries of {answer['study_size']:,} simulated patients, "
        f"random seed {answer['seed']}",
        tuple(_sentences(answer)),
        (_table(answer),),
        (
            "The truth is that of the same people operated whenever they are judged resectable, and never. Each registry has "
            f"patients of its own; {answer['until_months']:g} months from the first infusion are counted (landmark: from then "
            f"on). In clone-censor-weight there are {answer['grace_months']:g} months from the decision within "
            f"which to operate.",
            "Who refuses surgery does so by chance here. Real refusal, and real surgeons, choose by more than is "
            "written down, so "
            "studies of real patients are less trustworthy than these.",
            NOT_CALIBRATED,
        ),
    )


def _sentences(answer: Answer) -> Iterator[Sentence]:
    naive, *others = answer["methods"]
    rests = f"{naive['studies']} simulated registries; the truth of the same people in two worlds"
    text = (
        f"Studies that compare converted with unconverted patients would say that surgery gains "
        f"{_number(naive, naive['mean'])} "
        f"months within {answer['until_months']:g}; it gains {_number(naive, naive['truth']['value'])}, and "
        f"{naive['covered']} of "
        f"{naive['studies']} intervals hold the truth."
    )
    yield Sentence(text, "said with its margin", "bias.json: methods, naive", rests)
    best = max(others, key=lambda each: each["covered"] / max(each["studies"], 1), default=None)
    if best is not None:
        text = (
            f"Of the other methods the intervals of {best['name']} hold the truth most often: {best['covered']} of "
            f"{best['studies']}."
        )
        yield Sentence(text, "description of these registries", f"bias.json: methods, {best['key']}", rests)
    text = (
        f"A registry has {answer['patients']:.0f} patients on average, {answer['operated']:.0f} operated and "
        f"{answer['supported']:.0f} judged resectable and left unoperated"
    )
    if answer["supported"] < FEW:
        text += ", who are too few: what an emulated trial says rests on them"
    yield Sentence(f"{text}.", "description of these registries", "bias.json: supported", "policy.refusal")


def _number(method: Answer, value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value:.1f}".replace("-0.0", "0.0") if method["unit"] == "months" else f"{value:.2f}"


def _interval(method: Answer, found: Answer) -> str:
    said = _number(method, found["value"])
    if found["value"] is None or found["low"] is None:
        return said
    return f"{said} ({_number(method, found['low'])} to {_number(method, found['high'])})"


def _table(answer: Answer) -> Table:
    rows = tuple(
        (
            f"{each['name']}: {each['compares']}",
            each["unit"],
            _interval(each, each["truth"]),
            _interval(each, {"value": each["mean"], **each["spread"]}),
            _interval(each, each["bias"]),
            f"{each['covered']} of {each['studies']}",
        )
        for each in answer["methods"]
    )
    columns = (
        "Method",
        "Unit",
        "Truth (95%)",
        "Studies: mean (95% of them)",
        "Bias (95%)",
        "Intervals with truth",
    )
    caption = "What each comparison reports. Bias: mean of the studies less the truth; of hazard ratios their ratio."
    return Table(caption, columns, rows, text=2)
