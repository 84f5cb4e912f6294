"""A published study as data: who entered, what was measured, every printed figure and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from haicsim.analysis.studies.design import Design, Division, Endpoint, Group, Relation
from haicsim.analysis.studies.measured import Categories, Measure, Numeric, Sites, YesNo
from haicsim.analysis.studies.printed import read_printed
from haicsim.analysis.studies.reported_values import (
    AnyFigure,
    Count,
    Events,
    Name,
    PValue,
    Survival,
    Text,
    read_time,
)
from haicsim.sim.errors import nearest_name
from haicsim.sim.loading.document import InputModel


@dataclass(frozen=True)
class Landmark:
    """One printed survival figure: endpoint, group, months after time zero, patients in the group, percent.

    time_months: exact months (a year is 12). printed: the text; percent: the same as a number.
    figure: id of the first figure that prints it; places: every place where it stands.
    """

    figure: str
    endpoint: str
    group: str
    n: int
    time_months: float
    printed: str
    percent: float
    places: tuple[str, ...]


class Study(InputModel):
    """One published study. Figures are found by id; `landmarks` lists the printed survival figures."""

    format: Literal[1]
    name: Name
    title: Text
    source: Text
    design: Design
    occasions: dict[Name, Text] = Field(default_factory=dict)
    groups: dict[Name, Group] = Field(min_length=1)
    divisions: dict[Name, Division] = Field(default_factory=dict)
    endpoints: dict[Name, Endpoint] = Field(default_factory=dict)
    measures: dict[Name, Measure] = Field(default_factory=dict)
    figures: Annotated[tuple[AnyFigure, ...], Strict(False), Field(min_length=1)]
    relations: Annotated[tuple[Relation, ...], Strict(False)] = ()

    def figure(self, name: str) -> AnyFigure:
        """The figure with this id; KeyError if there is none."""
        for figure in self.figures:
            if figure.id == name:
                return figure
        raise KeyError(name)

    def divided(self, group: str) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
        """The ways in which a group is divided: the name of each division (None where it has none), and its parts."""
        parts = [(other.division, name) for name, other in self.groups.items() if other.part_of == group]
        parts.sort(key=lambda part: part[0] or "")
        return tuple(
            (name, tuple(part for _, part in of)) for name, of in groupby(parts, lambda part: part[0])
        )

    def made_up(self, group: str) -> tuple[tuple[str, ...], ...]:
        """The divisions whose parts make up a group: said to be exhaustive or of no name, and of sizes that add up."""
        return tuple(
            parts
            for name, parts in self.divided(group)
            if (name is None or self.divisions[name].exhaustive)
            and sum(self.groups[part].n for part in parts) == self.groups[group].n
        )

    def parts_of(self, group: str) -> tuple[str, ...]:
        """The groups that make up a group, by the first division that does; none for a group that is not divided."""
        return next(iter(self.made_up(group)), ())

    def wholes_of(self, group: str) -> tuple[str, ...]:
        """The group itself, the group it is a part of, and so on."""
        found = [group]
        while (whole := self.groups[found[-1]].part_of) is not None and whole not in found:
            found.append(whole)
        return tuple(found)

    def leaves_of(self, group: str) -> tuple[str, ...]:
        """The undivided groups that make up a group; itself where it is not divided."""
        parts = self.parts_of(group)
        return tuple(leaf for part in parts for leaf in self.leaves_of(part)) if parts else (group,)

    @property
    def landmarks(self) -> tuple[Landmark, ...]:
        """Every printed survival figure once, by endpoint, group (in the order of the file) and time.

        "All had the event by then" counts as a survival of 0% at that time.
        """
        found: dict[tuple[str, str, Fraction, str], list[AnyFigure]] = {}
        for figure in self.figures:
            if isinstance(figure, Survival):
                key = (figure.endpoint, figure.group, read_time(figure.at), figure.percent)
                found.setdefault(key, []).append(figure)
            elif isinstance(figure, Events) and self._everyone(figure):
                assert figure.endpoint is not None
                assert figure.by is not None
                found.setdefault((figure.endpoint, figure.group, read_time(figure.by), "0"), []).append(
                    figure
                )
        endpoints, groups = list(self.endpoints), list(self.groups)
        order = sorted(found, key=lambda key: (endpoints.index(key[0]), groups.index(key[1]), key[2], key[3]))
        return tuple(self._landmark(*key, found[key]) for key in order)

    def _everyone(self, figure: Events) -> bool:
        """Whether the figure says that everyone in the group had the event by a given time."""
        timed = figure.by is not None and figure.endpoint is not None and figure.status == "event"
        return timed and figure.parts()["count"].value == self.groups[figure.group].n

    def _landmark(
        self, endpoint: str, group: str, time: Fraction, printed: str, figures: list[AnyFigure]
    ) -> Landmark:
        places = tuple(figure.place for figure in figures)
        percent = float(read_printed(printed).value)
        n = self.groups[group].n
        return Landmark(figures[0].id, endpoint, group, n, float(time), printed, percent, places)

    @model_validator(mode="after")
    def _names_exist(self) -> "Study":
        for at, name, known, what in _references(self):
            if name not in known:
                hint = nearest_name(name, known)
                meant = f" (did you mean '{hint}'?)" if hint else ""
                raise PydanticCustomError(
                    "unknown_name", "'{name}' is no {what} of this file{meant}",
                    {"name": name, "what": what, "meant": meant, "at": at, "value": name},
                )  # fmt: skip
        return self

    @model_validator(mode="after")
    def _groups_are_parts(self) -> "Study":
        for name, group in self.groups.items():
            whole = self.wholes_of(name)[-1]
            if self.groups[whole].part_of is not None:
                raise PydanticCustomError(
                    "circle", "'{value}' is a part of itself, by way of its wholes",
                    {"at": ("groups", name, "part_of"), "value": group.part_of},
                )  # fmt: skip
            if group.division is not None and self.divisions[group.division].of != group.part_of:
                raise PydanticCustomError(
                    "other_whole", "'{value}' divides '{of}', of which this group is no part",
                    {"at": ("groups", name, "division"), "value": group.division, "of": self.divisions[group.division].of},
                )  # fmt: skip
        return self

    @model_validator(mode="after")
    def _ids_differ(self) -> "Study":
        seen: set[str] = set()
        for number, figure in enumerate(self.figures):
            if figure.id in seen:
                raise PydanticCustomError(
                    "repeated_id", "the id '{value}' is given twice",
                    {"at": ("figures", number, "id"), "value": figure.id},
                )  # fmt: skip
            seen.add(figure.id)
        return self


Reference = tuple[tuple[str | int, ...], str, list[str], str]


def _references(study: Study) -> Iterator[Reference]:
    """Every name that must be defined elsewhere in a study: where, name, names known, what it names."""
    for name, group in study.groups.items():
        if group.part_of is not None:
            yield ("groups", name, "part_of"), group.part_of, list(study.groups), "group"
        if group.division is not None:
            yield ("groups", name, "division"), group.division, list(study.divisions), "division"
    for name, division in study.divisions.items():
        yield ("divisions", name, "of"), division.of, list(study.groups), "group"
    for number, figure in enumerate(study.figures):
        yield from _figure_references(study, number, figure)
    ids = [figure.id for figure in study.figures]
    for number, relation in enumerate(study.relations):
        for name in (*relation.parts, relation.total):
            yield ("relations", number), name, ids, "figure"
    for name, measure in study.measures.items():
        yield from _measure_references(study, name, measure)


def _figure_references(study: Study, number: int, figure: AnyFigure) -> Iterator[Reference]:
    here = ("figures", number)
    named = {
        "group": (list(study.groups), "group"),
        "endpoint": (list(study.endpoints), "endpoint"),
        "measure": (list(study.measures), "measure"),
        "occasion": (list(study.occasions), "occasion"),
    }
    for field, (known, what) in named.items():
        name = getattr(figure, field, None)
        if name is not None:
            yield (*here, field), name, known, what
    if isinstance(figure, PValue):
        for group in (group for arm in figure.arms or () for group in arm):
            yield (*here, "arms"), group, list(study.groups), "group"
        for occasion in figure.occasions or ():
            yield (*here, "occasions"), occasion, list(study.occasions), "occasion"
    if isinstance(figure, Count) and figure.measure in study.measures:
        for category in figure.together or (figure.category,):
            field = "together" if figure.together else "category"
            yield (
                (*here, field),
                category,
                _categories(study.measures[figure.measure]),
                "category of its measure",
            )
    if isinstance(figure, Events) and figure.by is not None and figure.endpoint is None:
        yield (*here, "endpoint"), "(none)", list(study.endpoints), "endpoint"


def _measure_references(study: Study, name: str, measure: Measure) -> Iterator[Reference]:
    here = ("measures", name)
    measures = list(study.measures)
    if isinstance(measure, Numeric) and measure.change is not None:
        yield (*here, "change"), measure.change.measure, measures, "measure"
        for occasion in (measure.change.before, measure.change.after):
            yield (*here, "change"), occasion, list(study.occasions), "occasion"
    if isinstance(measure, Categories):
        for cut in measure.cuts:
            yield (*here, "cuts"), cut.measure, measures, "measure"
            yield (*here, "cuts"), cut.category, list(measure.categories), "category of this measure"
        if measure.within is not None:
            yield (*here, "within"), measure.within.measure, measures, "measure"
    if isinstance(measure, YesNo) and measure.cut is not None:
        yield (*here, "cut"), measure.cut.measure, measures, "measure"
    for part in measure.contains if isinstance(measure, YesNo) else ():
        yield (*here, "contains"), part.measure, measures, "measure"
        if part.measure in measures:
            yield (
                (*here, "contains"),
                part.category,
                _categories(study.measures[part.measure]),
                "category of it",
            )
    if isinstance(measure, Sites) and measure.endpoint is not None:
        yield (*here, "endpoint"), measure.endpoint, list(study.endpoints), "endpoint"


def _categories(measure: Measure) -> list[str]:
    """The categories a count of this measure may name."""
    if isinstance(measure, Numeric):
        return []
    return ["yes"] if isinstance(measure, YesNo) else list(measure.categories)
