"""Figures that compare: p values and hazard ratios."""

from typing import Literal

from pydantic import model_validator

from haicsim.analysis.studies.printed import PrintedP, PrintedText
from haicsim.analysis.studies.reported_value import (
    Arms,
    Categorised,
    Estimate,
    Figure,
    Name,
    Pair,
    Text,
    TwoArms,
)


class PValue(Figure):
    """A p value: what it compares, by which test, where the paper names it at this place.

    Either an endpoint between arms, or a measure between arms or between two occasions, or two traits with one another.
    An arm is a list of groups. traits: two endpoints or measures of the same patients. categories: those compared, where
    not all of the measure.
    """

    kind: Literal["p_value"]
    endpoint: Name | None = None
    measure: Name | None = None
    arms: Arms | None = None
    group: Name = "all"
    occasions: Pair | None = None
    traits: Pair | None = None
    categories: Categorised | None = None
    test: Text | None = None
    p: PrintedP

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the p value."""
        return ("p",)

    @property
    def subject(self) -> tuple[object, ...]:
        """What is compared with what."""
        arms = None if self.arms is None else tuple(sorted(tuple(sorted(arm)) for arm in self.arms))
        traits = None if self.traits is None else tuple(sorted(self.traits))
        about = (self.endpoint, self.measure, arms, self.group, self.occasions, self.categories, traits)
        return ("p_value", *about)

    @model_validator(mode="after")
    def _one_comparison(self) -> "PValue":
        if self.traits is not None:
            if (self.endpoint, self.measure, self.arms, self.occasions) != (None, None, None, None):
                raise ValueError("of two traits needs neither an endpoint or measure nor arms or occasions")
            return self
        if (self.endpoint is None) == (self.measure is None):
            raise ValueError("must compare either an endpoint or a measure, or two traits")
        if (self.arms is None) == (self.occasions is None):
            raise ValueError("must compare either arms or two occasions")
        return self


class HazardRatio(Estimate):
    """How much more often the event comes in one arm than in the other, or in those with a trait than in those without.

    arms: the first over the second. trait: a measure instead of arms. test: of the p printed beside it (`wald` for the
    p of Cox's model, `log_rank`). sides: of that test, where they are named. adjusted: for what, where it is.
    """

    kind: Literal["hazard_ratio"]
    endpoint: Name
    arms: TwoArms | None = None
    trait: Name | None = None
    group: Name = "all"
    ratio: PrintedText
    p: PrintedP | None = None
    test: Text | None = None
    sides: Literal[1, 2] | None = None
    adjusted: Text | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """The ratio, and perhaps a p value."""
        return ("ratio", "p")

    @property
    def estimated(self) -> str:
        """The ratio."""
        return "ratio"

    @property
    def subject(self) -> tuple[object, ...]:
        """What is compared with what."""
        return ("hazard_ratio", self.endpoint, self.arms, self.trait, self.group, self.adjusted)

    @model_validator(mode="after")
    def _one_comparison(self) -> "HazardRatio":
        if (self.arms is None) == (self.trait is None):
            raise ValueError("must compare either two arms or those with a trait and those without")
        return self
