"""Authority: hand calculation: the hazard of death in every state, what is named as its cause, and whom it meets harder."""

from math import exp, log
from types import SimpleNamespace

import pytest
from worlds import World, people

from haicsim.sim.codes import (
    GROUP_A,
    GROUP_B,
    GROUP_C,
    NEVER,
    OF_CANCER_CONTROLLED,
    OF_EMBOLISM,
    OF_LIVER_FAILURE,
    OF_OPERATION,
    OF_OTHER_CAUSE,
    OF_OTHER_RESECTED,
    OF_PROGRESSION,
    OF_RECURRENCE,
    PHASE_PROGRESSED,
    PHASE_RESECTED,
    PHASE_TUMOUR,
)
from haicsim.sim.rules import survival
from haicsim.sim.rules.liver import decompensation_days
from haicsim.sim.rules.tumour import load_factor
from haicsim.sim.scenario.load import load_scenario

THETA = SimpleNamespace(
    death_on_haic_per_day=0.001, death_after_progression_per_day=0.01, decompensated_factor=4.0, embolism_per_day=0.001,
    group_factor=(1.0, 1.2, 0.9), z_on_death=0.3, both_vessels_factor=1.4,
)  # fmt: skip


def patient(**changes: float) -> list[SimpleNamespace]:
    """Somebody whose tumour is twice as deadly by its load and whose vessels and potential make it half as much again."""
    p = SimpleNamespace(
        now=0.0, budget=1.0, budget_day=0.0, phase=PHASE_TUMOUR, frailty=1.5, load=2.0, vv=0, u_embolism=0.0,
        new_lesion_day=NEVER, extrahepatic_day=NEVER, decompensation_day=NEVER, recurrence_day=NEVER, recurred=0,
        operative_end=0.0, operative_hazard=0.0, hazard_progressed=0.008, hazard_free=0.0002, hazard_recurred=0.003,
        life_table_day=NEVER, death_cause=-1, death_day=NEVER,
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


OPERATED = {"phase": PHASE_RESECTED, "operative_end": 90.0, "operative_hazard": 0.005}
HAZARDS = [
    ("on HAIC: 0.001 x load 2 x frailty 1.5", {}, 10.0, 0.003),
    ("the day before a new lesion", {"new_lesion_day": 100.0}, 99.9, 0.003),
    ("from the day of a new lesion, seen or not: 0.01 x 2 x 1.5", {"new_lesion_day": 100.0}, 100.0, 0.03),
    ("the first spread counts, here beyond the liver", {"new_lesion_day": 100.0, "extrahepatic_day": 50.0}, 60.0, 0.03),
    ("progressed: 0.008 x 2 x 1.5", {"phase": PHASE_PROGRESSED}, 10.0, 0.024),
    ("spread adds nothing to progression", {"phase": PHASE_PROGRESSED, "new_lesion_day": 5.0}, 10.0, 0.024),
    ("resected: 0.0002 x 1.5, no load is left", {"phase": PHASE_RESECTED}, 10.0, 0.0003),
    ("spread before the operation is gone", {"phase": PHASE_RESECTED, "new_lesion_day": 5.0}, 10.0, 0.0003),
    ("the day before recurrence", {"phase": PHASE_RESECTED, "recurrence_day": 300.0}, 299.9, 0.0003),
    ("from recurrence: 0.003 x 1.5", {"phase": PHASE_RESECTED, "recurrence_day": 300.0}, 300.0, 0.0045),
    ("decompensated on HAIC: four times", {"decompensation_day": 20.0}, 20.0, 0.012),
    ("the day before it is not", {"decompensation_day": 20.0}, 19.9, 0.003),
    ("decompensated after progression", {"phase": PHASE_PROGRESSED, "decompensation_day": 20.0}, 30.0, 0.096),
    ("decompensated after resection", {"phase": PHASE_RESECTED, "decompensation_day": 20.0}, 30.0, 0.0012),
    ("operative risk on top, whoever the patient is", OPERATED, 89.9, 0.0053),
    ("over on the 90th day", OPERATED, 90.0, 0.0003),
    ("not multiplied by decompensation", {**OPERATED, "decompensation_day": 20.0}, 30.0, 0.0062),
]  # fmt: skip


@pytest.mark.parametrize(("why", "changes", "day", "hazard"), HAZARDS, ids=[case[0] for case in HAZARDS])
def test_the_hazard_of_each_state(why: str, changes: dict[str, float], day: float, hazard: float) -> None:
    assert survival.hazard_at(patient(**changes), 0, [THETA], day) == pytest.approx(hazard, rel=1e-12)


VV3 = {
    "vv": 3,
    "u_embolism": 0.2499,
}  # on HAIC a hazard of 0.004 with an embolism of 0.001: a quarter of the deaths
CAUSES = [
    ("cancer controlled", {}, OF_CANCER_CONTROLLED),
    ("spread not yet seen", {"new_lesion_day": 10.0}, OF_PROGRESSION),
    ("spread still to come", {"new_lesion_day": 11.0}, OF_CANCER_CONTROLLED),
    ("progressed", {"phase": PHASE_PROGRESSED}, OF_PROGRESSION),
    ("resected and well", {"phase": PHASE_RESECTED}, OF_OTHER_RESECTED),
    ("recurred", {"phase": PHASE_RESECTED, "recurrence_day": 10.0}, OF_RECURRENCE),
    ("recurred once, the next to come", {"phase": PHASE_RESECTED, "recurred": 1}, OF_RECURRENCE),
    ("decompensated", {"decompensation_day": 10.0}, OF_LIVER_FAILURE),
    ("decompensated after progression", {"phase": PHASE_PROGRESSED, "decompensation_day": 5.0}, OF_LIVER_FAILURE),
    ("within the operative period", OPERATED, OF_OPERATION),
    ("whatever else", {**OPERATED, "decompensation_day": 5.0, "recurrence_day": 5.0}, OF_OPERATION),
    ("Vv3, the quarter that embolism takes", VV3, OF_EMBOLISM),
    ("Vv3, just outside it", {**VV3, "u_embolism": 0.2501}, OF_CANCER_CONTROLLED),
    ("Vv3 progressed", {**VV3, "phase": PHASE_PROGRESSED}, OF_EMBOLISM),
    ("Vv3 decompensated", {**VV3, "decompensation_day": 5.0}, OF_EMBOLISM),
    ("Vv2 has no embolism", {**VV3, "vv": 2}, OF_CANCER_CONTROLLED),
    ("resected with its thrombus", {**VV3, "phase": PHASE_RESECTED}, OF_OTHER_RESECTED),
]  # fmt: skip


@pytest.mark.parametrize(("why", "changes", "cause"), CAUSES, ids=[case[0] for case in CAUSES])
def test_the_cause_of_death_in_each_state(why: str, changes: dict[str, float], cause: int) -> None:
    assert survival.cause_at(patient(**changes), 0, [THETA], 10.0, 0.004) == cause


@pytest.mark.parametrize("u", [0.0, 0.1, 0.3, 0.333, 0.334, 0.9, 1.0])
def test_embolism_is_a_share_of_the_hazard_of_vv3_and_not_on_top_of_it(u: float) -> None:
    told = []
    for vv in (0, 3):
        p = patient(vv=vv, u_embolism=u, budget=0.3)
        survival.foretell(p, 0, [THETA])
        told.append(p[0])
    assert told[0].death_day == told[1].death_day == pytest.approx(100.0)  # 0.3 / 0.003, with or without
    assert told[0].death_cause == OF_CANCER_CONTROLLED
    expected = OF_EMBOLISM if u < 1.0 / 3.0 else OF_CANCER_CONTROLLED  # 0.001 of 0.003
    assert told[1].death_cause == expected


FORETOLD = [
    ("0.003 a day", {"budget": 0.3}, 100.0, OF_CANCER_CONTROLLED),
    ("0.3 until day 100, then 0.03 a day", {"budget": 0.6, "new_lesion_day": 100.0}, 110.0, OF_PROGRESSION),
    ("0.06 until day 20, then 0.012 a day", {"budget": 0.18, "decompensation_day": 20.0}, 30.0, OF_LIVER_FAILURE),
    ("0.0053 a day within 90 days", {**OPERATED, "budget": 0.265}, 50.0, OF_OPERATION),
    ("0.477 by then, 0.0003 a day after", {**OPERATED, "budget": 0.507}, 190.0, OF_OTHER_RESECTED),
    ("the life table first", {"budget": 0.3, "life_table_day": 99.0}, 99.0, OF_OTHER_CAUSE),
    ("the life table later", {"budget": 0.3, "life_table_day": 101.0}, 100.0, OF_CANCER_CONTROLLED),
    ("nothing left in the budget", {"budget": -0.1, "now": 7.0}, 7.0, OF_CANCER_CONTROLLED),
]  # fmt: skip


@pytest.mark.parametrize(("why", "changes", "day", "cause"), FORETOLD, ids=[case[0] for case in FORETOLD])
def test_the_day_of_death_foretold(why: str, changes: dict[str, float], day: float, cause: int) -> None:
    p = patient(**changes)
    survival.foretell(p, 0, [THETA])
    assert (p[0].death_day, p[0].death_cause) == (pytest.approx(day, rel=1e-12), cause)


SETTLED = [
    ("0.003 x 40", {"now": 40.0}, 0.12),
    ("0.003 x 20 + 0.012 x 20", {"now": 40.0, "decompensation_day": 20.0}, 0.30),
    ("0.003 x 10 + 0.03 x 10 + 0.12 x 20", {"now": 40.0, "extrahepatic_day": 10.0, "decompensation_day": 20.0}, 2.73),
    ("from the last change on", {"now": 40.0, "budget_day": 30.0}, 0.03),
    ("0.0053 x 90 + 0.0003 x 10", {**OPERATED, "now": 100.0}, 0.48),
]  # fmt: skip


@pytest.mark.parametrize(("why", "changes", "spent"), SETTLED, ids=[case[0] for case in SETTLED])
def test_what_the_days_have_cost(why: str, changes: dict[str, float], spent: float) -> None:
    p = patient(budget=5.0, **changes)
    survival.settle(p, 0, [THETA])
    assert p[0].budget == pytest.approx(5.0 - spent, rel=1e-12)
    assert p[0].budget_day == p[0].now


FRAILTY = [
    (GROUP_A, 3, 0, 0.0, 1.0),
    (GROUP_A, 4, 1, 0.0, 1.0),  # Vv1 is not among "both"
    (GROUP_B, 0, 2, 0.0, 1.2),
    (GROUP_B, 2, 3, 0.0, 1.2),  # nor is Vp2
    (GROUP_C, 2, 1, 0.0, 0.9),
    (GROUP_B, 3, 2, 0.0, 1.68),  # 1.2 x 1.4
    (GROUP_B, 4, 3, 0.0, 1.68),
    (GROUP_A, 3, 0, 1.0, 1.349858807576),  # e to the 0.3: the more malignant dies sooner
    (GROUP_A, 3, 0, -1.0, 0.740818220682),
    (GROUP_B, 3, 3, 2.0, 3.061159584656),  # 1.68 x e to the 0.6
]


@pytest.mark.parametrize(("group", "vp", "vv", "z", "factor"), FRAILTY)
def test_whom_the_hazard_meets_harder(group: int, vp: int, vv: int, z: float, factor: float) -> None:
    p = [SimpleNamespace(group=group, vp=vp, vv=vv, potential=z)]
    assert survival.frailty(p, 0, [THETA]) == pytest.approx(factor, rel=1e-11)


@pytest.mark.parametrize(("probability", "days"), [(0.08, 90.0), (0.16, 90.0), (0.003, 30.0), (0.5, 1.0)])
def test_a_risk_spread_over_days_kills_its_share(probability: float, days: float) -> None:
    assert exp(-survival.rate_of_risk(probability, days) * days) == pytest.approx(
        1.0 - probability, rel=1e-13
    )


def test_certain_death_stays_a_number() -> None:
    assert 36.0 < survival.rate_of_risk(1.0, 1.0) < 37.0  # e to the -36.7 is 1 in 1e16


LOADS = [
    ("a tumour of the reference size", 30.0, 0.0, 0.15, 1.0),
    ("twice the diameter, eight times the volume: 8 to the 0.15", 60.0, 0.0, 0.15, 1.366040256754),
    ("half of it: an eighth", 30.0, -log(2.0), 0.15, 0.732042847973),
    ("grown to twice the diameter", 30.0, log(2.0), 0.15, 1.366040256754),
    ("where load does not count", 60.0, 0.0, 0.0, 1.0),
    ("in proportion to volume", 60.0, 0.0, 1.0, 8.0),
]


@pytest.mark.parametrize(("why", "mm", "ln_r", "exponent", "factor"), LOADS, ids=[case[0] for case in LOADS])
def test_load_weighs_by_volume(why: str, mm: float, ln_r: float, exponent: float, factor: float) -> None:
    world = World.of(load_scenario("kurume"), 1).but(
        load_exponent=exponent,
        reference_size_mm=30.0,
        number_with_invasion_prob=(1.0, 0.0, 0.0, 0.0, 0.0),
        number_without_invasion_prob=(1.0, 0.0, 0.0, 0.0, 0.0),
        size_with_invasion_mm=mm,
        size_without_invasion_mm=mm,
        size_with_invasion_log_sd=0.0,
        size_without_invasion_log_sd=0.0,
        entry_liver_limit=0.3,  # whoever comes first is taken
    )
    p, theta, _ = people(world)
    p[0].embolised = -ln_r  # as TACE takes from it, on the day of diagnosis
    p[0].size_day = p[0].arrival
    p[0].exposure_days = 0.0
    assert load_factor(p, 0, theta) == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize(("score", "days"), [(5, 693.147180560), (6, 344.207), (7, 170.928)])
def test_the_liver_decompensates_sooner_with_each_point(score: int, days: float) -> None:
    numbers = [SimpleNamespace(decompensation_per_day=0.001, decompensation_per_score=0.7)]
    assert decompensation_days(numbers, score, 0.5) == pytest.approx(
        days, rel=1e-5
    )  # ln 2 / (0.001 x e to the 0.7)
