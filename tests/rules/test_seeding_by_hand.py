"""Authority: the specification of spread by hand (rates, ages at entry), and quadrature of V^beta for births before entry."""

from math import exp, log
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad
from worlds import PATIENT

from haicsim.sim.codes import NEVER
from haicsim.sim.patient import people
from haicsim.sim.rules import disease, seeding

# growth of the reference ln 2 / (3 x 100 d) = 0.00231049 a day; this tumour grows twice as fast and sheds 1.5 times as much
REFERENCE = log(2.0) / 300.0
THETA = [
    SimpleNamespace(
        seeding_liver_per_day=0.01, seeding_liver_factor=(1.0, 2.0, 3.0, 4.0, 5.0), seeding_beyond_per_day=0.001,
        seeding_beyond_factor=(1.0, 10.0, 20.0, 30.0, 40.0), inside_share_prob=0.6, reference_doubling_days=100.0,
        seed_latency=1.6, seed_growth=2.5, load_exponent=0.5, seed_seen_mm=10.0, reference_size_mm=80.0,
    )
]  # fmt: skip


def tumour(vp: int = 0, vv: int = 0) -> list[SimpleNamespace]:
    return [SimpleNamespace(vp=vp, vv=vv, growth=2.0 * REFERENCE, shedding=1.5)]


@pytest.mark.parametrize(
    ("vp", "vv", "stream", "rate"),
    [
        (0, 0, 0, 0.6 * 0.01 * 3.0),
        (0, 0, 1, 0.4 * 0.01 * 3.0),
        (0, 0, 2, 0.001 * 3.0),
        (3, 0, 0, 0.6 * 0.02 * 3.0),
        (4, 0, 1, 0.4 * 0.03 * 3.0),
        (0, 2, 2, 0.030 * 3.0),
        (0, 3, 2, 0.040 * 3.0),
        (4, 2, 0, 0.6 * 0.07 * 3.0),
        (3, 3, 2, 0.050 * 3.0),
        (2, 1, 2, 0.001 * 3.0),
    ],
)
def test_the_rate_of_shedding_into_each_stream(vp: int, vv: int, stream: int, rate: float) -> None:
    assert seeding.births_per_day(tumour(vp, vv), 0, THETA, stream) == pytest.approx(rate)


def test_a_seed_shows_when_it_has_grown_by_its_latency() -> None:
    assert seeding.time_to_show(tumour(), 0, THETA) == pytest.approx(1.6 / (2.5 * 2.0 * REFERENCE))


@pytest.mark.parametrize(
    ("growth", "beta"), [(0.002, 2.0 / 3.0), (0.01, 0.5), (0.002, 0.0), (0.0, 2.0 / 3.0)]
)
def test_births_before_entry_against_quadrature(growth: float, beta: float) -> None:
    ln_volume, shows = 0.7, 400.0

    def until(day: float) -> float:
        """V^beta from the day on which a seed born would show at entry; V = exp(0.7 + 3 g t)."""
        return float(quad(lambda t: exp(beta * (ln_volume + 3.0 * growth * t)), -shows, day)[0])

    whole = seeding.mass_before_entry(growth, beta, ln_volume, shows)
    assert whole == pytest.approx(until(0.0))
    for share in (0.01, 0.3, 0.9):
        day = seeding.birth_before_entry(growth, beta, ln_volume, shows, share * whole)
        assert -shows < day < 0.0
        assert until(day) == pytest.approx(share * whole)
    assert seeding.birth_before_entry(growth, beta, ln_volume, shows, whole) == pytest.approx(0.0, abs=1e-9)
    assert seeding.birth_before_entry(growth, beta, ln_volume, shows, 2.0 * whole) == 0.0


def test_slots_of_the_streams_follow_one_another() -> None:
    # two inside, four outside, two beyond the liver; a new cancer and what surgery sheds come after them
    assert [seeding.first_slot(stream) for stream in range(3)] == [0, 2, 6]
    assert [seeding.slots_of(stream) for stream in range(3)] == [2, 4, 2]
    assert (seeding.BORN, seeding.NEW_CANCER, seeding.SHED, seeding.SEEDS) == (8, 8, 9, 10)


def with_a_seed_in(slot: int, killed: float = 0.0) -> SimpleNamespace:
    """Day 50, the seeds' clock at 3: a patient without seeds has just had one in that slot."""
    p = people(np.zeros(1, PATIENT))
    p[0].node_day, p[0].node_clock, p[0].node_seeds_killed, p[0].growth, p[0].pace = (
        50.0,
        3.0,
        killed,
        0.004,
        1.0,
    )
    p[0].seed_clock, p[0].beyond_day = [seeding.GONE] * seeding.SEEDS, NEVER
    disease.seed_born(p, 0, THETA, slot)
    return p[0]


@pytest.mark.parametrize(("slot", "born"), [(0, [1, 0, 0]), (1, [1, 0, 0]), (2, [0, 1, 0]), (5, [0, 1, 0]), (6, [0, 0, 1]),
                                            (7, [0, 0, 1]), (seeding.NEW_CANCER, [0, 0, 0])])  # fmt: skip
def test_a_new_cancer_takes_no_place_of_the_seeds_that_the_tumour_sheds(slot: int, born: list[int]) -> None:
    assert list(with_a_seed_in(slot).born) == born


@pytest.mark.parametrize("killed", [0.0, 0.7])
def test_a_newborn_seed_weighs_what_one_smaller_by_its_latency_does(killed: float) -> None:
    # 10 mm e^-1.6 against 80 mm, to three times 0.5; a new cancer is seen from its first day, at 10 mm
    p = with_a_seed_in(2, killed)
    assert p.node_load == pytest.approx((exp(-1.6) / 8.0) ** 1.5, rel=1e-12)
    assert p.node_load == pytest.approx(seeding.liver_load([p], 0, THETA), rel=1e-12)
    assert with_a_seed_in(seeding.NEW_CANCER).node_load == pytest.approx(8.0**-1.5, rel=1e-12)


def test_a_newborn_seed_beyond_the_liver_weighs_nothing_and_shows_after_its_latency() -> None:
    p = with_a_seed_in(6, killed=0.7)  # no drug of the liver's arteries reaches it
    assert p.node_load == 0.0
    assert p.beyond_day == pytest.approx(50.0 + 1.6 / (2.5 * 0.004))


@pytest.mark.parametrize(("clocks", "inside", "beyond"), [({0: 1.0, 3: 2.0, 6: 5.0, 7: 4.0}, 0, 7), ({4: 9.0, 6: 1.0}, 4, 6),
                                                          ({0: 3.0, 9: 7.0, 8: 2.0}, 8, 9)])  # fmt: skip
def test_the_oldest_seed_is_looked_for_on_its_own_side_of_the_liver(
    clocks: dict[int, float], inside: int, beyond: int
) -> None:
    p = [SimpleNamespace(seed_clock=[clocks.get(slot, seeding.GONE) for slot in range(seeding.SEEDS)])]
    assert seeding.oldest(p, 0, beyond=False) == inside
    assert seeding.oldest(p, 0, beyond=True) == beyond
