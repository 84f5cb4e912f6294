"""Authority: hand-worked patients before the meeting and at entry; and that no policy changes who enters."""

import numpy as np
import pytest
from bedside import patient, team
from worlds import World, people

from haicsim.sim.codes import GROUP_C, PROGRESSIVE, STABLE
from haicsim.sim.criteria import FITNESS, LIVER, RESPONSE_SUFFICES
from haicsim.sim.parameters.catalogue import ParameterEntry, catalogue
from haicsim.sim.pathway.meeting import tolerated
from haicsim.sim.patient import BASELINE
from haicsim.sim.rules import resectability as rules
from haicsim.sim.units import to_base

# right hepatectomy for 85 mm leaves 0.36 / (0.36 + 0.37204) = 0.49178; of K = 0.106633 that is 0.052440
RIGHT_85 = ("right", 85.0)


@pytest.mark.parametrize(
    ("said", "numbers", "margin"),
    [
        ({}, {}, 0.002440),
        ({"score_now": 6}, {}, 0.002440),
        ({"score_now": 7}, {}, -1.0),
        ({"decompensation_day": 0.0}, {}, -1.0),
        ({}, {"boldness": 0.9}, 0.0),  # 0.047196: 0.86 are accepted, luck 0.5 among them
        ({"u_accept_liver": 0.9}, {"boldness": 0.9}, -0.002804),
        ({}, {"boldness": 2.0}, 0.054880),
        ({"icg_measured": 9.9}, {}, 0.035820),  # K 0.154176 x 0.49178 = 0.075820, less 0.04 of good liver
        ({"icg_measured": 10.0}, {}, 0.025491),  # K 0.153506: 0.075491, less 0.05: 10% is not below 10%
        (
            {"icg_measured": 40.0, "u_accept_liver": 0.001},
            {},
            0.0,
        ),  # K 0.061086: 0.030041, one in five hundred
    ],
)
def test_margin_of_the_liver(said, numbers, margin):
    assert rules.liver_margin(patient(RIGHT_85, **said), 0, team(**numbers)) == pytest.approx(
        margin, abs=2e-6
    )


def test_the_procedure_goes_by_the_lobe_of_the_largest_lesion():
    # 70 mm in the middle (180 ml), 15 mm to the right (2 ml): extended right, 0.28 / (0.28 + 0.72 - 0.15114) = 0.32985
    p = patient(("central", 70.0), ("right", 15.0))
    assert rules.icg_k_of_remnant(p, 0, team()) == pytest.approx(0.106633 * 0.32985, abs=2e-6)


@pytest.mark.parametrize(
    ("others", "numbers", "margin"),
    [
        ((), {}, 1.0),
        ((("left", 15.0),), {}, 0.25),  # 1 - 15 / 20
        ((("left", 20.0),), {}, 0.0),
        ((("left", 21.0),), {}, -0.05),
        ((("left", 21.0),), {"boldness": 1.5}, 0.3),  # 1 - 21 / 30
        ((("right", 60.0),), {}, 1.0),  # removed with the largest
        ((("left", 10.0),) * 3, {}, 0.5),
        ((("left", 10.0),) * 4, {}, -1.0),  # more than three
        ((("left", 6.0),), {"rfa_limit_mm": 0.0}, -1.0),  # a team without ablation leaves nothing
        ((("central", 15.0),), {}, 0.25),
        ((("left", 4.0),), {}, 1.0),  # not seen
    ],
)
def test_margin_of_the_tumour(others, numbers, margin):
    assert rules.tumour_margin(patient(RIGHT_85, *others), 0, team(**numbers)) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("before", "now", "length", "numbers", "margin"),
    [
        ((0, 0), (0, 0), 1.0, {}, 0.0),
        ((2, 1), (2, 1), 1.0, {}, 0.0),  # no major vessel: no retraction is asked
        ((3, 0), (3, 0), 0.5, {}, 0.2),  # half drawn back, three tenths asked
        ((0, 2), (0, 2), 0.7, {}, 0.0),
        ((3, 0), (3, 0), 0.8, {}, -0.1),
        ((3, 0), (3, 0), 0.8, {"boldness": 2.0}, 0.1),
        ((3, 2), (3, 2), 0.2, {}, -1.0),  # both are beyond the team
        ((4, 3), (3, 2), 0.2, {}, -1.0),
        ((3, 2), (3, 2), 0.2, {"both_vessels": 1.0}, 0.5),
        ((3, 2), (2, 2), 0.2, {}, 0.5),  # one of the two has gone back
        ((3, 2), (3, 1), 0.2, {}, 0.5),
        ((0, 3), (0, 3), 0.2, {"vv_operable": (1.0, 1.0, 1.0, 0.0)}, -1.0),
        ((0, 3), (0, 2), 0.2, {"vv_operable": (1.0, 1.0, 1.0, 0.0)}, 0.5),  # the grade now counts
        ((4, 0), (4, 0), 0.2, {"vp_operable": (1.0, 1.0, 1.0, 1.0, 0.0)}, -1.0),
    ],
)
def test_margin_of_the_vessels(monkeypatch, before, now, length, numbers, margin):
    monkeypatch.setattr(rules, "vp_now", lambda p, i, theta: now[0])
    monkeypatch.setattr(rules, "vv_now", lambda p, i, theta: now[1])
    monkeypatch.setattr(rules, "thrombus_ratio", lambda p, i, theta: length)
    p = patient(vp=before[0], vv=before[1])
    assert rules.vessel_margin(p, 0, team(**numbers)) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("lesions", "said", "unresectable"),
    [
        ((RIGHT_85,), {}, False),
        ((RIGHT_85,), {"vp": 3}, True),
        ((RIGHT_85,), {"vp": 2, "vv": 1}, False),
        ((RIGHT_85,), {"vv": 2}, True),
        ((RIGHT_85, ("left", 20.0)), {}, False),
        ((RIGHT_85, ("left", 21.0)), {}, True),
        ((RIGHT_85, ("right", 60.0)), {}, False),
        ((RIGHT_85,), {"score": 7}, True),
        # K 0.089244 of R15 26.22%: 0.043888 left, 0.694 are accepted: the soft limit of the reference team, by luck
        ((RIGHT_85,), {"icg_measured": 26.22, "u_accept_liver": 0.69}, False),
        ((RIGHT_85,), {"icg_measured": 26.22, "u_accept_liver": 0.70}, True),
        # K 0.153506 / 0.154176 of R15 10 / 9.9%; a remnant of 0.28 would leave 0.043: enough in good liver only
        ((("right", 85.1),), {"icg_measured": 10.0, "liver_ml": 1e9, "u_accept_liver": 0.99}, True),
        ((("right", 85.1),), {"icg_measured": 9.9, "liver_ml": 1e9, "u_accept_liver": 0.99}, False),
    ],
)
def test_entry_by_the_reference_teams_own_limits(lesions, said, unresectable):
    assert rules.unresectable_at_entry(patient(*lesions, **said), 0, team()) == unresectable


@pytest.mark.parametrize("boldness", [0.01, 100.0])
def test_boldness_does_not_change_who_enters(boldness):
    p = patient(RIGHT_85, icg_measured=26.22, u_accept_liver=0.70)
    assert rules.unresectable_at_entry(p, 0, team(boldness=boldness))


@pytest.fixture(scope="module")
def kurume(shipped):
    return World.of(shipped("kurume"), 60)


def diagnosed(world: World) -> list[tuple[object, ...]]:
    """Everything about everybody at diagnosis."""
    return [tuple(str(getattr(p, field[0])) for field in BASELINE) for p in people(world)[0]]


@pytest.fixture(scope="module")
def as_they_are(kurume):
    return diagnosed(kurume)


POLICY = [entry for entry in catalogue() if entry.topic == "policy"]


@pytest.mark.parametrize("entry", POLICY, ids=lambda entry: entry.key)
@pytest.mark.parametrize("end", ["low", "high"])
def test_no_number_of_the_policy_changes_who_enters(kurume, as_they_are, entry: ParameterEntry, end):
    extreme = to_base(getattr(entry.kind, end), entry.kind.unit, entry.kind.dimension)
    assert diagnosed(kurume.but(**{entry.name: extreme})) == as_they_are


def test_the_entry_rule_does_change_who_enters(kurume, as_they_are):
    assert diagnosed(kurume.but(entry_liver_limit=0.1)) != as_they_are


def test_nobody_without_major_invasion_would_be_resected_on_the_day_of_entry(kurume):
    patients, theta, _ = people(kurume.but(patients=400))
    heard = 0
    for i, p in enumerate(patients):
        p.now, p.score_now, p.decompensation_day = p.arrival, p.score, np.inf
        if p.group == GROUP_C:
            heard += 1
            liver, tumour = rules.liver_margin(patients, i, theta), rules.tumour_margin(patients, i, theta)
            assert min(liver, tumour) < 0.0
    assert heard > 100


@pytest.mark.parametrize(
    ("others", "said", "numbers", "shares"),
    [
        ((), {"target_mm": 40.0}, {}, 0.0),  # 0.4 of baseline: a response, nothing left, no thrombus
        ((), {"target_mm": 85.0}, {}, 0.15),  # 0.85 less the 0.7 of a partial response
        ((("left", 26.0),), {"target_mm": 40.0}, {}, 0.3),  # 26 / 20 - 1
        ((("left", 26.0),), {"target_mm": 110.0}, {}, 0.4),  # the larger of 0.4 and 0.3
        ((("left", 26.0),), {"target_mm": 40.0}, {"boldness": 1.3}, 0.0),  # a bolder team ablates 26 mm
        (
            (),
            {"target_mm": 40.0, "vp": 3, "node_held": 0.22314355, "thrombus_mm": 30.0},
            {},
            0.1,
        ),  # 0.2 of 0.3 asked
        ((), {"target_mm": 40.0, "vp": 3, "vv": 2}, {}, 1.0),  # both vessels are beyond the team
        ((), {"target_mm": 40.0, "far_at_entry": 1}, {}, 1.0),
    ],
)
def test_how_far_from_resectable(others, said, numbers, shares):
    one = patient(RIGHT_85, *others, target_baseline_mm=100.0, **{"response": STABLE, **said})
    assert rules.shortfall(one, 0, team(partial_response=0.7, **numbers)) == pytest.approx(shares, abs=1e-6)


@pytest.mark.parametrize(
    ("failed", "response", "tolerance", "operates"),
    [
        ((RESPONSE_SUFFICES,), STABLE, 0.16, True),
        ((RESPONSE_SUFFICES,), STABLE, 0.14, False),
        ((RESPONSE_SUFFICES,), STABLE, 0.0, False),
        ((RESPONSE_SUFFICES, LIVER), STABLE, 1.0, False),
        ((RESPONSE_SUFFICES, FITNESS), STABLE, 1.0, False),
        ((RESPONSE_SUFFICES,), PROGRESSIVE, 1.0, False),
    ],
)
def test_a_shortfall_is_tolerated_only_where_it_is_safe(failed, response, tolerance, operates):
    bits = sum(1 << each for each in failed)
    one = patient(RIGHT_85, target_baseline_mm=100.0, target_mm=85.0, failed=bits, response=response)
    assert tolerated(one, 0, team(partial_response=0.7, tolerated_shortfall=tolerance)) is operates
