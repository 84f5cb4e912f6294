"""The text of `haicsim.sim.rows`: the fields of patients, parameters and records as Python types, read from their dtypes."""

import numpy as np

from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.patient import BASELINE, RUNNING, dtype
from haicsim.sim.theta import theta_dtype

_PYTHON = {"f": "float", "i": "int", "u": "int", "b": "bool"}
_HEAD = '''\
"""Rows as the rules read and write them, field by field, for type checkers. Written by `python -m haicsim.generate`.

At run time a row is a slotted object of these names, or a row of a structured array in compiled code; this module is
imported under TYPE_CHECKING only. A field is added where the dtype is made, and changes made here are lost.
"""

from collections.abc import MutableSequence, Sequence
from typing import Protocol

Step = tuple[int, int, float]  # what a story yields: verb, what, amount (`haicsim.sim.codes`)
'''
_TAIL = """\
Patients = Sequence[Patient]
Thetas = Sequence[Theta]
Records = Sequence[Record]
"""


def rows_text() -> str:
    """The whole module, as a file."""
    patient = dtype(BASELINE + RUNNING)
    classes = [
        protocol("Patient", "A patient: diagnosis and course so far (`haicsim.sim.patient`).", patient),
        protocol("Theta", "One set of parameters (`haicsim.sim.theta`); rules only read it.", theta_dtype()),
        protocol("Record", "What became of a patient (`haicsim.sim.outcomes.schema`).", RECORD),
    ]
    return "\n\n".join([_HEAD, *classes, _TAIL])


def protocol(name: str, about: str, fields: "np.dtype[np.void]") -> str:
    """A class with a typed field for every field of a structured type.

    Numbers are float, int or bool. A sub-array is a sequence of them; theta's are tuples, which nobody writes to.
    """
    sequence = "Sequence" if name == "Theta" else "MutableSequence"
    lines = [f"class {name}(Protocol):", f'    """{about}"""', ""]
    for field in fields.names or ():
        kind = _PYTHON[fields[field].base.kind]
        lines.append(f"    {field}: {f'{sequence}[{kind}]' if fields[field].shape else kind}")
    return "\n".join(lines) + "\n"
