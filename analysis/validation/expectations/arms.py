"""The arms that expectations are measured on: the same patients as they are treated, not treated, and resected at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from numpy.typing import NDArray

from haicsim.analysis.validation.expectations.criteria import judge_criteria
from haicsim.analysis.validation.expectations.expectation import ARMS, REFERENCE, ExpectationResult
from haicsim.analysis.validation.expectations.judge import judge
from haicsim.sim.cohort_digest import refuse_other_people
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.run import Result
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.with_values import with_file

Simulate = Callable[[Scenario], Result]


def named_arms(names: str) -> tuple[str, ...]:
    """The arms of a list such as "reference,untreated", in the order of `ARMS`; InputError for one that is not known."""
    asked = [name.strip() for name in names.split(",") if name.strip()]
    wrong = [name for name in asked if name not in ARMS]
    if wrong or not asked:
        rule = f"is no arm known here: {', '.join(ARMS)}"
        raise InputError(
            Fault(f"arms={name}", None, "", "", rule, nearest_name(name, ARMS)) for name in wrong or [names]
        )
    return tuple(arm for arm in ARMS if arm in asked)


def arm_scenario(scenario: Scenario, arm: str) -> Scenario:
    """The scenario as it is, or with what the shipped scenario of the arm's name sets upon the reference."""
    return scenario if arm == REFERENCE else with_file(scenario, arm)


def records_by_arm(scenario: Scenario, arms: Iterable[str], simulate: Simulate) -> Mapping[str, NDArray[Any]]:
    """The records of those who are counted in each arm, on the same random numbers.

    simulate: runs a scenario. Raises InputError where an arm would treat other people than the first.
    """
    records: dict[str, NDArray[Any]] = {}
    first: tuple[str, str] | None = None
    for arm in arms:
        result = simulate(arm_scenario(scenario, arm))
        first = first or (arm, result.cohort)
        refuse_other_people(*first, arm, result.cohort)
        records[arm] = result.counted
    return records


def look(scenario: Scenario, arms: Iterable[str], simulate: Simulate) -> list[ExpectationResult]:
    """Every expectation that these arms of a scenario allow, beside the simulation; the criteria with the reference arm."""
    chosen = tuple(arms)
    findings = judge(records_by_arm(scenario, chosen, simulate), scenario.run.base("horizon"))
    return findings + (judge_criteria(scenario) if REFERENCE in chosen else [])
