"""Two runs side by side: how long everybody lives, who comes to surgery, who waits, and what changed."""

from collections.abc import Mapping
from functools import partial
from itertools import cycle

import streamlit as st

from haicsim.analysis.figures import survival_by, two_flows
from haicsim.analysis.measures.hospital import hospital_of
from haicsim.analysis.measures.queue_series import NOT_MEASURED
from haicsim.analysis.measures.resource_names import words_of
from haicsim.analysis.page.link import ENDPOINTS, State
from haicsim.analysis.page.numbers import LANDMARKS, Change, Lived, Step, change, lived, steps_of
from haicsim.analysis.survival.observation import Times
from haicsim.show.hospital import Row, said_of
from haicsim.show.page.kept import start_with
from haicsim.show.page.looks import NONE, figure, number, share, signed, table
from haicsim.show.page.running import Ran

Runs = Mapping[str, Ran]
_CURVES = {
    "itt": "everyone who started, from the decision for HAIC",
    "os": "the infused, from the first infusion",
    "rfs": "the operated, free of recurrence, from hepatectomy",
}
_COLUMNS = {"itt": "itt", "os": "os", "rfs": "rfs"}


def show_survival(runs: Runs, state: State) -> str:
    """The curves with their bands and the same in numbers; gives whose survival was chosen."""
    st.header("How long they live")
    chosen = st.selectbox(
        "Survival of",
        ENDPOINTS,
        key=start_with("curve", state.curve),
        format_func=lambda name: _CURVES[name],
    )
    times = {where: _times(ran, chosen) for where, ran in runs.items()}
    found = {where: lived(each) for where, each in times.items()}
    left, right = st.container(key="pair-survival").columns(2)
    with left:
        named = {_name(where, runs[where]): each for where, each in times.items() if len(each.days)}
        said = "; ".join(f"{where.upper()}: {_median(each)}" for where, each in found.items())
        alt = f"Survival of {_CURVES[chosen]}, with 95% bands. {said}. The table beside it holds the numbers."
        figure(partial(_curves, named, chosen), alt)
    with right:
        _survival_table(found, chosen)
    return str(chosen)


def _curves(named: Mapping[str, Times], chosen: str, axes: object) -> None:
    survival_by.draw(named, chosen, axes)


def _times(ran: Ran, endpoint: str) -> Times:
    """Times of those who came to the endpoint's day zero."""
    table_ = ran.result.outcomes
    mine = table_[table_[f"{endpoint}_days"].notna()]
    return Times(mine[f"{endpoint}_days"].to_numpy(float), mine[f"{endpoint}_observed"].to_numpy(bool))


def _name(where: str, ran: Ran) -> str:
    return f"{where.upper()}: {ran.made.scenario.name}"


def _median(found: Lived) -> str:
    if not found.patients:
        return "nobody"
    return "median not reached" if found.median != found.median else f"median {found.median:.1f} months"


def _survival_table(found: Mapping[str, Lived], chosen: str) -> None:
    rows = [
        ["patients", *(f"{each.patients:,}" for each in found.values())],
        ["median, months", *(number(each.median) for each in found.values())],
    ]
    what = "free of recurrence and alive" if chosen == "rfs" else "alive"
    for month in LANDMARKS:
        years = month // 12
        label = f"{what} at {years} year{'s' if years > 1 else ''}"
        rows.append([label, *(share(each.alive[month]) for each in found.values())])
    table("Kaplan-Meier estimates with 95% intervals", ["", *(where.upper() for where in found)], rows)


def show_flow(runs: Runs) -> None:
    """Who gets how far, and what B changes for the same people."""
    st.header("Who comes to surgery")
    found = {where: steps_of(ran.result.counted) for where, ran in runs.items()}
    changed = None if len(runs) < 2 else change(*(ran.result.simulated for ran in runs.values()))
    left, right = st.container(key="pair-flow").columns(2)
    with left:
        shares = {_name(where, runs[where]): [s.share[0] for s in steps] for where, steps in found.items()}
        words = [step.words for step in next(iter(found.values()))]
        said = "; ".join(
            f"{where.upper()}: " + ", ".join(f"{s.words.lower()} {share(s.share)}" for s in steps)
            for where, steps in found.items()
        )
        figure(partial(two_flows.draw, shares, words), f"Bars: {said}.", height=4.3)
    with right:
        _flow_table(found, changed)
        if len(runs) == 2:
            _say_change(changed)


def _flow_table(found: Mapping[str, list[Step]], changed: Change | None) -> None:
    heads = ["", *(where.upper() for where in found)]
    columns = list(found.values())
    rows = []
    for place, step in enumerate(columns[0]):
        cells = [_counted(steps[place], whole=place == 0) for steps in columns]
        row = [step.words, *cells]
        if changed is not None:
            row.append(signed(changed.steps[step.name], 100) if step.name in changed.steps else NONE)
        rows.append(row)
    if changed is not None:
        heads.append("B less A, points")
    table("Patients, and % of all who start (95% interval)", heads, rows)


def _counted(step: Step, whole: bool) -> str:
    """How many, and their share; whole: they are everyone."""
    return f"{step.count:,}" if whole else f"{step.count:,} = {share(step.share)}"


def _say_change(changed: Change | None) -> None:
    if changed is None:
        st.warning(
            "A and B do not treat the same people, so nothing is said of a change: their patients differ too."
        )
        return
    said = f"B less A, of the {changed.pairs:,} people counted in both, each compared with the same person."
    if changed.months[0] == changed.months[0]:
        said += (
            f" Months lived within five years, mean of everyone who started: **{signed(changed.months)}**."
        )
    st.markdown(said)


def show_waits(runs: Runs) -> None:
    """Of everything scarce in either run: how long people wait, and whether it can serve so many."""
    st.header("Who waits")
    rows = {
        where: {row["resource"]: row for row in hospital_of(ran.result.simulated)}
        for where, ran in runs.items()
    }
    scarce = list(dict.fromkeys(name for each in rows.values() for name in each))
    if not scarce:
        st.write(
            "Nothing is scarce in either: no place is limited, so nobody waits. Limit beds or theatre to see queues."
        )
        return
    for name, column in zip(scarce, cycle(st.container(key="pair-waits").columns(2)), strict=False):
        mine = {where: each.get(name) for where, each in rows.items()}
        cells = [[label, *(_cell(row, what) for row in mine.values())] for label, what in _WAITS.items()]
        with column:
            table(_capital(words_of(name)), ["", *(where.upper() for where in mine)], cells)
            for where, row in mine.items():
                if row is not None:
                    st.markdown(f"{where.upper()}: {_bold(said_of(row))}")
    st.caption(
        "Waits: days in the queue, all together, of everybody who asked, also of those who died in it. Counted from the end "
        "of the warm-up, or from when the hospital has filled, to the last arrival."
    )


_WAITS = {
    "median wait, days": "wait_median_days",
    "nine in ten wait at most, days": "wait_p90_days",
    "waited over a month": "waited_over_a_month",
    "died waiting": "died_waiting",
    "in use": "utilisation",
    "in the queue, mean": "queue_mean",
}


def _cell(row: Row | None, what: str) -> str:
    if row is None:
        return "no limit"
    value = row[what]
    if value is None or row["state"] == NOT_MEASURED:
        return NONE
    if what == "utilisation":
        return f"{100 * value:.0f}%"
    return share(value) if isinstance(value, list | tuple) else number(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bold(text: str) -> str:
    return text.replace("[bold]", "**").replace("[/bold]", "**")
