"""Every shipped scenario treats the same people as the reference, and differs from it as a clinician expects."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from haicsim.sim.codes import COMPLETE, PARTIAL
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

Records = NDArray[Any]

AT_DIAGNOSIS = (
    "group", "vp", "vv", "t_stage", "aetiology", "male", "child_pugh", "lesions", "attempts", "age_years", "icg_r15",
    "bilirubin", "albumin", "extrahepatic_at_entry", "potential", "afp", "pivka", "size_before_mm",
)  # fmt: skip
AT_ONCE = {"policy.surgery_first", "policy.thrombus_retraction", "policy.tace_at_ct", "policy.both_vessels"}
MAJOR = range(6)  # codes of PROCEDURES: from right trisectionectomy to left hepatectomy
SCENARIOS = [name for name in shipped_scenarios() if name != "kurume"]
OTHERS_ENTER = {"resectable-at-once"}  # its question is asked of other people than the reference's
PARENTS = {"resectable-at-once": ("scenarios/surgery-first.yaml",)}  # besides the reference


@cache
def lived(name: str) -> Records:
    """The same 2,000 people under a scenario."""
    scenario = load_scenario(name, ["run.patients=2000", "run.seed=1", "run.engine=compiled"])
    return run(scenario, journal=False).records


@pytest.fixture
def reference() -> Records:
    return lived("kurume")


def identical(a: Records, b: Records) -> NDArray[np.bool_]:
    """For each patient whether everything recorded is the same, bit for bit."""
    same = [
        [x.tobytes() == y.tobytes() for x, y in zip(a[name], b[name], strict=True)]
        for name in RECORD.names or ()
    ]
    return np.all(same, axis=0)


def later(a: Records, b: Records) -> float:
    """By how many days those converted under both were converted later under `a`, on average."""
    both = a["converted"] & b["converted"]
    since_entry = (a["conversion_day"] - a["entry_day"]) - (b["conversion_day"] - b["entry_day"])
    return float(since_entry[both].mean())


def responded(records: Records) -> float:
    return float(np.isin(records["best_response"], (COMPLETE, PARTIAL)).mean())


def converts_of_first_lost_and_won(records: Records, reference: Records) -> tuple[int, int]:
    """How many converts of the reference are no longer converted, and how many new ones there are."""
    lost = int((reference["converted"] & ~records["converted"]).sum())
    return lost, int((records["converted"] & ~reference["converted"]).sum())


def test_ten_scenarios_and_more_inherit_from_the_reference() -> None:
    assert len(SCENARIOS) >= 11
    for name in SCENARIOS:
        between = PARENTS.get(name, ())
        assert load_scenario(name).files == (f"scenarios/{name}.yaml", *between, "scenarios/kurume.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in OTHERS_ENTER])
def test_a_scenario_treats_the_same_people_to_the_last_bit(name: str, reference: Records) -> None:
    records = lived(name)
    for column in AT_DIAGNOSIS:
        assert records[column].tobytes() == reference[column].tobytes(), column
    if load_scenario(name).arrivals == load_scenario("kurume").arrivals:
        assert records["entry_day"].tobytes() == reference["entry_day"].tobytes()
    assert not identical(records, reference).all(), "and yet not everybody fares the same"


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_changes_only_what_its_question_asks(name: str) -> None:
    ours, reference = load_scenario(name).content(), load_scenario("kurume").content()
    changed = {path for path, value in ours["numbers"].items() if value != reference["numbers"][path]}
    changed |= {
        f"capacity.{key}" for key, value in ours["capacity"].items() if value != reference["capacity"][key]
    }
    expected = {
        "no-surgery": {"policy.operate"},
        "except-vv": {"policy.vv_operable.vv2", "policy.vv_operable.vv3"},
        "ct-monthly": {"policy.ct_interval"},
        "ct-three-monthly": {"policy.ct_interval"},
        "cautious": {"policy.boldness"},
        "bold": {"policy.boldness"},
        "stronger-regimen": {"treatment.relative_kill"},
        "one-theatre": {"arrivals.per_year", "arrivals.warm_up", "policy.discuss_all", "capacity.infusion_bed",
                        "capacity.meeting", "capacity.theatre"},
        "meeting-monthly": {"capacity.meeting"},
        "refusal-10": {"policy.refusal"},
        "one-size": {"tumour.phi"},
        "untreated": {"treatment.systemic_year", "policy.tace_at_ct", "policy.operate"},
        "surgery-first": AT_ONCE,
        "resectable-at-once": AT_ONCE | {"entry.unresectable_vp", "entry.unresectable_vv"},
        "tace-alone": {"policy.tace_first", "policy.tace_for.partial", "policy.tace_at_ct", "policy.tace_most"},
        "one-infusion": {"treatment.first_ct_scatter", "policy.induction_cycles", "policy.first_ct_after",
                         "policy.thrombus_retraction"},
    }  # fmt: skip
    assert changed == expected[name]
    chosen = {key for key, value in ours["choices"].items() if value != reference["choices"][key]}
    assert chosen == {
        "untreated": {"haic"},
        "surgery-first": {"haic", "criteria"},
        "resectable-at-once": {"haic", "criteria", "candidates"},
        "tace-alone": {"haic"},
        "one-infusion": {"criteria"},
    }.get(name, set())
    assert ours["run"] == reference["run"]


def test_without_surgery_the_same_are_resectable_and_only_the_offered_fare_differently(
    reference: Records,
) -> None:
    records = lived("no-surgery")
    assert not records["offered"].any()
    assert not records["resected"].any()
    for column in ("converted", "conversion_day", "size_after_mm"):
        assert records[column].tobytes() == reference[column].tobytes()
    assert identical(records, reference)[~reference["offered"]].all()
    operated = reference["resected"]
    alive = {
        policy: float((~(each["death_day"] - each["entry_day"] <= 3 * 365.25))[operated].mean())
        for policy, each in (("surgery", reference), ("none", records))
    }
    assert alive["surgery"] > alive["none"]


def test_without_surgery_for_vv2_and_vv3_nobody_else_is_touched(reference: Records) -> None:
    records = lived("except-vv")
    venous = reference["vv"] >= 2
    assert identical(records, reference)[~venous].all()
    assert (records["converted"] & venous).sum() < (reference["converted"] & venous).sum()
    assert (records["vv_after"][records["converted"]] < 2).all(), (
        "operated once the thrombus has fallen a grade"
    )
    assert not (records["converted"] & ~reference["converted"]).any()


def test_ct_every_month_finds_the_moment_sooner_and_every_three_months_later(reference: Records) -> None:
    monthly, rarely = lived("ct-monthly"), lived("ct-three-monthly")
    assert monthly["scans"].mean() > reference["scans"].mean() > rarely["scans"].mean()
    assert later(monthly, reference) < -7.0
    assert later(rarely, reference) > 10.0
    assert monthly["converted"].sum() > reference["converted"].sum() > rarely["converted"].sum()


def test_a_cautious_meeting_converts_fewer_and_later_and_a_bold_one_more_and_sooner(
    reference: Records,
) -> None:
    cautious, bold = lived("cautious"), lived("bold")
    lost, won = converts_of_first_lost_and_won(cautious, reference)
    assert lost > 10 * max(won, 1)
    lost, won = converts_of_first_lost_and_won(bold, reference)
    assert won > 5 * max(lost, 1)
    assert later(cautious, reference) > 7.0
    assert later(bold, reference) < -7.0


def test_the_stronger_regimen_makes_half_as_many_again_respond(reference: Records) -> None:
    stronger = lived("stronger-regimen")
    assert 1.4 < responded(stronger) / responded(reference) < 1.6
    assert stronger["converted"].sum() > 1.5 * reference["converted"].sum()
    assert later(stronger, reference) < -30.0


def test_scarce_beds_meetings_and_theatre_make_patients_wait_and_come_later_to_surgery(
    reference: Records,
) -> None:
    scarce = lived("one-theatre")
    assert scarce["counted"].sum() < len(scarce), "whoever fills the hospital is not counted"
    assert (scarce["entry_day"][scarce["counted"]] >= 2 * 365.25).all()
    for name in ("infusion_bed", "meeting", "theatre"):
        assert np.nanmean(scarce[f"{name}_waited_days"]) > 0.2
    assert later(scarce, reference) > 7.0
    assert scarce["resected"].sum() < reference["resected"].sum()
    # only responders are brought to the meeting, and the few stable ones whom the team would accept
    responders = [
        np.isin(each["best_response"], (COMPLETE, PARTIAL))[each["meetings"] > 0]
        for each in (scarce, reference)
    ]
    assert responders[0].mean() > 0.9 > 0.7 > responders[1].mean()
    assert len(responders[0]) < 0.75 * len(responders[1])


def test_a_meeting_every_four_weeks_delays_conversion_by_about_a_fortnight(reference: Records) -> None:
    monthly = lived("meeting-monthly")
    assert 7.0 < later(monthly, reference) < 28.0
    assert np.nansum(monthly["meeting_waited_days"]) / monthly["meetings"].sum() == pytest.approx(
        14.0, abs=1.0
    )
    assert set(monthly["theatre_waited_days"][monthly["resected"]]) == {0.0}


def test_who_refuses_at_one_in_twenty_refuses_at_one_in_ten_too(reference: Records) -> None:
    more = lived("refusal-10")
    assert more["converted"].tobytes() == reference["converted"].tobytes()
    assert not (reference["refused"] & ~more["refused"]).any()
    newly = more["refused"] & ~reference["refused"]
    assert newly.any()
    assert identical(more, reference)[~newly].all()
    assert more["refused"].sum() / more["offered"].sum() == pytest.approx(0.1, abs=0.06)


def test_with_one_size_converts_have_shrunk_more_and_smaller_resections_suffice(reference: Records) -> None:
    one = lived("one-size")
    assert np.nanmedian(one["size_ratio"]) < np.nanmedian(reference["size_ratio"]) - 0.05
    major = [np.isin(each["procedure"][each["resected"]], MAJOR).mean() for each in (one, reference)]
    assert major[0] < major[1]
    lost, won = converts_of_first_lost_and_won(one, reference)
    assert won > lost
    assert later(one, reference) < -7.0


def alive(records: Records, years: float) -> float:
    """Share of all who started that is alive so long after."""
    return float((~(records["death_day"] - records["entry_day"] <= years * 365.25)).mean())


def alive_of_the_resected(records: Records, years: float) -> float:
    return alive(records[records["resected"]], years)


def test_untreated_far_fewer_live_and_nothing_is_done(reference: Records) -> None:
    records = lived("untreated")
    for column in ("cycles", "taces", "resected", "second_line", "converted"):
        assert not records[column].any(), column
    assert alive(records, 1.0) < 0.6 * alive(reference, 1.0)
    assert alive(records, 3.0) < 0.2 * alive(reference, 3.0)


def test_at_once_more_are_operated_sooner_and_each_of_them_fares_worse(reference: Records) -> None:
    records = lived("surgery-first")
    assert not records["cycles"].any()
    assert (records["resected"]).sum() > 1.3 * reference["resected"].sum()
    assert later(records, reference) < -60.0
    assert (
        records["seeds_left"][records["resected"]].mean()
        > reference["seeds_left"][reference["resected"]].mean()
    )
    assert alive_of_the_resected(records, 3.0) < alive_of_the_resected(reference, 3.0) - 0.1


def test_whoever_could_be_resected_at_entry_mostly_is() -> None:
    records, any_starter = lived("resectable-at-once"), lived("surgery-first")
    assert not records["cycles"].any()
    assert records["resected"].mean() > 1.5 * any_starter["resected"].mean()
    assert alive(records, 3.0) > alive(any_starter, 3.0)


def test_tace_alone_reaches_fewer_and_converts_fewer_and_later(reference: Records) -> None:
    records = lived("tace-alone")
    assert not records["cycles"].any()
    assert records["taces"].mean() > 5.0 * reference["taces"].mean()
    assert not records["taces"][records["vp"] >= 3].any(), "no TACE where a major portal branch is closed"
    assert records["converted"].sum() < 0.5 * reference["converted"].sum()
    assert alive(records, 1.0) < alive(reference, 1.0)


def test_after_one_infusion_more_are_operated_sooner_and_each_of_them_fares_worse(reference: Records) -> None:
    records = lived("one-infusion")
    assert records["resected"].sum() > reference["resected"].sum()
    assert later(records, reference) < -14.0
    assert (
        records["seeds_left"][records["resected"]].mean()
        > reference["seeds_left"][reference["resected"]].mean()
    )
    assert alive_of_the_resected(records, 3.0) < alive_of_the_resected(reference, 3.0)
