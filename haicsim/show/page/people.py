"""Single patients on the page: anybody's case report, and what became of patients like one."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from rich.text import Text

from haicsim.analysis.page.alike import Fate, fate
from haicsim.analysis.page.link import GROUPS, Alike, State
from haicsim.analysis.page.numbers import LANDMARKS
from haicsim.analysis.patient_report.lived import life_of
from haicsim.analysis.patient_report.model import Item, PatientReport
from haicsim.analysis.patient_report.read import Life
from haicsim.show.page.answer import Runs
from haicsim.show.page.kept import WIDGET, start_with
from haicsim.show.page.looks import number, share, table
from haicsim.show.patient_report import APART
from haicsim.show.wording import hidden_person, introduction, said, truth
from haicsim.sim.units import DAYS_PER_MONTH

_VESSELS = {"A": "portal vein: Vp3 or Vp4 (A)", "B": "hepatic vein: Vv2 or Vv3 (B)", "C": "neither (C)"}


def show_case(runs: Runs, state: State) -> int:
    """The case report of one patient, in either scenario; gives the patient's number."""
    st.header("One patient's life")
    most = min(ran.made.scenario.run.patients for ran in runs.values()) - 1
    asked = st.number_input(
        f"Patient number, 0 to {most:,}", 0, most, key=start_with("patient", state.patient, most), step=1
    )
    tabs = st.tabs([f"In {where.upper()}: {ran.made.scenario.name}" for where, ran in runs.items()])
    for tab, ran in zip(tabs, runs.values(), strict=True):
        with tab:
            _case(life_of(ran.result.simulated, int(asked)))
    return int(asked)


def _case(life: Life) -> None:
    case = life.case
    if case is None:  # cannot be: this very program simulated it
        return
    st.write(introduction(case.person))
    st.write(f"*truth: {hidden_person(case.person)}*")
    nothing = life.outcomes["first_haic_day"] is None
    zero = "entry, since nothing was infused" if nothing else "the first infusion"
    rows = [_row(item, case, life.zero) for item in case.items]
    table(f"Days and months count from {zero}. {APART}", ["day", "month", "what happened"], rows, words=True)
    alive = " Alive at the end of follow-up." if life.outcomes["death_day"] is None else ""
    st.write(
        f"Given in all: cisplatin {case.cisplatin_mg:,.0f} mg, 5-FU {case.fluorouracil_mg:,.0f} mg.{alive}"
    )


def _row(item: Item, case: PatientReport, zero: float) -> list[str]:
    lines = [Text.from_markup(line).plain for line in said(item, case.person)]
    hidden = truth(item)
    if hidden:
        lines.append(f"truth: {hidden}")
    day = item.day - zero
    return [f"{day:.0f}", f"{day / DAYS_PER_MONTH:.1f}", "\n".join(lines)]


def show_alike(runs: Runs, state: State, patient: int) -> Alike:
    """What became of patients like one; gives who was asked about."""
    st.header("Patients like this one")
    st.button(
        f"Fill in patient {patient:,}", on_click=_fill_in, args=(_described(runs, patient),), key="fill"
    )
    asked = state.alike
    age, group, size, liver = st.columns(4)
    asked = replace(
        asked,
        age=int(age.number_input("Age, years", 18, 100, key=start_with("age", asked.age), step=1)),
        group=str(
            group.selectbox(
                "Vessels",
                GROUPS,
                key=start_with("group", asked.group),
                format_func=lambda name: _VESSELS[name],
            )
        ),
        size=int(size.number_input("Size, mm together", 10, 400, key=start_with("size", asked.size), step=5)),
        liver=int(liver.selectbox("Child-Pugh", range(5, 10), key=start_with("liver", asked.liver))),
    )
    found = {
        where: fate(ran.result.counted, asked, ran.made.scenario.run.base("horizon"))
        for where, ran in runs.items()
    }
    _fates(found)
    return asked


def _described(runs: Runs, patient: int) -> Alike:
    record = next(iter(runs.values())).result.records[patient]
    size = min(max(round(float(record["size_measured_mm"])), 10), 400)
    return Alike(GROUPS[int(record["group"])], size, int(record["age_years"]), int(record["child_pugh"]))


def _fill_in(one: Alike) -> None:
    for name, value in vars(one).items():
        st.session_state[f"{WIDGET}{name}"] = value


def _fates(found: Mapping[str, Fate]) -> None:
    columns = list(found.values())
    rows = [
        ["simulated patients like this one", *(f"{each.people:,}" for each in columns)],
        ["alike by", *(each.by for each in columns)],
        ["converted", *(share(each.converted) for each in columns)],
        ["operated", *(share(each.operated) for each in columns)],
        ["median survival, months", *(number(each.survival.median) for each in columns)],
    ]
    for month in LANDMARKS:
        years = month // 12
        label = f"alive at {years} year{'s' if years > 1 else ''}"
        rows.append([label, *(share(each.survival.alive[month]) for each in columns)])
    rows.append(
        ["for example, patients", *(", ".join(map(str, each.numbers)) or "nobody" for each in columns)]
    )
    table(
        "What became of them, from the decision for HAIC (95% intervals)", ["", *map(str.upper, found)], rows
    )
    st.caption(
        "Where fewer than 30 are alike, age is no longer asked, then size, then liver; the vessels always are. Simulated "
        "patients of a model, not a forecast for a person."
    )
