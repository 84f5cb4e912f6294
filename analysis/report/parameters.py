"""Every number of a run with its unit, range, grade and source, topic by topic, and what it chooses by name."""

from haicsim.analysis.report.blocks import Block, Table, Words
from haicsim.sim.scenario.model import Scenario


def parameters(scenario: Scenario) -> tuple[Block, ...]:
    """A table for each topic of the scenario, one for its choices and one for what is scarce."""
    topics: dict[str, list[tuple[str, ...]]] = {}
    for path, entry, number in scenario.numbers():
        low, high = number.range
        name = path.removeprefix(f"{entry.topic}.")
        row = (name, f"{number.value:g}", number.unit, f"{low:g} to {high:g}", number.grade, number.source)
        topics.setdefault(entry.topic, []).append(row)
    grades = [row[4] for rows in topics.values() for row in rows]
    counts = ", ".join(f"{grades.count(grade)} {grade}" for grade in ("printed", "derived", "assumed"))
    columns = ("Number", "Value", "Unit", "Range", "Grade", "Source")
    tables = (Table(f"{topic.capitalize()}.", columns, tuple(rows), text=6) for topic, rows in topics.items())
    return Words(f"{len(grades)} numbers: {counts}."), *tables, _choices(scenario), _capacity(scenario)


def _choices(scenario: Scenario) -> Table:
    found = scenario.content()["choices"]
    rows = tuple(
        (name, ", ".join(value) if isinstance(value, list) else f"{value}") for name, value in found.items()
    )
    return Table("Chosen by name.", ("Choice", "Taken"), rows, text=2)


def _capacity(scenario: Scenario) -> Table:
    """Places of each resource; what is unlimited is never waited for."""
    rows = []
    for name, each in scenario.capacity:
        every = "" if each.every is None else f" every {each.every.value:g} {each.every.unit}"
        rows.append((name, f"{each.places}{every}", each.grade, each.source))
    return Table("Places of each resource.", ("Resource", "Places", "Grade", "Source"), tuple(rows), text=4)
