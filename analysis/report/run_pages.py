"""The first two pages on a run: question, flow, survival, what was compared, the answer with its ledger, what is assumed."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

from haicsim.analysis.measures.queue_series import OVERLOADED
from haicsim.analysis.measures.resource_names import words_of
from haicsim.analysis.report.blocks import Block, Points, Section, Sentence, Table, Words, answered
from haicsim.analysis.report.landmarks import beside_the_paper
from haicsim.analysis.report.numbers import NONE, in_words, median, percent, plural, share
from haicsim.analysis.report.run_figures import survival_figure
from haicsim.analysis.report.sources import RunSource
from haicsim.analysis.validation.claims import assumed
from haicsim.analysis.validation.hinges import HINGES

_STEPS = {
    "started": "Started",
    "infused": "Infused at least once",
    "assessed": "Assessed by a CT",
    "responded": "Responded (partial or complete)",
    "converted": "Converted (judged resectable)",
    "offered": "Offered surgery",
    "refused": "Refused it",
    "lost": "Called off, died or still waiting",
    "operated": "Operated",
}
_GROUPS = {"A": "Vp3/4 (A)", "B": "Vv2/3 (B)", "C": "neither (C)"}
_CHANCE = "the interval is that of chance among so many simulated patients, and of nothing else"
_PRIOR = "How many are converted is set by assumption: the paper does not print how many started."


def first_pages(run: RunSource) -> tuple[Section, ...]:
    """What a clinician reads first, two printed pages."""
    return (
        Section(f"Question: {run.scenario.name}", (Words(_question(run)), Words(size(run))), new_page=True),
        Section("Flow of patients", _flow(run)),
        Section("Survival of everyone who started", _survival(run)),
        Section("What was compared", (*beside_the_paper(run, ("all",)), *_judged(run)), new_page=True),
        Section("The answer in three sentences", answered(sentences(run))),
        Section("What is assumed", _assumed(run)),
    )


def _question(run: RunSource) -> str:
    return " ".join(run.scenario.question.split())


def size(run: RunSource) -> str:
    """How many were simulated, how, and that nobody of them is real."""
    origin = run.answer["provenance"]
    times = origin["replications"]
    many = f"{origin['patients']:,} simulated patients" + (
        f" in each of {times:,} replications" if times > 1 else ""
    )
    return (
        f"{many}, random seed {origin['seed']}; {len(run.counted.records):,} are counted. Everybody in this report is "
        "simulated unless a number is called printed: it says what follows from the model's assumptions, and is no "
        "forecast for any patient."
    )


def _began(run: RunSource) -> str:
    return "started HAIC" if run.scenario.policy.haic == "on" else "entered, without HAIC"


def _flow(run: RunSource) -> tuple[Block, ...]:
    summary = run.answer["summary"]
    flow, started = dict(summary["flow"]), summary["flow"]["started"]
    flow["lost"] = flow["offered"] - flow["refused"] - flow["operated"]
    rates = {"responded": "response_rate", "converted": "conversion_rate", "operated": "resection_rate"}
    rows = tuple(
        (
            words,
            f"{flow[step]:,}",
            share(summary[rates[step]]) if step in rates else f"{100 * flow[step] / started:.1f}%",
        )
        for step, words in _STEPS.items()
    )
    table = Table(
        f"From the start to surgery, of {started:,} who {_began(run)}.",
        ("Patients who", "Number", "Share of all who started (95% interval)"),
        rows,
    )
    said = (_both(summary["both_vessels"]), _PRIOR, *_overloads(summary["hospital"]))
    return table, Words(" ".join(each for each in said if each))


def _overloads(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What must be known before anything of this run is believed: that a resource cannot serve so many."""
    for row in rows:
        if row["state"] == OVERLOADED:
            yield (
                f"Overload: the {words_of(row['resource'])} is asked for {row['demand']:.1f} times what it can give; what "
                "else this run says is mostly the work of that queue."
            )


def _both(both: dict[str, Any]) -> str:
    if not both["started"]:
        return ""
    return (
        f"Vp3/4 and Vv2/3 together: {both['started']:,} started, {both['converted']:,} converted, "
        f"{both['operated']:,} operated."
    )


def _survival(run: RunSource) -> tuple[Block, ...]:
    summary = run.answer["summary"]
    rows = [
        ("Everyone who started", summary["all_starters"]),
        ("Infused, from the first infusion", summary["infused"]),
    ]
    rows += [
        (f"Never operated, {_GROUPS[group]}", found)
        for group, found in summary["not_resected_by_group"].items()
    ]
    rows += [("Converted, from the day judged resectable", summary["converted"])]
    table = Table(
        f"Overall survival with 95% intervals, from {run.since} unless said otherwise.",
        ("Patients", "Number", "Median, months", "Alive at 1 year", "at 3 years", "at 5 years"),
        tuple(_survival_row(name, found) for name, found in rows),
    )
    return survival_figure(run), table


def _survival_row(name: str, found: dict[str, Any]) -> tuple[str, ...]:
    shares = (found[f"at_{months}_months"] for months in (12, 36, 60))
    percents = (percent(*(None if x is None else 100.0 * x for x in three)) for three in shares)
    return name, f"{found['patients']:,}", median(found), *percents


def _judged(run: RunSource) -> tuple[Block, ...]:
    """How well all figures agree, in the words of the run's own ledger, so that nobody reads the answer without it."""
    claims = () if run.answer["agreement"] is None else run.answer["agreement"]["claims"]
    said = [
        f"{each['sentence']} ({each['firmness'].capitalize()}.)"
        for each in claims
        if each["about"] in ("agreement, survival", "agreement, all")
    ]
    return (Words(" ".join(said)),) if said else ()


def sentences(run: RunSource) -> tuple[Sentence, Sentence, Sentence]:
    """The answer: who comes to surgery, how long everybody lives, and what the comparison with the paper lets one say."""
    summary = run.answer["summary"]
    flow, rests = summary["flow"], f"{assumed(run.scenario)}; {_CHANCE}"
    surgery = (
        f"Of {flow['started']:,} who {_began(run)}, {flow['converted']:,} were judged resectable "
        f"({in_words(summary['conversion_rate'])}) and {flow['operated']:,} operated ({in_words(summary['resection_rate'])})."
    )
    everyone = summary["all_starters"]
    half = (
        f"half of all who started had died by month {median(everyone)}"
        if everyone["median_months"] is not None
        else "more than half of all who started were alive at the end of follow-up"
    )
    five = in_words(everyone["at_60_months"])
    alive = "nobody was followed for five years" if five == NONE else f"{five}, were alive at five years"
    life = f"Counted from {run.since}, {half}; {alive}."
    return (
        Sentence(
            surgery, "description of this run", "summary.json: flow, conversion_rate, resection_rate", rests
        ),
        Sentence(life, "description of this run", "summary.json: all_starters", rests),
        _third(run),
    )


def _third(run: RunSource) -> Sentence:
    """The judgement that the run's own ledger of claims allows; where there is none, that nothing is said."""
    agreement = run.answer["agreement"]
    if agreement is None:
        text = (
            "How well the model agrees with the published study, and what surgery gains, is not said: "
            "this run was not compared with simulated studies of the published size."
        )
        return Sentence(text, "withheld", "none", "haicsim run with --compare gives it")
    known = {claim["about"]: claim for claim in agreement["claims"]}
    for about in ("gain, all", "agreement, survival", "agreement, all"):
        if about in known:
            claim = known[about]
            return Sentence(
                claim["sentence"], claim["firmness"], f"agreement.json: {about}", claim["rests_on"]
            )
    text = "What surgery gains is not said: nothing in the comparison with the published study answers it."
    return Sentence(text, "withheld", "agreement.json", assumed(run.scenario))


def _assumed(run: RunSource) -> tuple[Block, ...]:
    scenario = run.scenario
    rows = []
    for path in HINGES:
        number: Any = reduce(getattr, path.split("."), scenario)
        low, high = number.range
        rows.append((path, f"{number.value:g}", number.unit, f"{low:g} to {high:g}", number.grade))
    capacity = [name for name, each in scenario.capacity if each.places != "unlimited"]
    scarce = f"Scarce: {', '.join(capacity)}." if capacity else "No resource is scarce."
    points = (
        f"{assumed(scenario)}; every number with its source and grade stands in the table of parameters. Those of "
        "the disease that published series speak of are calibrated; their sources say so.",
        "Every resection is complete (R0); the disease obeys the same laws under every policy.",
        f"{scarce} Followed for {scenario.run.horizon.value:g} {scenario.run.horizon.unit}s after entry, "
        f"{plural(scenario.run.replications, 'replication')}.",
    )
    caption = "Numbers the paper does not identify and on which what surgery gains rests most."
    return Points(points), Table(caption, ("Number", "Value", "Unit", "Range", "Grade"), tuple(rows))
