"""The order of resources is one: in the words, in the scenario, in the outcomes."""

from haicsim.sim.codes import RESOURCES
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.parameters.capacity import Capacity


def test_resource_order_of_scenario_is_that_of_the_words() -> None:
    assert tuple(Capacity.model_fields) == RESOURCES


def test_every_resource_has_its_waited_days_in_the_outcomes() -> None:
    waited = [
        name.removesuffix("_waited_days") for name in RECORD.names or () if name.endswith("_waited_days")
    ]
    assert tuple(waited) == RESOURCES
