"""Worlds so extreme that common sense is the authority."""

import numpy as np
import pytest

from haicsim.sim.codes import (
    ABLATION,
    GRANTED,
    HAIC_AGAIN,
    OF_OPERATION,
    OF_OTHER_CAUSE,
    RESOURCES,
    SINGLE_INTRAHEPATIC,
    TACE_AGAIN,
    THEATRE,
)
from haicsim.sim.criteria import CODES, KEYS
from haicsim.sim.errors import InputError
from haicsim.sim.run import Result, run
from haicsim.sim.scenario.load import load_scenario


def world(*overrides: str, patients: int = 1500) -> Result:
    """Kurume's patients with other numbers, on the compiled engine."""
    return run(
        load_scenario(
            "kurume", [*overrides, f"run.patients={patients}", "run.engine=compiled", "accept=implausible"]
        ),
        journal=False,
    )


def number(path: str, value: float) -> list[str]:
    """Overrides for a value beyond its stated range."""
    return [f"{path}.value={value}", f"{path}.range=[0, {max(value, 0.999999)}]"]


def test_nobody_responds_so_nobody_is_converted() -> None:
    records = world(*number("tumour.kill_median", 1e-9), "policy.tace_at_ct.value=0").records
    assert not records["converted"].any()
    assert (records["best_response"][records["scans"] > 0] >= 2).all()


def test_a_policy_without_criteria_converts_everyone_it_hears_without_progression() -> None:
    records = world("policy.criteria=[]").records
    heard = records["meetings"] > 0
    assert heard.mean() > 0.5
    assert (records["converted"] == heard).all()
    assert not records["refused"].any(), "nobody asks for consent"


def test_every_operation_fatal_kills_all_operated_within_the_operative_period() -> None:
    fatal = [
        each
        for band in ("ample", "marginal", "poor")
        for each in number(f"surgery.operative_death.{band}", 0.999999)
    ]
    records = world(*fatal).records
    dead = records[records["resected"]]
    assert len(dead) > 50
    days = dead["death_day"] - dead["hepatectomy_day"]
    assert (days <= 90.0).mean() > 0.999
    assert (dead["death_cause"] == OF_OPERATION).mean() > 0.99


def test_without_excess_hazards_only_the_life_table_kills() -> None:
    zero = [
        each
        for path in ("death_by_liver", "death_by_tumour", "death_by_spread")
        for each in number(f"survival.{path}", 0.0)
    ]
    grades = ("none", "vp3", "vp4", "vv2", "vv3")
    zero += [each for grade in grades for each in number(f"survival.death_by_thrombus.{grade}", 0.0)]
    zero += [
        each
        for band in ("ample", "marginal", "poor")
        for each in number(f"surgery.operative_death.{band}", 0.0)
    ]
    records = world(*zero).records
    dead = np.isfinite(records["death_day"])
    assert 0.1 < dead.mean() < 0.6
    assert set(np.unique(records["death_cause"][dead])) == {OF_OTHER_CAUSE}


def test_places_for_everyone_are_the_same_as_no_limit_at_all() -> None:
    plenty = [
        f"capacity.{name}.places=100000" for name in RESOURCES if name != "meeting"
    ]  # it sits on its days
    free, limited = world().records, world(*plenty).records
    for name in free.dtype.names or ():
        np.testing.assert_array_equal(free[name], limited[name], err_msg=name)


@pytest.mark.parametrize("name", RESOURCES)
def test_no_places_at_all_are_refused_since_that_is_a_policy(name: str) -> None:
    with pytest.raises(InputError, match=rf"capacity\.{name}\.places = 0: .*at least 1"):
        load_scenario("kurume", [f"capacity.{name}.places=0"])


def test_a_theatre_open_one_day_a_year_serves_its_sessions_and_nobody_else() -> None:
    yearly = "{places: 1, every: {value: 366, unit: d}, grade: assumed, source: drawn}"
    eager = ["tumour.kill_median.value=0.02", "arrivals.per_year.value=1000"]
    overrides = [*eager, f"capacity.theatre={yearly}", "run.patients=400", "run.engine=process"]
    ran = run(load_scenario("kurume", overrides))
    granted = ran.journals[0][ran.journals[0]["event"] == GRANTED + THEATRE]
    operated = ran.records[ran.records["resected"]]
    accepted = ran.records["offered"] & ~ran.records["refused"]
    assert 1 <= len(operated) <= len(granted)  # who has progressed by then is not operated
    assert 2 <= len(granted) <= 14  # a session a year until the last of twelve years is over
    assert (granted["day"] % 366.0 == 0.0).all()
    assert len(np.unique(granted["day"])) == len(granted)
    waiting = ran.records[accepted & ~ran.records["resected"]]
    assert len(waiting) > 30
    assert np.isfinite(waiting["death_day"]).mean() > 0.9, "whoever waits so long dies waiting"


def test_a_theatre_open_one_day_a_year_operates_whoever_it_takes_in_where_nobody_is_staged_again() -> None:
    yearly = "{places: 1, every: {value: 366, unit: d}, grade: assumed, source: drawn}"
    eager = ["tumour.kill_median.value=0.03", "arrivals.per_year.value=1000"]
    never_restaged = ["policy.restage_after.value=3650", "policy.restage_after.range=[0, 3650]"]
    once = number("recurrence.repeat_resection", 0.0)
    hospital = [f"capacity.theatre={yearly}", "run.patients=300", "run.engine=process"]
    ran = run(load_scenario("kurume", [*eager, *never_restaged, *once, *hospital]))
    granted = ran.journals[0][ran.journals[0]["event"] == GRANTED + THEATRE]
    operated = ran.records[ran.records["resected"]]
    assert len(granted) > 3
    assert sorted(operated["hepatectomy_day"]) == sorted(granted["day"])


def test_one_place_of_everything_makes_patients_wait_and_die_waiting() -> None:
    one = [f"capacity.{name}.places=1" for name in RESOURCES]
    every = ["capacity.meeting.every.value=14", "capacity.meeting.every.unit=d"]
    scarce = world(*one, *every).records
    free = world().records
    assert np.nanmean(scarce["infusion_bed_waited_days"]) > 100.0
    assert scarce["resected"].sum() < free["resected"].sum()
    assert (~np.isfinite(scarce["first_haic_day"])).mean() > 0.3


def test_no_surgery_leaves_everyone_unoperated_but_the_same_people_convertible() -> None:
    none, some = world("policy.operate.value=0").records, world().records
    assert not none["resected"].any()
    assert not none["offered"].any()
    np.testing.assert_array_equal(none["converted"], some["converted"])
    np.testing.assert_array_equal(none["conversion_day"], some["conversion_day"])


NO_SEEDS = [each for path in ("seeding_liver", "seeding_beyond") for each in number(f"seeding.{path}", 0.0)]
NO_NEW_CANCER = [
    each for cause in ("hcv", "hbv", "neither") for each in number(f"recurrence.de_novo.{cause}", 0.0)
]


def test_without_seeds_and_new_cancer_nobody_recurs() -> None:
    records = world(*NO_SEEDS, *NO_NEW_CANCER).records
    assert records["resected"].sum() > 50
    assert not np.isfinite(records["recurrence_day"]).any()
    assert not np.isfinite(records["recurrence_found_day"]).any()
    assert not records["seeds_at_entry"].any()
    assert set(records["seeds_left"][records["resected"]].tolist()) == {0}


def test_new_cancer_alone_is_single_and_in_the_liver() -> None:
    curable = number("recurrence.cure_early", 1.0) + number("recurrence.cure_late", 1.0)
    records = world(*NO_SEEDS, *number("recurrence.repeat_resection", 0.0), *curable, patients=3000).records
    recurred = records[np.isfinite(records["recurrence_day"])]
    assert len(recurred) > 20
    assert (recurred["recurrence_site"] == SINGLE_INTRAHEPATIC).all()
    found = recurred[np.isfinite(recurred["recurrence_found_day"])]
    assert len(found) > 20
    assert (found["recurrence_found_day"] >= found["recurrence_day"]).all()
    assert np.isin(found["recurrence_treatment"], (ABLATION, TACE_AGAIN, HAIC_AGAIN)).all()
    assert (found["recurrence_treatment"] == ABLATION).mean() > 0.5  # all whose liver bears it


def test_far_more_seeds_leave_nobody_free_who_lives_but_whom_ultrasound_cleared() -> None:
    # two seeds are kept in the part resected and four in the rest of the liver: ultrasound can find all of these
    many = number("seeding.seeding_liver", 1.0)
    blind = ["surgery.ultrasound.value=0", "surgery.ultrasound.range=[0, 0.95]"]
    for ultrasound, changes in ((True, many), (False, many + blind)):
        records = world(*changes, patients=4000).records
        assert records["seeds_at_entry"].mean() > 4.0
        operated = records[records["resected"]]
        assert len(operated) > 20
        assert (operated["seeds_left"] <= operated["seeds_at_surgery"]).all()
        recurs = np.isfinite(operated["recurrence_day"])
        assert recurs.mean() > 0.8
        free = operated[~recurs]
        died = np.isfinite(free["death_day"])  # before any seed could show
        cleared = (free["found_by_ultrasound"] == 4) & (free["seeds_left"] == 0)
        assert (died | cleared).all()
        assert cleared.any() == ultrasound  # the only way to live on without recurrence


@pytest.mark.parametrize("criterion", [key for key in KEYS if key not in ("disease", "consent")])
def test_a_criterion_switched_off_never_fails(criterion: str) -> None:
    left = [name for name in KEYS if name != criterion]
    records = world(f"policy.criteria=[{', '.join(left)}]").records
    assert not (records["failed_criteria"] >> CODES[criterion] & 1).any()


def test_entry_that_is_impossible_is_refused_with_its_reason() -> None:
    limits = {
        "entry_liver_limit": (0.0, 0.0, 0.3),
        "entry_liver_limit_good": (0.0, 0.0, 0.3),
        "entry_liver_limit_lowest": (0.0, 0.0, 0.3),
        "entry_child_pugh_limit": (15.0, 5.0, 15.0),
        "entry_rfa_limit": (100.0, 0.1, 100.0),
        "entry_rfa_most": (20.0, 0.0, 20.0),
    }
    easy = [f"entry.{name}.value={value}" for name, (value, *_) in limits.items()]
    easy += [f"entry.{name}.range=[{min(value, low)}, {high}]" for name, (value, low, high) in limits.items()]
    easy += ["entry.most_attempts.value=100"]
    with pytest.raises(InputError, match=r"entry\.most_attempts"):
        world(*easy)
