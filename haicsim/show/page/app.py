"""The page itself, from top to bottom; streamlit runs this file anew whenever a reader changes something."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from haicsim.analysis.page.as_yaml import as_yaml, file_name
from haicsim.analysis.page.controls import Settings
from haicsim.analysis.page.link import SIDES, State
from haicsim.edge import bug_line, refusal_lines
from haicsim.show.levers import hints
from haicsim.show.page.answer import show_flow, show_survival, show_waits
from haicsim.show.page.asked import ask
from haicsim.show.page.kept import current, faults_of_link, remember
from haicsim.show.page.looks import STYLE, refusal
from haicsim.show.page.people import show_alike, show_case
from haicsim.show.page.running import CancelledError, Ran, obtain
from haicsim.sim.errors import Fault, InputError


def main() -> None:
    """Show the page."""
    st.set_page_config(page_title="haicsim", layout="wide", initial_sidebar_state="auto")
    st.html(STYLE)
    st.title("What would happen if …")
    st.write(
        "Simulated patients with locally advanced liver cancer who start hepatic arterial infusion chemotherapy (HAIC). "
        "For research and for planning a service, **not for treating a patient**. Set two scenarios at the left (on a "
        "phone: behind the arrow at the top); the address of this page holds all that is set."
    )
    before = current()
    state, faults = ask(before)
    remember(state)
    if faults_of_link():
        st.write("The link says what cannot be; the page begins as usual instead.")
        _refuse(faults_of_link())
    if faults:
        _refuse(faults)
        return
    runs = _runs(state)
    if runs:
        _answer(runs, state)


def _runs(state: State) -> Mapping[str, Ran]:
    """Both runs, or those that there are."""
    found: dict[str, Ran] = {}
    for where in SIDES:
        try:
            ran = obtain(state, state.side(where), where)
        except InputError as refused:
            _refuse(refused.faults)
            continue
        except CancelledError:
            continue
        except Exception as error:
            refusal([bug_line(error)])
            continue
        if ran is not None:
            found[where] = ran
    return found


def _answer(runs: Mapping[str, Ran], state: State) -> None:
    for column, (where, ran) in zip(st.columns(len(runs)), runs.items(), strict=True):
        with column:
            _head(where, ran, state.side(where).settings)
    curve = show_survival(runs, state)
    show_flow(runs)
    show_waits(runs)
    patient = show_case(runs, state)
    alike = show_alike(runs, state, patient)
    remember(replace(state, curve=curve, patient=patient, alike=alike))


def _head(where: str, ran: Ran, settings: Settings) -> None:
    """Which scenario it is, what was found for it, and the file that repeats it."""
    scenario, target = ran.made.scenario, ran.made.target
    st.subheader(f"{where.upper()}: {scenario.name}")
    st.write(" ".join(scenario.question.split()))
    if settings.given():
        st.write("Set here: " + "; ".join(settings.words()) + ".")
    if target is not None:
        (st.info if target.reached else st.warning)(f"{target.said} {target.caveat}".strip())
    run, choice = scenario.run, ran.result.choice
    counted = len(ran.result.counted)
    apart = "" if counted == run.patients else f", {counted:,} of them counted (after the warm-up)"
    st.caption(f"{run.patients:,} patients{apart}, seed {run.seed}, {choice.engine} engine.")
    st.download_button(
        f"Download {where.upper()} as YAML",
        as_yaml(scenario, ran.made.base),
        file_name=file_name(scenario),
        mime="application/yaml",
        key=f"download.{where}",
        on_click="ignore",
        help=f"Repeats these numbers: haicsim run {file_name(scenario)}",
    )


def _refuse(faults: list[Fault]) -> None:
    refusal(refusal_lines(faults, hints))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        refusal([bug_line(error)])
