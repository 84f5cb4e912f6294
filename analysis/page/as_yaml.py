"""A scenario as a short file: what it builds on, and what differs from it, with the size of the run."""

from io import StringIO
from typing import Any

from haicsim.analysis.page.controls import SOURCE
from haicsim.sim.loading.document import parse_document
from haicsim.sim.loading.inheritance import MEASURED, OWN
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.with_values import SIZES, from_mapping

Tree = dict[str, Any]
_LONGEST_NAME = 50
_HEAD = """\
# Written by haicsim page. It repeats what the page showed:
#   haicsim run {file}
"""


def as_yaml(scenario: Scenario, base: str | None) -> str:
    """The file. base: the shipped scenario it builds on; None writes every value.

    Raises AssertionError where the file would not be the same scenario: a bug.
    """
    whole = scenario.model_dump(mode="json", exclude_none=True)
    own = {"name": _name(scenario), "question": " ".join(scenario.question.split())}
    if base is None:
        content = {**whole, **own}
    else:
        differs = _differing(load_scenario(base).model_dump(mode="json"), scenario.model_dump(mode="json"))
        sizes = {path.partition(".")[2]: whole["run"][path.partition(".")[2]] for path in SIZES}
        run = {**differs.pop("run", {}), **sizes}
        content = {**own, "inherits": f"scenarios/{base}.yaml", **differs, "run": run}
    text = _HEAD.format(file=file_name(scenario)) + _written(content)
    if from_mapping(parse_document(text, file_name(scenario)).data).digest() != scenario.digest():
        raise AssertionError("the file would be another scenario")
    return text


def file_name(scenario: Scenario) -> str:
    """How to call the file: never as a shipped scenario, or it would seem to build on itself."""
    return f"{_name(scenario)}.yaml"


def _name(scenario: Scenario) -> str:
    return f"{scenario.name[:_LONGEST_NAME]}-{scenario.digest()[:8]}"


def _differing(before: Any, after: Any) -> Tree:
    """What `after` says otherwise; a number or resource that is measured otherwise brings a source of its own."""
    found: Tree = {}
    for key, value in after.items():
        if key in OWN or value == before.get(key):
            continue
        if isinstance(value, dict) and isinstance(before.get(key), dict):
            found[key] = _differing(before[key], value)
        else:
            found[key] = value
    if "source" in after and any(key in found for key in MEASURED):
        said = after["source"] != before.get("source")
        found |= {"grade": after["grade"], "source": after["source"]}
        found |= {} if said else {"grade": "assumed", "source": SOURCE}
    return found


def _written(content: Tree) -> str:
    from ruamel.yaml import YAML

    yaml, out = YAML(typ="safe", pure=True), StringIO()
    yaml.default_flow_style = None  # a number on one line, all else by indentation
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # else keys come by the alphabet
    yaml.width = 110
    yaml.dump(content, out)
    return out.getvalue()
