"""Authority: the contract: what is yielded is written in the yield, since a patient's kept place does not hold it."""

import pytest

from haicsim.sim.codes import ASK, BED, CT, STAY
from haicsim.sim.engines.flatten import flatten


def keeps_a_step(p, i, theta, stream):
    step = ASK, BED, 0.0
    yield STAY, 20, 1.0
    yield step


def keeps_one_of_two(p, i, theta, stream):
    step = (ASK, BED, 0.0) if p[i].now > 1.0 else (ASK, CT, 0.0)
    yield STAY, 20, 1.0
    yield step


def swaps_two_numbers(p, i, theta, stream):
    a, b = 1.0, 2.0
    a, b = b, a
    yield STAY, 20, a + b


@pytest.mark.parametrize("story", [keeps_a_step, keeps_one_of_two])
def test_what_is_kept_to_be_yielded_later_is_refused(story):
    with pytest.raises(SyntaxError, match="yield it at once"):
        flatten(story)


def test_numbers_may_be_assigned_together():
    flatten(swaps_two_numbers)
