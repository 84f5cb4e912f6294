"""Authority: hand-worked patients under each named rule of the liver, by the thresholds the criteria print."""

from math import isclose

import pytest
from bedside import patient, team

from haicsim.sim import explanations
from haicsim.sim.codes import BY_ALBI, BY_ICG_K, BY_MAKUUCHI, BY_REMNANT_SHARE
from haicsim.sim.rules import liver_rules as rules
from haicsim.sim.rules.resectability import disease_margin, icg_k_of_remnant, liver_margin

# right hepatectomy for 85 mm leaves 0.36 / (0.36 + 0.37204) = 0.49178 of the functional liver
RIGHT_85, LEFT_80, RIGHT_45, CENTRAL_45, CENTRAL_80 = (
    ("right", 85.0),
    ("left", 80.0),
    ("right", 45.0),
    ("central", 45.0),
    ("central", 80.0),
)
SMALL = [("right", mm) for mm in (35.0, 30.0, 20.0)]  # a segment, a limited resection, enucleation


@pytest.mark.parametrize(
    ("lesion", "r15", "margin"),
    [
        (RIGHT_85, 9.5, 0.5),
        (RIGHT_85, 10.0, -1.0),  # 10% belongs to 10-19%
        (RIGHT_85, 20.2, -10.2),
        (CENTRAL_80, 12.0, -2.0),  # extended right hepatectomy
        (("left", 100.0), 12.0, -2.0),  # extended left hepatectomy
        (LEFT_80, 12.0, 8.0),
        (LEFT_80, 20.0, -1.0),
        (RIGHT_45, 19.0, 1.0),  # posterior sectionectomy
        (CENTRAL_45, 19.0, 1.0),  # anterior sectionectomy
        (CENTRAL_45, 21.0, -1.0),
        (SMALL[0], 29.0, 1.0),
        (SMALL[0], 31.5, -1.5),
        (SMALL[1], 39.0, 1.0),
        (SMALL[1], 41.5, -1.5),
        (SMALL[2], 60.0, 40.0),  # enucleated at any retention
    ],
)
def test_makuuchis_criteria_by_retention(lesion, r15, margin):
    p = patient(lesion, icg_measured=r15)
    assert liver_margin(p, 0, team(liver_rule=BY_MAKUUCHI)) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("mg_per_dl", "largest"),  # the largest of: half the liver, a segment, limited, enucleated
    [(0.8, 0), (1.09, 0), (1.11, 2), (1.59, 2), (1.61, 3), (1.99, 3), (2.01, 4)],
)
def test_makuuchis_criteria_by_bilirubin(mg_per_dl, largest):
    passed = []
    for lesion in (RIGHT_85, *SMALL):
        p = patient(lesion, icg_measured=5.0, score=6, score_now=6, bilirubin=17.1 * mg_per_dl)
        passed.append(liver_margin(p, 0, team(liver_rule=BY_MAKUUCHI)) >= 0.0)
    assert passed == [place >= largest for place in range(4)]


def test_a_neighbour_in_the_lobe_makes_half_the_liver_of_a_small_tumour():
    p = patient(("right", 20.0), ("right", 10.0), icg_measured=12.0)
    assert rules.least_resection(p, 0, team()) == rules.HALF_OR_MORE
    assert liver_margin(p, 0, team(liver_rule=BY_MAKUUCHI)) == pytest.approx(-2.0)


@pytest.mark.parametrize(
    ("r15", "boldness", "margin"),
    [
        (20.2, 1.0, 0.09178),
        (10.0, 1.0, 0.09178),
        (9.9, 1.0, 0.24178),  # good liver: a quarter is enough
        (20.2, 0.8, -0.006576),
        (20.2, 0.5, -0.15411),
    ],
)
def test_the_share_of_liver_left(r15, boldness, margin):
    numbers = team(liver_rule=BY_REMNANT_SHARE, boldness=boldness)
    assert liver_margin(patient(RIGHT_85, icg_measured=r15), 0, numbers) == pytest.approx(margin, abs=2e-6)


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "score"),
    [
        (13.0, 40.0, -2.664797),  # 0.66 x 1.113943 - 3.4
        (20.0, 35.0, -2.116320),  # 0.66 x 1.301030 - 2.975
        (10.0, 44.0, -3.08),
        (100.0, 25.0, -0.805),
    ],
)
def test_the_albi_score(bilirubin, albumin, score):
    assert rules.albi_score(team()[0:], bilirubin, albumin) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "grade"),
    # bilirubin 10: 0.66 - 0.085 x albumin; -2.60 at 38.3529, -1.39 at 24.1176
    [(10.0, 38.36, 1), (10.0, 38.34, 2), (10.0, 24.13, 2), (10.0, 24.10, 3)],
)
def test_the_albi_grade(bilirubin, albumin, grade):
    p = patient(score=7, score_now=7, bilirubin=bilirubin, albumin=albumin)
    assert rules.albi_grade_now(p, 0, team()) == grade


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "boldness", "margin"),
    [
        (13.0, 40.0, 1.0, 0.19178),  # grade 1: 0.49178 - 0.3
        (20.0, 35.0, 1.0, -0.00822),  # grade 2: half the liver is asked
        (20.0, 35.0, 1.1, 0.040956),
        (30.0, 22.0, 100.0, -1.0),  # 0.974900 - 1.87 = -0.895: grade 3, however bold
    ],
)
def test_the_share_left_by_albi_grade(bilirubin, albumin, boldness, margin):
    p = patient(RIGHT_85, score=7, score_now=7, bilirubin=bilirubin, albumin=albumin)
    numbers = team(liver_rule=BY_ALBI, boldness=boldness, child_pugh_limit=9.0)
    assert liver_margin(p, 0, numbers) == pytest.approx(margin, abs=2e-6)


EVERY_RULE = pytest.mark.parametrize("rule", [BY_ICG_K, BY_MAKUUCHI, BY_REMNANT_SHARE, BY_ALBI])


@EVERY_RULE
@pytest.mark.parametrize("said", [{"score_now": 7}, {"decompensation_day": 0.0}])
def test_under_every_rule_a_poor_or_decompensated_liver_fails(rule, said):
    p = patient(RIGHT_85, icg_measured=5.0, **said)
    assert liver_margin(patient(RIGHT_85, icg_measured=5.0), 0, team(liver_rule=rule)) >= 0.0
    assert liver_margin(p, 0, team(liver_rule=rule, boldness=100.0)) == -1.0


@EVERY_RULE
def test_under_every_rule_a_bolder_team_has_the_wider_margin(rule):
    margins = [
        liver_margin(
            patient(RIGHT_85, icg_measured=9.5, u_accept_liver=0.999),
            0,
            team(liver_rule=rule, boldness=boldness),
        )
        for boldness in (0.5, 0.9, 1.0, 1.5)
    ]
    assert margins == sorted(margins)
    assert margins[0] < 0.0 < margins[-1]


@EVERY_RULE
def test_icg_k_of_the_remnant_is_measured_under_every_rule(rule):
    # K 0.106633 x 0.49178
    assert icg_k_of_remnant(patient(RIGHT_85), 0, team(liver_rule=rule)) == pytest.approx(0.052440, abs=2e-6)


@pytest.mark.parametrize(
    ("before", "now", "bilirubin", "albumin"),
    [
        (5, 5, 15.0, 38.0),
        (5, 6, 15.0 * 17.0 / 13.0, 34.0),
        (6, 5, 15.0 * 13.0 / 17.0, 42.0),
        (5, 12, 15.0 * 40.0 / 13.0, 27.0),  # beyond the table: as at 9
    ],
)
def test_liver_tests_move_with_the_score(before, now, bilirubin, albumin):
    p = patient(score=before, score_now=now, bilirubin=15.0, albumin=38.0)
    assert rules.bilirubin_now(p, 0, team()) == pytest.approx(bilirubin)
    assert rules.albumin_now(p, 0, team()) == pytest.approx(albumin)


def test_liver_tests_stay_within_what_the_score_allows():
    p = patient(score=6, score_now=5, bilirubin=50.0, albumin=29.0)
    assert rules.bilirubin_now(p, 0, team()) == 34.0
    assert rules.albumin_now(p, 0, team()) == 35.0


def test_liver_tests_of_a_score_that_has_not_moved_are_those_of_diagnosis():
    p = patient(bilirubin=12.3456789, albumin=39.87654321)
    assert (rules.bilirubin_now(p, 0, team()), rules.albumin_now(p, 0, team())) == (12.3456789, 39.87654321)


@pytest.mark.parametrize(("far", "margin"), [(0, 0.0), (1, -1.0)])
def test_disease_outside_the_liver_at_entry_forbids_resection(far, margin):
    p = patient(far_at_entry=far, response=1)
    assert isclose(disease_margin(p, 0), margin)


LEAVES = "Child-Pugh 5; ICG-R15 20%; right hepatectomy leaves 49% of the functional liver"
SENTENCES = [
    (BY_ICG_K, {}, f"{LEAVES}: ICG-K of the remnant 0.052 /min, 0.002 above the limit of 0.050"),
    (BY_REMNANT_SHARE, {}, f"{LEAVES}: 9 points above the 40% asked"),
    (
        BY_ALBI,
        {},
        f"{LEAVES}; bilirubin 0.8 mg/dl, albumin 40 g/l: ALBI -2.66, grade 1, 19 points above the 30% asked",
    ),
    (
        BY_ALBI,
        {"bilirubin": 20.0, "albumin": 35.0},
        f"{LEAVES}; bilirubin 1.2 mg/dl, albumin 35 g/l: ALBI -2.12, grade 2, 1 points below the 50% asked",
    ),
    (BY_MAKUUCHI, {}, f"{LEAVES}; by Makuuchi's criteria half the liver or more, below a retention of 10%"),
    (
        BY_MAKUUCHI,
        {"bilirubin": 20.0},
        f"{LEAVES}; by Makuuchi's criteria half the liver or more, and bilirubin 1.2 mg/dl allows a limited resection",
    ),
]


@pytest.mark.parametrize(("rule", "said", "sentence"), SENTENCES)
def test_what_the_meeting_says_of_the_liver(rule, said, sentence):
    p, numbers = patient(RIGHT_85, **said), team(liver_rule=rule)
    assert explanations.explain_liver(p, 0, numbers, True) == sentence


def test_what_the_meeting_says_of_grade_3_and_of_enucleation():
    p = patient(RIGHT_85, score=7, score_now=7, bilirubin=30.0, albumin=22.0)
    numbers = team(liver_rule=BY_ALBI, child_pugh_limit=9.0)
    assert explanations.explain_liver(p, 0, numbers, False).endswith("ALBI -0.90, grade 3, no resection")
    numbers = team(liver_rule=BY_MAKUUCHI)
    said = explanations.explain_liver(patient(SMALL[2]), 0, numbers, True)
    assert said.endswith("by Makuuchi's criteria enucleation, at any retention")
    assert explanations.explain_disease(patient(far_at_entry=1), 0, numbers, False).startswith(
        "disease outside"
    )
