"""Policies side by side in a report: what moves under each, and who is treated otherwise."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import NOT_CALIBRATED, SAME_PEOPLE, Answered
from haicsim.analysis.report.blocks import Sentence, Table
from haicsim.analysis.report.numbers import NONE, interval
from haicsim.analysis.report.whatif_pages import NO_RANGES, RANGES, over
from haicsim.analysis.whatif.operations import MEASURES

Answer = dict[str, Any]
_SHARE = "share of 1"
_MOST_SAID = 3


def compared(answer: Answer) -> Answered:
    """Policies beside the first."""
    names = ", ".join(each["name"] for each in answer["policies"])
    return Answered(
        "Policies on the same people",
        f"What changes for all who start under {names} instead of {answer['reference']}?",
        f"Policies beside {answer['reference']}, {answer['people']:,} simulated patients, random seed {answer['seed']}",
        tuple(_sentences(answer)),
        tuple(table for each in answer["policies"] for table in (_outcomes(answer, each), _whom(each))),
        (
            SAME_PEOPLE,
            "Every resection is complete (R0), also of those whom a bolder team operates.",
            NOT_CALIBRATED,
        ),
    )


def named(outcome: str) -> str:
    """An outcome in words, with its unit."""
    if outcome not in MEASURES:
        return outcome
    known = MEASURES[outcome]
    return f"{known.label} ({'%' if known.unit == _SHARE else known.unit})"


def scale(outcome: str) -> float:
    """By what a value is multiplied to be shown: shares are shown in percent."""
    return 100.0 if outcome in MEASURES and MEASURES[outcome].unit == _SHARE else 1.0


def _sentences(answer: Answer) -> Iterator[Sentence]:
    for each in answer["policies"][:_MOST_SAID]:
        yield _of_policy(answer["reference"], each)
    if len(answer["policies"]) < _MOST_SAID:
        moved = {
            each["name"]: sum(row["verdict"] == "moved" for row in each["outcomes"])
            for each in answer["policies"]
        }
        of = len(answer["policies"][0]["outcomes"])
        text = "; ".join(f"under {name} {count} of {of} outcomes moved" for name, count in moved.items())
        rests = (
            "95% intervals of paired differences, one by one: of a hundred true zeros about five lie outside"
        )
        yield Sentence(
            f"{text[:1].upper()}{text[1:]}.", "description", "policies.json: outcomes, verdict", rests
        )


def _of_policy(reference: str, each: Answer) -> Sentence:
    """What one policy changes of the main outcome; withheld where its sign does not hold over the ranges."""
    ranges, by = each["over_the_ranges"], scale(each["main"])
    main = next(row for row in each["outcomes"] if row["outcome"] == each["main"])
    change = interval({"value": main["change"], "low": main["low"], "high": main["high"]}, 2, by)
    there = f"Under {each['name']} instead of {reference}"
    if not ranges["ends"]:
        text, firm = f"{there} the change of {named(each['main'])} is {change}.", "with the own numbers only"
    elif ranges["sign"] == "not known":
        text = (
            f"{there} it is not known whether {named(each['main'])} is more: {change}, over the ranges "
            f"{over(ranges, by)}."
        )
        firm = "withheld"
    else:
        text = f"{there} {named(each['main'])} is {ranges['sign']}: {change}, over the ranges {over(ranges, by)}."
        firm = "said with its margin"
    return Sentence(
        text, firm, f"policies.json: {each['name']}, over_the_ranges", RANGES if ranges["ends"] else NO_RANGES
    )


def _outcomes(answer: Answer, each: Answer) -> Table:
    rows = tuple(
        (
            named(row["outcome"]),
            interval({"value": row["before"]}, 2, scale(row["outcome"])),
            interval({"value": row["after"]}, 2, scale(row["outcome"])),
            interval(
                {"value": row["change"], "low": row["low"], "high": row["high"]}, 2, scale(row["outcome"])
            ),
            row["verdict"],
        )
        for row in each["outcomes"]
    )
    columns = ("Outcome", answer["reference"], each["name"], "Change (95%)", "Verdict")
    return Table(f"{each['name']} beside {answer['reference']}.", columns, rows)


def _whom(each: Answer) -> Table:
    rows = tuple(
        (who, f"{some['people']:,}", *(_months(value) for value in some["months"]))
        for who, some in each["whom"].items()
    )
    caption = (
        f"Who is treated otherwise under {each['name']}; somebody may be in several rows. Months: mean lived of the first 60 "
        "from the decision for HAIC."
    )
    return Table(caption, ("Who", "Patients", "Months in the first", "In the second"), rows)


def _months(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"
