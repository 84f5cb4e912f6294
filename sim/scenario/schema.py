"""The shape of a scenario file as JSON Schema, for editors that complete and check while one writes."""

import json
from typing import Any

from haicsim.sim.scenario.model import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
INHERITS = {
    "type": "string",
    "minLength": 1,
    "description": "The scenario this one builds on; only what differs is written here.",
}


def scenario_schema() -> dict[str, Any]:
    """The schema of a whole scenario, or of one that builds on another and so may leave things out.

    Says what JSON Schema can: names, types, units, grades. Limits that depend on the unit of a value, and
    rules between values, are left to `load_scenario`.
    """
    whole = Scenario.model_json_schema(ref_template="#/$defs/{model}")
    part = _without_required(_renamed(whole))
    part["properties"]["inherits"] = INHERITS
    part["required"] = ["inherits", "name", "question"]
    definitions = {**whole.pop("$defs"), **part.pop("$defs")}
    return {
        "$schema": DIALECT,
        "title": "haicsim scenario",
        "if": {"type": "object", "required": ["inherits"]},
        "then": {"$ref": "#/$defs/PartialScenario"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**definitions, "Scenario": whole, "PartialScenario": part},
    }


def _renamed(schema: dict[str, Any]) -> dict[str, Any]:
    """A copy whose definitions have names of their own."""
    text = json.dumps(schema).replace('"#/$defs/', '"#/$defs/Partial')
    copy: dict[str, Any] = json.loads(text)
    copy["$defs"] = {f"Partial{name}": definition for name, definition in copy["$defs"].items()}
    return copy


def _without_required(node: Any) -> Any:
    """A copy in which nothing has to be given."""
    if isinstance(node, dict):
        return {
            key: _without_required(value)
            for key, value in node.items()
            if key != "required" or not isinstance(value, list)
        }
    return [_without_required(item) for item in node] if isinstance(node, list) else node


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"
