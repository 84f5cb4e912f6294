"""A story told from a script: the words are data, so one compiled story serves every small world in the tests.

A script is a list of words for each patient, with one word more than a story has: FATE writes the day of death anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import ASK, FREE, NEVER, NOTE, STAY
from haicsim.sim.engines import process
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.journal import as_rows
from haicsim.sim.patient import dtype, people
from haicsim.sim.random_numbers import RandomStream
from haicsim.sim.theta import plain_theta

MOST_PATIENTS = 8
MOST_WORDS = 16
FATE = 5
NOTHING = 0

CELLS = MOST_PATIENTS * MOST_WORDS
SCRIPT = np.dtype(
    [
        ("verb", "i8", (CELLS,)),
        ("what", "i8", (CELLS,)),
        ("amount", "f8", (CELLS,)),
        ("death", "f8", (MOST_PATIENTS,)),
    ]
)
PATIENT = dtype([("words", "i8")])
Word = tuple[int, int, float]
LUCK = (1, 0, 0)


def ask(resource: int) -> Word:
    return ASK, resource, 0.0


def free(resource: int) -> Word:
    return FREE, resource, 0.0


def stay(days: float, activity: int = 20) -> Word:
    return STAY, activity, days


def note(fact: int = 40, value: float = 0.0) -> Word:
    return NOTE, fact, value


def fate(day: float) -> Word:
    return FATE, NOTHING, day


def script(p: Any, i: int, theta: Any, stream: Any) -> Iterator[Word]:
    """Say the words of patient `i`, one after the other."""
    p[i].death_day = theta[0].death[i]
    p[i].death_cause = i
    p[i].words = 0
    at = i * MOST_WORDS
    while p[i].words < MOST_WORDS:
        p[i].words += 1
        if theta[0].verb[at] == FATE:
            p[i].death_day = theta[0].amount[at]
        elif theta[0].verb[at] != NOTHING:
            yield theta[0].verb[at], theta[0].what[at], theta[0].amount[at]
        at += 1


@dataclass(frozen=True)
class Play:
    """A small world: everyone's words, arrivals and first days of death, and the hospital by resource number."""

    words: Sequence[Sequence[Word]]
    places: Sequence[int] = (1,)
    period: Sequence[float] = ()
    arrivals: Sequence[float] = ()
    deaths: dict[int, float] = field(default_factory=dict)
    horizon: float = 1000.0

    def theta(self) -> NDArray[Any]:
        """The script as one row of theta."""
        row = np.zeros(1, SCRIPT)
        for i, words in enumerate(self.words):
            for k, word in enumerate(words, i * MOST_WORDS):
                row[0]["verb"][k], row[0]["what"][k], row[0]["amount"][k] = word
        row[0]["death"] = [self.deaths.get(i, NEVER) for i in range(MOST_PATIENTS)]
        return row

    def rows(self) -> NDArray[Any]:
        """The patients before their stories begin."""
        rows = np.zeros(len(self.words), PATIENT)
        rows["arrival"] = self.arrivals or 0.0
        return rows

    def hospital(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Places and days between sessions."""
        places = np.array(self.places, np.int64)
        return places, np.array([*self.period, *[0.0] * (len(places) - len(self.period))])


def by_compiled(engine: CompiledEngine, play: Play, stream: tuple[int, int, int] = LUCK) -> NDArray[Any]:
    """The journal of the compiled engine."""
    return engine.journal(play.rows(), play.theta(), stream, *play.hospital(), play.horizon)


def by_process(play: Play, stream: tuple[int, int, int] = LUCK) -> NDArray[Any]:
    """The journal of the SimPy engine."""
    rows, parameters = people(play.rows()), plain_theta(play.theta())
    return as_rows(
        process.run_patients(script, rows, parameters, RandomStream(*stream), *play.hospital(), play.horizon)
    )
