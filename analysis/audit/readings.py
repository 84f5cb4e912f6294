"""Printed figures that contradict one another, and the readings under which all the others are true."""

from collections.abc import Mapping
from dataclasses import dataclass

from haicsim.analysis.audit.findings import Finding, Report
from haicsim.analysis.studies import Study

_REPEATED = "printed twice"


@dataclass(frozen=True)
class Reading:
    """One way in which all figures of a disputed set can be true: some read otherwise, the rest as printed.

    instead: the figures (`id.part`) read otherwise, and the number read. change: by how much, in the printed unit; the
    smallest change that does.
    """

    instead: Mapping[str, str]
    change: float


@dataclass(frozen=True)
class DisputedSet:
    """Figures of which at least one is wrong, nobody knows which: one joint target with several readings.

    figures: refs `id.part` of all that may be wrong. readings: the smallest change first.
    """

    figures: tuple[str, ...]
    readings: tuple[Reading, ...]


def disputed_sets(study: Study, report: Report) -> tuple[DisputedSet, ...]:
    """The sets of figures that contradict one another where the audit knows what each could be instead.

    A set is left out where another finding already shows which of its figures is wrong, and where no change of one figure
    settles it.
    """
    sets = []
    for finding in report.findings:
        if finding.severity != "contradiction" or _settled(finding, report):
            continue
        readings = _by_change(finding) or _by_place(study, finding)
        if len(readings) > 1:
            figures = dict.fromkeys(ref for reading in readings for ref in reading.instead)
            ordered = sorted(readings, key=lambda reading: reading.change)
            sets.append(DisputedSet(tuple(figures), tuple(ordered)))
    return tuple(sets)


def _settled(finding: Finding, report: Report) -> bool:
    """Whether another finding shows which of the figures is wrong."""
    others = (each for each in report.findings if each is not finding and each.severity != "sloppy")
    wrong = {ref for each in others for ref in each.odd}
    return bool(wrong & {*finding.odd, *finding.disputed})


def _by_change(finding: Finding) -> list[Reading]:
    """A reading for each figure that may be wrong: the nearest number it could be."""
    return [
        Reading(dict.fromkeys(way.figures, way.attainable[0]), way.change)
        for way in finding.alternatives
        if way.attainable and way.change is not None
    ]


def _by_place(study: Study, finding: Finding) -> list[Reading]:
    """A reading for each number printed of one and the same quantity."""
    if (
        finding.check != _REPEATED
        or finding.odd
        or not all(_is_number(study, ref) for ref in finding.disputed)
    ):
        return []
    printed = {ref: _number(study, ref) for ref in finding.disputed}
    if len({_quantity(study, ref) for ref in printed}) > 1:
        return []
    return [
        Reading(dict.fromkeys(printed, text), max(abs(value - other) for _, other in printed.values()))
        for text, value in dict.fromkeys(printed.values())
    ]


def _is_number(study: Study, ref: str) -> bool:
    """Whether a number is printed there, not words such as "not reached"."""
    figure, part = ref.split(".")
    return part in study.figure(figure).parts()


def _number(study: Study, ref: str) -> tuple[str, float]:
    figure, part = ref.split(".")
    printed = study.figure(figure).parts()[part]
    return printed.text, float(printed.value)


def _quantity(study: Study, ref: str) -> tuple[object, ...]:
    name, part = ref.split(".")
    figure = study.figure(name)
    return figure.subject, part, getattr(figure, "unit", "")
