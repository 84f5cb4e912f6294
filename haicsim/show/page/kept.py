"""What one reader's session holds: the state, what was last written into the address, files given, runs made. Nothing else."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from haicsim.analysis.page.link import SIDES, State, from_link
from haicsim.sim.errors import Fault, InputError

WIDGET = "w."
_STATE, _WRITTEN, _SEEN, _FAULTS = "state", "written", "seen", "faults"


def current() -> State:
    """The state to begin this pass with: that of the address where a reader came by one, else as it was."""
    session = st.session_state
    if _STATE not in session or _came_by_link():
        _take(dict(st.query_params))
    state: State = session[_STATE]
    return state


def _came_by_link() -> bool:
    """Whether the address changed and no control did: the reader went back, or pasted a link."""
    session = st.session_state
    return bool(dict(st.query_params) != session.get(_WRITTEN) and _widgets() == session.get(_SEEN))


def _take(said: Mapping[str, str]) -> None:
    session = st.session_state
    for name in [name for name in session if str(name).startswith(WIDGET)]:
        del session[name]
    try:
        session[_STATE], session[_FAULTS] = from_link(said), []
    except InputError as refusal:
        session[_STATE], session[_FAULTS] = State(), refusal.faults
    for where in SIDES:
        side = session[_STATE].side(where)
        session[file_key(where)] = None if side.file is None else (side.name, side.file)


def faults_of_link() -> list[Fault]:
    """What was wrong with the link the reader came by, until something is changed."""
    found: list[Fault] = st.session_state.get(_FAULTS, [])
    return found


def remember(state: State) -> None:
    """Keep the state and write it into the address, before anything takes long."""
    session = st.session_state
    if state != session[_STATE]:
        session[_FAULTS] = []
    session[_STATE] = state
    link = state.to_link()
    if not session[_FAULTS] and dict(st.query_params) != link:
        st.query_params.from_dict(link)
    session[_WRITTEN] = dict(st.query_params)
    session[_SEEN] = _widgets()


def _widgets() -> dict[str, Any]:
    return {str(name): value for name, value in st.session_state.items() if str(name).startswith(WIDGET)}


def file_key(where: str) -> str:
    """Where a session keeps the file given for a side."""
    return f"file.{where}"


def start_with(key: str, value: object, most: int | None = None) -> str:
    """The key of a widget, which shows the value until it is touched. most: no more than that, whatever was shown before."""
    name = f"{WIDGET}{key}"
    shown = st.session_state.setdefault(name, value)
    if most is not None and shown > most:
        st.session_state[name] = most
    return name
