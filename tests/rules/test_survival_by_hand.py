"""Authority: hand calculation: each source of the hazard of death, how they add up, when they kill, and the cause named."""

from math import exp, expm1, log
from types import SimpleNamespace
from typing import Any

import pytest

from haicsim.sim.codes import (
    NEVER,
    OF_EMBOLISM,
    OF_LIVER_DISEASE,
    OF_LIVER_FAILURE,
    OF_OPERATION,
    OF_SPREAD_BEYOND,
    OF_SPREAD_IN_LIVER,
    OF_THROMBUS,
    OF_TUMOUR,
)
from haicsim.sim.rules import hazard
from haicsim.sim.rules.liver import decompensation_days

THETA = SimpleNamespace(
    death_by_liver_per_day=0.0001, death_by_tumour_per_day=0.001, death_by_spread_per_day=0.002,
    death_by_thrombus_per_day=(0.0, 0.003, 0.005, 0.001, 0.0015), score_factor=(1.0, 1.2, 1.5, 2.0, 3.0),
    decompensated_factor=4.0, z_on_death=0.3, embolism_prob=0.25,
)  # fmt: skip


def patient(**changes: Any) -> list[SimpleNamespace]:
    """Day 100. A tumour of twice the weight of one of the reference size, a thrombus at half its length, frailty 1.5."""
    p = SimpleNamespace(
        node_day=100.0, frailty=1.5, score=5, points_lost=0, worsening_day=NEVER, decompensation_day=NEVER, primary=1,
        node_tumour=2.0, node_thrombus=0.5, thrombus_rate=0.004, node_load=0.0, beyond_day=NEVER, operative_end=0.0,
        operative_hazard=0.01, vp=3, vv=2, potential=0.0, u_cause=0.5, rise_tumour=0.0, rise_thrombus=0.0, rise_seeds=0.0,
        mean_tumour=1.0, mean_thrombus=1.0, mean_seeds=1.0, sag_tumour=1.0, sag_thrombus=1.0,
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


def sources(**changes: Any) -> dict[str, float]:
    p = patient(**changes)
    hazard.set_hazards(p, 0, [THETA])
    names = ("liver", "tumour", "thrombus", "seeds", "beyond", "operation")
    return {name: getattr(p[0], f"hazard_{name}") for name in names}


PLAIN = {"liver": 0.00015, "tumour": 0.003, "thrombus": 0.003, "seeds": 0.0, "beyond": 0.0, "operation": 0.0}
SOURCES = [
    ("0.0001, 0.001 x 2 and 0.004 x 0.5, each x 1.5", {}, PLAIN),
    ("seeds weigh as tumours do: 0.001 x 0.4 x 1.5", {"node_load": 0.4}, PLAIN | {"seeds": 0.0006}),
    ("spread beyond from the day it shows: 0.002 x 1.5", {"beyond_day": 100.0}, PLAIN | {"beyond": 0.003}),
    ("not the day before", {"beyond_day": 100.1}, PLAIN),
    ("an operation's own risk, whoever the patient is", {"operative_end": 100.1}, PLAIN | {"operation": 0.01}),
    ("over on its last day", {"operative_end": 100.0}, PLAIN),
    ("a retracting thrombus loses its own part only", {"node_thrombus": 0.1}, PLAIN | {"thrombus": 0.0006}),
    ("resected: liver and seeds are left", {"primary": 0, "node_load": 0.4},
     PLAIN | {"tumour": 0.0, "thrombus": 0.0, "seeds": 0.0006}),
    ("decompensated: four times, the operation's apart", {"decompensation_day": 100.0, "operative_end": 101.0},
     {name: 4.0 * rate for name, rate in PLAIN.items()} | {"operation": 0.01}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "changes", "expected"), SOURCES, ids=[case[0] for case in SOURCES])
def test_sources_of_the_hazard_add_up(
    why: str, changes: dict[str, float], expected: dict[str, float]
) -> None:
    assert sources(**changes) == pytest.approx(expected, rel=1e-12, abs=1e-18)
    p = patient(**changes)
    hazard.set_hazards(p, 0, [THETA])
    assert hazard.hazard_by(p, 0, 0.3) == pytest.approx(sum(expected.values()), rel=1e-12)


FACTORS = [
    ({}, 1.0),
    ({"score": 6}, 1.2),
    ({"score": 9}, 3.0),
    ({"score": 9, "points_lost": 2}, 3.0),  # nobody is worse than the last of the table
    ({"worsening_day": 100.0}, 1.2),
    ({"worsening_day": 100.1}, 1.0),
    ({"points_lost": 2}, 1.5),  # TACE cost two points
    ({"points_lost": 2, "worsening_day": 50.0}, 2.0),
    ({"decompensation_day": 100.0}, 4.0),
    ({"decompensation_day": 100.1}, 1.0),
    ({"score": 6, "worsening_day": 50.0, "decompensation_day": 60.0}, 6.0),
]


@pytest.mark.parametrize(("changes", "factor"), FACTORS)
def test_the_factor_of_the_liver(changes: dict[str, float], factor: float) -> None:
    assert hazard.liver_factor(patient(**changes), 0, [THETA]) == pytest.approx(factor, rel=1e-15)


@pytest.mark.parametrize(
    ("vp", "vv", "rate"),
    [(0, 0, 0.0), (2, 1, 0.0), (3, 0, 0.003), (4, 0, 0.005), (0, 2, 0.001), (2, 3, 0.0015), (3, 2, 0.004), (4, 3, 0.0065)],
)  # fmt: skip
def test_the_hazard_of_a_thrombus_goes_by_its_grade_and_both_veins_add(vp: int, vv: int, rate: float) -> None:
    assert hazard.thrombus_hazard(patient(vp=vp, vv=vv), 0, [THETA]) == pytest.approx(rate, rel=1e-15)


@pytest.mark.parametrize(("z", "factor"), [(0.0, 1.0), (1.0, 1.349858807576), (-1.0, 0.740818220682)])
def test_the_more_malignant_die_sooner(z: float, factor: float) -> None:
    assert hazard.frailty(patient(potential=z), 0, [THETA]) == pytest.approx(factor, rel=1e-11)


# ---- The day within a piece of 40 days


def along(days: float, **changes: Any) -> list[SimpleNamespace]:
    """A patient with each source given outright, and how ln of it rises along the piece."""
    given = {
        f"hazard_{name}": 0.0 for name in ("liver", "tumour", "thrombus", "seeds", "beyond", "operation")
    }
    p = patient(**(given | changes))
    for name in ("tumour", "thrombus", "seeds"):
        setattr(p[0], f"mean_{name}", hazard.mean_along(getattr(p[0], f"rise_{name}")))
    return p


LN2 = log(2.0)


def test_a_constant_hazard_is_spent_evenly() -> None:
    p = along(40.0, hazard_liver=0.001, hazard_beyond=0.002, hazard_operation=0.003)
    assert hazard.spent_whole(p, 0, 40.0) == pytest.approx(0.24)
    assert hazard.share_at_death(p, 0, 0.06, 40.0) == pytest.approx(0.25)


def test_one_source_that_doubles_kills_where_the_logarithm_says() -> None:
    # 0.01 a day rising by ln 2 / 40 a day: spent by day d 0.4 (2^(d/40) - 1) / ln 2
    p = along(40.0, hazard_tumour=0.01, rise_tumour=LN2)
    assert hazard.spent_whole(p, 0, 40.0) == pytest.approx(0.4 / LN2)
    day = 40.0 * log(1.0 + 0.3 * LN2 / 0.4) / LN2
    assert hazard.share_at_death(p, 0, 0.3, 40.0) * 40.0 == pytest.approx(day, abs=1e-9)


def test_several_sources_kill_where_their_sum_says() -> None:
    # a growing tumour, a thrombus that goes, seeds that double twice, and three constant ones
    rises = {"tumour": LN2, "thrombus": -1.5, "seeds": 2.0 * LN2}
    rates = {"tumour": 0.004, "thrombus": 0.006, "seeds": 0.0005}
    said = {f"rise_{k}": v for k, v in rises.items()} | {f"hazard_{k}": v for k, v in rates.items()}
    p = along(40.0, hazard_liver=0.0002, hazard_beyond=0.001, hazard_operation=0.0008, **said)
    for share in (0.01, 0.2, 0.5, 0.83, 1.0):
        each = [rates[k] * 40.0 * expm1(rises[k] * share) / rises[k] for k in rises]
        left = 0.002 * 40.0 * share + sum(each)
        assert hazard.share_at_death(p, 0, left, 40.0) == pytest.approx(share, abs=1e-10)
        assert hazard.spent_by(p, 0, share, 40.0) == pytest.approx(left, rel=1e-12)


# ---- The cause: 2 in 20 for the operation, 4 for the tumour, 5 for the thrombus, 3 for seeds, 2 beyond, 4 for the liver

TWENTY = {
    "hazard_operation": 0.002, "hazard_tumour": 0.004, "hazard_thrombus": 0.005, "hazard_seeds": 0.003,
    "hazard_beyond": 0.002, "hazard_liver": 0.004,
}  # fmt: skip
CAUSES = [
    (0.0, OF_OPERATION), (0.099, OF_OPERATION), (0.101, OF_TUMOUR), (0.299, OF_TUMOUR), (0.301, OF_THROMBUS),
    (0.549, OF_THROMBUS), (0.551, OF_SPREAD_IN_LIVER), (0.699, OF_SPREAD_IN_LIVER), (0.701, OF_SPREAD_BEYOND),
    (0.799, OF_SPREAD_BEYOND), (0.801, OF_LIVER_DISEASE), (0.9999, OF_LIVER_DISEASE),
]  # fmt: skip


def test_what_rounding_leaves_over_falls_to_the_last_source() -> None:
    # 27 thousandths taken away one after the other leave 2e-18 more than the liver's two
    said = {
        "operation": 0.002,
        "tumour": 0.01,
        "thrombus": 0.009,
        "seeds": 0.001,
        "beyond": 0.003,
        "liver": 0.002,
    }
    p = along(40.0, u_cause=1.0 - 2.0**-53, **{f"hazard_{name}": rate for name, rate in said.items()})
    assert hazard.cause_by(p, 0, [THETA], 0.5) == OF_LIVER_DISEASE


@pytest.mark.parametrize(("u", "cause"), CAUSES)
def test_the_cause_falls_to_the_sources_in_proportion(u: float, cause: int) -> None:
    assert hazard.cause_by(along(40.0, u_cause=u, **TWENTY), 0, [THETA], 0.5) == cause


def test_the_proportion_is_that_of_the_day_of_death() -> None:
    # tumour 1, rising to e along the piece, thrombus 1, falling to 1/e: half and half at the start, 88% at the end
    p = along(
        40.0, hazard_tumour=0.001, hazard_thrombus=0.001, rise_tumour=1.0, rise_thrombus=-1.0, u_cause=0.6
    )
    assert hazard.cause_by(p, 0, [THETA], 0.0) == OF_THROMBUS
    assert hazard.cause_by(p, 0, [THETA], 1.0) == OF_TUMOUR
    p[0].u_cause = exp(1.0) / (exp(1.0) + exp(-1.0)) + 1e-9
    assert hazard.cause_by(p, 0, [THETA], 1.0) == OF_THROMBUS


@pytest.mark.parametrize(
    ("u", "vv", "cause"),
    # the thrombus has from 0.30 to 0.55; a quarter of it, to 0.3625, is embolism where it lies in the cava
    [(0.301, 3, OF_EMBOLISM), (0.362, 3, OF_EMBOLISM), (0.363, 3, OF_THROMBUS), (0.301, 2, OF_THROMBUS),
     (0.299, 3, OF_TUMOUR)],
)  # fmt: skip
def test_part_of_the_hazard_of_a_thrombus_in_the_cava_is_embolism(u: float, vv: int, cause: int) -> None:
    assert hazard.cause_by(along(40.0, u_cause=u, vv=vv, **TWENTY), 0, [THETA], 0.5) == cause


@pytest.mark.parametrize(
    ("u", "cause"),
    # of each source but the operation's three quarters are what decompensation added: the later part of its share
    [(0.05, OF_OPERATION), (0.149, OF_TUMOUR), (0.151, OF_LIVER_FAILURE), (0.299, OF_LIVER_FAILURE), (0.36, OF_THROMBUS),
     (0.37, OF_LIVER_FAILURE), (0.849, OF_LIVER_DISEASE), (0.851, OF_LIVER_FAILURE)],
)  # fmt: skip
def test_a_decompensated_liver_is_named_for_what_it_adds(u: float, cause: int) -> None:
    p = along(40.0, u_cause=u, vv=2, decompensation_day=100.0, **TWENTY)
    assert hazard.cause_by(p, 0, [THETA], 0.5) == cause


# ---- Risks and clocks


@pytest.mark.parametrize(("probability", "days"), [(0.08, 90.0), (0.16, 90.0), (0.003, 30.0), (0.5, 1.0)])
def test_a_risk_spread_over_days_kills_its_share(probability: float, days: float) -> None:
    assert exp(-hazard.rate_of_risk(probability, days) * days) == pytest.approx(1.0 - probability, rel=1e-13)


def test_certain_death_stays_a_number() -> None:
    assert 36.0 < hazard.rate_of_risk(1.0, 1.0) < 37.0  # e to the -36.7 is 1 in 1e16


@pytest.mark.parametrize(("score", "days"), [(5, 693.147180560), (6, 344.207), (7, 170.928)])
def test_the_liver_decompensates_sooner_with_each_point(score: int, days: float) -> None:
    numbers = [SimpleNamespace(decompensation_per_day=0.001, decompensation_per_score=0.7)]
    assert decompensation_days(numbers, score, 0.5) == pytest.approx(
        days, rel=1e-5
    )  # ln 2 / (0.001 x e to the 0.7)
