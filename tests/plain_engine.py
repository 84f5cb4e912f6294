"""The compiled engine's own loops run as the plain Python they are written in, without the compiler.

What is made of machine addresses and saved places when compiled is played here by record arrays and by one generator for
each patient. So a fault of the loops can be told from one of the compiler, and their lines can be counted and mutated.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from haicsim.sim.engines import queues, run_patients
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.engines.flatten import Story


class Pathway:
    """The generators of all patients, turned to one of them."""

    def __init__(self, story: Story, p: Any, theta: Any, stream: Any) -> None:
        self.begin: Callable[[int], Iterator[Any]] = lambda i: story(p, i, theta, stream)
        self.begun: dict[int, Iterator[Any]] = {}
        self.at = -1


def rows(array: NDArray[Any]) -> Any:
    """Rows whose fields are read and written as `rows[i].field`."""
    return array.view(np.recarray)


def turn_to(pathway: Pathway, i: int) -> None:
    pathway.begun[i] = pathway.begin(i)
    pathway.at = i


def load_place(pathway: Pathway, _: Any, i: int) -> None:
    pathway.at = i


def steps(pathway: Any) -> Iterator[Any]:
    return pathway.begun[pathway.at] if isinstance(pathway, Pathway) else pathway


class PlainEngine(CompiledEngine):
    """The same engine, nothing compiled."""

    def __init__(self, story: Story, patch: pytest.MonkeyPatch) -> None:
        """patch: puts the stand-ins in their place for one test."""
        for module in (queues, run_patients):
            patch.setattr(module, "borrowed", rows)
            patch.setattr(module, "inlined", steps)
            patch.setattr(module, "place_bytes", lambda _: 8)
        patch.setattr(queues, "story", lambda p, _, theta, stream: Pathway(story, p, theta, stream))
        patch.setattr(run_patients, "story", story)
        patch.setattr(queues, "turn_to", turn_to)
        patch.setattr(queues, "load_place", load_place)
        patch.setattr(queues, "save_place", lambda *_: None)
        self._serve = lambda p, *rest: queues.serve_queues(rows(p), *rest)
        self._run = lambda p, *rest: run_patients.run_patients(rows(p), *rest)
