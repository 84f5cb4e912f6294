"""Where a change in the life of all who start comes from, in a report."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import NOT_CALIBRATED, SAME_PEOPLE, Answered
from haicsim.analysis.report.blocks import Sentence, Table
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.whatif_pages import NO_RANGES
from haicsim.analysis.whatif.decomposition import WORDS

Answer = dict[str, Any]


def decomposition(answer: Answer) -> Answered:
    """The whole change, then its parts."""
    return Answered(
        "Where a change comes from",
        f"Do all who start live longer with {answer['b']} than with {answer['a']}, and where does the change come from?",
        f"{answer['people']:,} simulated patients, the same in both, random seed {answer['seed']}",
        tuple(_sentences(answer)),
        (_parts(answer), _changed(answer)),
        (
            "Each of the two worlds was simulated with surgery and with nobody operated. What a patient lives is what they "
            "would live without surgery and what surgery gives them; so the parts add up to the change exactly.",
            SAME_PEOPLE,
            NOT_CALIBRATED,
        ),
    )


def _sentences(answer: Answer) -> Iterator[Sentence]:
    change, ranges = answer["change"], answer["ranges"]
    where = "decomposition.json: change"
    rests = f"least and most over {answer['over']}" if ranges else NO_RANGES
    there = (
        f"{answer['b']} instead of {answer['a']}: the change in mean months lived of 60 is {_signed(change)}"
    )
    if not ranges:
        yield Sentence(f"{there} for all who start.", "with the scenario's own numbers only", where, rests)
    else:
        yield _over_ranges(there, change, ranges["change"], where, rests)
    name, part = max(answer["parts"].items(), key=lambda row: abs(row[1]["value"]))
    if part["value"]:
        text = f"The largest part of it: {WORDS[name]}, {_signed(part)} months for each starter."
        yield Sentence(text, "description of these worlds", f"decomposition.json: parts, {name}", rests)
    operated = answer["operated"]
    text = (
        f"{operated['before']:,} are operated with {answer['a']} and {operated['after']:,} with {answer['b']}, "
        f"{operated['both']:,} of them in both."
    )
    yield Sentence(
        text, "description of these worlds", "decomposition.json: operated", "the policies of both"
    )


def _over_ranges(there: str, change: Answer, ends: list[float], where: str, rests: str) -> Sentence:
    """Whether all live longer; withheld where the sign does not hold over the ranges, or not beyond chance."""
    low, high = ends
    holds = (low > 0.0 and change["low"] > 0.0) or (high < 0.0 and change["high"] < 0.0)
    said = f"{there}, over the ranges {low:+.2f} to {high:+.2f}"
    if holds:
        return Sentence(
            f"All who start live {'longer' if low > 0.0 else 'shorter'} on average. {said}.",
            "said with its margin",
            where,
            rests,
        )
    return Sentence(f"Whether all who start live longer is not known. {said}.", "withheld", where, rests)


def _signed(found: Answer) -> str:
    value, low, high = (found[name] + 0.0 for name in ("value", "low", "high"))
    return f"{value:+.2f} ({low:+.2f} to {high:+.2f})"


def _parts(answer: Answer) -> Table:
    named = {**{name: (WORDS[name], part) for name, part in answer["parts"].items()},
             "change": ("the whole change", answer["change"])}  # fmt: skip
    ranges = answer["ranges"]
    rows = tuple(
        (words, _signed(part), "{:+.2f} to {:+.2f}".format(*ranges[name]) if ranges else NONE)
        for name, (words, part) in named.items()
    )
    caption = f"Months of the first 60 for each starter; the means are {answer['before']:.1f} and {answer['after']:.1f}."
    return Table(caption, ("Part", "Months (95%)", "Over the ranges"), rows)


def _changed(answer: Answer) -> Table:
    rows = tuple(
        (each["path"], *(NONE if each[side] is None else f"{each[side]}" for side in ("before", "after")))
        for each in answer["changed"]
    )
    return Table(
        "What is set otherwise; times in days.", ("Number or rule", answer["a"], answer["b"]), rows, text=3
    )
