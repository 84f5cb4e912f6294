"""Reading a study file: one of those shipped, by name, or any other, by path."""

from importlib.resources import files
from pathlib import Path

from haicsim.analysis.studies.study import Study
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.loading.document import read_partly, validate


def shipped_studies() -> tuple[str, ...]:
    """The names of the studies that come with the program."""
    folder = files("haicsim.analysis.studies")
    names = (Path(entry.name) for entry in folder.iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".yaml" and "." not in name.stem))


def study_path(name_or_path: str | Path) -> Path:
    """Where a study file is: a path as given, or that of a shipped study by name; InputError if neither."""
    given = Path(name_or_path)
    shipped = shipped_studies()
    if str(name_or_path) in shipped:
        return Path(str(files("haicsim.analysis.studies") / f"{name_or_path}.yaml"))
    if given.suffix in (".yaml", ".yml") or given.exists():
        return given
    rule = f"is neither a file nor a shipped study (shipped: {', '.join(shipped)})"
    raise InputError([Fault(str(name_or_path), None, "", "", rule, nearest_name(str(name_or_path), shipped))])


def load_study(name_or_path: str | Path) -> Study:
    """A published study, by the name of a shipped one ('kurume') or by the path of a file.

    Raises InputError with every fault, its file and line.
    """
    path = study_path(name_or_path)
    return validate(read_partly(path, str(name_or_path)), Study)
