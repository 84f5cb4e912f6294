"""The shape of a study file as JSON Schema, for editors that complete and check while one writes."""

import json
from typing import Any

from haicsim.analysis.studies.study import Study

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILE = "study.schema.json"
POINTER = f"# yaml-language-server: $schema={SCHEMA_FILE}"  # the first line of a file beside the schema


def study_schema() -> dict[str, Any]:
    """The schema of a study file: names, types, words and how printed numbers are written.

    That every name is defined in the file, and rules between fields, are left to `load_study`.
    """
    whole = Study.model_json_schema(ref_template="#/$defs/{model}")
    return {"$schema": DIALECT, **whole, "title": "haicsim study"}


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(study_schema(), indent=1, ensure_ascii=False) + "\n"
