"""The printed numbers that agreement is scored by: every quantity once, on a scale on which its spread is even.

Counts are taken to the arcsine of their square root (Anscombe, Biometrika 1948;35:246-54), p values and positive numbers to
their logarithm; survival stays a share, so that that of everybody stays the mean of its groups. A disputed set of figures has
several readings; each quantity in it is one target that is read in several ways.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.audit.readings import DisputedSet, Reading
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import Printed, read_printed
from haicsim.analysis.validation.parts import SURVIVAL
from haicsim.analysis.validation.predictive_check import Agreement, Compared

Values = NDArray[np.float64]
_SMALLEST_P = 1e-4  # p values below are all the same: no
MOST_READINGS = 256


@dataclass(frozen=True)
class Target:
    """One quantity: the row of the agreement it stands in, and how its values are scaled.

    step: the spread that rounding to the printed digits alone leaves, on the scale.
    """

    row: int
    of_survival: bool
    printed: float
    step: float
    scale: Callable[[Values, int], Values]


@dataclass(frozen=True)
class Dispute:
    """A disputed set among the targets: what each reading makes of them, by the number of the target.

    figures: refs that may be wrong. readings: as the audit has them.
    """

    figures: tuple[str, ...]
    readings: tuple[Reading, ...]
    members: tuple[int, ...]
    values: tuple[dict[int, float], ...]


@dataclass(frozen=True)
class ScoredTargets:
    """All targets of a study, size: its patients."""

    targets: tuple[Target, ...]
    disputes: tuple[Dispute, ...]
    size: int

    def scaled(self, values: Values, enlarge: int = 1) -> Values:
        """Statistics of the agreement's rows, (rows, studies), on the scales of the targets, (targets, studies)."""
        n = self.size * enlarge
        found = [target.scale(values[target.row], n) for target in self.targets]
        return np.array(found) if found else np.zeros((0, values.shape[1]))

    def printed(self) -> Values:
        """What is printed by every combination of readings, (targets, combinations)."""
        columns = [self._read(combined) for combined in self._combinations()]
        return np.stack(columns, axis=1) if self.targets else np.zeros((0, len(columns)))

    def of_dispute(self, dispute: Dispute) -> Values:
        """What is printed of a disputed set's own targets by each reading, (members, readings)."""
        return np.stack([self._read([values])[list(dispute.members)] for values in dispute.values], axis=1)

    def steps(self) -> Values:
        """The least standard deviations, (targets,)."""
        return np.array([target.step for target in self.targets])

    def part(self, name: str) -> NDArray[np.bool_]:
        """Which targets belong to a part of the paper: "survival", "tables" or "all"."""
        survival = np.array([target.of_survival for target in self.targets], bool)
        return {"survival": survival, "tables": ~survival}.get(name, np.ones(len(survival), bool))

    def _combinations(self) -> Iterator[list[dict[int, float]]]:
        kept: list[Sequence[dict[int, float]]] = []
        for dispute in self.disputes:
            if np.prod([len(each) for each in kept], initial=1.0) * len(dispute.values) > MOST_READINGS:
                break
            kept.append(dispute.values)
        yield from (list(each) for each in product(*kept))

    def _read(self, readings: list[dict[int, float]]) -> Values:
        read = {number: value for each in readings for number, value in each.items()}
        return np.array(
            [
                float(target.scale(np.array([read.get(number, target.printed)]), self.size)[0])
                for number, target in enumerate(self.targets)
            ]
        )


def scored_targets(
    study: Study, table: Agreement, disputed: Sequence[DisputedSet], size: int
) -> ScoredTargets:
    """The targets among an agreement's rows: usable figures, and those of disputed sets; each quantity once.

    size: patients in a study.
    """
    open_to_doubt = {ref for each in disputed for ref in each.figures}
    rows: dict[tuple[object, ...], int] = {}
    places: dict[str, tuple[object, ...]] = {}
    for number, (row, refs) in enumerate(zip(table.rows, table.refs, strict=True)):
        quantity = _quantity(study, row)
        places.update(dict.fromkeys(refs, quantity))
        if row.often_enough and (row.mark == "usable" or open_to_doubt & set(refs)):
            rows.setdefault(quantity, number)
    numbers = {quantity: place for place, quantity in enumerate(rows)}
    targets = tuple(_target(study, table.rows[number], number, size) for number in rows.values())
    found = (_dispute(each, places, numbers) for each in disputed)
    return ScoredTargets(targets, tuple(each for each in found if each is not None), size)


def _quantity(study: Study, row: Compared) -> tuple[object, ...]:
    """What a row measures, however it is printed."""
    figure = study.figure(row.figure)
    return figure.subject, row.part, getattr(figure, "statistic", "") if row.part == "centre" else ""


def _dispute(
    disputed: DisputedSet, places: dict[str, tuple[object, ...]], numbers: dict[tuple[object, ...], int]
) -> Dispute | None:
    """A disputed set in terms of targets; None where one of its figures has no counterpart."""
    found = {ref: numbers.get(places.get(ref, ())) for ref in disputed.figures}
    members = {ref: number for ref, number in found.items() if number is not None}
    if len(members) < len(found):
        return None
    values = tuple(
        {members[ref]: float(read_printed(text).value) for ref, text in reading.instead.items()}
        for reading in disputed.readings
    )
    return Dispute(disputed.figures, disputed.readings, tuple(dict.fromkeys(members.values())), values)


def _target(study: Study, row: Compared, number: int, size: int) -> Target:
    printed = study.figure(row.figure).parts()[row.part]
    scale = _scale(row, printed)
    value, last = float(printed.value), float(printed.unit_of_last_place)
    ends = scale(np.array([max(value - last / 2, 0.0), value + last / 2]), size)
    return Target(number, row.kind in SURVIVAL, value, float(ends[1] - ends[0]) / np.sqrt(12.0), scale)


def _scale(row: Compared, printed: Printed) -> Callable[[Values, int], Values]:
    last = float(printed.unit_of_last_place)
    if row.part == "p":
        least = float(printed.value) if printed.sign == "<" else _SMALLEST_P
        return lambda values, n: np.log(np.maximum(values, least))
    if row.unit == "%" and row.kind in ("survival", "cumulative"):
        return lambda values, n: values / 100.0
    if row.part == "percent" and row.kind == "count":
        return lambda values, n: _arcsine(values / 100.0 * n, n)
    if row.part == "count":
        return _arcsine
    return lambda values, n: np.log(np.maximum(values, 0.0) + last)


def _arcsine(counts: Values, n: int) -> Values:
    return np.asarray(np.arcsin(np.sqrt(np.clip((counts + 0.375) / (n + 0.75), 0.0, 1.0))))
