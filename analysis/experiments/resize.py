"""A sweep in another size than its file says, or of scenarios changed besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from haicsim.analysis.experiments.spec import Sweep, SweepFile
from haicsim.sim.errors import InputError
from haicsim.sim.loading.validation import validate


def resized(file: SweepFile, size: Mapping[str, object], overrides: Sequence[str] = ()) -> SweepFile:
    """The sweep with other patients, replications, seed or engine; those that are None stay as in the file.

    overrides: changes of all its scenarios, each as `topic.key=value`, after those of the file. Raises InputError in the
    words of the command line.
    """
    said = {name: value for name, value in size.items() if value is not None}
    if overrides:
        said["set"] = [*file.sweep.set, *overrides]
    if not said:
        return file
    document = replace(file.document, data={**file.document.data, **said})
    try:
        return replace(file, sweep=validate(document, Sweep))
    except InputError as refusal:
        faults = [
            replace(fault, file=f"--{fault.path} {said[fault.path]}", line=None, path="", value="")
            if fault.path in said
            else fault
            for fault in refusal.faults
        ]
        raise InputError(faults) from None
