"""Authority: hand-worked readings of rates, and refusals that say what was wrong."""

import pytest

from haicsim.analysis.whatif.rates import rates_of
from haicsim.sim.errors import InputError


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("0.30", (0.3,)),
        ("30%", (0.3,)),
        ("0.1, 0.2", (0.1, 0.2)),
        ("0.05:0.50:0.05", tuple(round(0.05 * k, 10) for k in range(1, 11))),
        ("10%:20%:5%,0.3,30%", (0.1, 0.15, 0.2, 0.3)),
    ],
)
def test_rates(text: str, rates: tuple[float, ...]) -> None:
    assert rates_of(text) == pytest.approx(rates)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30", "must lie between 0 and 1"),
        ("0", "must lie between 0 and 1"),
        ("many", "'many' is no number"),
        ("0.1:0.2", "FROM:TO:STEP"),
        ("0.3:0.1:0.1", "must go upwards"),
        ("0.001:0.9:0.001", "100 at the most"),
        ("nan", "must lie between 0 and 1"),
        ("", "is no number"),
    ],
)
def test_what_is_no_rate_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        rates_of(text)
