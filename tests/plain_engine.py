"""The compiled engine's own loops run as the plain Python they are written in, without the compiler.

What is made of machine addresses and saved places when compiled is played here by record arrays and by one generator for
each patient. So a fault of the loops can be told from one of the compiler, and their lines can be counted and mutated.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from haicsim.sim.engines import compiled, placeholders, queues, run_patients
from haicsim.sim.engines.compiled import CompiledEngine
from haicsim.sim.engines.flatten import Story


class Pathway:
    """The generators of all patients, turned to one of them; a place that was not saved is lost."""

    def __init__(self, story: Story, p: Any, theta: Any, stream: Any) -> None:
        self.begin: Callable[[int], Iterator[Any]] = lambda i: story(p, i, theta, stream)
        self.current: Iterator[Any] = iter(())
        self.saved: dict[int, Iterator[Any]] = {}


def rows(array: NDArray[Any]) -> Any:
    """Rows whose fields are read and written as `rows[i].field`."""
    return array.view(np.recarray)


def turn_to(pathway: Pathway, i: int) -> None:
    pathway.current = pathway.begin(i)


def save_place(pathway: Pathway, _: Any, i: int) -> None:
    pathway.saved[i] = pathway.current


def load_place(pathway: Pathway, _: Any, i: int) -> None:
    pathway.current = pathway.saved.pop(i)


def steps(pathway: Any) -> Iterator[Any]:
    return pathway.current if isinstance(pathway, Pathway) else pathway


class PlainTranslation:
    """Stands for `Translation`: what stands in for a placeholder is put in its place, and nothing is compiled."""

    def __init__(self, replace: Mapping[Any, Any], patch: pytest.MonkeyPatch) -> None:
        for placeholder, function in replace.items():
            if hasattr(run_patients, placeholder.__name__):
                patch.setattr(run_patients, placeholder.__name__, function)
        story = replace[placeholders.story]
        patch.setattr(queues, "story", lambda p, _, theta, stream: Pathway(story, p, theta, stream))

    def entry(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda p, *rest: function(rows(p), *rest)


class PlainEngine(CompiledEngine):
    """The same engine, nothing compiled."""

    def __init__(self, story: Story, patch: pytest.MonkeyPatch, **given: Callable[..., None]) -> None:
        """patch: puts the stand-ins in their place for one test. given: `diagnose`, `open_record`, `record`."""
        for module in (queues, run_patients):
            patch.setattr(module, "borrowed", rows)
            patch.setattr(module, "inlined", steps)
            patch.setattr(module, "place_bytes", lambda _: 8)
        for stand_in in (turn_to, save_place, load_place):
            patch.setattr(queues, stand_in.__name__, stand_in)
        patch.setattr(compiled, "Translation", lambda replace, _: PlainTranslation(replace, patch))
        super().__init__(story, **given)
