"""Authority: arithmetic by hand for what comes back, where, when a visit finds it, and how it is treated."""

from math import log
from types import SimpleNamespace
from typing import Any

import pytest
from bedside import Told

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ABLATION,
    ATRIAL,
    BONE,
    GROUP_A,
    GROUP_B,
    GROUP_C,
    HAIC_AGAIN,
    LUNG,
    MULTIPLE_INTRAHEPATIC,
    NEVER,
    NO_RECURRENCE,
    REPEAT_RESECTION,
    SINGLE_INTRAHEPATIC,
    SUPPORTIVE,
    SYSTEMIC,
    SYSTEMIC_LIVER_CONTROLLED,
    TACE_AGAIN,
)
from haicsim.sim.pathway import after, resect, sites
from haicsim.sim.rules import recurrence as rules
from haicsim.sim.rules.seeding import BEYOND, GONE, NEW_CANCER, OUTSIDE, SHED


def team(**said: Any) -> list[SimpleNamespace]:
    one = {
        "extrahepatic_site_prob": (0.75, 0.25), "atrial_prob": 0.3, "repeat_resection_prob": 0.4, "tace_again_prob": 0.7,
        "treated_extrahepatic_prob": 0.6, "most_recurrences": 2.0, "cure_early_prob": 0.4, "cure_late_prob": 0.6,
        "early_upto_days": 240.0, "cure_score_limit": 6.0, "surveillance_days": 90.0, "seed_seen_mm": 10.0,
        "seed_suspicious_mm": 5.0, "seed_latency": 1.5, "seed_growth": 2.0, "de_novo_per_day": (0.001, 0.002, 0.0),
        "ultrasound_prob": 0.8,
    }  # fmt: skip
    return [SimpleNamespace(**one | said)]


def seeded(seeds: dict[int, float], **said: Any) -> list[SimpleNamespace]:
    """A patient with seeds of these diameters by slot, mm, looked upon on day 100 with the seeds' clock at 7."""
    clocks = [GONE] * 10
    for slot, mm in seeds.items():
        clocks[slot] = 7.0 - 1.5 - log(mm / 10.0)
    one = {
        "now": 100.0, "clock": 7.0, "node_clock": 7.0, "node_day": 100.0, "growth": 0.005, "pace": 1.0, "group": GROUP_A,
        "seed_clock": clocks, "new_cancer_day": NEVER, "new_cancers": 0, "aetiology": 0, "primary": 1, "standard_day": 1.0,
        "decompensation_day": NEVER, "score_now": 5, "recurrences": 0, "operated_day": 0.0, "seeds_killed": 0.0,
        "node_seeds_killed": 0.0,
    }  # fmt: skip
    return [SimpleNamespace(**one | said)]


# ---- Where: seeds 0 and 1 inside the resection, 2 to 5 outside it, 6 and 7 beyond the liver, 8 new cancer, 9 shed

PLACES = [
    ({}, NO_RECURRENCE),
    ({2: 10.0}, SINGLE_INTRAHEPATIC),
    ({2: 10.0, 3: 5.0}, MULTIPLE_INTRAHEPATIC),  # whatever is suspicious counts beside what is seen
    ({2: 10.0, 3: 4.9}, SINGLE_INTRAHEPATIC),
    ({2: 12.0, 3: 11.0, 4: 20.0}, MULTIPLE_INTRAHEPATIC),
    ({8: 10.0}, SINGLE_INTRAHEPATIC),
    ({8: 10.0, 5: 6.0}, MULTIPLE_INTRAHEPATIC),
    ({6: 9.9}, NO_RECURRENCE),  # beyond the liver only what is seen
    ({6: 10.0}, LUNG),
    ({7: 10.0}, BONE),  # each seed at its own site
    ({6: 10.0, 7: 30.0}, LUNG | BONE),
    ({6: 10.0, 2: 5.0}, LUNG | SINGLE_INTRAHEPATIC),
    ({9: 10.0, 2: 5.0, 3: 5.0}, LUNG | MULTIPLE_INTRAHEPATIC),
]
AT = {(key.SITE, 6): 0.74, (key.SITE, 7): 0.76, (key.SITE, 9): 0.1, key.ATRIAL: 0.29}


@pytest.mark.parametrize(("seeds", "where"), PLACES)
def test_where_disease_comes_back(seeds: dict[int, float], where: int) -> None:
    assert sites.site_bits(seeded(seeds), 0, team(), Told(AT), 100.0) == where


@pytest.mark.parametrize(
    ("group", "atrial", "where"),
    [
        (GROUP_B, 0.29, LUNG | ATRIAL), (GROUP_B, 0.31, LUNG), (GROUP_A, 0.29, LUNG), (GROUP_C, 0.29, LUNG),
    ],
)  # fmt: skip
def test_thrombus_in_the_cava_or_atrium_is_of_group_b_alone_and_comes_with_spread(
    group: int, atrial: float, where: int
) -> None:
    stream = Told(AT | {key.ATRIAL: atrial})
    assert sites.site_bits(seeded({6: 10.0}, group=group), 0, team(), stream, 100.0) == where
    assert sites.site_bits(seeded({2: 10.0}, group=group), 0, team(), stream, 100.0) == SINGLE_INTRAHEPATIC


@pytest.mark.parametrize(
    ("day", "where"), [(149.9, NO_RECURRENCE), (150.0, SINGLE_INTRAHEPATIC), (200.0, SINGLE_INTRAHEPATIC)]
)
def test_a_new_cancer_shows_from_its_day_on(day: float, where: int) -> None:
    assert sites.site_bits(seeded({}, new_cancer_day=150.0), 0, team(), Told({}), day) == where


def test_what_will_show_first_and_where() -> None:
    # the clock runs with 2 x 0.005 = 0.01 a day: 10 mm from 6.0653 mm (ln 0.5 less) in 50 days, from 3.6788 in 100 days
    p = seeded({2: 10.0 * 0.60653066, 6: 10.0 * 0.36787944})
    assert after.seeding.first_shown(p, 0, team()) == pytest.approx(150.0)
    # on day 150 the other is of 6.07 mm and beyond the liver: not seen
    assert resect.sites_on(p, 0, team(), Told(AT), 150.0) == SINGLE_INTRAHEPATIC
    assert resect.sites_on(p, 0, team(), Told(AT), 200.1) == LUNG | SINGLE_INTRAHEPATIC
    p[0].pace = 0.5  # slowed, it takes twice as long
    assert after.seeding.first_shown(p, 0, team()) == pytest.approx(200.0)
    p[0].new_cancer_day = 140.0
    assert after.seeding.first_shown(p, 0, team()) == 140.0
    assert resect.sites_on(p, 0, team(), Told(AT), 140.0) == MULTIPLE_INTRAHEPATIC  # 6.07 mm has become 7.41


# ---- When a visit finds it: visits every 90 days from the operation of day 0

VISITS = [
    (150.0, 180.0),
    (180.0, 180.0),
    (180.1, 270.0),
    (90.0, 180.0),
    (20.0, 180.0),
    (-50.0, 180.0),
    (NEVER, NEVER),
]


@pytest.mark.parametrize(("shown", "found"), VISITS)
def test_the_visit_that_finds_a_recurrence(shown: float, found: float) -> None:
    # at home on day 100: what showed before is found at the first visit from then on
    assert after.visit_day(seeded({}), 0, team(), shown) == found


# ---- What is done about it

CURABLE = [
    ({}, SINGLE_INTRAHEPATIC, True),
    ({}, MULTIPLE_INTRAHEPATIC, False),
    ({}, LUNG, False),
    ({}, LUNG | SINGLE_INTRAHEPATIC, False),
    ({"score_now": 6}, SINGLE_INTRAHEPATIC, True),
    ({"score_now": 7}, SINGLE_INTRAHEPATIC, False),
    ({"decompensation_day": 100.0}, SINGLE_INTRAHEPATIC, False),
    ({"decompensation_day": 100.1}, SINGLE_INTRAHEPATIC, True),
    ({"recurrences": 1}, SINGLE_INTRAHEPATIC, True),
    ({"recurrences": 2}, SINGLE_INTRAHEPATIC, False),  # after two no cure is attempted any more
]


@pytest.mark.parametrize(("changes", "where", "may"), CURABLE)
def test_for_whom_a_cure_is_attempted(changes: dict[str, Any], where: int, may: bool) -> None:
    assert rules.may_be_cured(seeded({}, **changes), 0, team(), where) is may


@pytest.mark.parametrize(("since", "share"), [(239.0, 0.4), (240.0, 0.4), (240.1, 0.6), (3000.0, 0.6)])
def test_fewer_early_recurrences_are_treated_for_cure(since: float, share: float) -> None:
    assert rules.cure_share(seeded({}, operated_day=100.0 - since), 0, team()) == share


@pytest.mark.parametrize(
    ("where", "for_cure", "systemic", "u", "how"),
    [
        (SINGLE_INTRAHEPATIC, True, True, 0.3, REPEAT_RESECTION),
        (SINGLE_INTRAHEPATIC, True, False, 0.5, ABLATION),
        (SINGLE_INTRAHEPATIC, False, True, 0.3, TACE_AGAIN),
        (MULTIPLE_INTRAHEPATIC, False, False, 0.69, TACE_AGAIN),
        (MULTIPLE_INTRAHEPATIC, False, True, 0.71, HAIC_AGAIN),
        (LUNG, False, True, 0.5, SYSTEMIC_LIVER_CONTROLLED),
        (LUNG | SINGLE_INTRAHEPATIC, False, True, 0.5, SYSTEMIC),
        (BONE | MULTIPLE_INTRAHEPATIC, False, True, 0.5, SYSTEMIC),
        (LUNG | ATRIAL, False, True, 0.5, SYSTEMIC_LIVER_CONTROLLED),
        (LUNG, False, True, 0.7, SUPPORTIVE),
        (LUNG, False, False, 0.5, SUPPORTIVE),  # before there is any such treatment
    ],
)
def test_treatment_by_pattern(where: int, for_cure: bool, systemic: bool, u: float, how: int) -> None:
    assert rules.treatment(team()[0:1], where, for_cure, systemic, u) == how


def test_only_resection_and_ablation_cure() -> None:
    assert [how for how in range(7) if rules.cures(how)] == [REPEAT_RESECTION, ABLATION]


def test_a_new_cancer_that_was_removed_is_followed_by_the_next_in_its_own_time() -> None:
    # the second number of luck for it: exponential of 0.001 a day, median 693.1 days
    p = seeded({NEW_CANCER: 12.0, OUTSIDE: 12.0}, new_cancer_day=80.0)
    sites.take_away(p, 0, team(), Told({(key.DE_NOVO, 1): 0.5}), NEW_CANCER)
    assert p[0].seed_clock[NEW_CANCER] == GONE
    assert p[0].new_cancers == 1
    assert p[0].new_cancer_day == pytest.approx(100.0 + log(2.0) / 0.001)
    sites.take_away(p, 0, team(), Told({}), OUTSIDE)
    assert p[0].new_cancers == 1
    p = seeded({NEW_CANCER: 12.0}, aetiology=2)
    sites.take_away(p, 0, team(), Told({}), NEW_CANCER)
    assert p[0].new_cancer_day == NEVER  # no hazard of it with neither virus here


# ---- What the operation takes

SEEDS = {0: 9.0, 1: 0.1, 2: 5.1, 3: 4.9, 4: 8.0, 5: 9.0, 6: 9.0, NEW_CANCER: 15.0, SHED: 20.0}


def test_the_operation_takes_what_is_inside_and_what_ultrasound_finds() -> None:
    # found: 2 (5.1 mm) and the new cancer; not: 3 (below 5 mm), 4 and 5 (0.81 is above 0.8), nothing beyond the liver
    p = seeded(SEEDS)
    stream = Told(
        {(key.ULTRASOUND, 4): 0.81, (key.ULTRASOUND, 5): 0.81, key.ULTRASOUND: 0.79, key.DE_NOVO: 0.5}
    )
    assert resect.take_out(p, 0, team(), stream) == 2
    left = [slot for slot in range(10) if p[0].seed_clock[slot] < GONE]
    assert left == [3, 4, 5, BEYOND, SHED]
    assert p[0].primary == 0
    assert p[0].new_cancers == 1


def test_a_thrombectomy_may_shed_a_seed_born_that_day_where_there_is_none() -> None:
    p = seeded({})
    resect.shed(p, 0)
    assert p[0].seed_clock[SHED] == 7.0
    p = seeded({SHED: 20.0})
    before = p[0].seed_clock[SHED]
    resect.shed(p, 0)
    assert p[0].seed_clock[SHED] == before
