"""A file for a team to fill in, and simulated patients written as a team would write its own."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.columns import COLUMNS, EXAMPLES, RESPONSES, CohortColumn
from haicsim.analysis.cohort.unlike import simulated_traits
from haicsim.sim.codes import RESPONSES as RESPONSE_NAMES
from haicsim.sim.errors import Fault, InputError


def describe_column(column: CohortColumn) -> str:
    """What may stand in a column, in one line."""
    limits = f", {column.low:.12g} to {column.high:.12g} {column.unit}".rstrip() if column.high else ""
    words = f" ({', '.join(column.words)})" if column.words else ""
    must = "filled in for everybody" if column.filled else "required" if column.required else "optional"
    return f"{column.kind}{limits}{words}; {must}"


def template() -> str:
    """The text of a file to fill in: lines that begin with # explain it, three patients show how."""
    lines = [
        "# One row a patient. Lines that begin with # are passed over. Delete the three patients, who are made up.",
        "# Days are dates, as 2021-03-09, or numbers of days since the first infusion: one way in the whole file.",
        "# Numbers have a decimal point. What is not known stays empty. Optional columns may be left out.",
        *(f"# {column.name}: {column.meaning} ({describe_column(column)})" for column in COLUMNS),
        ",".join(column.name for column in COLUMNS),
        *EXAMPLES,
    ]
    return "\n".join(lines) + "\n"


def write_template(path: Path) -> Path:
    """Write the file to fill in; InputError where something stands there already, or it cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        raise InputError([Fault(str(path), None, "", "", "is there already: name another file")]) from None
    except OSError as problem:
        raise InputError(
            [Fault(str(path), None, "", "", f"cannot be written ({problem.strerror})")]
        ) from None
    return path


def as_team_file(records: NDArray[Any], watched: NDArray[np.float64]) -> str:
    """Simulated patients as a team would have written them down, days since first infusion, each watched so long.

    watched (n,): days from first infusion; nothing later is known.
    """
    traits, zero = simulated_traits(records), records["first_haic_day"]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in COLUMNS if column.name != "start"])
    for place, record in enumerate(records):
        death, operated = (float(record[name] - zero[place]) for name in ("death_day", "hepatectomy_day"))
        died, known = death <= watched[place], operated <= watched[place]
        best = RESPONSE_NAMES[int(record["best_response"])]
        writer.writerow(
            [
                f"S{place + 1}",
                *(f"{traits[name][place]:.10g}" for name in traits),
                best if best in RESPONSES else "",
                "yes" if record["converted"] else "no",
                "yes" if known else "no",
                repr(operated) if known else "",
                repr(death) if died else "",
                "" if died else repr(float(watched[place])),
            ]
        )
    return text.getvalue()
