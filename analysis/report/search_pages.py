"""A search for the best policy in a report: what it sets, its gain on fresh patients, and what the data behind it cover."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import NOT_CALIBRATED, SAME_PEOPLE, Answered
from haicsim.analysis.report.blocks import Block, Sentence, Table, Words
from haicsim.analysis.report.numbers import NONE, interval, plural
from haicsim.analysis.report.policy_pages import named, scale
from haicsim.analysis.report.whatif_pages import size

Answer = dict[str, Any]


def searched(answer: Answer) -> Answered:
    """The policy that does best by one outcome under limits."""
    limits = f", where {' and '.join(answer['limits'])}" if answer["limits"] else ""
    return Answered(
        "Which policy does best",
        f"Which of {answer['combinations']:,} policies gives the most {named(answer['maximised'])}{limits}?",
        size(answer),
        tuple(_sentences(answer)),
        (_rungs(answer), *_found(answer)),
        (
            "Many policies are tried on a few patients, the better half on twice as many, and so on. The best is "
            "tried once more on "
            "fresh patients: the best of many looks better than it is on the patients it was chosen by.",
            SAME_PEOPLE,
            NOT_CALIBRATED,
        ),
    )


def _sentences(answer: Answer) -> Iterator[Sentence]:
    winner, fresh = answer["winner"], answer["fresh"]
    tried = f"{answer['tried']:,} policies tried on the same patients"
    if winner is None or fresh is None:
        yield Sentence(
            "No policy that was tried keeps the limits.", "description", "search.json: rungs", tried
        )
        return
    by = scale(answer["maximised"])
    sets = "; ".join(f"{name}: {words}" for name, words in winner["words"].items())
    text = f"The policy that does best: {sets}." if sets else "The policy as it is does best of all tried."
    yield Sentence(text, "description of these patients", "search.json: winner", tried)
    gain, cost = interval(fresh["gain"]["fresh"], 2, by), interval(fresh["cost_of_choosing"], 2, by)
    sure = fresh["gain"]["fresh"]["low"] is not None and fresh["gain"]["fresh"]["low"] > 0.0
    text = f"On fresh patients it gains {gain} {named(answer['maximised'])}; choosing had made it look better by {cost}."
    firm = "said with its margin" if sure else "withheld: the interval holds no gain"
    yield Sentence(
        text, firm, "search.json: fresh", f"fresh patients, {plural(fresh['replications'], 'replication')}"
    )
    level, cautions = len(answer["not_distinguishable"]), answer["coverage"]["cautions"]
    text = f"{plural(level, 'other policy').replace('policys', 'policies')} cannot be told apart from it."
    if cautions:
        text += f" {' '.join(cautions)}"
    yield Sentence(
        text, "description", "search.json: not_distinguishable, coverage", "the sources of what it sets"
    )


def _rungs(answer: Answer) -> Table:
    by = scale(answer["maximised"])
    rows = tuple(
        (
            f"{place}",
            f"{rung['patients']:,}",
            f"{rung['tried']:,}",
            f"{rung['dropped_for_a_limit']:,}",
            f"{rung['kept']:,}",
            interval({"value": rung["value"]}, 2, by),
        )
        for place, rung in enumerate(answer["rungs"], 1)
    )
    columns = ("Rung", "Patients", "Policies", "Dropped for a limit", "Kept", "Best so far")
    return Table("How it was found.", columns, rows)


def _found(answer: Answer) -> tuple[Block, ...]:
    if answer["winner"] is None or answer["fresh"] is None:
        return (Words("There is no policy to describe."),)
    return (_offered(answer), _fresh(answer), *_limits(answer), *_coverage(answer))


def _offered(answer: Answer) -> Table:
    words = answer["winner"]["words"]
    rows = tuple(
        (name, "; ".join(options), words.get(name, "as it is")) for name, options in answer["choices"].items()
    )
    return Table("What could be chosen, and what was.", ("Choice", "Offered", "The best"), rows, text=3)


def _fresh(answer: Answer) -> Table:
    by, fresh = scale(answer["maximised"]), answer["fresh"]
    rows = tuple(
        (words, *(interval(fresh[name][when], 2, by) for when in ("found", "fresh", "less")))
        for words, name in (("as it is", "as_it_is"), ("the best", "winner"), ("gain", "gain"))
    )
    columns = (
        named(answer["maximised"]),
        "Searched with (95%)",
        "Fresh patients (95%)",
        "Less on fresh (95%)",
    )
    return Table("What choosing cost.", columns, rows)


def _limits(answer: Answer) -> tuple[Block, ...]:
    rows = tuple(
        (
            name,
            interval(each, 3),
            interval(each["as_it_is"], 3),
            "yes" if each["kept"] else "NO",
        )
        for name, each in answer["fresh"]["limits"].items()
    )
    columns = ("Limit", "The best (95%)", "As it is (95%)", "Kept")
    return (Table("The limits on fresh patients.", columns, rows),) if rows else ()


def _coverage(answer: Answer) -> tuple[Block, ...]:
    rows = tuple(
        (
            each["path"],
            _value(each["before"]),
            _value(each["value"]),
            each["unit"] or NONE,
            NONE if each["range"] is None else f"{each['range'][0]:g} to {each['range'][1]:g}",
            each["grade"] or NONE,
            "; ".join(each["flags"]) or NONE,
        )
        for each in answer["coverage"]["settings"]
    )
    columns = ("Setting", "As it is", "The best", "Unit", "Range stated", "Grade", "What speaks against it")
    caption = "What the data behind it cover."
    return (Table(caption, columns, rows, text=len(columns)),) if rows else ()


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
