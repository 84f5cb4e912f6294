"""How a study was made: its groups and their divisions, its endpoints, who entered, how patients were followed."""

from typing import Annotated, Literal

from pydantic import Field, Strict, field_validator

from haicsim.analysis.studies.follow_up import FollowUp
from haicsim.analysis.studies.reported_value import Name, Names, Text
from haicsim.sim.loading.document import InputModel

MOST_PATIENTS = 1_000_000

EntryName = Literal[
    "all_starters", "infused", "responders", "non_responders", "converted", "not_converted", "resected",
    "not_resected", "refused", "untreated", "resected_at_once", "other",
]  # fmt: skip
TimeZero = Literal[
    "entry", "randomisation", "enrolment", "diagnosis", "first_treatment", "first_infusion", "response", "conversion",
    "hepatectomy", "operation", "progression", "recurrence", "not_stated",
]  # fmt: skip
EndpointConvention = Literal[
    "os", "dfs_death_censored", "dfs_event_death", "pfs", "ttp", "other", "not_stated"
]


class Group(InputModel):
    """Patients analysed together; n is how many, `part_of` the group they are a part of, `division` by which division."""

    label: Text
    n: Annotated[int, Field(ge=1, le=MOST_PATIENTS)]
    part_of: Name | None = None
    division: Name | None = None


class Division(InputModel):
    """One way of dividing a group: no patient is in two of its parts. exhaustive: every patient is in one."""

    of: Name
    exhaustive: bool = True
    label: Text | None = None


class Endpoint(InputModel):
    """From when to what survival is counted, and what ends observation without the event.

    time_zero, convention: where the simulator has them, their names in `haicsim.analysis.survival.observation`; of any
    other the audit judges what rests on no name, and nothing is compared.
    """

    label: Text
    time_zero: TimeZero
    event: Name
    censored: Names
    convention: EndpointConvention
    place: Text


class EntryRule(InputModel):
    """Which patients the paper shows.

    name: where the simulator can pick such patients, that of `haicsim.analysis.survival.membership`; `other` says it in
    words alone.
    """

    name: EntryName
    words: Text
    place: Text


class Design(InputModel):
    """How patients were found and followed, and the methods the paper names.

    follow_up: in the paper's words. watched: the same in numbers, for `observe`, where they are known or can be
    assumed. tests: the tests it names. summarised: how it says continuous quantities are summarised.
    """

    entry_rule: EntryRule
    search_years: Annotated[tuple[int, int], Strict(False)] | None = None
    follow_up: Text
    watched: FollowUp | None = None
    summarised: Literal["median_range", "median_iqr", "mean_sd"] | None = None
    tests: Annotated[
        tuple[Literal["student_t", "chi_square", "fisher", "log_rank", "mcnemar", "wilcoxon"], ...],
        Strict(False),
    ] = ()
    software: Text | None = None
    place: Text

    @field_validator("search_years")
    @classmethod
    def _first_to_last(cls, years: tuple[int, int] | None) -> tuple[int, int] | None:
        if years is not None and years[0] > years[1]:
            raise ValueError(f"must be the first year and then the last, not {years[0]} to {years[1]}")
        return years


class Relation(InputModel):
    """Printed numbers that add up to another by definition.

    parts, total: ids of figures. basis: why they must add up.
    """

    name: Name
    parts: Names
    total: Name
    basis: Text
