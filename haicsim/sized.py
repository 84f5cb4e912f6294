"""A scenario whose size of run is given beside the file, by options or arguments that have names of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike

from haicsim import load
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario


def load_sized(
    scenario: str | PathLike[str], overrides: Sequence[str], size: Mapping[str, object], wording: str
) -> Scenario:
    """Read a scenario with other patients, replications, seed or engine; those that are None stay as in the file.

    wording: how the user said it, for example "--{name} {value}". Raises InputError with every fault, in those words.
    """
    said = {
        f"--set run.{name}={value}": wording.format(name=name, value=value)
        for name, value in size.items()
        if value is not None
    }
    given = [overrides] if isinstance(overrides, str) else overrides
    try:
        return load(scenario, [*given, *(text.removeprefix("--set ") for text in said)])
    except InputError as refusal:
        raise InputError([_reworded(fault, said) for fault in refusal.faults]) from None


def _reworded(fault: Fault, said: Mapping[str, str]) -> Fault:
    return replace(fault, file=said[fault.file], path="", value="") if fault.file in said else fault
