"""The roll of a run's patients: a digest by which two runs are known to treat the same people.

A patient is who was drawn at diagnosis: person, vessels, lesions, liver, growth, malignant potential, markers. Not part
of it are the day of entry, which is the hospital's affair, and what the drugs do to the tumour (kill and resistance):
the same people may meet a stronger regimen or a longer waiting list.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.patient import BASELINE, Field

OF_TREATMENT = ("arrival", "kill", "lesion_kill", "resistance")
_PERSON: list[Field] = [field for field in BASELINE if field[0] not in OF_TREATMENT]
PERSON = np.dtype(_PERSON)


def persons(patients: NDArray[Any] | Sequence[Any]) -> NDArray[Any]:
    """Who the patients are, PERSON, shape (n patients,): from the structured rows of an engine, or from slotted objects."""
    rows = np.empty(len(patients), PERSON)
    for name in PERSON.names or ():
        if isinstance(patients, np.ndarray):
            rows[name] = patients[name]
        else:
            rows[name] = [getattr(each, name) for each in patients]
    return rows


class CohortDigest:
    """Patients written down in the order of their numbers, however many at a time; replications follow one another."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._hash = sha256()

    def add(self, rows: NDArray[Any]) -> None:
        """Write down the next patients, as `persons` gives them."""
        self._hash.update(rows.view(np.uint8).data)

    @property
    def digest(self) -> str:
        """64 hexadecimal characters (SHA-256); the same for the same people in either engine and in blocks of any size."""
        return self._hash.hexdigest()


def refuse_other_people(run: str, digest: str, other: str, other_digest: str) -> None:
    """Refuse to compare two runs, named `run` and `other`, that treat different people; InputError."""
    if digest != other_digest:
        rule = (
            f"are not the patients of {run} ({digest[:12]}): only runs of the same people can be compared one by one, so "
            f"seed, patients, replications, population and entry must be the same"
        )
        raise InputError([Fault(other, None, "cohort_digest", other_digest[:12], rule)])
