"""What a sweep file says: which scenarios, what is varied and how, how often, and what is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag
from pydantic_core import InitErrorDetails

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.document import Document, InputModel, read_document, validate
from haicsim.sim.loading.validation import ABSENT
from haicsim.sim.parameters.base import Consistent, Text, refuse_cell
from haicsim.sim.parameters.settings import MOST_LIVES, MOST_WORD

MOST_VALUES = 10_000
MOST_POINTS = 1 << 20
Word = Annotated[str, Field(min_length=1, max_length=60)]
Override = Annotated[str, Field(min_length=1, max_length=1000)]
Setting = float | int | str | list[str]


class Spread(Consistent):
    """Values spread over an interval.

    With `steps` that many values, both ends among them; without, the interval is sampled by the sweep's design. scale:
    evenly spaced as they are, or in their logarithms. unit: that of both ends, if not the scenario's own.
    """

    low: float
    high: float
    steps: Annotated[int | None, Field(ge=2, le=MOST_VALUES)] = None
    scale: Literal["linear", "log"] = "linear"
    unit: Annotated[str | None, Field(max_length=40)] = None

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Ends in the wrong order, or a logarithm of what is not above nothing."""
        if not self.low < self.high:
            yield refuse_cell(("low",), self.low, f"must be below high ({self.high:g})")
        elif self.scale == "log" and self.low <= 0:
            yield refuse_cell(("low",), self.low, "must be above 0 on a logarithmic scale")


def _kind(given: object) -> str:
    return "spread" if isinstance(given, dict | Spread) else "values"


def _listed(given: object) -> object:
    return given if isinstance(given, list) else [given]


Varied = Annotated[
    Annotated[Spread, Tag("spread")]
    | Annotated[
        Annotated[list[Setting], Field(min_length=1, max_length=MOST_VALUES)],
        BeforeValidator(_listed),
        Tag("values"),
    ],
    Discriminator(_kind),
]


class Design(Consistent):
    """How intervals without steps are sampled: so many points, by Latin hypercube or scrambled Sobol sequence.

    seed: of the sampling; another than that of the patients.
    """

    sampler: Literal["latin_hypercube", "sobol"]
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)]
    seed: Annotated[int, Field(ge=0, le=MOST_WORD)] = 1

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A Sobol sequence that stops where it is not even."""
        if self.sampler == "sobol" and self.points & (self.points - 1):
            yield refuse_cell(("points",), self.points, "must be a power of 2 for a Sobol sequence")


class Draws(InputModel):
    """A table of joint draws, one a row, each column named after what it sets; Parquet or CSV, beside the sweep file.

    most: use only so many, evenly spaced through the table.
    """

    file: Annotated[str, Field(min_length=1, max_length=400)]
    most: Annotated[int | None, Field(ge=1)] = None


class Sweep(Consistent):
    """A sweep: every scenario with every setting, every draw and every replication.

    set: changes of all scenarios, each as `topic.key=value`. lists: whether lists are crossed with one another, or taken
    side by side. patients, seed, engine: stand in for those of the scenarios.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
    question: Text
    scenarios: Annotated[tuple[Word, ...], Strict(False), Field(min_length=1, max_length=1000)]
    set: Annotated[tuple[Override, ...], Strict(False), Field(max_length=400)] = ()
    vary: Annotated[dict[str, Varied], Field(max_length=400)] = {}  # noqa: RUF012  never changed
    lists: Literal["crossed", "side_by_side"] = "crossed"
    design: Design | None = None
    draws: Draws | None = None
    patients: Annotated[int, Field(ge=1, le=MOST_LIVES)]
    replications: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    seed: Annotated[int, Field(ge=0, le=MOST_WORD)] = 1
    engine: Literal["auto", "process", "compiled"] = "auto"
    outcomes: Annotated[tuple[Word, ...], Strict(False), Field(min_length=1)]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Lists that do not fit, intervals nobody samples, samples of nothing, outcomes nobody knows."""
        from haicsim.analysis.measures.outcome_measures import OUTCOMES, unknown_outcome

        sampled = [path for path, given in self.vary.items() if isinstance(given, Spread) and not given.steps]
        if sampled and self.design is None:
            rule = "needs steps, or a design (sampler and points) for the whole sweep"
            yield refuse_cell(("vary", sampled[0]), ABSENT, rule)
        if self.design is not None and not sampled:
            yield refuse_cell(
                ("design",), ABSENT, "samples nothing: nothing is varied from low to high without steps"
            )
        lengths = {path: count(given) for path, given in self.vary.items() if path not in sampled}
        if self.lists == "side_by_side" and len(set(lengths.values())) > 1:
            said = ", ".join(f"{path} has {length}" for path, length in lengths.items())
            yield refuse_cell(
                ("lists",), self.lists, f"lists taken side by side must be of one length: {said}"
            )
        for field in ("scenarios", "outcomes"):
            given = getattr(self, field)
            for place, name in enumerate(given):
                if name in given[:place]:
                    yield refuse_cell((field, place), name, "is named twice")
                elif field == "outcomes" and name not in OUTCOMES:
                    yield refuse_cell((field, place), name, *unknown_outcome(name))


def count(given: Spread | list[Setting]) -> int:
    """How many values a list or a stepped interval has."""
    return (given.steps or 0) if isinstance(given, Spread) else len(given)


@dataclass(frozen=True)
class SweepFile:
    """A sweep as read, and where each of its lines stands."""

    sweep: Sweep
    document: Document
    place: Path

    def fault(self, path: tuple[str | int, ...], value: Any, rule: str, nearest: str | None = None) -> Fault:
        """A fault at a path of the file, on its line."""
        return self.document.fault(path, value, rule, nearest)


def shipped_sweeps() -> dict[str, Path]:
    """The experiments that come with the program, by name."""
    from haicsim.scenarios import FOLDER

    return {path.stem: path for path in sorted((FOLDER / "experiments").glob("*.yaml"))}


def load_sweep(given: str | Path) -> SweepFile:
    """A sweep from a file, or a shipped one by name; InputError with every fault, its file and line."""
    place, shipped = Path(given), shipped_sweeps()
    if not place.is_file():
        if str(given) in shipped:
            place = shipped[str(given)]
        elif place.suffix not in (".yaml", ".yml") and not place.exists():
            rule = f"there is no such file, nor a shipped experiment of that name (shipped: {', '.join(shipped)})"
            raise InputError([Fault(str(given), None, "", "", rule, nearest_name(str(given), shipped))])
    document = read_document(place, str(given))
    return SweepFile(validate(document, Sweep), document, place)
