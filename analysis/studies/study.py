"""A published study as data: who entered, what was measured, every printed figure and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails

from haicsim.analysis.studies.contents import Contents
from haicsim.analysis.studies.printed import read_printed
from haicsim.analysis.studies.references import refused, unknown_names
from haicsim.analysis.studies.reported_values import AnyFigure, Events, Survival, read_time


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


class Study(Contents):
    """One published study. Figures are found by id; `landmarks` lists the printed survival figures."""

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
    def _consistent(self) -> "Study":
        """Every name is defined, every id given once, no group a part of itself; all that is wrong is said together."""
        faults = [*unknown_names(self), *self._repeated_ids()] or [*self._wrong_parts()]
        if faults:
            raise ValidationError.from_exception_data("Study", faults)
        return self

    def _wrong_parts(self) -> Iterator[InitErrorDetails]:
        for name, group in self.groups.items():
            whole = self.wholes_of(name)[-1]
            if self.groups[whole].part_of is not None:
                rule = f"'{group.part_of}' is a part of itself, by way of its wholes"
                yield refused(("groups", name, "part_of"), group.part_of, rule)
            if group.division is not None and (of := self.divisions[group.division].of) != group.part_of:
                rule = f"'{group.division}' divides '{of}', of which this group is no part"
                yield refused(("groups", name, "division"), group.division, rule)

    def _repeated_ids(self) -> Iterator[InitErrorDetails]:
        seen: set[str] = set()
        for number, figure in enumerate(self.figures):
            if figure.id in seen:
                yield refused(("figures", number, "id"), figure.id, f"the id '{figure.id}' is given twice")
            seen.add(figure.id)
