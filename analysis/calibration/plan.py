"""The plan of a calibration: which numbers move and between which ends, and which published series speak."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, Strict
from pydantic_core import InitErrorDetails

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.document import Document, InputModel, read_document, validate
from haicsim.sim.loading.validation import ABSENT
from haicsim.sim.parameters.base import Consistent, Text, refuse_cell
from haicsim.sim.parameters.settings import MOST_WORD
from haicsim.sim.scenario.modify import numbers_by_path, why_unknown

PLANS = Path(__file__).parent / "plans"
Word = Annotated[str, Field(min_length=1, max_length=80)]
Words = Annotated[tuple[Word, ...], Strict(False)]
Ratio = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]


class Moved(Consistent):
    """Numbers that move: one by its value, or several together that stand to one another as `ratio` says.

    paths: dotted, as in a scenario. ratio: of several, one number a path. scale: on which every value between the ends is as
    likely beforehand. low, high: ends of the first number, in its unit; where all are within the scenario's own ranges unless
    said. label: what it is, in words.
    """

    label: Text
    paths: Annotated[Words, Field(min_length=1, max_length=12)]
    ratio: Annotated[tuple[Ratio, ...], Strict(False)] = ()
    scale: Literal["linear", "log"] = "log"
    low: float | None = None
    high: float | None = None

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Paths nobody knows, ratios too few or too many, and ends in the wrong order."""
        for place, path in enumerate(self.paths):
            if path not in numbers_by_path():
                yield refuse_cell(("paths", place), path, *why_unknown(path, "is no number of a scenario"))
        if len(self.ratio) != (len(self.paths) if len(self.paths) > 1 else 0):
            rule = (
                f"must be {len(self.paths)} numbers, one a path"
                if len(self.paths) > 1
                else "is for several paths"
            )
            yield refuse_cell(("ratio",), self.ratio or ABSENT, rule)
        if self.low is not None and self.high is not None and not self.low < self.high:
            yield refuse_cell(("low",), self.low, f"must be below high ({self.high:g})")
        if self.scale == "log" and self.low is not None and self.low <= 0:
            yield refuse_cell(("low",), self.low, "must be above 0 on a logarithmic scale")


class Series(InputModel):
    """A published study, and the scenario in which its patients are simulated.

    about: what of the study speaks, by endpoint, measure or the id of a figure; everything if nothing is named. patients:
    starters simulated in one evaluation. set: changes of its scenario, as `topic.key=value`.
    """

    study: Word
    scenario: Word
    about: Words = ()
    patients: Annotated[int, Field(ge=200, le=100_000)] = 800
    set: Annotated[tuple[Text, ...], Strict(False)] = ()


class Belief(Consistent):
    """What is known of an outcome from elsewhere: 95% of what is thought possible lies between low and high (shares of 1)."""

    outcome: Word
    study: Word
    low: Annotated[float, Field(gt=0.0, lt=1.0)]
    high: Annotated[float, Field(gt=0.0, lt=1.0)]
    source: Text

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Ends in the wrong order, and an outcome nobody knows or that is no share."""
        from haicsim.analysis.measures.outcome_measures import OUTCOMES, unknown_outcome

        if not self.low < self.high:
            yield refuse_cell(("low",), self.low, f"must be below high ({self.high:g})")
        if self.outcome not in OUTCOMES:
            yield refuse_cell(("outcome",), self.outcome, *unknown_outcome(self.outcome))
        elif OUTCOMES[self.outcome].unit != "share of 1":
            yield refuse_cell(("outcome",), self.outcome, "must be a share")


class Between(InputModel):
    """How far series of the same patients and drugs differ from one another: the standard deviation of a half-normal prior.

    share: of shares of 1. time: of logarithms of times and other positive numbers.
    """

    share: Annotated[float, Field(gt=0.0, le=1.0)] = 0.1
    time: Annotated[float, Field(gt=0.0, le=2.0)] = 0.3


class Size(InputModel):
    """How much is simulated.

    first: evaluations spread over the whole prior. second: evaluations where the first say the answer lies. check: draws of
    the posterior simulated again. studies: simulated studies of each series in one evaluation. draws: of the posterior.
    """

    first: Annotated[int, Field(ge=20, le=100_000)] = 1000
    second: Annotated[int, Field(ge=20, le=100_000)] = 800
    check: Annotated[int, Field(ge=10, le=10_000)] = 200
    studies: Annotated[int, Field(ge=30, le=5000)] = 120
    draws: Annotated[int, Field(ge=100, le=20_000)] = 1000


class Variant(InputModel):
    """Another structure of the disease or of decisions, calibrated in the same way: changes of every series' scenario."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=40)]
    words: Text
    set: Annotated[tuple[Text, ...], Strict(False), Field(min_length=1)]


class Plan(Consistent):
    """A calibration. The first series' scenario is the one whose numbers are sought."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
    question: Text
    move: Annotated[tuple[Moved, ...], Strict(False), Field(max_length=40)]
    series: Annotated[tuple[Series, ...], Strict(False), Field(max_length=60)]
    beliefs: Annotated[tuple[Belief, ...], Strict(False)] = ()
    between: Between = Between()
    size: Size = Size()
    variants: Annotated[tuple[Variant, ...], Strict(False)] = ()
    seed: Annotated[int, Field(ge=0, le=MOST_WORD)] = 1

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Nothing that moves or speaks, a number moved twice, a series named twice, a belief of no series."""
        seen: set[str] = set()
        for field in ("move", "series"):
            if not getattr(self, field):
                yield refuse_cell((field,), ABSENT, "must name at least one")
        for place, moved in enumerate(self.move):
            for path in moved.paths:
                if path in seen:
                    yield refuse_cell(("move", place, "paths"), path, "is moved twice")
                seen.add(path)
        studies = [each.study for each in self.series]
        for place, study in enumerate(studies):
            if study in studies[:place]:
                yield refuse_cell(("series", place, "study"), study, "is named twice")
        for place, belief in enumerate(self.beliefs):
            if belief.study not in studies:
                nearest = nearest_name(belief.study, studies)
                yield refuse_cell(
                    ("beliefs", place, "study"), belief.study, "is no series of the plan", nearest
                )

    @property
    def digest(self) -> str:
        """Of everything the plan says, but for its variants."""
        content = self.model_dump(mode="json", exclude={"variants"})
        said = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class PlanFile:
    """A plan as read, and where each of its lines stands."""

    plan: Plan
    document: Document

    def fault(self, path: tuple[str | int, ...], value: Any, rule: str, nearest: str | None = None) -> Fault:
        """A fault at a path of the file, on its line."""
        return self.document.fault(path, value, rule, nearest)

    def refused(self, path: tuple[str | int, ...], refusal: InputError, value: Any = ABSENT) -> InputError:
        """A refusal of something the plan names, on the plan's line."""
        return InputError([self.fault(path, value, fault.rule, fault.nearest) for fault in refusal.faults])


def varied(file: PlanFile, name: str) -> PlanFile:
    """The plan of one of its variants; InputError where it has none of that name."""
    known = {each.name: each for each in file.plan.variants}
    if name not in known:
        rule = f"is no variant of the plan: {', '.join(known) or 'it has none'}"
        raise InputError([Fault(f"--variant {name}", None, "", "", rule, nearest_name(name, known))])
    series = tuple(
        each.model_copy(update={"set": (*each.set, *known[name].set)}) for each in file.plan.series
    )
    changed = {"name": f"{file.plan.name}-{name}", "series": series, "variants": ()}
    return PlanFile(file.plan.model_copy(update=changed), file.document)


def shipped_plans() -> dict[str, Path]:
    """The plans that come with the program, by name."""
    return {path.stem: path for path in sorted(PLANS.glob("*.yaml"))}


def load_plan(given: str | Path) -> PlanFile:
    """A plan from a file, or a shipped one by name; InputError with every fault, its file and line."""
    place, shipped = Path(given), shipped_plans()
    if not place.is_file():
        if str(given) not in shipped:
            rule = f"there is no such file, nor a shipped plan of that name (shipped: {', '.join(shipped)})"
            raise InputError([Fault(str(given), None, "", "", rule, nearest_name(str(given), shipped))])
        place = shipped[str(given)]
    document = read_document(place, str(given))
    return PlanFile(validate(document, Plan), document)
