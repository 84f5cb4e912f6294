"""The list of all numbers of the model, in the order in which every reader of them goes."""

from dataclasses import dataclass
from functools import cache

from haicsim.sim.loading.validation import InputModel
from haicsim.sim.parameters.arrivals import Arrivals
from haicsim.sim.parameters.base import Kind, Number, Table
from haicsim.sim.parameters.entry import Entry as EntryRule
from haicsim.sim.parameters.liver import Liver
from haicsim.sim.parameters.policy import Policy
from haicsim.sim.parameters.population import Population
from haicsim.sim.parameters.recurrence import Recurrence
from haicsim.sim.parameters.seeding import Seeding
from haicsim.sim.parameters.settings import Settings
from haicsim.sim.parameters.surgery import Surgery
from haicsim.sim.parameters.survival import Survival
from haicsim.sim.parameters.treatment import Treatment
from haicsim.sim.parameters.tumour import Tumour
from haicsim.sim.units import SUFFIX

TOPICS: dict[str, type[InputModel]] = {
    "arrivals": Arrivals,
    "population": Population,
    "entry": EntryRule,
    "tumour": Tumour,
    "seeding": Seeding,
    "treatment": Treatment,
    "policy": Policy,
    "liver": Liver,
    "surgery": Surgery,
    "recurrence": Recurrence,
    "survival": Survival,
    "run": Settings,
}


# what a scenario chooses by name instead of by a number, by dotted path
CHOICES = (
    "policy.haic",
    "policy.stop",
    "policy.decision",
    "policy.liver_rule",
    "policy.criteria",
    "entry.candidates",
)


@dataclass(frozen=True)
class ParameterEntry:
    """One field of the model: its topic, its name there, its kind, its cells (none: one number)."""

    topic: str
    key: str
    kind: Kind
    cells: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the engines know it, ending in its unit: `_days`, `_per_day`, `_mm`, `_prob`."""
        return self.key + SUFFIX.get(self.kind.dimension, "")


@cache
def catalogue() -> tuple[ParameterEntry, ...]:
    """Every field that holds numbers, topic by topic."""
    return tuple(
        ParameterEntry(topic, key, kind, _cells(field.annotation))
        for topic, model in TOPICS.items()
        for key, field in model.model_fields.items()
        for kind in field.metadata
        if isinstance(kind, Kind)
    )


def _cells(annotation: object) -> tuple[str, ...]:
    if annotation is Number:
        return ()
    assert isinstance(annotation, type)
    assert issubclass(annotation, Table)
    return tuple(annotation.model_fields)
