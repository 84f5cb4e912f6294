"""What a study measured: numbers, categories, yes or no, sites; and how one measure rests on another."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Strict, WithJsonSchema

from haicsim.analysis.studies.quantities import KINDS
from haicsim.analysis.studies.reported_value import (
    Categorised,
    Category,
    Name,
    Names,
    Text,
    Unit,
    unknown_word,
)
from haicsim.sim.loading.document import InputModel


def _kind(text: str) -> str:
    if text not in KINDS:
        raise unknown_word(text, KINDS, "a kind of quantity")
    return text


Kind = Annotated[str, AfterValidator(_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})]


class Cut(InputModel):
    """A category that is a numeric measure beyond a limit: 'larger than 100 mm', 'more than one tumour'."""

    category: Category = "yes"
    measure: Name
    side: Literal["above", "at_least", "below", "at_most"]
    limit: float
    unit: Unit


class Change(InputModel):
    """A numeric measure that is the change of another between two occasions.

    as: `relative_fall` is 100 (before - after) / before; `fall` is before - after.
    """

    measure: Name
    before: Name
    after: Name
    form: Literal["relative_fall", "fall"]


class Observation(InputModel):
    """Whom an observation time covers and from which day; `not_stated` where the paper is silent."""

    over: Literal["all", "survivors", "reverse_kaplan_meier", "not_stated"]
    time_zero: Name


class Within(InputModel):
    """The patients among whom a measure is taken: those in a category of another measure."""

    measure: Name
    category: Category = "yes"


class Numeric(InputModel):
    """A number per patient. whole: true where it can only be a whole number (a number of tumours).

    what: the physical thing, one of the names in `limits.yaml` of the audit, for limits on its magnitude.
    """

    scale: Literal["numeric"]
    label: Text
    kind: Kind
    what: Name | None = None
    whole: bool = False
    change: Change | None = None
    observation: Observation | None = None


class Categories(InputModel):
    """One category per patient; exhaustive where every patient falls into one of those listed."""

    scale: Literal["categories"]
    label: Text
    categories: Categorised
    exhaustive: bool = True
    within: Within | None = None
    cuts: Annotated[tuple[Cut, ...], Strict(False)] = ()


class YesNo(InputModel):
    """Something a patient has or has not.

    contains: what counts here by definition, as a response counts as disease control.
    """

    scale: Literal["yes_no"]
    label: Text
    cut: Cut | None = None
    contains: Annotated[tuple[Within, ...], Strict(False)] = ()


class Sites(InputModel):
    """Sites of an event, of which one patient may have several.

    parts: the sites that make up a wider one. endpoint: whose event it is, to hold sites against patients.
    """

    scale: Literal["sites"]
    label: Text
    endpoint: Name | None = None
    parts: dict[Name, Names] = Field(min_length=1)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every site, wide and narrow."""
        return tuple(dict.fromkeys([*self.parts, *(site for sites in self.parts.values() for site in sites)]))

    @property
    def leaves(self) -> tuple[str, ...]:
        """The sites that are not made up of others."""
        return tuple(site for site in self.categories if site not in self.parts)


Measure = Annotated[Numeric | Categories | YesNo | Sites, Discriminator("scale")]
