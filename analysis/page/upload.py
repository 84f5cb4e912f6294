"""A scenario file given to the page: read and checked as the command line does, in the same words."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.document import MOST_BYTES
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario


def read_upload(content: bytes, name: str, overrides: list[str]) -> Scenario:
    """The scenario, with values set as after `--set`; InputError with every fault, as of a file of that name.

    It can build upon shipped scenarios only: the page sees no other file.
    """
    if len(content) > MOST_BYTES:
        raise InputError([Fault(name, None, "", "", f"is larger than {MOST_BYTES} bytes")])
    file = Path(name).name or "scenario.yaml"
    with TemporaryDirectory() as place:
        path = Path(place) / file
        try:
            path.write_bytes(content)
        except (OSError, ValueError):
            raise InputError([Fault(file, None, "", "", "is not a file name")]) from None
        try:
            return load_scenario(path, overrides)
        except InputError as refusal:
            raise InputError([_named(fault, f"{place}/") for fault in refusal.faults]) from None


def _named(fault: Fault, place: str) -> Fault:
    """The fault with the file called as the user calls it."""
    return replace(fault, file=fault.file.replace(place, ""), rule=fault.rule.replace(place, ""))
