"""Authority: arithmetic by hand, in the comments, for every rule of the liver."""

from math import exp, log

import pytest
from bedside import patient, team

from haicsim.sim.codes import EXTENDED, HALF, SECTION, SEGMENT, TRISECTION
from haicsim.sim.rules.liver import (
    accepted_share,
    decompensation_days,
    icg_k,
    liver_volume_ml,
    measured_icg,
    operative_risk,
    remnant_band,
    remnant_fraction,
    soft_margin,
)


@pytest.mark.parametrize(
    ("r15", "k"),
    [
        (10.0, 0.153506),  # ln 10 = 2.302585, a fifteenth of it
        (20.2, 0.106633),  # -ln 0.202 = 1.599488
        (49.9, 0.046343),  # -ln 0.499 = 0.695149
    ],
)
def test_icg_k_is_a_fifteenth_of_the_log_retention(r15, k):
    assert icg_k(r15) == pytest.approx(k, abs=1e-6)


@pytest.mark.parametrize(
    ("vp", "r15", "u", "error", "seen"),
    [
        (0, 20.0, 0.5, 0.0, 20.0),
        (2, 20.0, 0.5, 0.0, 20.0),  # a thrombus of Vp2 leaves the flow alone
        (3, 20.0, 0.5, 0.0, 23.0),  # 20 x 1.15
        (4, 20.0, 0.5, 0.0, 23.0),
        (3, 90.0, 0.5, 0.0, 95.0),  # 103.5 does not exist
        (0, 20.0, 0.841344746, 0.08, 21.66574),  # one standard deviation up: 20 x exp(0.08)
    ],
)
def test_the_test_reads_high_where_a_first_order_branch_is_closed(vp, r15, u, error, seen):
    assert measured_icg(patient(icg_r15=r15), 0, team(icg_error=error), u, vp) == pytest.approx(
        seen, rel=1e-6
    )


def test_standard_liver_volume_of_urata():
    assert liver_volume_ml(1.7, 706.2, 2.4) == pytest.approx(1202.94)  # 1200.54 + 2.4


@pytest.mark.parametrize(
    ("share", "tumour", "function", "growth", "least", "expected"),
    [
        (0.36, 0.0, 1.0, 1.0, 0.1, 0.36),
        (0.36, 0.2, 1.0, 1.0, 0.1, 0.45),  # 0.36 / (0.36 + 0.44)
        (0.36, 0.0, 0.5, 1.2, 0.1, 0.574468),  # 0.432 / (0.432 + 0.32)
        (0.36, 0.2, 0.5, 1.2, 0.1, 0.662577),  # 0.432 / (0.432 + 0.22)
        (0.36, 0.2, 1.0, 1.2, 0.1, 0.495413),  # branch open again, growth kept: 0.432 / (0.432 + 0.44)
        (0.20, 0.0, 1.0, 1.3, 0.1, 0.245283),  # embolised: 0.26 / (0.26 + 0.80)
        (
            0.85,
            0.2,
            1.0,
            1.0,
            0.1,
            0.982659,
        ),  # tumour larger than the part: a tenth of 0.15 works, 0.85 / 0.865
        (0.85, 0.2, 1.0, 1.0, 0.2, 0.965909),  # two tenths: 0.85 / 0.88
        (1.0, 0.0, 1.0, 1.0, 0.1, 1.0),
    ],
)
def test_remnant_fraction(share, tumour, function, growth, least, expected):
    assert remnant_fraction(share, tumour, function, growth, least) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("fraction", "accepted"),
    [
        (0.47, 1.0),  # 0.106633 x 0.47 = 0.0501
        (0.46, 0.952556),  # 0.0490512: 0.0190512 of the 0.02 from 0.03 to 0.05
        (0.36, 0.419394),  # right hepatectomy without tumour: 0.0383879
        (0.28, 0.0),  # 0.02986 is below the lowest
    ],
)
def test_retention_of_20_2_percent_needs_a_remnant_of_0_47_at_a_limit_of_0_05(fraction, accepted):
    left = remnant_fraction(fraction, 0.0, 1.0, 1.0, 0.1)
    assert accepted_share(icg_k(20.2) * left, 0.05, 0.03) == pytest.approx(accepted, abs=1e-4)


@pytest.mark.parametrize(
    ("k", "limit", "lowest", "share"),
    [
        (0.06, 0.05, 0.03, 1.0),
        (0.05, 0.05, 0.03, 1.0),
        (0.04, 0.05, 0.03, 0.5),
        (0.035, 0.05, 0.03, 0.25),
        (0.035, 0.04, 0.03, 0.5),  # the limit of good liver
        (0.03, 0.05, 0.03, 0.0),
        (0.02, 0.05, 0.03, 0.0),
        (0.049, 0.05, 0.05, 0.0),  # a hard limit
    ],
)
def test_acceptance_falls_from_the_limit_to_nothing_at_the_lowest(k, limit, lowest, share):
    assert accepted_share(k, limit, lowest) == pytest.approx(share)


@pytest.mark.parametrize(
    ("k", "limit", "lowest", "u", "margin"),
    [
        (0.06, 0.05, 0.03, 0.99, 0.01),
        (0.04, 0.05, 0.03, 0.49, 0.0),  # half are accepted, this one among them
        (0.04, 0.05, 0.03, 0.51, -0.01),
        (0.02, 0.05, 0.03, 0.0, -0.03),  # nobody there
        (0.04, 0.05, 0.06, 0.0, -0.01),  # a lowest above the limit is the limit
    ],
)
def test_a_soft_limit_passes_some_below_it(k, limit, lowest, u, margin):
    assert soft_margin(k, limit, lowest, u) == pytest.approx(margin, abs=1e-12)


@pytest.mark.parametrize(("k", "band"), [(0.06, 0), (0.05, 0), (0.0499, 1), (0.04, 1), (0.0399, 2), (0.0, 2)])
def test_bands_of_the_remnant(k, band):
    assert remnant_band(team()[0:1], k) == band


@pytest.mark.parametrize(
    ("k", "extent", "risk"),
    [
        (0.05, HALF, 0.003),
        (0.045, HALF, 0.08),
        (0.03, HALF, 0.16),
        (0.045, SEGMENT, 0.040834),  # half the hazard: 1 - 0.92^0.5
        (0.045, SECTION, 0.040834),  # a sectionectomy is as small an operation
        (0.045, EXTENDED, 0.1536),  # twice the hazard: 1 - 0.92^2
        (0.03, TRISECTION, 0.407296),  # three times: 1 - 0.84^3
    ],
)
def test_operative_death_by_remnant_and_extent(k, extent, risk):
    assert operative_risk(team(operative_death_factor=(0.5, 1.0, 2.0, 3.0)), k, extent) == pytest.approx(
        risk, abs=1e-6
    )


@pytest.mark.parametrize(
    ("score", "days"),
    [
        (5, 1000.0),  # one unit of hazard at 0.001 a day
        (6, 496.585),  # exp(-0.7) of it
        (7, 246.597),  # exp(-1.4)
    ],
)
def test_the_liver_decompensates_sooner_with_each_point(score, days):
    assert decompensation_days(team(), score, 1.0 - exp(-1.0)) == pytest.approx(days, abs=1e-3)
    assert log(decompensation_days(team(), 5, 0.3) / decompensation_days(team(), 6, 0.3)) == pytest.approx(
        0.7
    )
