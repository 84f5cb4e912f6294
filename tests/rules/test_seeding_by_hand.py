"""Authority: the specification of spread by hand (rates, ages at entry), and quadrature of V^beta for births before entry."""

from math import exp, log
from types import SimpleNamespace

import pytest
from scipy.integrate import quad

from haicsim.sim.rules import seeding

# growth of the reference ln 2 / (3 x 100 d) = 0.00231049 a day; this tumour grows twice as fast and sheds 1.5 times as much
REFERENCE = log(2.0) / 300.0
THETA = [
    SimpleNamespace(
        seeding_liver_per_day=0.01, seeding_liver_factor=(1.0, 2.0, 3.0, 4.0, 5.0), seeding_beyond_per_day=0.001,
        seeding_beyond_factor=(1.0, 10.0, 20.0, 30.0, 40.0), inside_share_prob=0.6, reference_doubling_days=100.0,
        seed_latency=1.6, seed_growth=2.5,
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
