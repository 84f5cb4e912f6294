"""The comparison with the paper on worlds small enough to work out by hand."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from worlds_by_hand import NEVER, lives

from haicsim.analysis.results.formats import as_json
from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.validation import ENTRY_RULES, compare, members, observed
from haicsim.sim.errors import InputError
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

PAPER = load_study("kurume")
HORIZON = 12 * DAYS_PER_YEAR
# six resected (three A, one B, two C), and one A who never was
SMALL = lives(
    group=["A", "A", "A", "B", "C", "C", "A"],
    best_response=["PR", "CR", "SD", "PR", "PR", "PD", "PD"],
    converted=[True] * 6 + [False],
    resected=[True] * 6 + [False],
    first_haic_day=[10.0] * 7,
    hepatectomy_day=[100.0] * 6 + [NEVER],
    recurrence_day=[100.0 + years * DAYS_PER_YEAR for years in (0.5, 1.5, 2.5, 0.2, 1.5)] + [NEVER, NEVER],
    death_day=[10.0 + years * DAYS_PER_YEAR for years in (0.9, 2.0, 4.0, 0.5, 4.5)] + [NEVER, 11.0],
)
BY_HAND = {  # endpoint, group, years: survival, counted on the fingers
    ("OS", "A", 1): 2 / 3, ("OS", "A", 3): 1 / 3, ("OS", "A", 5): 0.0,
    ("OS", "B", 1): 0.0, ("OS", "B", 3): 0.0, ("OS", "B", 5): 0.0,
    ("OS", "C", 1): 1.0, ("OS", "C", 3): 1.0, ("OS", "C", 5): 0.5,
    ("OS", "all", 1): 4 / 6, ("OS", "all", 3): 3 / 6, ("OS", "all", 5): 1 / 6,
    ("DFS", "A", 1): 2 / 3, ("DFS", "A", 2): 1 / 3, ("DFS", "A", 3): 0.0,
    ("DFS", "B", 1): 0.0,
    ("DFS", "C", 1): 1.0, ("DFS", "C", 2): 0.5, ("DFS", "C", 3): 0.5,
    ("DFS", "all", 1): 4 / 6, ("DFS", "all", 3): 1 / 6, ("DFS", "all", 5): 1 / 6,
}  # fmt: skip


def test_every_printed_landmark_has_the_survival_counted_by_hand() -> None:
    rows = compare(SMALL, PAPER, HORIZON)
    assert len(rows) == len(PAPER.landmarks)
    found = {(row.endpoint, row.group, round(row.months / 12)): row.simulated / 100.0 for row in rows}
    assert found == pytest.approx(BY_HAND, abs=1e-12)


def test_printed_figures_and_groups_come_from_the_study_unchanged() -> None:
    for row, mark in zip(compare(SMALL, PAPER, HORIZON), PAPER.landmarks, strict=True):
        assert (row.endpoint, row.group, row.months, row.n) == (
            mark.endpoint,
            mark.group,
            mark.time_months,
            mark.n,
        )
        assert row.printed == mark.percent
        assert row.printed_low <= row.printed <= row.printed_high
        assert row.patients == {"all": 6, "A": 3, "B": 1, "C": 2}[row.group]


def test_inside_says_whether_the_simulated_value_lies_in_the_printed_interval() -> None:
    rows = {(row.endpoint, row.group, row.months): row for row in compare(SMALL, PAPER, HORIZON)}
    assert rows["OS", "B", 12].simulated_in_printed_interval is False  # 0% against 75% (19-99)
    assert rows["OS", "B", 60].simulated_in_printed_interval is True  # 0% against 0% (0-60)
    for row in rows.values():
        assert row.simulated_in_printed_interval == (row.printed_low <= row.simulated <= row.printed_high)


def test_where_nobody_was_followed_so_long_nothing_is_claimed() -> None:
    nobody_resected = SMALL[-1:]
    for row in compare(nobody_resected, PAPER, HORIZON):
        assert (row.simulated_in_printed_interval, row.patients) == (None, 0)
    briefly = {
        row.months: row.simulated_in_printed_interval
        for row in compare(SMALL[5:6], PAPER, 2 * DAYS_PER_YEAR)
        if row.group == "C"
    }
    assert briefly[12.0] is not None
    assert briefly[60.0] is None


def test_rows_for_json_hold_no_number_that_is_none() -> None:
    for records in (SMALL, SMALL[-1:]):
        rows = json.loads(as_json([asdict(row) for row in compare(records, PAPER, HORIZON)]))
        assert set(rows[0]) >= {
            "endpoint",
            "group",
            "months",
            "printed",
            "n",
            "simulated",
            "patients",
            "simulated_in_printed_interval",
        }


def test_the_curve_is_that_of_the_group_alone() -> None:
    times = observed(SMALL, PAPER, "OS", "A", HORIZON)
    assert times.days.tolist() == pytest.approx([years * DAYS_PER_YEAR for years in (0.9, 2.0, 4.0)])
    assert kaplan_meier(times).at(12 * DAYS_PER_MONTH).estimate == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("all_starters", [1, 1, 1, 1, 1, 1, 1]),
        ("responders", [1, 1, 0, 1, 1, 0, 0]),
        ("converted", [1, 1, 1, 1, 1, 1, 0]),
        ("resected", [1, 1, 1, 1, 1, 1, 0]),
    ],
)
def test_entry_rules_choose_by_hand(rule: str, who: list[int]) -> None:
    assert np.asarray(ENTRY_RULES[rule](SMALL), bool).tolist() == [bool(one) for one in who]


def regrouped(tmp_path: Path, groups: str) -> Study:
    """A study with groups of its own and no figure but their sizes."""
    file = tmp_path / "regrouped.yaml"
    file.write_text(
        "format: 1\nname: other\ntitle: Other\nsource: None\n"
        "design: {entry_rule: {name: all_starters, words: all, place: here}, follow_up: full, place: here}\n"
        f"groups: {groups}\n"
        "measures: {male: {scale: yes_no, label: Male}}\n"
        "figures:\n  - {id: men, kind: count, group: everyone, measure: male, category: 'yes', count: '1', place: here}\n"
    )
    return load_study(file)


GROUPS = (
    "{everyone: {label: All, n: 7}, portal_or_none: {label: A or C, n: 6, part_of: everyone}, "
    "A: {label: A, n: 4, part_of: portal_or_none}, C: {label: C, n: 2, part_of: portal_or_none}, "
    "young: {label: Young, n: 3, part_of: everyone}}"
)


def test_groups_made_up_of_vessel_groups_and_everybody_are_known(tmp_path: Path) -> None:
    study = regrouped(tmp_path, GROUPS)
    assert members(SMALL, study, "everyone").tolist() == [True] * 7
    assert members(SMALL, study, "portal_or_none").tolist() == [True, True, True, False, True, True, True]
    assert members(SMALL, study, "C").tolist() == [False, False, False, False, True, True, False]


def test_a_group_the_simulator_cannot_know_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study other: groups\.young: is no group the simulator knows"):
        members(SMALL, regrouped(tmp_path, GROUPS), "young")
