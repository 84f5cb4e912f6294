"""Laws 1, 2, 6 and 9 at draws of the shipped posterior. Authority: the laws.

Looking changes nothing, less drug helps nobody, surgery changes only who is operated, and without hazards only the life
table kills, whatever disease the calibration allows.
"""

import pytest
import test_law_1_looking_changes_nothing as law_1
import test_law_2_more_drug_never_harms as law_2
import test_law_6_an_operation_changes_only_who_is_operated as law_6
import test_law_9_without_hazards_only_the_life_table_kills as law_9
from worlds import World

from haicsim.analysis.calibration.posterior import read_posterior
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import changed


def check(draws, patients):
    scenario = load_scenario("kurume", [f"run.patients={patients}", "run.engine=process"])
    for values in read_posterior("kurume").settings(draws):
        there = changed(scenario, values)
        law_1.check_anywhere(there)
        law_2.check_anywhere(there)
        law_6.check_the_others(World.of(there, patients).hospital({}))
        law_9.check(World.of(there, patients))


def test_at_three_draws():
    check(3, 25)


@pytest.mark.long
def test_at_two_hundred_draws():
    check(200, 15)
