"""`haicsim check`: is a scenario sound, and what does each of its numbers come from."""

import sys
from collections import Counter
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import AcceptImplausible, Json, Overrides, ScenarioFile, with_acceptance

if TYPE_CHECKING:
    from haicsim.sim.scenario.model import Scenario
    from haicsim.sim.scenario.values import Value

LONGEST_LIST = 10
HEADINGS = ("what", "value", "grade", "written in", "source")


Topic = Annotated[
    str | None, typer.Option("--topic", metavar="NAME", help="Only this topic, such as policy.")
]
Ranges = Annotated[bool, typer.Option("--ranges", help="Show the range of every number, too.")]


def check(
    scenario: ScenarioFile,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    topic: Topic = None,
    ranges: Ranges = False,
    json: Json = False,
) -> None:
    """Check a scenario and list every value: unit, grade, source, and the line it was written on.

    haicsim check kurume

    haicsim check my.yaml --set tumour.phi=0.7 --set capacity.theatre=2

    haicsim check kurume --topic policy --ranges
    """
    from haicsim.sim.scenario.load import load_scenario
    from haicsim.sim.scenario.values import resolved_values

    loaded = load_scenario(scenario, with_acceptance(set_, accept_implausible))
    everything = list(resolved_values(loaded))
    values = everything if topic is None else _of_topic(everything, topic)
    if json:
        print(_json(loaded, values))
        return
    if sys.stdout.isatty():
        _print_on_screen(loaded.question.strip(), values, ranges)
    else:
        print(loaded.question.strip(), end="\n\n")
        _print_lines(values, ranges)
    print()
    print(fill(_summary(loaded, everything), _WIDTH, break_long_words=False, break_on_hyphens=False))


def _of_topic(values: "list[Value]", topic: str) -> "list[Value]":
    """The values of one topic. Raises InputError where there is none."""
    from haicsim.sim.errors import Fault, InputError, nearest_name

    topics = dict.fromkeys(value.path.partition(".")[0] for value in values)
    if topic not in topics:
        rule = f"is no topic: {', '.join(topics)}"
        raise InputError([Fault("--topic", None, "", topic, rule, nearest_name(topic, topics))])
    return [value for value in values if value.path.partition(".")[0] == topic]


def _summary(scenario: "Scenario", values: "list[Value]") -> str:
    """How many values there are of each grade."""
    grades = Counter(value.grade for value in values if value.grade is not None)
    counts = ", ".join(f"{grades[grade]} {grade}" for grade in ("printed", "derived", "assumed"))
    chain = ", which builds on ".join(scenario.files)
    return f"{scenario.name} is sound: {counts}. Fingerprint {scenario.digest()[:8]}. Read from {chain}."


def _cells(value: "Value", ranges: bool) -> tuple[str, str, str, str, str]:
    """One value in words, in the order of the headings; ranges: with its range."""
    quantity = _said(value.value) if value.unit is None else f"{_said(value.value)} {value.unit}"
    if ranges and value.range is not None:
        quantity += f" ({_said(value.range[0])} to {_said(value.range[1])})"
    return value.path, quantity, value.grade or "", str(value.origin), " ".join((value.source or "").split())


def _said(value: object) -> str:
    """A value as it would be written in a file; a long list by its beginning."""
    if value is None:
        return "not given"
    if isinstance(value, tuple):
        shown = ", ".join(str(each) for each in value[:LONGEST_LIST])
        return f"[{shown}, ... {len(value)} in all]" if len(value) > LONGEST_LIST else f"[{shown}]"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


_SHORT = 20  # what is longer takes the room it needs
_WIDTH = 80


def _print_on_screen(question: str, values: "list[Value]", ranges: bool) -> None:
    """Two lines a value, so that nothing is cut in a terminal of 80 columns; a rule between topics."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False)
    console.print(f"{question}\n")
    rows = [_cells(value, ranges) for value in values]
    paths = max(len(row[0]) for row in rows)
    quantities = max(len(row[1]) for row in rows if len(row[1]) <= _SHORT)
    topic = ""
    for path, quantity, grade, place, source in rows:
        if path.partition(".")[0] != topic:
            topic = path.partition(".")[0]
            console.rule(topic, align="left")
        first = Text(f"{path:<{paths}}  {quantity:<{quantities}}  {grade}".rstrip())
        first.stylize("bold", 0, len(path))
        console.print(first)
        console.print(Padding(Text(f"{place}: {source}" if source else place), (0, 0, 0, 4)))


def _print_lines(values: "list[Value]", ranges: bool) -> None:
    """Aligned columns for a file or a pipe, one value a line."""
    rows = [HEADINGS, *(_cells(value, ranges) for value in values)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    for row in rows:
        columns = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        print("  ".join([*columns, row[-1]]).rstrip())


def _json(scenario: "Scenario", values: "list[Value]") -> str:
    """Everything the table says, for machines."""
    from json import dumps

    listed = [
        {
            "path": value.path,
            "value": value.value,
            "unit": value.unit,
            "range": value.range,
            "grade": value.grade,
            "source": value.source,
            "file": value.origin.file,
            "line": value.origin.line,
        }
        for value in values
    ]
    head = {"name": scenario.name, "question": scenario.question.strip(), "digest": scenario.digest(),
            "files": scenario.files}  # fmt: skip
    return dumps({**head, "values": listed}, indent=1, ensure_ascii=False)
