"""The posterior on disk: one draw a row, in the scenario's units, with what it follows from in the file's own metadata."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.prior import Prior
from haicsim.sim.errors import Fault, InputError

POSTERIORS = Path(__file__).parent / "posteriors"
_KEY = b"haicsim_posterior"


@dataclass(frozen=True)
class Posterior:
    """Draws of the numbers that moved.

    paths: dotted, as in a scenario. values: (draws, paths) in the scenario's units. plan, plan_digest, model_version,
    scenario: what they follow from. alarm: what speaks against believing them, in words; empty where nothing does. witnesses:
    of some draws (row, replication, digest) what their evaluation gives, by which anybody sees whether the model is still that
    of the calibration.
    """

    paths: tuple[str, ...]
    values: NDArray[np.float64]
    plan: str
    plan_digest: str
    model_version: str
    scenario: str
    alarm: str = ""
    witnesses: tuple[tuple[int, int, str], ...] = ()

    def settings(self, most: int | None = None) -> list[dict[str, float]]:
        """Draws as values by path; only so many, evenly spaced, if asked."""
        count = len(self.values)
        rows = range(count) if most is None or most >= count else [k * count // most for k in range(most)]
        return [dict(zip(self.paths, map(float, self.values[row]), strict=True)) for row in rows]


def posterior_of(prior: Prior, draws: NDArray[np.float64], said: Mapping[str, Any]) -> Posterior:
    """From places in the prior (draws, dimensions) to values; said: the other fields of `Posterior`."""
    rows = [prior.settings(draw) for draw in draws]
    paths = tuple(rows[0])
    return Posterior(paths, np.array([[row[path] for path in paths] for row in rows]), **said)


def as_parquet(posterior: Posterior) -> bytes:
    """The file: a column a path, and the origin in the metadata. A sweep reads it as draws."""
    import pyarrow as pa
    from pyarrow import parquet

    origin = {name: value for name, value in vars(posterior).items() if name not in ("paths", "values")}
    table = pa.table(dict(zip(posterior.paths, posterior.values.T, strict=True)))
    written = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata({_KEY: json.dumps(origin).encode()}), written)
    return bytes(written.getvalue().to_pybytes())


def place_of(given: str | Path) -> Path:
    """Where a posterior lies, by path or by the name of a shipped one; InputError where there is none."""
    place = Path(given)
    if not place.is_file():
        place = POSTERIORS / f"{given}.parquet"
    if not place.is_file():
        known = ", ".join(path.stem for path in sorted(POSTERIORS.glob("*.parquet"))) or "none"
        raise _refused(
            given, f"there is no such file, nor a shipped posterior of that name (shipped: {known})"
        )
    return place.resolve()


def as_draws(given: str | Path | None, most: int = 100) -> dict[str, object] | None:
    """How a sweep names the draws of a posterior, so many of them; None where none is asked for."""
    return None if given is None else {"file": str(place_of(given)), "most": most}


def read_posterior(given: str | Path) -> Posterior:
    """A posterior from a file, or a shipped one by name; InputError where it cannot be read."""
    import pyarrow as pa
    from pyarrow import parquet

    place = place_of(given)
    try:
        table = parquet.read_table(place)
        origin: dict[str, Any] = json.loads((table.schema.metadata or {})[_KEY])
    except KeyError:
        raise _refused(given, "is no posterior: it does not say what it follows from") from None
    except (OSError, ValueError, pa.ArrowException) as problem:
        raise _refused(
            given, f"is no table that can be read ({str(problem).splitlines()[0][:100]})"
        ) from None
    columns = [column.to_numpy() for column in table.columns]
    origin["witnesses"] = tuple(tuple(each) for each in origin.get("witnesses", ()))
    return Posterior(tuple(table.column_names), np.stack(columns, axis=1).astype(np.float64), **origin)


def _refused(given: str | Path, rule: str) -> InputError:
    return InputError([Fault(f"posterior {given}", None, "", "", rule)])
