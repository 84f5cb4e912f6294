"""Authority: docs/model.md's equations (3.3, 3.8), integrated numerically; nothing of them is taken from the program.

    dE/dt = kappa (u - E),  X = integral of E,  K = (1 - exp(-lambda X)) / lambda
    ln r = G - k K,  ln rho = G - k l K,  V as r cubed
    births come at m V^beta a day;  H = integral of h1 V^alpha + hT rho
The program reckons from node to node along straight lines in the logarithm and mends them for the bend that the drug gives
while it decays. A straight line alone is wrong by more than these tests allow.
"""

from collections.abc import Callable
from itertools import pairwise
from math import exp, log
from types import SimpleNamespace

import numpy as np
import pytest
from life import life, lives, values, when
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq
from still import RESPONDS, VESSELS, chance, doubling

from haicsim.sim import codes
from haicsim.sim import stream_keys as key
from haicsim.sim.codes import NEVER
from haicsim.sim.rules import disease
from haicsim.sim.rules.seeding import BORN, GONE, OUTSIDE, day_shown, seed_mm
from haicsim.sim.rules.tumour import look

# ---- One piece between two nodes, the last infusion over: exposure 1.2 after 20 exposure-days

KAPPA, LAMBDA, KILL, THROMBUS_KILL, GROWTH = 0.05, 0.02, 0.03, 1.5, 0.002
ALPHA, BETA = 0.5, 2.0 / 3.0
BEGIN, DAYS, EXPOSURE, EXPOSURE_DAYS = 100.0, 9.0, 1.2, 20.0
THETA = [
    SimpleNamespace(
        kappa_per_day=KAPPA, thrombus_kill=THROMBUS_KILL, load_exponent=ALPHA, seeding_exponent=BETA, seed_growth=2.0,
        seed_latency=1.5, seed_kill=0.0, seed_seen_mm=10.0, reference_size_mm=71.0,
    )
]  # fmt: skip


def gathered(day: float) -> float:
    """Kill-days so many days into the piece."""
    x = EXPOSURE_DAYS + quad(lambda t: EXPOSURE * exp(-KAPPA * t), 0.0, day, epsabs=1e-13)[0]
    return (1.0 - exp(-LAMBDA * x)) / LAMBDA


def change(day: float, kill: float) -> float:
    """How ln of a length has changed since the piece began."""
    return GROWTH * day - kill * (gathered(day) - gathered(0.0))


def integral(course: Callable[[float], float], upto: float = DAYS) -> float:
    """Integral over the piece of e to the course."""
    return quad(lambda t: exp(course(t)), 0.0, upto, epsabs=1e-12)[0]


def straight(course: Callable[[float], float]) -> float:
    """The same along the straight line between its ends."""
    return integral(lambda t: course(DAYS) * t / DAYS)


def node(**changes: object) -> list[SimpleNamespace]:
    """One lesion of twice the reference volume and a thrombus at 0.8 of its length at diagnosis, at the piece's beginning.

    node_bend: the drug's kill a day there, exp(-lambda X) E.
    """
    p = SimpleNamespace(
        arrival=0.0, primary=1, lesions=1, lesion_mm=[60.0], lesion_kill=[KILL], kill=KILL, growth=GROWTH, pace=1.0,
        resistance=LAMBDA, embolised=0.0, thrombus_mm=30.0, vp=3, vv=0, now=BEGIN, infusion_end=BEGIN - 2.0, infused_dose=1.4,
        node_day=BEGIN, node_exposure=EXPOSURE, node_exposure_days=EXPOSURE_DAYS, node_grown=0.2, node_clock=0.4,
        node_bend=exp(-LAMBDA * EXPOSURE_DAYS) * EXPOSURE, node_load=0.0, node_seeded=3.0, node_ln_volume=log(2.0),
        node_tumour=2.0**ALPHA, node_shedding=2.0**BETA, node_ln_thrombus=log(0.8), node_thrombus=0.8,
        ln_largest=log(2.0) - 3.0 * (0.2 - KILL * gathered(0.0)),
        node_held=0.2 - KILL * THROMBUS_KILL * gathered(0.0) - log(0.8),
        node_seeds_killed=0.0, born=[0, 0, 0], seed_due=[NEVER] * 10, seed_clock=[GONE] * 10,
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


LENGTH = {"tumour": 3.0 * ALPHA, "shedding": 3.0 * BETA, "thrombus": 1.0}  # powers of a diameter or a length


@pytest.mark.parametrize("what", LENGTH)
def test_along_a_piece_in_which_the_drug_decays_each_source_is_integrated_as_it_bends(what):
    def course(t: float) -> float:
        return LENGTH[what] * change(t, KILL * (THROMBUS_KILL if what == "thrombus" else 1.0))

    p = node()
    disease.until(p, 0, THETA, BEGIN + DAYS)
    by_rule = {
        "tumour": p[0].mean_tumour * p[0].sag_tumour * DAYS,
        "thrombus": p[0].mean_thrombus * p[0].sag_thrombus * DAYS,
        "shedding": (p[0].ahead_seeded - p[0].node_seeded) / p[0].node_shedding,
    }
    true = integral(course)
    assert by_rule[what] == pytest.approx(true, rel=5e-4)
    assert straight(course) > 1.01 * true  # the line runs above: the drug takes most at the beginning


def test_where_the_drug_is_gone_a_piece_is_exact_however_long():
    p = node(node_exposure=0.0, node_bend=0.0)
    disease.until(p, 0, THETA, BEGIN + 400.0)
    for what, mean in (("tumour", p[0].mean_tumour), ("thrombus", p[0].mean_thrombus)):
        true = integral(lambda t, power=LENGTH[what]: power * GROWTH * t, 400.0)
        assert mean * 400.0 == pytest.approx(true, rel=1e-9)
    assert p[0].sag_tumour == p[0].sag_thrombus == p[0].sag_shedding == 1.0


@pytest.mark.parametrize("after", [2.0, 5.0, 8.0])
def test_a_seed_is_born_where_the_integral_of_the_bent_rate_says(after):
    # the patient's number is such that the first seed outside the resection falls due so many days into the piece
    def shed(day: float) -> float:
        return 2.0**BETA * integral(lambda t: 3.0 * BETA * change(t, KILL), day)

    due = 3.0 + shed(after)
    p = node(seed_due=[NEVER, NEVER, due, *[NEVER] * 7])
    disease.until(p, 0, THETA, BEGIN + DAYS)
    disease.birth(p, 0, THETA)
    assert p[0].ahead_birth == OUTSIDE
    assert p[0].ahead_seeded == due
    assert p[0].ahead_day == pytest.approx(BEGIN + after, abs=0.1)
    # one that is due after the piece is not born in it
    p = node(seed_due=[NEVER, NEVER, 3.0 + shed(DAYS) * 1.002, *[NEVER] * 7])
    disease.until(p, 0, THETA, BEGIN + DAYS)
    disease.birth(p, 0, THETA)
    assert p[0].ahead_birth == BORN


def test_seeds_in_the_liver_fall_by_their_share_of_the_kill_and_those_beyond_it_by_none():
    # looked upon 9 days on: ln d = 2 g t - s k (K - K at the node), from what each was at the node; s 0.4
    theta = [SimpleNamespace(**vars(THETA[0]) | {"seed_kill": 0.4})]
    spent = 0.4 * KILL * gathered(0.0)
    clocks = [GONE] * 10
    clocks[0], clocks[6] = (
        0.4 - spent - 1.5,
        0.4 - 1.5,
    )  # both of 10 mm at the node, inside the liver and beyond it
    p = node(now=BEGIN + DAYS, node_seeds_killed=spent, seed_clock=clocks, node_load=1.0)
    look(p, 0, theta)
    assert seed_mm(p, 0, theta, 0) == pytest.approx(
        10.0 * exp(2.0 * GROWTH * DAYS - 0.4 * KILL * (gathered(DAYS) - gathered(0.0))), rel=1e-9
    )
    assert seed_mm(p, 0, theta, 6) == pytest.approx(10.0 * exp(2.0 * GROWTH * DAYS), rel=1e-9)
    disease.until(p, 0, theta, BEGIN + DAYS)
    more = 2.0 * GROWTH * DAYS - 0.4 * KILL * (gathered(DAYS) - gathered(0.0))
    assert p[0].ahead_load == pytest.approx(exp(3.0 * ALPHA * more), rel=1e-9)
    assert day_shown(p, 0, theta, 0) == pytest.approx(BEGIN)
    # a seed born at the end of the piece starts from nothing, however much drug there was before
    disease.arrive(node_at_end(p), 0, theta)
    disease.seed_born(p, 0, theta, 1)
    p[0].now = p[0].node_day
    look(p, 0, theta)
    assert seed_mm(p, 0, theta, 1) == pytest.approx(10.0 * exp(-1.5), rel=1e-9)


def test_after_the_operation_no_drug_reaches_the_seeds_that_are_left():
    theta = [SimpleNamespace(**vars(THETA[0]) | {"seed_kill": 0.4})]
    p = node(primary=0, now=BEGIN + DAYS, node_seeds_killed=0.3, seed_clock=[0.4 - 0.3 - 1.5] + [GONE] * 9)
    look(p, 0, theta)
    assert seed_mm(p, 0, theta, 0) == pytest.approx(10.0 * exp(2.0 * GROWTH * DAYS), rel=1e-9)


def node_at_end(p: list[SimpleNamespace]) -> list[SimpleNamespace]:
    """What else of a patient reaching a node asks for."""
    vars(p[0]).update(
        ahead_spent=0.0, new_cancer_day=NEVER, standard_day=NEVER, beyond_day=NEVER, covered_until=0.0
    )
    return p


# ---- A whole life: four cycles from day 8 on, a drug that lingers, and nothing else is done

LINGERS = 0.05  # kappa, 1/day
STRONG, TIRES, GROWS = 0.06, 0.02, log(2.0) / (3.0 * 100.0)  # k, lambda, g (volume doubles in 100 days)
WEEKLY = [8.0, 15.0, 22.0, 29.0]  # first days of five of infusion


def hazard_spent(upto: float, power: float, cycles: list[float] = WEEKLY) -> float:
    """Integral of r to the power, from entry to that day."""
    infused = [(first, first + 5.0) for first in cycles]
    edges = sorted({0.0, *(day for cycle in infused for day in cycle if day < upto), upto})
    state = np.zeros(3)  # E, X, H
    for begin, end in pairwise(edges):
        dose = 1.4 if any(first <= begin < last for first, last in infused) else 0.0

        def slopes(day: float, y: np.ndarray, dose: float = dose) -> list[float]:
            killed = (1.0 - exp(-TIRES * y[1])) / TIRES
            return [LINGERS * (dose - y[0]), y[0], exp(power * (GROWS * day - STRONG * killed))]

        state = solve_ivp(slopes, (begin, end), state, rtol=1e-10, atol=1e-12).y[:, -1]
    return float(state[2])


ONE_COURSE = doubling(100) | {
    "tumour.kappa": LINGERS,
    "tumour.kill_median": STRONG,
    "tumour.resistance_median": TIRES,
    "tumour.reference_size": 80,
    "policy.max_courses": 1,
    "policy.operate": 0,
}


@pytest.mark.slow
@pytest.mark.parametrize("day", [30.0, 45.0, 60.0, 90.0])
@pytest.mark.parametrize("source", ["tumour", "thrombus"])
def test_who_dies_while_the_drug_decays_dies_on_the_day_of_the_integral(source, day):
    # the rate is such that tumour (V^0.5) or thrombus (rho, as sensitive as the tumour) alone spends the budget on that day
    power = {"tumour": 1.5, "thrombus": 1.0}[source]
    rate = chance(key.LIFETIME) / hazard_spent(day, power)
    kills = {
        "tumour": {"survival.death_by_tumour": rate, "survival.load_exponent": 0.5},
        "thrombus": {"survival.death_by_thrombus": dict.fromkeys(VESSELS, rate)},
    }
    (died,) = when(life(ONE_COURSE | kills[source]), codes.DEATH)
    assert died == pytest.approx(day, abs=0.05)


def test_a_queue_for_the_bed_moves_infusions_and_nothing_else():
    # one bed for two: patient 0 has it on days 8 to 13, patient 1 on 13 to 18, patient 0, who asks on day 15, on 18 to 23, and
    # so on. What was spent of life, and what the drug has lost of its hold, are the same before and after each wait
    turns = [[8.0, 18.0, 28.0, 38.0], [13.0, 23.0, 33.0, 43.0]]
    rate = chance(key.LIFETIME, 0, 1) / hazard_spent(55.0, 1.5, turns[1])
    budget = chance(key.LIFETIME)
    other = brentq(lambda day: rate * hazard_spent(day, 1.5, turns[0]) - budget, 55.0, 2000.0)
    kills = {"survival.death_by_tumour": rate, "survival.load_exponent": 0.5}
    one_bed = "capacity.infusion_bed={places: 1, every: null, grade: assumed, source: by hand}"
    for rows, turn, died in zip(
        lives(ONE_COURSE | kills, [0, 0], one_bed), turns, (other, 55.0), strict=True
    ):
        assert when(rows, codes.GRANTED + codes.BED) == turn
        assert values(rows, codes.DOSE_GIVEN) == [1.0] * 4
        assert when(rows, codes.DEATH) == [pytest.approx(died, abs=0.1)]


# ---- A thrombectomy sheds one seed beyond the liver

OPERATED = 53.25  # by hand in tests/deterministic
SPEED, LATENCY, DOUBLES = 4.0, 1.0, 150.0
SHEDS = doubling(DOUBLES) | RESPONDS | {
    "seeding.shed_by_thrombectomy": 1,
    "seeding.seed_growth": SPEED,
    "seeding.seed_latency": LATENCY,
    "surgery.ultrasound": 1,
}  # fmt: skip
G = log(2.0) / (3.0 * DOUBLES)
# d/dt ln d = f g from L below the size seen, on the day of the operation
SHOWS = brentq(lambda day: quad(lambda _: SPEED * G, OPERATED, day)[0] - LATENCY, OPERATED, 1000.0)


def test_what_a_thrombectomy_sheds_shows_beyond_the_liver_in_its_time_and_kills_from_then_on():
    # spread beyond the liver kills 0.01 a day from the day it shows; were the seed in the liver, h1 would add to it
    rate, at_home = 0.01, 0.02
    early = quad(lambda _: at_home, 0.0, OPERATED)[0]  # the tumour weighs 1 until it is out (exponent 0)
    budget = chance(key.LIFETIME)
    assert budget > early
    died = SHOWS + (budget - early) / rate
    rows = life(SHEDS | {"survival.death_by_spread": rate, "survival.death_by_tumour": at_home})
    assert when(rows, codes.HEPATECTOMY) == [OPERATED]
    assert [(day, value) for day, what, value in rows if what == codes.RECURS_IN] == [
        (OPERATED, pytest.approx(SHOWS - OPERATED))
    ]
    (site,) = [int(value) for _, what, value in rows if what == codes.RECURS_AT]
    assert site & codes.EXTRAHEPATIC
    assert not site & codes.INTRAHEPATIC
    assert [value for _, what, value in rows if what == codes.SEEDS_LEFT] == [1.0]
    assert when(rows, codes.DEATH) == [pytest.approx(died)]


@pytest.mark.parametrize(
    "changes",
    [
        {"seeding.shed_by_thrombectomy": 0},
        {"tumour.grade_from": {"vp1": 0, "vp2": 0, "vp3": 30, "vp4": 30, "vv1": 0, "vv2": 0, "vv3": 0}},
    ],
    ids=["the chance is none", "the thrombus has drawn back to Vp2: nothing is taken out"],
)
def test_without_chance_or_without_thrombectomy_nothing_is_shed(changes):
    rows = life(SHEDS | changes)
    assert when(rows, codes.HEPATECTOMY) == [OPERATED]
    assert when(rows, codes.RECURS_IN) == []
    assert [value for _, what, value in rows if what == codes.SEEDS_LEFT] == [0.0]
