"""Law 8: two veins are worse than one, Vp4 than Vp3, Vv3 than Vv2, Child-Pugh 8 than 5, older than younger.

Untreated it holds for every patient, treated for the mean of all. Authority: the same patients with the worse finding.
"""

import pytest
from lives import MANY, QUICK, ROUNDING, UNTREATED, gain, live, longer, not_better, world


def veins(vp, vv):
    """Everybody with these grades."""
    return {"vessels_prob": [float(cell == 5 * vv + vp) for cell in range(20)]}


def score(points):
    """Everybody with this Child-Pugh score, and nobody refused for it."""
    return {"child_pugh_prob": [float(points == each) for each in range(5, 10)], "candidates": 2.0}


PAIRS = {
    "Vp4 and Vp3": (veins(4, 0), veins(3, 0)),
    "Vv3 and Vv2": (veins(0, 3), veins(0, 2)),
    "Vp3 with Vv2, and Vp3": (veins(3, 2), veins(3, 0)),
    "Vp3 with Vv2, and Vv2": (veins(3, 2), veins(0, 2)),
    "Vp4 with Vv3, and Vp4": (veins(4, 3), veins(4, 0)),
    "Child-Pugh 8 and 5": (score(8), score(5)),
    "older and younger": ({"age_mean_days": 72 * 365.25}, {"age_mean_days": 62 * 365.25}),
}


def check_untreated(patients, pair, engine=None):
    worse, better = (
        live(world("untreated", patients, **({"candidates": 2.0} | UNTREATED | it)), engine)
        for it in PAIRS[pair]
    )
    assert longer(worse, better) < ROUNDING
    assert gain(better, worse)[0] > 1.0


def check_treated(patients, pair, engine=None):
    worse, better = (live(world("kurume", patients, **it), engine) for it in PAIRS[pair])
    assert not_better(worse, better)
    assert gain(better, worse)[0] > 1.0


@pytest.mark.parametrize("pair", PAIRS)
def test_untreated_nobody_lives_longer_with_the_worse(engine, pair):
    check_untreated(QUICK, pair, engine)


@pytest.mark.parametrize("pair", PAIRS)
def test_treated_all_together_do_not(engine, pair):
    check_treated(QUICK // 2, pair, engine)


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS)
def test_both_among_twenty_thousand(engine, pair):
    check_untreated(MANY, pair, engine)
    check_treated(MANY, pair, engine)
