"""The kinds of figure a paper prints: counts, summaries, survival, p values, numbers in words."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, model_validator

from haicsim.analysis.studies.printed import Printed, PrintedP, PrintedText, read_printed
from haicsim.analysis.studies.reported_value import (
    Arms,
    Figure,
    Name,
    Names,
    Occasions,
    Text,
    Unit,
    read_time,
)
from haicsim.analysis.studies.survival_values import AtRisk, Curve, Events, MedianSurvival, Survival

__all__ = [
    "AnyFigure", "AtRisk", "Count", "Curve", "Events", "Figure", "MedianSurvival", "Name", "Names", "PValue", "Size",
    "Stated", "Summary", "Survival", "Text", "Unit", "read_time",
]  # fmt: skip


class Size(Figure):
    """How many patients a group has, as printed at one place."""

    kind: Literal["size"]
    group: Name = "all"
    count: PrintedText

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the count."""
        return ("count",)

    @property
    def subject(self) -> tuple[object, ...]:
        """The size of one group."""
        return ("size", self.group)


class Count(Figure):
    """How many patients (or sites) show something, with the percentage beside it.

    measure: a name under `measures`. category: one of its categories ('yes' where it has none).
    together: for sites, the exact set of sites these patients had. of: the denominator, where the paper prints it
    or it is not the whole group. per: whether patients or sites are counted.
    """

    kind: Literal["count"]
    measure: Name
    category: Name = "yes"
    together: Names | None = None
    group: Name = "all"
    occasion: Name | None = None
    count: PrintedText | None = None
    percent: PrintedText | None = None
    of: Annotated[int, Field(ge=1)] | None = None
    per: Literal["patients", "sites"] = "patients"

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """A count, a percentage, or both."""
        return ("count", "percent")

    @property
    def subject(self) -> tuple[object, ...]:
        """What is counted, in whom and when."""
        return ("count", self.measure, self.together or self.category, self.group, self.occasion, self.per)

    @model_validator(mode="after")
    def _not_empty(self) -> "Count":
        if self.count is None and self.percent is None:
            raise ValueError("must print a count, a percentage or both")
        return self


Summarised = Literal["median_range", "median_iqr", "mean_range", "mean_sd", "median", "mean", "count_percent"]


class Summary(Figure):
    """A continuous quantity in short: its median or mean, with range, quartiles or standard deviation.

    statistic: what the paper calls it at this place. announced: the form the heading of its row or column
    promises, where that differs in kind (a heading 'n (%)').
    """

    kind: Literal["summary"]
    measure: Name
    group: Name = "all"
    occasion: Name | None = None
    unit: Unit
    statistic: Literal["median", "mean"]
    centre: PrintedText
    spread: Literal["range", "iqr", "sd"] | None = None
    low: PrintedText | None = None
    high: PrintedText | None = None
    sd: PrintedText | None = None
    announced: Summarised | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """The centre, and two limits or a standard deviation."""
        return ("centre", "low", "high", "sd")

    @property
    def subject(self) -> tuple[object, ...]:
        """The quantity, in whom and when."""
        return ("summary", self.measure, self.group, self.occasion)

    @property
    def form(self) -> str:
        """The form actually printed, in the words of `announced`."""
        return self.statistic if self.spread is None else f"{self.statistic}_{self.spread}"

    @model_validator(mode="after")
    def _spread_complete(self) -> "Summary":
        limits = self.low is not None and self.high is not None
        if self.spread in ("range", "iqr") and not limits:
            raise ValueError(f"with spread {self.spread} both low and high must be given")
        if self.spread == "sd" and self.sd is None:
            raise ValueError("with spread sd the standard deviation must be given as sd")
        return self


class PValue(Figure):
    """A p value: what it compares, by which test, where the paper names it at this place.

    Either an endpoint between arms, or a measure between arms or between two occasions. An arm is a list of
    groups. categories: those compared, where not all of the measure.
    """

    kind: Literal["p_value"]
    endpoint: Name | None = None
    measure: Name | None = None
    arms: Arms | None = None
    group: Name = "all"
    occasions: Occasions | None = None
    categories: Names | None = None
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
        return ("p_value", self.endpoint, self.measure, arms, self.group, self.occasions, self.categories)

    @model_validator(mode="after")
    def _one_comparison(self) -> "PValue":
        if (self.endpoint is None) == (self.measure is None):
            raise ValueError("must compare either an endpoint or a measure")
        if (self.arms is None) == (self.occasions is None):
            raise ValueError("must compare either arms or two occasions")
        return self


class Stated(Figure):
    """A number in words: the regimen, years, limits; or a figure quoted from others (`quoted: true`).

    values: one number; several for 'or' and for the two ends of 'to', with `joined` saying which.
    """

    kind: Literal["stated"]
    quantity: Name
    unit: Unit
    values: Annotated[tuple[PrintedText, ...], Strict(False), Field(min_length=1)]
    joined: Literal["or", "to", "and"] | None = None
    quoted: bool = False

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """None by name: see `values`."""
        return ()

    def parts(self) -> Mapping[str, Printed]:
        """The numbers, called value, value2, value3..."""
        names = ["value", *(f"value{number}" for number in range(2, len(self.values) + 1))]
        return {name: read_printed(text) for name, text in zip(names, self.values, strict=True)}

    @property
    def subject(self) -> tuple[object, ...]:
        """The quantity described."""
        return ("stated", self.quantity)


AnyFigure = Annotated[
    Size | Count | Summary | Survival | AtRisk | MedianSurvival | Events | PValue | Stated | Curve,
    Discriminator("kind"),
]
