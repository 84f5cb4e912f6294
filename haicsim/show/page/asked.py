"""The controls of the page: two scenarios and what is set in each, how many patients, and the seed."""

from dataclasses import replace
from typing import Any

import streamlit as st

from haicsim.analysis.page.controls import (
    MOST_BEDS,
    SESSIONS_DAYS,
    SLIDERS,
    UNLIMITED,
    Settings,
    Slider,
    mechanisms,
    present_beds,
    present_theatre,
)
from haicsim.analysis.page.link import MOST_SEED, SIDES, SIZES, Side, State
from haicsim.analysis.page.made import read
from haicsim.show.page.kept import file_key, start_with
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.inheritance import every_shipped_scenario
from haicsim.sim.scenario.model import Scenario

OWN_FILE = "a file of yours"
_NOT_SET = "as it comes out"
TITLES = {"a": "A: first scenario", "b": "B: second scenario"}


def ask(state: State) -> tuple[State, list[Fault]]:
    """Show the controls: what they say, and what is wrong with files given."""
    with st.sidebar:
        st.header("What is compared")
        st.caption("Both scenarios treat the same patients, with the same random numbers.")
        faults: list[Fault] = []
        for where in SIDES:
            with st.expander(TITLES[where], expanded=True):
                side, wrong = _side(where, state.side(where))
            state, faults = state.with_side(where, side), faults + wrong
        sizes = sorted({*SIZES, state.patients})
        patients = st.select_slider(
            "Patients", sizes, key=start_with("patients", state.patients), format_func=lambda n: f"{n:,}"
        )
        seed = st.number_input("Random seed", 0, MOST_SEED, key=start_with("seed", state.seed), step=1)
    return replace(state, patients=int(patients), seed=int(seed)), faults


def _side(where: str, before: Side) -> tuple[Side, list[Fault]]:
    """One scenario and what is set in it; where its file is faulty, only that."""
    names = [*every_shipped_scenario(), OWN_FILE]
    shown = before.name if before.file is None else OWN_FILE
    chosen = st.selectbox("Scenario", names, key=start_with(f"{where}.name", shown))
    side = Side(chosen)
    if chosen == OWN_FILE:
        given = _file(where)
        if given is None:
            st.caption("Until you give a file, this is the reference scenario, kurume.")
        side = Side("kurume") if given is None else Side(*given)
    try:
        scenario = read(side, [])
    except InputError as refusal:
        return side, refusal.faults
    same = (before.name, before.file) == (side.name, side.file)
    settings = _settings(where, side, scenario, before.settings if same else Settings())
    return replace(side, settings=settings), []


def _file(where: str) -> tuple[str, bytes] | None:
    """The name and content of the file given, now or before."""
    given = st.file_uploader("Scenario file (YAML)", type=["yaml", "yml"], key=f"upload.{where}")
    if given is not None:
        st.session_state[file_key(where)] = (given.name, given.getvalue())
    kept: tuple[str, bytes] | None = st.session_state.get(file_key(where))
    if kept is not None and given is None:
        st.caption(f"Now: {kept[0]}")
    return kept


def _settings(where: str, side: Side, scenario: Scenario, before: Settings) -> Settings:
    """The sliders of one scenario; what is left where the scenario has it is not set."""
    key = f"{where}.{side.name}.{hash(side.file)}"
    found: dict[str, Any] = {
        slider.name: _slide(key, slider, scenario, getattr(before, slider.name)) for slider in SLIDERS
    }
    found["beds"] = _choose(
        f"{key}.beds",
        "Infusion beds",
        [*range(1, MOST_BEDS + 1), UNLIMITED],
        present_beds(scenario),
        before.beds,
    )
    found["theatre"] = _choose(
        f"{key}.theatre", "Theatre: one liver operation every", [*SESSIONS_DAYS, UNLIMITED],
        present_theatre(scenario), before.theatre,
    )  # fmt: skip
    known = mechanisms()
    by = st.selectbox(
        "Share converted",
        [_NOT_SET, *known],
        key=start_with(f"{key}.by", before.by or _NOT_SET),
        format_func=lambda name: f"{name}: {known[name]}" if name in known else name,
        help="A conversion rate is an outcome. Name what shall move it, and the page finds how far to move that.",
    )
    if by != _NOT_SET:
        st.caption(f"By {known[by]}.")
        rate = start_with(f"{key}.to", round(100 * (before.to or 0.30)))
        found |= {"by": by, "to": st.slider("Convert, % of all who start", 2, 60, key=rate) / 100}
    return Settings(**found)


def _slide(key: str, slider: Slider, scenario: Scenario, before: float | None) -> float | None:
    present = slider.present(scenario)
    now = present if before is None else before
    least, most = min(slider.least, present, now), max(slider.most, present, now)
    value = st.slider(
        slider.words,
        least,
        most,
        key=start_with(f"{key}.{slider.name}", now),
        step=slider.step,
        help=slider.help,
        format="%g",
    )
    return None if value == present else float(value)


def _choose(key: str, words: str, options: list[Any], present: Any, before: Any) -> Any:
    """A choice among places or calendars; what the scenario has stands among them, in whatever form it has it."""
    now = present if before is None else before
    numbers = {each for each in (*options, present, now) if each not in (None, UNLIMITED)}
    ordered: list[Any] = [*sorted(numbers, reverse=words.startswith("Theatre")), UNLIMITED]
    if present is None:
        ordered.append(None)
    value = st.select_slider(words, ordered, key=start_with(key, now), format_func=_said)
    return None if value == present else value


def _said(value: Any) -> str:
    if value is None:
        return "as in the scenario"
    if value == UNLIMITED:
        return "no limit"
    return f"{value:g} days" if isinstance(value, float) else str(value)
