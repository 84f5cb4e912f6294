"""Pages that follow from the model itself: every key a scenario may give, and every number of the reference."""

from collections.abc import Iterator
from typing import get_args

from pydantic.fields import FieldInfo

from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.loading.validation import InputModel
from haicsim.sim.parameters.base import Kind, Number, Table
from haicsim.sim.parameters.capacity import Capacity
from haicsim.sim.parameters.catalogue import TOPICS
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import UNITS

MADE_BY = "<!-- Written by `python -m haicsim.generate` (make docs); changes made here are lost. -->"

OWN_SCENARIO = """\
A scenario is a file that says what differs from another one. This is a whole one:

```yaml
# yaml-language-server: $schema=scenario.schema.json
# What changes if fewer patients refuse the operation?

name: fewer-refusals
question: What changes if one patient in fifty refuses the operation instead of one in twenty?
inherits: kurume.yaml

policy:
  refusal: {value: 2, unit: "%", range: [0, 10], source: "A guess, to see whether it matters"}
```

`haicsim check FILE` lists every value it leads to, with the file and line each comes from, or says every fault of the
file; `haicsim run FILE` runs it. A number has a `value`, a `unit`, a `range` (lowest and highest worth trying, in that
unit), a `grade` (`printed` in a publication, `derived` from one, `assumed`) and a `source`; what is left out is
inherited, but a file that changes a value gives its own source. A value set on the command line (`--set`) becomes an
assumption and says so. The line for editors at the top is
optional: with it they complete names and units while one writes (`scenario.schema.json` beside the file).
"""


def keys_page() -> str:
    """`scenarios/README.md`: what the shipped scenarios ask, and every key a scenario may give."""
    lines = ["# Scenarios", "", MADE_BY, "", "## What comes with the program", "", *_shipped(), ""]
    lines += [
        "Regimens change only what the drugs change, trials who is treated; what comes of them stands in"
    ]
    lines += [
        "[regimens.md](../docs/regimens.md).",
        "",
        *_in_folder("regimens"),
        "",
        *_in_folder("trials"),
        "",
        "Series say who was treated, with the nearest regimen, untreated or resected at once; each has a study of its",
        "figures ([studies](../docs/studies.md#series-that-come-with-the-program)).",
        "",
        *_in_folder("series"),
        "",
    ]
    lines += ["## A scenario of one's own", "", OWN_SCENARIO, "## Every key", ""]
    lines += ["| key | what it is |", "| --- | --- |"]
    for name in ("name", "question"):
        lines.append(table_row(f"`{name}`", Scenario.model_fields[name].description or ""))
    lines.append(
        table_row("`inherits`", "The scenario it builds on: a file beside it, or one of those above.")
    )
    topics: dict[str, type[InputModel]] = {**TOPICS, "capacity": Capacity}
    for topic, model in topics.items():
        lines += ["", f"### {topic}", "", _about(model), ""]
        lines += ["| key | what it is | what is possible |", "| --- | --- | --- |"]
        lines += [
            table_row(f"`{topic}.{key}`", *_meaning(field)) for key, field in model.model_fields.items()
        ]
    lines += ["", "## Every unit", "", "| of | units |", "| --- | --- |"]
    lines += [
        table_row(name.replace("_", " "), ", ".join(f"`{unit}`" for unit in units))
        for name, units in UNITS.items()
    ]
    return "\n".join(lines) + "\n"


def parameters_page(scenario: Scenario) -> str:
    """`docs/parameters.md`: every number of a scenario, topic by topic, with meaning, grade and source."""
    counts = dict.fromkeys(("printed", "derived", "assumed"), 0)
    for _, _, number in scenario.numbers():
        counts[number.grade] += 1
    said = ", ".join(f"{count} {grade}" for grade, count in counts.items())
    lines = [
        "# Every number of the reference scenario",
        "",
        MADE_BY,
        "",
        f"`{scenario.name}`: {scenario.question}",
        "",
    ]
    lines += [
        f"{sum(counts.values())} numbers: {said}. Each can be changed in a scenario file or by `--set key=value`. The range "
        "is the lowest and highest value worth trying, not a confidence interval.",
    ]
    for topic, model in TOPICS.items():
        rows = [
            row for key, field in model.model_fields.items() for row in _numbers(scenario, topic, key, field)
        ]
        lines += ["", f"## {topic}", "", _about(model), ""]
        lines += ["| key | meaning | value | unit | range | grade | source |", "| --- " * 7 + "|", *rows]
    return "\n".join(lines) + "\n"


def _shipped() -> Iterator[str]:
    """The shipped scenarios, the reference first: what each asks and what it changes."""
    yield "| scenario | it asks | it changes |"
    yield "| --- | --- | --- |"
    reference = load_scenario("kurume")
    yield table_row("`kurume`", reference.question, "the reference: everything is said here")
    for name in shipped_scenarios():
        if name != "kurume":
            scenario = load_scenario(name)
            yield table_row(
                f"`{name}`", scenario.question, ", ".join(f"`{key}`" for key in _changed(scenario, reference))
            )


def _in_folder(folder: str) -> Iterator[str]:
    """The shipped scenarios of one folder: what each asks and what it builds on."""
    yield f"| {'series' if folder == 'series' else folder.removesuffix('s')} | it asks | it builds on |"
    yield "| --- | --- | --- |"
    for name in shipped_scenarios(folder):
        scenario = load_scenario(name)
        parent = scenario.files[1].removeprefix("scenarios/").removesuffix(".yaml")
        yield table_row(f"`{name}`", scenario.question, f"`{parent}`")


def _changed(scenario: Scenario, reference: Scenario) -> Iterator[str]:
    """Keys by which a scenario differs from the reference."""
    ours, theirs = scenario.content(), reference.content()
    for path, value in ours["numbers"].items():
        if value != theirs["numbers"][path]:
            yield path
    for name, value in ours["capacity"].items():
        if value != theirs["capacity"][name]:
            yield f"capacity.{name}"


def _about(model: type[InputModel]) -> str:
    return (model.__doc__ or "").strip().split("\n")[0]


def _meaning(field: FieldInfo) -> tuple[str, str]:
    """What a field is, and what it may be."""
    kind = _kind(field)
    if kind is None:
        return field.description or "", _words(field)
    cells = _cells(field)
    below = f"; each of `{'`, `'.join(cells)}`" if cells else ""
    together = "; together 1" if kind.sums_to_one else ""
    whole = "whole, " if kind.dimension == "count" else ""
    return kind.about, f"{whole}{kind.low:.12g} to {kind.high:.12g} {kind.unit}{below}{together}"


def _words(field: FieldInfo) -> str:
    """What a field that holds no number of the model may be."""
    words = [word for word in _literals(field.annotation) if isinstance(word, str)]
    if field.annotation is not None and _is_resource(field.annotation):
        return "`places` (a whole number or `unlimited`), `every` (value and unit, for a calendar), `source`, `grade`"
    one_of = ", ".join(f"`{word}`" for word in words)
    if not words:
        limits = [limit for limit in field.metadata if hasattr(limit, "ge") or hasattr(limit, "le")]
        ends = [getattr(limit, end) for limit in limits for end in ("ge", "le") if hasattr(limit, end)]
        return f"a whole number, {ends[0]:,} to {ends[-1]:,}" if len(ends) > 1 else "a list of whole numbers"
    return f"a list of {one_of}" if "tuple" in str(field.annotation) else f"one of {one_of}"


def _literals(annotation: object) -> Iterator[object]:
    """Every word an annotation names."""
    for part in get_args(annotation):
        yield from [part] if isinstance(part, str) else _literals(part)


def _is_resource(annotation: object) -> bool:
    return isinstance(annotation, type) and "places" in getattr(annotation, "model_fields", {})


def _kind(field: FieldInfo) -> Kind | None:
    return next((each for each in field.metadata if isinstance(each, Kind)), None)


def _cells(field: FieldInfo) -> list[str]:
    annotation = field.annotation
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return list(annotation.model_fields)
    return []


def _numbers(scenario: Scenario, topic: str, key: str, field: FieldInfo) -> Iterator[str]:
    """The rows of one field: one number, or a table's heading and its cells."""
    kind = _kind(field)
    if kind is None:
        return
    value = getattr(getattr(scenario, topic), key)
    if isinstance(value, Number):
        yield _number_row(f"`{topic}.{key}`", kind.about, value, value.source)
        return
    sources = {number.source for _, number in value.cells()}
    shared = sources.pop() if len(sources) == 1 else ""
    yield table_row(f"`{topic}.{key}`", kind.about, "", "", "", "", shared)
    for cell, number in value.cells():
        yield _number_row(f"&nbsp;&nbsp;`.{cell}`", "", number, "" if shared else number.source)


def _number_row(key: str, about: str, number: Number, source: str) -> str:
    low, high = number.range
    return table_row(
        key, about, f"{number.value:.12g}", number.unit, f"{low:g} to {high:g}", number.grade, source
    )


def table_row(*cells: str) -> str:
    """One line of a table; a bar within a text does not end its cell."""
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
