"""A scenario as a short file: what it builds on, and what differs from it, with the size of the run."""

from io import StringIO
from typing import Any

from haicsim.analysis.page.controls import SOURCE
from haicsim.sim.loading.document import parse_document
from haicsim.sim.loading.inheritance import MEASURED, OWN
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.with_values import from_mapping

Tree = dict[str, Any]
_HEAD = "# Written by haicsim page. Run it: haicsim run {file}\n# The same model gives the same numbers: digest {digest}\n"


def as_yaml(scenario: Scenario, base: str | None) -> str:
    """The file. base: the shipped scenario it builds on; None writes every value.

    Raises AssertionError where the file would not be the same scenario: a bug.
    """
    content = scenario.model_dump(mode="json", exclude_none=True)
    if base is not None:
        differs = _differing(load_scenario(base).model_dump(mode="json"), scenario.model_dump(mode="json"))
        own = {name: content[name] for name in OWN}
        content = {
            **own,
            "inherits": f"{base}.yaml",
            **differs,
            "run": content["run"] | differs.get("run", {}),
        }
        content["run"] = {
            name: content["run"][name] for name in ("patients", "replications", "seed", "engine")
        } | {name: value for name, value in differs.get("run", {}).items() if isinstance(value, dict)}
    text = _HEAD.format(file=file_name(scenario), digest=scenario.digest()[:8]) + _written(content)
    again = from_mapping(parse_document(text, file_name(scenario)).data)
    if again.digest() != scenario.digest():
        raise AssertionError("the file would be another scenario")
    return text


def file_name(scenario: Scenario) -> str:
    """How to call the file."""
    return f"{scenario.name}.yaml"


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
        found = {"source": after["source"] if after["source"] != before.get("source") else SOURCE, **found}
        found["grade"] = "assumed" if found["source"] == SOURCE else after["grade"]
    return found


def _written(content: Tree) -> str:
    from ruamel.yaml import YAML

    yaml, out = YAML(typ="safe", pure=True), StringIO()
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # else keys come by the alphabet
    yaml.width = 110
    yaml.dump(content, out)
    return out.getvalue()
