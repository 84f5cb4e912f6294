"""Authority: hand calculation, and chi-square for shares: who the patients are at diagnosis, number by number."""

from collections import Counter
from math import exp, log
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from said_luck import ONE_SD_DOWN, ONE_SD_UP, Said
from scipy.stats import binomtest, chisquare, spearmanr, truncnorm
from worlds import World, people

from haicsim.sim import cohort
from haicsim.sim import stream_keys as key
from haicsim.sim.codes import CANDIDATES, GROUPS
from haicsim.sim.parameters.tables import ByVessels
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.rules.chance import log_normal_up_to
from haicsim.sim.rules.resectability import unresectable_at_entry
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.stream_keys import OCCASIONS
from haicsim.sim.theta import plain_theta, theta

ROW = theta(load_scenario("kurume"))
YEAR = 365.25


def numbers(**changes: Any) -> list[Any]:
    """The reference's numbers with some as said."""
    row = ROW.copy()
    for name, value in changes.items():
        row[name] = value
    return plain_theta(row)


def nobody(**fields: Any) -> list[SimpleNamespace]:
    """A patient of whom only this is known; the lists of lesions have room."""
    rooms = {name: [0.0] * 5 for name in ("lesion_mm", "lesion_kill")}
    return [SimpleNamespace(arrival=0.0, lesion_lobe=[0] * 5, **(rooms | fields))]


# ---- Vessels

CELLS = list(ByVessels.model_fields)


@pytest.mark.parametrize("cell", range(20))
def test_the_joint_table_is_read_by_its_names(cell: int) -> None:
    shares = [float(each == cell) for each in range(20)]
    p = nobody()
    cohort.diagnose_vessels(p, 0, numbers(vessels_prob=shares), Said(), 0)
    vp, vv = int(CELLS[cell][2]), int(CELLS[cell][6])
    assert CELLS[cell] == f"vp{vp}_vv{vv}"
    assert (p[0].vp, p[0].vv) == (vp, vv)
    assert GROUPS[p[0].group] == ("B" if vv >= 2 else "A" if vp >= 3 else "C")


def test_vessels_come_in_the_shares_of_the_joint_table_by_chi_square() -> None:
    stream, parameters, n = RandomStream(1, occasions={key.VESSELS: 1, key.THROMBUS: 1}), numbers(), 20_000
    p, found = nobody() * n, Counter[int]()
    for i in range(n):
        cohort.diagnose_vessels(p, i, parameters, stream, 0)
        found[5 * p[i].vv + p[i].vp] += 1
    shares = np.array(parameters[0].vessels_prob)
    present = shares > 0
    counts = np.array([found[cell] for cell in range(20)])
    assert not counts[~present].any()
    assert chisquare(counts[present], shares[present] * n).pvalue > 1e-3


THROMBI = [
    (0, 0, 0.0),
    (1, 0, 10.0),
    (4, 0, 40.0),
    (0, 1, 100.0),
    (0, 3, 300.0),
    (4, 1, 100.0),
    (3, 3, 300.0),
]


@pytest.mark.parametrize(("vp", "vv", "mm"), THROMBI)
def test_the_thrombus_is_as_long_as_the_longer_vein_asks(vp: int, vv: int, mm: float) -> None:
    shares = [float(cell == 5 * vv + vp) for cell in range(20)]
    parameters = numbers(
        vessels_prob=shares,
        thrombus_extent_mm=(10.0, 20.0, 30.0, 40.0, 100.0, 200.0, 300.0),
        thrombus_log_sd=0.3,
        grade_from_mm=(0.0,) * 7,
    )
    p = nobody()
    cohort.diagnose_vessels(p, 0, parameters, Said(), 0)
    assert p[0].thrombus_mm == pytest.approx(mm)
    cohort.diagnose_vessels(p, 0, parameters, Said({key.THROMBUS: ONE_SD_UP}), 0)
    assert p[0].thrombus_mm == pytest.approx(mm * exp(0.3))


# ---- The person

PERSON = {
    "age_mean_days": 67 * YEAR, "age_sd_days": 9 * YEAR, "age_youngest_days": 35 * YEAR, "age_oldest_days": 85 * YEAR,
    "male_prob": 0.67, "bsa_male_m2": 1.7, "bsa_female_m2": 1.5, "bsa_sd_m2": 0.14, "volume_per_m2": 706.2,
    "volume_at_zero_ml": 2.4, "aetiology_share_prob": (0.5, 0.3, 0.2), "child_pugh_prob": (0.8, 0.1, 0.05, 0.03, 0.02),
    "bilirubin_median": (13.0, 17.0, 24.0, 32.0, 40.0), "bilirubin_log_sd": 0.4,
    "bilirubin_most": (34.0, 51.0, 200.0, 200.0, 200.0), "albumin_mean": (40.0, 36.0, 33.0, 31.0, 29.0),
    "albumin_sd": 3.0, "albumin_least": (35.0, 28.0, 20.0, 20.0, 20.0),
    "icg_r15_median": 18.0, "icg_r15_log_sd": 0.5, "icg_per_score": 0.25, "icg_error": 0.08, "icg_flow_bias": 1.15,
}  # fmt: skip
PERSONS = [
    ("the median man", {}, {"age_days": 67 * YEAR, "male": 1, "bsa_m2": 1.7, "liver_ml": 1202.94, "score": 5}),
    ("the median woman", {key.SEX: 0.68}, {"male": 0, "bsa_m2": 1.5, "liver_ml": 1061.7}),
    ("the last man", {key.SEX: 0.6699}, {"male": 1}),
    ("a tall man", {key.BODY: ONE_SD_UP}, {"bsa_m2": 1.84, "liver_ml": 1301.808}),
    ("nobody is below 1 m2", {key.BODY: 1e-12}, {"bsa_m2": 1.0, "liver_ml": 708.6}),
    ("an old man", {key.AGE: ONE_SD_UP}, {"age_days": 76 * YEAR}),
    ("the oldest", {key.AGE: 0.9999}, {"age_days": 85 * YEAR}),
    ("the youngest", {key.AGE: 0.00001}, {"age_days": 35 * YEAR}),
    ("HCV", {key.AETIOLOGY: 0.4999}, {"aetiology": 0}),
    ("HBV", {key.AETIOLOGY: 0.5001}, {"aetiology": 1}),
    ("HBV to its end", {key.AETIOLOGY: 0.7999}, {"aetiology": 1}),
    ("neither", {key.AETIOLOGY: 0.8001}, {"aetiology": 2}),
    ("a score of 6: 18 x e to the 0.25", {key.SCORE: 0.89}, {"score": 6, "icg_r15": 23.112457500}),
    ("a score of 7: 18 x e to the 0.5", {key.SCORE: 0.94}, {"score": 7, "icg_r15": 29.676982887}),
    ("a score of 8: 18 x e to the 0.75", {key.SCORE: 0.97}, {"score": 8, "icg_r15": 38.106000298}),
    ("a score of 9: 18 x e", {key.SCORE: 0.981}, {"score": 9, "icg_r15": 48.929072911}),
    ("the median liver tests of 5", {}, {"bilirubin": 13.0, "albumin": 40.0}),
    ("and of 9", {key.SCORE: 0.981}, {"bilirubin": 40.0, "albumin": 29.0}),
    ("13 x e to the 0.4", {key.BILIRUBIN: ONE_SD_UP}, {"bilirubin": 19.393721068}),
    ("a score of 5 ends at 34 umol/l", {key.BILIRUBIN: 0.9999}, {"bilirubin": 34.0}),
    ("40 + 3", {key.ALBUMIN: ONE_SD_UP}, {"albumin": 43.0}),
    ("a score of 5 begins at 35 g/l", {key.ALBUMIN: 0.0001}, {"albumin": 35.0}),
    ("one SD: 18 x e to the 0.5", {key.ICG: ONE_SD_UP}, {"icg_r15": 29.676982887}),
    ("retention has an end", {key.ICG: 0.99999}, {"icg_r15": 95.0}),
    ("portal flow is slow under Vp3: 18 x 1.15", {}, {"icg_r15": 18.0, "icg_measured": 20.7}),
    ("and tests err: 18 x 1.15 x e to the 0.08", {key.ICG_ERROR: ONE_SD_UP}, {"icg_measured": 22.424042301}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "said", "expected"), PERSONS, ids=[case[0] for case in PERSONS])
def test_the_person(who: str, said: dict[Any, float], expected: dict[str, float]) -> None:
    p = nobody(vp=3, vv=0)
    cohort.diagnose_person(p, 0, numbers(**PERSON), Said(said), 0)
    assert {name: getattr(p[0], name) for name in expected} == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("vp", "measured"), [(0, 18.0), (2, 18.0), (3, 20.7), (4, 20.7)])
def test_flow_slows_the_test_under_major_portal_thrombus_only(vp: int, measured: float) -> None:
    p = nobody(vp=vp, vv=0)
    cohort.diagnose_person(p, 0, numbers(**PERSON), Said(), 0)
    assert p[0].icg_measured == pytest.approx(measured, rel=1e-12)


# ---- Lesions


@pytest.mark.parametrize(("vp", "vv", "field"), [
    (0, 0, "number_without_invasion_prob"), (2, 1, "number_without_invasion_prob"),
    (3, 0, "number_with_invasion_prob"), (0, 2, "number_with_invasion_prob"), (4, 3, "number_with_invasion_prob"),
])  # fmt: skip
def test_how_many_lesions_by_major_invasion_by_chi_square(vp: int, vv: int, field: str) -> None:
    n, parameters = 4000, numbers()
    stream = RandomStream(1, occasions={key.NUMBER: 1})
    p = nobody(vp=vp, vv=vv, liver_ml=1200.0) * n
    found = Counter[int]()
    for i in range(n):
        mine = Said({key.NUMBER: stream.draw(i, key.NUMBER, 0)})
        cohort.diagnose_lesions(p, i, parameters, mine, 0)
        found[p[i].lesions] += 1
    shares = np.array(getattr(parameters[0], field))
    counts = [found[number] for number in range(1, 6)]
    assert chisquare(counts, shares * n).pvalue > 1e-3


SIZES = {
    "size_with_invasion_mm": 70.0, "size_with_invasion_log_sd": 0.5, "size_without_invasion_mm": 80.0,
    "size_without_invasion_log_sd": 0.25, "satellite_ratio": 0.3, "satellite_log_sd": 0.5, "detection_limit_mm": 5.0,
    "largest_size_mm": 1e9,
    "same_lobe_prob": 0.6, "lobe_prob": (0.6, 0.2, 0.2),
    "number_with_invasion_prob": (0.0, 1.0, 0.0, 0.0, 0.0), "number_without_invasion_prob": (0.0, 1.0, 0.0, 0.0, 0.0),
}  # fmt: skip
U_SECOND = (key.SATELLITE, 1)
LESIONS = [
    ("with invasion 70 mm and 0.3 of it", 3, {}, (70.0, 21.0), (0, 0)),
    ("without invasion 80 mm", 2, {}, (80.0, 24.0), (0, 0)),
    ("70 x e to the 0.5", 3, {key.SIZE: ONE_SD_UP}, (115.410488949, 34.623146685), (0, 0)),
    ("80 x e to the 0.25", 0, {key.SIZE: ONE_SD_UP}, (102.722033335, 30.8166100), (0, 0)),
    ("the second 0.3 x e to the 0.5", 3, {U_SECOND: ONE_SD_UP}, (70.0, 34.623146685), (0, 0)),
    ("no second is larger than the first", 3, {U_SECOND: 0.9999}, (70.0, 70.0), (0, 0)),
    ("nor too small to be seen", 3, {U_SECOND: 1e-9}, (70.0, 5.0), (0, 0)),
    ("in the left lobe", 3, {(key.LOBE, 0): 0.61}, (70.0, 21.0), (1, 1)),
    ("central", 3, {(key.LOBE, 0): 0.81}, (70.0, 21.0), (2, 2)),
    ("the second just in the same lobe", 3, {(key.LOBE, 1): 0.5999}, (70.0, 21.0), (0, 0)),
    ("the second in the next", 3, {(key.LOBE, 1): 0.6001}, (70.0, 21.0), (0, 1)),
    ("the second in the one after", 3, {(key.LOBE, 1): 0.8001}, (70.0, 21.0), (0, 2)),
    ("from central on to the right", 3, {(key.LOBE, 0): 0.81, (key.LOBE, 1): 0.7}, (70.0, 21.0), (2, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("who", "vp", "said", "mm", "lobes"), LESIONS, ids=[case[0] for case in LESIONS])
def test_two_lesions(
    who: str, vp: int, said: dict[Any, float], mm: tuple[float, float], lobes: tuple[int, int]
) -> None:
    p = nobody(vp=vp, vv=0, liver_ml=5000.0)
    cohort.diagnose_lesions(p, 0, numbers(**SIZES), Said(said), 0)
    assert (p[0].lesions, p[0].lesion_mm[2:]) == (2, [0.0] * 3)
    assert p[0].lesion_mm[:2] == pytest.approx(mm, rel=1e-8)
    assert tuple(p[0].lesion_lobe[:2]) == lobes


@pytest.mark.parametrize("u", [1e-6, 0.1, 0.5, 0.9, 1.0 - 1e-9])
def test_no_tumour_is_above_the_largest_size_and_none_is_heaped_up_there(u: float) -> None:
    p = nobody(vp=3, vv=0, liver_ml=5000.0)
    cohort.diagnose_lesions(p, 0, numbers(**(SIZES | {"largest_size_mm": 140.0})), Said({key.SIZE: u}), 0)
    cut = (log(140.0) - log(70.0)) / 0.5
    assert p[0].lesion_mm[0] == pytest.approx(70.0 * exp(0.5 * truncnorm.ppf(u, -np.inf, cut)), rel=1e-8)


def test_a_size_without_spread_stays_within_the_largest() -> None:
    assert [log_normal_up_to(0.9, 80.0, 0.0, most) for most in (200.0, 60.0)] == [80.0, 60.0]


@pytest.mark.parametrize(
    ("mm", "liver", "ml"),
    [
        ((100.0,), 1200.0, 523.598776),
        ((100.0, 100.0), 1200.0, 1047.197551),
        ((150.0, 150.0), 900.0, 3534.291735),
    ],
)
def test_a_tumour_may_be_larger_than_the_liver_was(mm: tuple[float, ...], liver: float, ml: float) -> None:
    # pi / 6 of the cubes, whatever the liver's standard volume: a liver with tumour is larger
    said = {
        "number_with_invasion_prob": tuple(float(k == len(mm) - 1) for k in range(5)),
        "satellite_ratio": 1.0,
    }
    p = nobody(vp=3, vv=0, liver_ml=liver)
    cohort.diagnose_lesions(p, 0, numbers(**(SIZES | said | {"size_with_invasion_mm": mm[0]})), Said(), 0)
    assert p[0].lesion_mm[: len(mm)] == pytest.approx(mm)
    assert p[0].volume_ml == pytest.approx(ml, rel=1e-8)


# ---- Biology

BIOLOGY = {
    "tvdt_median_days": (137.0, 77.0, 200.0), "tvdt_multiplier": 1.1, "tvdt_log_sd": 1.0, "z_on_growth": 0.1,
    "kill_median_per_day": 0.006, "kill_log_sd": 0.8, "z_on_kill": 0.3, "lesion_kill_log_sd": 0.2,
    "resistance_median_per_day": 0.0016, "resistance_log_sd": 0.5, "z_on_resistance": 0.0,
    "kill_factor": (1.0,) * 3, "resistance_factor": (1.0,) * 3, "relative_kill": 1.0, "seeding_log_sd": 0.9,
    "z_on_seeding": 0.46,
}  # fmt: skip
MEDIAN_GROWTH = log(2.0) / (3.0 * 150.7)
BIOLOGIES = [
    ("the median tumour", 0, {}, {"potential": 0.0, "growth": MEDIAN_GROWTH, "kill": 0.006, "resistance": 0.0016}),
    ("HBV doubles in 84.7 d", 1, {}, {"growth": 0.00272785195}),
    ("neither virus in 220 d", 2, {}, {"growth": log(2.0) / 660.0}),
    ("own growth: 1.0 x the root of 0.99", 0, {key.GROWTH: ONE_SD_UP}, {"growth": MEDIAN_GROWTH * 2.704689}),
    ("and slower", 0, {key.GROWTH: ONE_SD_DOWN}, {"growth": MEDIAN_GROWTH / 2.704689}),
    ("the median sheds as stated", 0, {}, {"shedding": 1.0}),
    ("z = 1 sheds more: e to the 0.414", 0, {key.POTENTIAL: ONE_SD_UP}, {"shedding": 1.512857}),
    ("own shedding: 0.9 x 0.8879 of it", 0, {key.SHEDDING: ONE_SD_UP}, {"shedding": exp(0.9 * (1.0 - 0.46**2) ** 0.5)}),
    ("shedding leaves growth alone", 0, {key.SHEDDING: ONE_SD_UP}, {"growth": MEDIAN_GROWTH, "kill": 0.006}),
    ("z = 1 grows faster", 0, {key.POTENTIAL: ONE_SD_UP}, {"potential": 1.0, "growth": MEDIAN_GROWTH * exp(0.1)}),
    ("z = -1 grows slower", 0, {key.POTENTIAL: ONE_SD_DOWN}, {"growth": MEDIAN_GROWTH * exp(-0.1)}),
    ("z = 1 is killed less: e to the -0.24", 0, {key.POTENTIAL: ONE_SD_UP}, {"kill": 0.006 * 0.786627861}),
    ("z = -1 is killed more: e to the 0.24", 0, {key.POTENTIAL: ONE_SD_DOWN}, {"kill": 0.006 * 1.271249150}),
    ("own sensitivity: 0.8 x the root of 0.91", 0, {key.KILL: ONE_SD_UP}, {"kill": 0.006 * 2.145025330}),
    ("z leaves resistance alone", 0, {key.POTENTIAL: ONE_SD_UP}, {"resistance": 0.0016}),
    ("quick resistance", 0, {key.RESISTANCE: ONE_SD_UP}, {"resistance": 0.0016 * exp(0.5)}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "cause", "said", "expected"), BIOLOGIES, ids=[case[0] for case in BIOLOGIES])
def test_growth_and_sensitivity(
    who: str, cause: int, said: dict[Any, float], expected: dict[str, float]
) -> None:
    p = nobody(aetiology=cause, lesions=2, vp=3, vv=0, group=0)
    cohort.diagnose_biology(p, 0, numbers(**BIOLOGY), Said({(key.LESION_KILL, 1): ONE_SD_UP, **said}), 0)
    found = {name: getattr(p[0], name) for name in expected}
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert p[0].lesion_kill[0] == pytest.approx(p[0].kill)
    assert p[0].lesion_kill[1] == pytest.approx(p[0].kill * exp(0.2))


def test_sensitivity_keeps_its_spread_and_correlates_with_z_as_said() -> None:
    world = World.of(load_scenario("kurume"), 2500).but(z_on_kill=0.6, kill_log_sd=0.8)
    p, _, _ = people(world, {**OCCASIONS})
    z, kill = (np.array([getattr(one, name) for one in p]) for name in ("potential", "kill"))
    assert np.log(kill).std() == pytest.approx(0.8, rel=0.05)
    assert np.corrcoef(z, np.log(kill))[0, 1] == pytest.approx(
        -0.6, abs=0.04
    )  # the more malignant answers less
    growth = np.array([one.growth for one in p])
    assert spearmanr(z, growth).statistic > 0.0


# ---- Candidates drawn again


def test_a_resectable_candidate_is_drawn_again_and_keeps_the_vessels() -> None:
    small_and_left = {(key.NUMBER, 0): 0.0, (key.SIZE, 0): 1e-9, (key.LOBE, 0): 0.51, (key.ICG, 0): 1e-3}
    then_many = {(key.NUMBER, 1): 0.9999, (key.SIZE, 1): ONE_SD_UP, (key.ICG, 1): 0.9999}
    shares = [float(cell == 1) for cell in range(20)]  # all are Vp1
    parameters = numbers(vessels_prob=shares)
    p = nobody()
    cohort.diagnose(p, 0, parameters, Said({**small_and_left, **then_many}))
    assert (p[0].attempts, p[0].vp, p[0].vv) == (2, 1, 0)
    assert p[0].lesions == 5
    assert p[0].icg_r15 > 50.0


@pytest.fixture(scope="module")
def many() -> dict[str, list[Any]]:
    """300 patients each, by who may enter; one in five starters has disease outside the liver."""
    world = World.of(load_scenario("kurume"), 300).but(extrahepatic_at_entry_prob=0.2)
    return {
        name: people(world.but(candidates=float(code)), OCCASIONS)[0] for code, name in enumerate(CANDIDATES)
    }


def test_anyone_is_the_first_candidate(many: dict[str, list[Any]]) -> None:
    assert {one.attempts for one in many["anyone"]} == {1}


def test_whoever_must_be_resectable_is_and_the_vessels_are_drawn_again(many: dict[str, list[Any]]) -> None:
    theta = numbers()
    patients = many["resectable"]
    assert not any(unresectable_at_entry(patients, i, theta) for i in range(len(patients)))
    assert max(one.vp for one in patients) < 3
    assert not any(one.far_at_entry for one in patients)
    assert max(one.attempts for one in patients) > 5
    seen = {one.vp for one in patients if one.attempts > 1}
    assert len(seen) == 3


def test_disease_outside_the_liver_keeps_its_share_and_is_unresectable(many: dict[str, list[Any]]) -> None:
    for name in ("unresectable", "anyone"):
        far = [one for one in many[name] if one.far_at_entry]
        assert binomtest(len(far), 300, 0.2).pvalue > 1e-3
        assert {one.attempts for one in far} == {1}
    theta = numbers()
    patients = many["unresectable"]
    assert all(unresectable_at_entry(patients, i, theta) for i in range(len(patients)))


def test_who_has_disease_outside_the_liver_is_the_same_under_every_rule_that_keeps_it(
    many: dict[str, list[Any]],
) -> None:
    first, second = ([one.far_at_entry for one in many[name]] for name in ("unresectable", "anyone"))
    assert first == second


def test_where_nobody_is_unresectable_the_draws_end() -> None:
    small_and_left = {key.NUMBER: 0.0, key.SIZE: 1e-9, key.LOBE: 0.51, key.ICG: 1e-3}
    p = nobody()
    parameters = numbers(vessels_prob=[float(cell == 0) for cell in range(20)], most_attempts=7.0)
    cohort.diagnose(p, 0, parameters, Said(small_and_left))
    assert p[0].attempts == -1


def test_shares_of_a_standard_normal_are_those_the_tests_use() -> None:
    from haicsim.sim.rules.chance import normal

    assert normal(ONE_SD_UP) == pytest.approx(1.0, rel=1e-12)
    assert normal(ONE_SD_DOWN) == pytest.approx(-1.0, rel=1e-12)
