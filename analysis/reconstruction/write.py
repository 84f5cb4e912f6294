"""What a reconstruction leaves on disk: the patients of every data set, bands, figures, and where it all comes from."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.calibration_targets import digest as study_digest
from haicsim.analysis.reconstruction.bands import rows_of
from haicsim.analysis.reconstruction.drawing import Drawn, Reconstruction
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results.formats import as_json
from haicsim.analysis.results.origin import program, sign
from haicsim.analysis.studies import Study
from haicsim.sim.provenance import model_version

PATIENTS, SUMMARY = "patients.parquet", "summary.json"
FOREIGN = "is there already and is not this reconstruction: name another folder with --out"


def digest(study: Study, marks: Mapping[str, TargetStatus], wanted: Mapping[str, Any]) -> str:
    """Identity of a reconstruction: the study, its marks, what is wanted, and the program."""
    statuses = sorted((ref, mark.status, mark.reasons) for ref, mark in marks.items())
    parts = json.dumps([study_digest(study), statuses, dict(wanted), program(), model_version()])
    return sha256(parts.encode()).hexdigest()


def folder_for(study: Study, identity: str, out: Path | None) -> Path:
    """Where it belongs: `out` if named, else results/<study>-reconstruction-<8 of the digest>."""
    return out or result_folder.named_folder(f"{study.name}-reconstruction", identity)


def already_there(folder: Path, identity: str, again: bool = False) -> bool:
    """Whether the folder holds this very reconstruction, whole; see `haicsim.analysis.results.folder.holds_whole`."""
    return result_folder.holds_whole(folder, identity, FOREIGN, again)


def summary(found: Reconstruction, study: Study, until: float) -> dict[str, Any]:
    """Everything but the patients, ready for JSON; a median not reached is "not reached"."""
    return {
        "study": study.name,
        "title": study.title,
        "seed": found.seed,
        "draws": len(found.endpoints[0].days),
        "until_months": until,
        "rows": [_in_words(asdict(row)) for drawn in found.endpoints for row in rows_of(drawn, study, until)],
        "endpoints": {drawn.material.endpoint: _about(drawn) for drawn in found.endpoints},
    }


def _about(drawn: Drawn) -> dict[str, Any]:
    return {
        "used": list(drawn.material.used),
        "doubtful": list(drawn.material.doubtful),
        "left_out": [asdict(one) for one in drawn.material.left_out],
        "assumed": list(drawn.material.assumed),
        "longest_follow_up_months": float(drawn.material.longest),
        "different": drawn.different,
        "every_history_listed": drawn.listed,
    }


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose median says so where it is not reached."""
    median = {part: "not reached" if value == inf else value for part, value in row["median"].items()}
    return row | {"median": median}


def save(
    found: Reconstruction,
    summary: Mapping[str, Any],
    identity: str,
    folder: Path,
    again: bool,
    draw: Callable[[Path], None] | None = None,
) -> Path:
    """Write everything, whole or not at all.

    again: replaces this very reconstruction. draw: draws the figures into the folder before it is sealed.
    """

    def write(there: Path) -> None:
        write_patients(found.endpoints, there / PATIENTS)
        (there / SUMMARY).write_text(as_json(summary), encoding="utf-8")
        if draw is not None:
            draw(there)
        sign(there, {"digest": identity, "model_version": model_version()})

    return result_folder.in_one_step(folder, write, lambda: not already_there(folder, identity, again))


def write_patients(endpoints: Sequence[Drawn], path: Path) -> None:
    """One row a patient: draw, endpoint, group, patient, days, event.

    days: from the endpoint's time zero to leaving. event: whether by the event; else censored. patient: within a draw
    and an endpoint; the same person in two endpoints that were put together (see `haicsim.analysis.reconstruction.together`).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for drawn in endpoints:
        draws, n = drawn.days.shape
        names = [name for name, _ in drawn.groups]
        endpoint = pa.array(np.zeros(draws * n, np.int8))
        tables.append(
            pa.table(
                {
                    "draw": pa.array(np.repeat(np.arange(draws, dtype=np.int32), n)),
                    "endpoint": pa.DictionaryArray.from_arrays(endpoint, [drawn.material.endpoint]),
                    "group": pa.DictionaryArray.from_arrays(
                        pa.array(np.tile(drawn.group.astype(np.int8), draws)), names
                    ),
                    "patient": pa.array(np.tile(np.arange(n, dtype=np.int32), draws)),
                    "days": pa.array(drawn.days.ravel()),
                    "event": pa.array(drawn.event.ravel()),
                }
            )
        )
    pq.write_table(pa.concat_tables(tables).unify_dictionaries(), path, compression="zstd")
