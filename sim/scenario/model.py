"""A scenario: one hospital, its patients and every number they depend on, and what must fit together in it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr
from pydantic_core import InitErrorDetails, PydanticCustomError

from haicsim.sim.loading.document import ABSENT
from haicsim.sim.loading.inheritance import Layer, Origin
from haicsim.sim.parameters.arrivals import Arrivals
from haicsim.sim.parameters.base import Consistent, Number, Text, refuse_cell
from haicsim.sim.parameters.capacity import Capacity
from haicsim.sim.parameters.catalogue import ParameterEntry, catalogue
from haicsim.sim.parameters.entry import Entry as EntryRule
from haicsim.sim.parameters.liver import Liver
from haicsim.sim.parameters.policy import Policy
from haicsim.sim.parameters.population import Population
from haicsim.sim.parameters.recurrence import Recurrence
from haicsim.sim.parameters.seeding import Seeding
from haicsim.sim.parameters.sense import implausible
from haicsim.sim.parameters.settings import Settings
from haicsim.sim.parameters.surgery import Surgery
from haicsim.sim.parameters.survival import Survival
from haicsim.sim.parameters.treatment import Treatment
from haicsim.sim.parameters.tumour import Tumour
from haicsim.sim.scenario.feasibility import never_operates, nobody_enters


def _fit_for_a_folder(name: str) -> str:
    """Results are kept in a folder named after the scenario."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
        rule = "must be letters, digits, '-', '_' and '.', beginning with a letter or digit"
        raise PydanticCustomError("name", "{rule}", {"rule": rule})
    return name


_SIZE = tuple(f"run.{name}=" for name in ("patients", "replications", "seed", "engine"))


class Scenario(Consistent):
    """Everything a simulation needs to know; never changed once loaded.

    Numbers keep the units of the file; `haicsim.sim.theta` gives them in days, 1/day, mm and shares of 1.
    """

    name: Annotated[
        str,
        Field(max_length=60, description="Results are kept in a folder of this name."),
        AfterValidator(_fit_for_a_folder),
    ]
    question: Annotated[Text, Field(description="What the scenario asks, in a clinician's words.")]
    accept: Annotated[
        Literal["implausible"] | None,
        Field(
            description="That numbers are meant which are hardly possible, or make no sense beside others."
        ),
    ] = None
    arrivals: Arrivals
    population: Population
    entry: EntryRule
    tumour: Tumour
    seeding: Seeding
    treatment: Treatment
    policy: Policy
    liver: Liver
    surgery: Surgery
    recurrence: Recurrence
    survival: Survival
    capacity: Capacity
    run: Settings

    _layer: Layer = PrivateAttr(default_factory=lambda: Layer({}))

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """What does not fit together across topics; asked of what is there, where a topic has faults of its own."""
        there = self.__dict__.keys()
        if there >= {"arrivals", "run"}:
            yield from self._too_few_days()
        if there >= {"tumour", "policy"}:
            yield from self._never_seen()
        if there >= {"treatment", "policy"}:
            yield from self._overtaken()
        if there >= {"entry", "population"}:
            yield from nobody_enters(self.entry, self.population)
        if there >= {"policy", "population"} and self.policy.operate.value:
            yield from never_operates(self.policy, self.population)

    def _too_few_days(self) -> Iterator[InitErrorDetails]:
        days, patients = self.arrivals.days, self.run.patients
        if days is not None and len(days) < patients:
            rule = f"lists {len(days):,} days of arrival, too few for {patients:,} patients (run.patients)"
            yield refuse_cell(("arrivals", "days"), ABSENT, rule)

    def implausible(self) -> Iterator[tuple[str, float, str]]:
        """What is hardly possible or makes no sense beside the rest: path, value, rule; nothing where it is accepted."""
        if self.accept is None:
            yield from implausible({p: (n.value, n.unit, e.kind.dimension) for p, e, n in self.numbers()})

    def _overtaken(self) -> Iterator[InitErrorDetails]:
        """CTs whose scatter would let them overtake one another or the induction."""
        treatment, policy = self.treatment, self.policy
        if treatment.base("ct_scatter") >= policy.base("ct_interval"):
            value, rule = treatment.ct_scatter.value, "must be shorter than policy.ct_interval"
            yield refuse_cell(("treatment", "ct_scatter", "value"), value, rule)
        if treatment.base("first_ct_scatter") > policy.base("first_ct_after"):
            value, rule = treatment.first_ct_scatter.value, "must not be longer than policy.first_ct_after"
            yield refuse_cell(("treatment", "first_ct_scatter", "value"), value, rule)

    def _never_seen(self) -> Iterator[InitErrorDetails]:
        visible, target = self.tumour.base("detection_limit"), self.policy.base("target_size")
        if visible > target:
            value, rule = (
                self.tumour.detection_limit.value,
                "must not be above policy.target_size: no CT shows it",
            )
            yield refuse_cell(("tumour", "detection_limit", "value"), value, rule)

    def with_(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> "Scenario":
        """The scenario with other values, by dotted path and in its own units; this one stays as it is.

        `scenario.with_({"capacity.theatre": 1})` or `scenario.with_(**{"capacity.theatre": 1})`. Each changed number
        counts as assumed from then on. Raises InputError with every fault.
        """
        from haicsim.sim.scenario.with_values import with_values

        return with_values(self, {**(values or {}), **more})

    def __repr__(self) -> str:
        """A few lines; `haicsim.check` lists every value."""
        run = self.run
        size = f"{run.patients:,} patients" + (f" x {run.replications:,}" if run.replications > 1 else "")
        question = " ".join(self.question.split())
        return (
            f"<Scenario {self.name}: {size}, seed {run.seed}, fingerprint {self.digest()[:8]}\n {question}>"
        )

    __str__ = __repr__

    def origin(self, path: str) -> Origin:
        """Where the value at a path (`tumour.kill_median.value`) was written: file and line, or `--set`."""
        return self._layer.origin(tuple(path.split(".")))

    @property
    def set_by_hand(self) -> tuple[str, ...]:
        """What was set outside any file, by `--set` or in a program, as said; size and engine of the run do not count."""
        said = {
            re.sub(r"^(--set |with_\()|\)$", "", str(each))
            for each in self._layer.origins.values()
            if each.line is None
        }
        return tuple(sorted(each for each in said if "=" in each and not each.startswith(_SIZE)))

    @property
    def title(self) -> str:
        """Its name, and what was set by hand: "kurume with policy.refusal=0.4"."""
        said = self.set_by_hand
        if not said:
            return self.name
        return (
            f"{self.name} with {', '.join(said)}"
            if len(said) <= 3
            else f"{self.name} with {len(said)} values set by hand"
        )

    @property
    def files(self) -> tuple[str, ...]:
        """The files it was read from: its own, then each it builds on in turn."""
        return self._layer.files

    def numbers(self) -> Iterator[tuple[str, ParameterEntry, Number]]:
        """Every number with its dotted path, in the order of the catalogue; cells of tables one by one."""
        for entry in catalogue():
            field = getattr(getattr(self, entry.topic), entry.key)
            path = f"{entry.topic}.{entry.key}"
            if entry.cells:
                yield from ((f"{path}.{cell}", entry, getattr(field, cell)) for cell in entry.cells)
            else:
                yield path, entry, field

    def as_json(self) -> str:
        """The whole scenario as a file that loads again: nothing inherited, nothing set from outside."""
        return json.dumps(self.model_dump(exclude_none=True), indent=1, ensure_ascii=False) + "\n"

    def digest(self) -> str:
        """Fingerprint of all that can alter a result (64 hexadecimal characters, SHA-256).

        Values count in base units, so 14 d and 2 weeks are the same. Name, question, ranges, sources, grades
        and the choice of engine do not count.
        """
        content = json.dumps(self.content(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def content(self) -> Mapping[str, Any]:
        """What the digest is taken of: numbers by dotted path in base units, capacity and size of run."""
        numbers = {path: entry.kind.base(number) for path, entry, number in self.numbers()}
        capacity = {
            resource: [each.places, None if each.every is None else each.every.days]
            for resource, each in ((name, getattr(self.capacity, name)) for name in Capacity.model_fields)
        }
        run = {"patients": self.run.patients, "replications": self.run.replications, "seed": self.run.seed}
        choices = {
            "haic": self.policy.haic,
            "stop": self.policy.stop,
            "decision": self.policy.decision,
            "liver_rule": self.policy.liver_rule,
            "candidates": self.entry.candidates,
            "criteria": list(self.policy.criteria),
            "days": None if self.arrivals.days is None else list(self.arrivals.days),
        }
        return {"numbers": numbers, "capacity": capacity, "choices": choices, "run": run}
