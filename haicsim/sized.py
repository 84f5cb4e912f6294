"""A scenario however it is given, in the size given beside it by options or arguments that have names of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides

ScenarioLike = Scenario | str | PathLike[str] | Mapping[str, Any]


def load_sized(
    scenario: ScenarioLike, overrides: Sequence[str], size: Mapping[str, object], wording: str
) -> Scenario:
    """A scenario with other patients, replications, seed or engine; those that are None stay as they are.

    wording: how the user said it, for example "--{name} {value}". Raises InputError with every fault, in those words.
    """
    said = {
        f"--set run.{name}={value}": wording.format(name=name, value=value)
        for name, value in size.items()
        if value is not None
    }
    given = [overrides] if isinstance(overrides, str) else overrides
    texts = [*given, *(text.removeprefix("--set ") for text in said)]
    try:
        if isinstance(scenario, str | PathLike):
            return load_scenario(str(scenario), texts)
        base = scenario if isinstance(scenario, Scenario) else _from_mapping(scenario)
        return with_overrides(_with_its_layer(base), texts) if texts else base
    except InputError as refusal:
        raise InputError([_reworded(fault, said) for fault in refusal.faults]) from None


def load_for_worlds(
    scenario: ScenarioLike, overrides: Sequence[str], size: Mapping[str, object], wording: str
) -> Scenario:
    """The same for a what-if, which keeps the people of two worlds at once; InputError where they do not fit into memory."""
    from haicsim.memory import check_worlds

    loaded = load_sized(scenario, overrides, size, wording)
    check_worlds([loaded], worlds=2)
    return loaded


def _from_mapping(content: Mapping[str, Any]) -> Scenario:
    """Values by dotted path upon the reference scenario, or the whole content of a scenario file."""
    from haicsim.sim.scenario.with_values import from_mapping, with_values

    if not isinstance(content, Mapping):
        rule = "must be a Scenario, a path, the name of a shipped scenario, or a mapping"
        raise InputError([Fault(type(content).__name__, None, "", "", rule)])
    if "inherits" in content or any(isinstance(value, Mapping) for value in content.values()):
        return from_mapping(content)
    return with_values(load_scenario("kurume"), content)


def _with_its_layer(scenario: Scenario) -> Scenario:
    from haicsim.sim.scenario.with_values import settled

    return settled(scenario)


def _reworded(fault: Fault, said: Mapping[str, str]) -> Fault:
    return replace(fault, file=said[fault.file], path="", value="") if fault.file in said else fault


def size_of_sweep(
    patients: int | None,
    replications: int | None,
    seed: int | None,
    engine: str | None,
    posterior: str | None,
) -> dict[str, object]:
    """What stands in for a sweep's own size and draws; InputError where there is no such posterior."""
    from haicsim.analysis.calibration.posterior import as_draws

    size = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    return {**size, "draws": as_draws(posterior)}
