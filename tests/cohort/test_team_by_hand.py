"""Description, follow-up, look-alikes and verdict of a team's patients, against hand calculations and lifelines."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from haicsim.analysis.cohort.beside import AtTime, Beside, beside
from haicsim.analysis.cohort.describe import Description, describe
from haicsim.analysis.cohort.follow_up import Counted, counted, median_follow_up, watched_until
from haicsim.analysis.cohort.look_alikes import LookAlikes, look_alikes
from haicsim.analysis.cohort.read import Series, read_series
from haicsim.analysis.cohort.unlike import unlike
from haicsim.analysis.cohort.verdict import LONGER, NOT_TOLD_APART, SHORTER, TOO_FEW, sentences, verdict
from haicsim.analysis.survival.observation import Times
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import InputError
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.units import DAYS_PER_MONTH

TODAY = date(2025, 1, 1)


def series(team: Callable[..., Path]) -> Series:
    return read_series(team(), today=TODAY)


def test_groups_days_and_shares_are_those_counted_by_hand(team: Callable[..., Path]) -> None:
    said = describe(counted(series(team), "all_starters"))
    assert said.groups == {"A": 2, "B": 2, "C": 2}  # P1, P5; P2, P3; P4, P6
    assert (said.patients, said.deaths, said.resected) == (6, 3, 2)
    assert said.numbers["size_mm"][0] == 88.5  # of 47 64 85 92 110 150
    whom = counted(series(team), "all_starters")
    assert whom.times.days[1] == (date(2019, 7, 3) - date(2018, 6, 11)).days


def test_survival_is_that_of_lifelines(team: Callable[..., Path]) -> None:
    whom = counted(series(team), "all_starters")
    fitter = KaplanMeierFitter().fit(durations=whom.times.days, event_observed=whom.times.observed)
    found = describe(whom).survival[12.0]
    assert found.estimate == pytest.approx(float(fitter.predict(12.0 * DAYS_PER_MONTH)))


def test_empty_cells_are_counted_by_column(team: Callable[..., Path]) -> None:
    found = read_series(team(("P3,58", "P3,"), ("P4,66", "P4,")), today=TODAY)
    assert found.missing["age_years"] == 2
    assert found.missing["size_mm"] == 0


def test_rules_of_entry_admit_whom_they_should_and_say_whom_they_leave_out(team: Callable[..., Path]) -> None:
    rows = tuple(
        f"P{n},60,3,0,5,80,{best},{converted},{resected},2018-01-01,{day},,2020-01-01"
        for n, (best, converted, resected, day) in enumerate(
            [("PR", "yes", "yes", "2018-06-01")] * 5 + [("SD", "yes", "no", ""), ("", "", "yes", "")]
        )
    )
    found = read_series(team(rows=rows), today=TODAY)
    sizes = {rule: counted(found, rule) for rule in ("all_starters", "responders", "converted", "resected")}
    assert [(len(each.series), each.left_out, each.unknown) for each in sizes.values()] == [
        (7, 0, 0), (5, 1, 1), (6, 0, 1), (5, 1, 1),
    ]  # fmt: skip
    assert (sizes["resected"].times.days == (date(2020, 1, 1) - date(2018, 6, 1)).days).all()


def test_a_rule_that_there_is_not_or_cannot_be_asked_is_refused(team: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="Did you mean 'resected'"):
        counted(series(team), "resectd")
    with pytest.raises(InputError, match="at least 5 are needed"):
        counted(series(team), "resected")
    found = read_series(
        team(("PR", ""), ("SD", ""), ("PD", ""), ("PR", ""), ("SD", ""), ("CR", "")), today=TODAY
    )
    with pytest.raises(InputError, match="best_response: is needed by --entry responders"):
        counted(found, "responders")


def test_median_follow_up_is_by_reverse_kaplan_meier() -> None:
    # ends of watching at 20, 40 and 60; deaths at 10 and 50. Reverse: at 20 of 4 left 3/4, at 40 of 3 left 1/2.
    found = median_follow_up(Times(np.array([10.0, 20, 40, 50, 60]), np.array([1, 0, 0, 1, 0], bool)))
    assert found[0] == 40.0


def test_look_alikes_are_watched_as_the_team_was() -> None:
    """Who is alive: until the last contact. Of who died at 10: 20, 40 or 60, by 1/4, 1/4, 1/2; of who died at 50: 60."""
    times = Times(np.array([10.0, 20, 40, 50, 60]), np.array([1, 0, 0, 1, 0], bool))
    u = np.tile(((np.arange(10_000) + 0.5) / 10_000)[:, None], (1, 5))
    found = watched_until(times, u)
    assert (found[:, [1, 2, 4]] == [20.0, 40.0, 60.0]).all()
    assert (found[:, 3] == 60.0).all()
    assert [(found[:, 0] == end).mean() for end in (20.0, 40.0, 60.0)] == [0.25, 0.25, 0.5]


def test_where_all_have_died_watching_has_no_end() -> None:
    found = watched_until(Times(np.array([10.0, 20.0]), np.array([True, True])), np.full((3, 2), 0.5))
    assert np.isinf(found).all()


def people(n: int) -> np.ndarray:
    records = np.zeros(n, RECORD)
    records["group"], records["child_pugh"] = np.arange(n) % 3, 5
    records["size_measured_mm"], records["age_years"] = 80.0, 65.0
    for name in ("lesions", "afp", "pivka", "bilirubin", "albumin", "icg_r15"):
        records[name] = 1
    return records


def test_look_alikes_share_group_score_and_bands_and_widen_where_too_few(team: Callable[..., Path]) -> None:
    records = people(900)
    records["child_pugh"][:300] = 6
    records["age_years"][600:] = 50.0
    found = look_alikes(series(team), records)
    # P1: A, 5, 85 mm, 63 years: 300..599 of group A. P2: B, 6, 110 mm: no such size, so group and score.
    assert set(found.places[0]) == {n for n in range(300, 600) if n % 3 == GROUPS.index("A")}
    assert found.level[0] == 0
    assert found.level[1] == 2
    assert set(found.places[1]) == {n for n in range(300) if n % 3 == GROUPS.index("B")}
    assert found.level[4] == 3  # P5: Child-Pugh 7, of which there is nobody


def test_a_group_of_whom_nobody_is_simulated_is_refused(team: Callable[..., Path]) -> None:
    records = people(900)
    records["group"] = GROUPS.index("A")
    with pytest.raises(InputError, match="no simulated patient"):
        look_alikes(series(team), records)


def test_patients_drawn_from_the_reference_are_in_the_middle_and_others_are_not(
    team: Callable[..., Path],
) -> None:
    records, n = people(5_000), 5_000
    grid = (np.arange(n) + 0.5) / n
    records["age_years"] = 30.0 + 60.0 * grid
    records["size_measured_mm"] = np.exp(3.0 + 2.0 * np.random.default_rng(1).permutation(grid))
    found = series(team)
    own = {**found.values, "age_years": np.full(6, 60.0), "size_mm": np.full(6, np.exp(4.0))}
    middle = unlike(Series("", own, (), {}), records)
    old = unlike(Series("", {**own, "age_years": np.full(6, 90.0)}, (), {}), records)
    assert middle.further > 0.95 > 0.3 > old.further
    by_name = {each.column: each.deviations for each in old.traits}
    assert by_name["age_years"] == pytest.approx(30.0 / (60.0 / 12**0.5), rel=1e-3)  # SD of a uniform


def test_position_is_the_share_below_and_half_of_those_equal() -> None:
    """A team whose two patients die at 100 and 400 days: a half lives at a year; studies show 0, a half and 1."""
    team = Counted(None, "all_starters", Times(np.array([100.0, 400.0]), np.ones(2, bool)), 0, 0)  # type: ignore[arg-type]
    days = np.array([[100.0, 200.0], [100.0, 400.0], [400.0, 500.0], [400.0, 600.0]])
    found = beside(team, Times(days, np.ones(days.shape, bool))).at[0]
    assert (found.team, found.position) == (0.5, 0.25 + 0.125)
    assert (found.low, found.high) == (0.0, 1.0)


def placed(position: float) -> Beside:
    mean = AtTime(60.0, 20.0, 18.0, 15.0, 21.0, position)
    return Beside((), (), mean, 1_000, 0.95)


def described(deaths: int) -> Description:
    return Description(40, deaths, {}, 0, {}, (1, 1, 1), (1, 1, 1), {}, None, {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("position", "deaths", "word"),
    [(0.5, 9, TOO_FEW), (0.001, 9, TOO_FEW), (0.03, 10, NOT_TOLD_APART), (0.97, 10, NOT_TOLD_APART),
     (0.02, 10, SHORTER), (0.98, 10, LONGER), (np.nan, 50, TOO_FEW)],
)  # fmt: skip
def test_the_verdict_is_no_firmer_than_the_numbers(position: float, deaths: int, word: str) -> None:
    assert verdict(placed(position), described(deaths)) == word


def test_not_told_apart_says_what_could_not_have_been_noticed() -> None:
    alike = LookAlikes((), np.zeros(3, np.int64))
    said, _ = sentences(NOT_TOLD_APART, placed(0.5), described(30), alike)
    assert "3.0 months" in said  # half of 15 to 21
    assert "no proof" in said


@pytest.mark.parametrize(
    ("word", "firm"), [(LONGER, True), (SHORTER, True), (NOT_TOLD_APART, True), (TOO_FEW, False)]
)
def test_a_verdict_says_that_it_rests_on_chance_alone(word: str, firm: bool) -> None:
    said = " ".join(sentences(word, placed(0.99), described(30), LookAlikes((), np.zeros(3, np.int64))))
    assert ("Judged by chance alone" in said) is firm
