"""Study files: checking what is written in them, and starting a new one."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.sim.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.studies import Study


def check_study(study: str | PathLike[str] = "kurume") -> "pandas.DataFrame":
    """Check a study file and list its reported values: id, kind, what is printed by part, place and reading.

    study: a shipped study by name, or a file. Raises InputError with every fault: its line, path, value and rule.

    >>> import haicsim
    >>> values = haicsim.check_study("fohaic_1")
    >>> values.set_index("id").loc["median_os", ["kind", "part", "printed"]].tolist()
    ['median_survival', 'centre', '13.9']
    """
    import pandas as pd

    from haicsim.analysis.studies import load_study

    rows = [
        {
            "id": figure.id, "kind": figure.kind, "part": part, "printed": text, "place": figure.place,
            "reading": figure.reading,
        }
        for figure in load_study(str(study)).figures
        for part, text in figure.texts().items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def new_study(where: str | PathLike[str]) -> Path:
    """Write a study file to start from, with a comment on every section; returns its path.

    where: a name, or the path of the file to be; the schema for editors is put beside it. Raises InputError where anything is
    there already: nothing is written over.

    >>> import haicsim, tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> haicsim.new_study(folder / "harbour").name
    'harbour.yaml'
    >>> haicsim.audit(folder / "harbour.yaml").contradicted
    False
    """
    from haicsim.analysis.studies.start_new import start_study

    return start_study(Path(where))[0]


def checked(studies: Sequence[str]) -> "dict[str, Study]":
    """Several studies by what they were called; InputError with the faults of all of them."""
    from haicsim.analysis.studies import load_study

    found: dict[str, Study] = {}
    faults: list[Fault] = []
    for name in dict.fromkeys(studies):
        try:
            found[name] = load_study(name)
        except InputError as refused:
            faults += refused.faults
    if faults:
        raise InputError(faults)
    return found


def counts(study: "Study") -> dict[str, int]:
    """How many of everything a study holds."""
    return {
        "groups": len(study.groups),
        "endpoints": len(study.endpoints),
        "measures": len(study.measures),
        "reported_values": len(study.figures),
        "printed_numbers": sum(len(figure.parts()) for figure in study.figures),
    }
