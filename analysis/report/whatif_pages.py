"""What-ifs in a report: conversion at another rate, break-even, and one patient in two worlds, each with its ledger."""

from collections.abc import Iterator
from typing import Any

from haicsim.analysis.report.answered import NOT_CALIBRATED, SAME_PEOPLE, Answered
from haicsim.analysis.report.blocks import Block, Sentence, Table, Words
from haicsim.analysis.report.numbers import NONE, interval
from haicsim.analysis.whatif.conversion import MARGINAL, SEEN

Answer = dict[str, Any]
RANGES = "least and most over the ends of the ranges tried, one number at a time"
NO_RANGES = "the ranges of what is not identified were not tried: no claim rests on this alone"


def conversion(answer: Answer) -> Answered:
    """A what-if of conversion."""
    names = ", ".join(each["words"] for each in answer["mechanisms"])
    return Answered(
        "What if another share were converted",
        f"What would all who start gain if another share of them were converted, by {names}?",
        size(answer),
        tuple(_of_conversion(answer)),
        _conversion(answer),
        (
            "Each mechanism is one number of the scenario, moved until the rate asked for is reached; everything else stays.",
            SAME_PEOPLE,
            NOT_CALIBRATED,
        ),
    )


def break_even(answer: Answer) -> Answered:
    """Where a difference changes its sign."""
    over_what = answer["groups"][0]["over"] if answer["groups"] else "a number"
    return Answered(
        "Where the answer changes its sign",
        f"At which value of {over_what} does the answer change its sign?",
        size(answer),
        tuple(_of_break_even(answer)),
        _break_even(answer),
        ("One number is moved over its range; everything else stays.", SAME_PEOPLE, NOT_CALIBRATED),
    )


def twin(answer: Answer) -> Answered:
    """One patient twice."""
    return Answered(
        "One simulated patient in two worlds",
        "How long would this simulated patient live with surgery, and how long without?",
        f"Simulated patient {answer['patient']}, replication {answer['replication']}",
        tuple(_of_twin(answer)),
        _twin(answer),
        (
            "Chance is shared by both worlds, which is a way of computing means and no forecast of anybody.",
            NOT_CALIBRATED,
        ),
    )


def title(answer: Answer) -> str:
    """The scenario, and what was set by hand."""
    return (
        f"{answer['scenario']} with {', '.join(answer['set'])}"
        if answer.get("set")
        else str(answer["scenario"])
    )


def size(answer: Answer) -> str:
    """How many were simulated, and with which random numbers."""
    return (
        f"Scenario {title(answer)}, {answer['patients']:,} simulated patients, random seed {answer['seed']}"
    )


def over(found: Answer | None, scale: float = 1.0) -> str:
    """From where to where a number goes over the ranges."""
    ends = [end["value"] for end in (found or {}).get("ends", ()) if end["value"] is not None]
    if not ends or found is None or found["value"] is None:
        return NONE
    ends = [*ends, found["value"]]
    return f"{scale * min(ends):.1f} to {scale * max(ends):.1f}"


def _rates(answer: Answer) -> Iterator[tuple[Answer, Answer]]:
    for mechanism in answer["mechanisms"]:
        for rate in mechanism["rates"]:
            yield mechanism, rate


def _conversion(answer: Answer) -> tuple[Block, ...]:
    rows = [
        (
            "now",
            f"{100 * answer['now']:.1f}%",
            NONE,
            interval(answer["months"]),
            NONE,
            interval(answer["alive"], 1, 100.0),
        ),
    ]
    for mechanism, rate in _rates(answer):
        value = f"{mechanism['path']} = {rate['value']:.3g}" if rate["value"] is not None else NONE
        name, target = mechanism["name"], f"{100 * rate['target']:.1f}%"
        months, alive = rate.get("months"), rate.get("alive")
        if months is None or alive is None:
            rows.append((name, target, "not reached", NONE, NONE, NONE))
        else:
            rows.append((name, target, value, interval(months), over(months), interval(alive, 1, 100.0)))
    of, length = f"Rate of {answer['rate']}", "Months of 60, all who start (95%)"
    columns = ("By", of, "Takes", length, "Over the ranges", "Alive at 5 years, % (95%)")
    caveats = " ".join(
        dict.fromkeys(mechanism["caveat"] for mechanism in answer["mechanisms"] if mechanism["caveat"])
    )
    everyone = Table("Everyone who starts, now and at the rates asked for.", columns, tuple(rows))
    return everyone, _where_from(answer), Words(caveats)


def _where_from(answer: Answer) -> Table:
    """Who is newly converted, what surgery gives them, and how much of the change needs no surgery."""
    rows = tuple(
        (
            f"{mechanism['name']}, {100 * rate['target']:.1f}%",
            *_parts(rate["decomposition"]),
            f"{rate['whom'][MARGINAL]['people']:,}",
            interval(rate["whom"][MARGINAL]["by_surgery"]),
            NONE if rate["fresh"] is None else interval(rate["fresh"], 1, 100.0),
        )
        for mechanism, rate in _rates(answer)
        if "decomposition" in rate
    )
    columns = (
        "By, to", "Change, months", "Without any surgery", "Through surgery", "Newly converted", "By surgery, months (95%)",
        "Rate on fresh patients, % (95%)",
    )  # fmt: skip
    caption = "Where the change of all who start comes from; by surgery: what the newly converted live longer than unoperated."
    return Table(caption, columns, rows)


def _parts(found: Answer) -> tuple[str, str, str]:
    change, without = found["change"]["value"], found["parts"]["without_surgery"]["value"]
    whole, alone, through = (f"{round(each, 1) + 0.0:+.1f}" for each in (change, without, change - without))
    return whole, alone, through


def _of_conversion(answer: Answer) -> Iterator[Sentence]:
    for mechanism, rate in _rates(answer):
        who = f"With {mechanism['words']} ({mechanism['name']})"
        if "change" in rate:
            yield _of_rate(answer["now"], who, mechanism, rate)
            continue
        reach = " to ".join(f"{100 * each:.1f}%" for each in mechanism["reach"])
        text = f"{who} {100 * rate['target']:.1f}% is not reached: what was tried gives {reach}."
        yield Sentence(text, "description", "whatif.json: reach", f"{mechanism['path']} over what was tried")


def _of_rate(now: float, who: str, mechanism: Answer, rate: Answer) -> Sentence:
    """What all who start gain at one rate; whether they do is withheld where the sign does not hold over the ranges."""
    change, tried = rate["change"], bool(rate["change"]["ends"])
    there = f"{who}, at {100 * rate['target']:.1f}% instead of {100 * now:.1f}%,"
    months = f"the change in months lived of 60 is {interval(change)}"
    if not tried:
        text, firm = f"{there} {months} for all who start.", "with the scenario's own numbers only"
    elif change["sign"] == "not known":
        text = f"{there} whether all who start live longer is not known: {months}, over the ranges {over(change)}."
        firm = "withheld"
    else:
        longer = "longer" if change["sign"] == "more" else "shorter"
        text = f"{there} all who start live {longer}: {months}, over the ranges {over(change)}."
        firm = "said with its margin"
    if "decomposition" in rate:
        _, alone, through = _parts(rate["decomposition"])
        text += f" With the scenario's own numbers {alone} of it needs no surgery and {through} comes through surgery."
    if rate.get("extrapolated"):
        text += f" Series have published {SEEN[0]:.0%} to {SEEN[1]:.0%}: this is extrapolation."
    rests = f"{RANGES if tried else NO_RANGES}. {mechanism['caveat']}".strip()
    return Sentence(text, firm, f"whatif.json: {mechanism['name']}, target {rate['target']:g}, change", rests)


def _values(values: list[float | None]) -> str:
    return ", ".join(f"{value:.3g}" for value in values if value is not None) or "none"


def _break_even(answer: Answer) -> tuple[Block, ...]:
    rows = [
        (group["group"], where["where"], _values(where["break_even"]))
        for group in answer["groups"]
        for where in group["ends"]
    ]
    rows = [
        *((group["group"], "the scenario's own numbers", _values([each["value"] for each in group["break_even"]]))
          for group in answer["groups"]),
        *rows,
    ]  # fmt: skip
    over_what = answer["groups"][0]["over"] if answer["groups"] else ""
    return (
        Table(
            f"Values of {over_what} at which the difference changes its sign.",
            ("Group", "With", "Break-even"),
            tuple(rows),
            text=2,
        ),
    )


def _of_break_even(answer: Answer) -> Iterator[Sentence]:
    for group in answer["groups"]:
        crossings = [interval(each, 3) for each in group["break_even"]]
        low, high = group["range"]
        where = f"at {' and '.join(crossings)}" if crossings else "nowhere"
        text = (
            f"Group {group['group']}: over {group['over']} from {low:g} to {high:g} {group['unit']} (now "
            f"{group['present']:g}) the difference in {group['outcome']} changes its sign {where}."
        )
        tried = RANGES if group["ends"] else NO_RANGES
        against = answer["against"] if isinstance(answer["against"], str) else ", ".join(answer["against"])
        firm = "said with its margin" if group["ends"] else "with the scenario's own numbers only"
        yield Sentence(text, firm, "breakeven.json: groups, break_even", f"compared with {against}; {tried}")


def _twin(answer: Answer) -> tuple[Block, ...]:
    rows = tuple(
        (name, f"{world['months']:.1f}", world["died_of"] or "alive at the end of follow-up")
        for name, world in (("As it is", answer["as_it_is"]), ("No surgery", answer["no_surgery"]))
    )
    return (Table("The same patient twice.", ("World", "Months lived of 60", "Died of"), rows, text=1),)


def _of_twin(answer: Answer) -> Iterator[Sentence]:
    gain = answer["gain_months"]
    longer = f"{abs(gain):.1f} months {'shorter' if gain < 0 else 'longer'}"
    text = f"This simulated patient lives {longer} with surgery, within 60 from the decision."
    rests = "one patient with the same random numbers in both worlds: no forecast for anybody"
    yield Sentence(text, "description", "twin.json: gain_months", rests)
