"""The sections of a study file."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from haicsim.analysis.studies.design import Design, Division, Endpoint, Group, Relation
from haicsim.analysis.studies.measured import Measure
from haicsim.analysis.studies.reported_values import AnyFigure, Name, Text
from haicsim.sim.loading.document import InputModel

Use = Literal["calibration", "held_out"]


class Contents(InputModel):
    """What a study file holds, section by section.

    use: `calibration` where numbers of the model were found by its figures, `held_out` where they are kept back to judge it
    (each look at its prediction is then recorded).
    """

    format: Literal[1]
    name: Name
    title: Text
    source: Text
    use: Use | None = None
    design: Design
    occasions: dict[Name, Text] = Field(default_factory=dict)
    groups: dict[Name, Group] = Field(min_length=1)
    divisions: dict[Name, Division] = Field(default_factory=dict)
    endpoints: dict[Name, Endpoint] = Field(default_factory=dict)
    measures: dict[Name, Measure] = Field(default_factory=dict)
    figures: Annotated[tuple[AnyFigure, ...], Strict(False), Field(min_length=1)]
    relations: Annotated[tuple[Relation, ...], Strict(False)] = ()
