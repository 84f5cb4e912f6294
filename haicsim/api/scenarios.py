"""Scenarios: loading one, changing it, listing its values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.sim.scenario.model import Scenario


def load(scenario: ScenarioLike = "kurume", overrides: Sequence[str] = ()) -> "Scenario":
    """Read and check a scenario: a path, the name of a shipped one, or a mapping.

    A mapping holds values by dotted path, laid over the reference scenario, or the content of a scenario file.
    overrides: as on the command line, for example ["surgery.ward_stay=21"]. Raises InputError with every fault.

    >>> import haicsim
    >>> kurume = haicsim.load("kurume")
    >>> narrow = kurume.with_({"capacity.theatre": 1, "run.patients": 500})
    >>> narrow.capacity.theatre.places, kurume.capacity.theatre.places
    (1, 'unlimited')
    >>> narrow.digest() == haicsim.load({"capacity.theatre": 1, "run.patients": 500}).digest()
    True
    """
    return load_sized(scenario, overrides, {}, "")


def check(scenario: ScenarioLike = "kurume", overrides: Sequence[str] = ()) -> "pandas.DataFrame":
    """Check a scenario and list every value: path, value, unit, range, grade, source, file and line.

    Raises InputError with every fault.

    >>> import haicsim
    >>> values = haicsim.check("one-theatre").set_index("path")
    >>> values.loc["policy.refusal", ["value", "unit", "grade"]].tolist()
    [0.05, 'probability', 'assumed']
    """
    import pandas as pd

    from haicsim.sim.scenario.values import resolved_values

    rows = [
        {
            "path": value.path,
            "value": value.value,
            "unit": value.unit,
            "low": None if value.range is None else value.range[0],
            "high": None if value.range is None else value.range[1],
            "grade": value.grade,
            "source": value.source,
            "file": value.origin.file,
            "line": value.origin.line,
        }
        for value in resolved_values(load(scenario, overrides))
    ]
    return pd.DataFrame(rows).astype({"line": "Int64"})
