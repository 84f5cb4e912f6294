"""The kinds of figure a paper prints: counts, summaries, survival, p values, numbers in words."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, model_validator

from haicsim.analysis.studies.comparative_values import HazardRatio, PValue
from haicsim.analysis.studies.printed import PrintedText
from haicsim.analysis.studies.reported_value import (
    Categorised,
    Category,
    Denominator,
    Estimate,
    Figure,
    Name,
    Names,
    Text,
    Unit,
    read_time,
)
from haicsim.analysis.studies.survival_values import (
    AtRisk,
    Cumulative,
    Curve,
    Events,
    MeanSurvival,
    MedianSurvival,
    Survival,
)

__all__ = [
    "AnyFigure", "AtRisk", "Count", "Cumulative", "Curve", "Estimate", "Events", "Figure", "HazardRatio", "MeanSurvival",
    "MedianSurvival", "Name", "Names", "PValue", "Size", "Stated", "Summary", "Survival", "Text", "Unit", "read_time",
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


class Count(Estimate):
    """How many patients (or sites) show something, with the percentage beside it.

    measure: a name under `measures`. category: one of its categories ('yes' where it has none).
    together: for sites, the exact set of sites these patients had. of: the denominator, where the paper prints it
    or it is not the whole group, `not_stated` where nobody knows it. per: whether patients or sites are counted.
    """

    kind: Literal["count"]
    measure: Name
    category: Category = "yes"
    together: Categorised | None = None
    group: Name = "all"
    occasion: Name | None = None
    count: PrintedText | None = None
    percent: PrintedText | None = None
    of: Denominator | None = None
    per: Literal["patients", "sites"] = "patients"

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """A count, a percentage, or both."""
        return ("count", "percent")

    @property
    def estimated(self) -> str:
        """The percentage."""
        return "percent"

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


class Summary(Estimate):
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
    def estimated(self) -> str:
        """The median or mean."""
        return "centre"

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

    def texts(self) -> Mapping[str, str]:
        """The numbers, called value, value2, value3..."""
        names = ["value", *(f"value{number}" for number in range(2, len(self.values) + 1))]
        return dict(zip(names, self.values, strict=True))

    @property
    def subject(self) -> tuple[object, ...]:
        """The quantity described."""
        return ("stated", self.quantity)


AnyFigure = Annotated[
    Size
    | Count
    | Summary
    | Survival
    | Cumulative
    | AtRisk
    | MedianSurvival
    | MeanSurvival
    | Events
    | PValue
    | HazardRatio
    | Stated
    | Curve,
    Discriminator("kind"),
]
