"""Authority: the contract: a word is said where it is made, since a patient's kept place does not hold it."""

import pytest

from haicsim.sim.codes import ASK, BED, CT, STAY
from haicsim.sim.engines.flatten import flatten


def keeps_a_word(p, i, theta, stream):
    word = ASK, BED, 0.0
    yield STAY, 20, 1.0
    yield word


def keeps_one_of_two(p, i, theta, stream):
    word = (ASK, BED, 0.0) if p[i].now > 1.0 else (ASK, CT, 0.0)
    yield STAY, 20, 1.0
    yield word


def swaps_two_numbers(p, i, theta, stream):
    a, b = 1.0, 2.0
    a, b = b, a
    yield STAY, 20, a + b


@pytest.mark.parametrize("story", [keeps_a_word, keeps_one_of_two])
def test_a_word_kept_for_later_is_refused(story):
    with pytest.raises(SyntaxError, match="say the word at once"):
        flatten(story)


def test_numbers_may_be_assigned_together():
    flatten(swaps_two_numbers)
