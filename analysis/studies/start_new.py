"""Starting a study file: a template with a comment on every section, and the schema beside it for editors."""

import os
import re
from importlib.resources import files
from pathlib import Path

from haicsim.analysis.studies.loading import shipped_studies
from haicsim.analysis.studies.schema import SCHEMA_FILE, schema_text
from haicsim.sim.errors import Fault, InputError

_TEMPLATE, _PLACEHOLDER = "new.template.yaml", "name: NAME"


def template(name: str) -> str:
    """The text of a new study file of that name."""
    text = (files("haicsim.analysis.studies") / _TEMPLATE).read_text(encoding="utf-8")
    return text.replace(_PLACEHOLDER, f"name: {name}", 1)


def start_study(where: str | Path) -> tuple[Path, Path | None]:
    """Write a new study file and, unless one is there, the schema beside it.

    where: a name, or the path of a file to be. Returns both; None for a schema that is another, which is left alone. Raises
    InputError where anything is there already, the name is that of a shipped study, or nothing can be written.
    """
    place = Path(where)
    file = place if place.suffix in (".yaml", ".yml") else place.with_name(f"{place.name}.yaml")
    name = re.sub(r"\W", "_", file.stem, flags=re.ASCII)
    if not re.match("[A-Za-z]", name):
        raise _refused(where, "must begin with a letter")
    if name in shipped_studies():
        raise _refused(where, "is the name of a study that is shipped; choose another")
    _write_new(file, template(name))
    beside = file.with_name(SCHEMA_FILE)
    if not os.path.lexists(beside):
        _write_new(beside, schema_text())
    ours = beside.is_file() and beside.read_bytes() == schema_text().encode()
    return file, beside if ours else None


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise _refused(file, "is there already and stays as it is; choose another name") from None
    except (OSError, ValueError) as problem:
        reason = os.strerror(problem.errno or 0) if isinstance(problem, OSError) else str(problem)
        raise _refused(file, f"cannot be written ({reason})") from None


def _refused(where: str | Path, rule: str) -> InputError:
    return InputError([Fault(str(where), None, "", "", rule)])
