"""What a reconstruction leaves on disk: the patients of every data set, bands, figures, and where it all comes from."""

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from haicsim import analysis
from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.calibration_targets import digest as study_digest
from haicsim.analysis.reconstruction.bands import rows_of
from haicsim.analysis.reconstruction.drawing import Drawn, Reconstruction
from haicsim.analysis.results import folder as result_folder
from haicsim.analysis.results.folder import as_json
from haicsim.analysis.studies import Study
from haicsim.sim.provenance import model_version
from haicsim.sim.sources import digest_of_sources

PATIENTS, SUMMARY, FIGURE = "patients.parquet", "summary.json", "curves"
FOREIGN = "is there already and is not this reconstruction: name another folder with --out"


def digest(study: Study, marks: Mapping[str, TargetStatus], wanted: Mapping[str, Any]) -> str:
    """Identity of a reconstruction: the study, its marks, what is wanted, and the program."""
    program = digest_of_sources(Path(inspect.getfile(analysis)).parent)
    statuses = sorted((ref, mark.status, mark.reasons) for ref, mark in marks.items())
    told = json.dumps([study_digest(study), statuses, dict(wanted), program, model_version()])
    return sha256(told.encode()).hexdigest()


def folder_for(study: Study, identity: str, out: Path | None) -> Path:
    """Where it belongs: `out` if named, else results/<study>-reconstruction-<8 of the digest>."""
    return out if out is not None else Path("results") / f"{study.name}-reconstruction-{identity[:8]}"


def already_there(folder: Path, identity: str, again: bool = False) -> bool:
    """Whether the folder holds this very reconstruction, whole; False where it is new or empty, and with `again`.

    Raises InputError where it holds something else and, without `again`, files that have changed since.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    if _identity(folder) != identity:
        raise result_folder.refusal(folder, FOREIGN)
    if again:
        return False
    files: dict[str, str] = json.loads((folder / result_folder.PROVENANCE).read_text())["files"]
    for name, found in files.items():
        if not (folder / name).is_file() or result_folder.digest_of_file(folder / name) != found:
            raise result_folder.refusal(
                folder, f"{name} has changed since it was written: --again writes it anew"
            )
    return True


def _identity(folder: Path) -> str | None:
    """The digest of the reconstruction a folder holds; None where it holds something else."""
    try:
        mark = json.loads((folder / result_folder.PROVENANCE).read_text())
        return str(mark["reconstruction"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def summary(found: Reconstruction, study: Study, until: float) -> dict[str, Any]:
    """Everything but the patients, ready for JSON; a median not reached is "not reached"."""
    return {
        "study": study.name,
        "title": study.title,
        "seed": found.seed,
        "draws": len(found.endpoints[0].days),
        "until_months": until,
        "rows": [_plain(asdict(row)) for drawn in found.endpoints for row in rows_of(drawn, study, until)],
        "endpoints": {drawn.material.endpoint: _about(drawn) for drawn in found.endpoints},
    }


def _about(drawn: Drawn) -> dict[str, Any]:
    return {
        "used": list(drawn.material.used),
        "doubtful": list(drawn.material.doubtful),
        "left_out": [_plain(asdict(one)) for one in drawn.material.left_out],
        "assumed": list(drawn.material.assumed),
        "longest_follow_up_months": float(drawn.material.longest),
        "different": drawn.different,
        "every_history_listed": drawn.listed,
    }


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return "not reached" if isinstance(content, float) and not isfinite(content) else content


def save(
    found: Reconstruction, study: Study, told: Mapping[str, Any], identity: str, folder: Path, again: bool
) -> Path:
    """Write everything, whole or not at all. told: the summary. again: replaces this very reconstruction."""

    def write(there: Path) -> None:
        write_patients(found.endpoints, there / PATIENTS)
        (there / SUMMARY).write_text(as_json(dict(told)), encoding="utf-8")
        _draw(found, study, float(told["until_months"]), there)
        files = {path.name: result_folder.digest_of_file(path) for path in sorted(there.iterdir())}
        mark = {"reconstruction": identity, "model_version": model_version(), "files": files}
        (there / result_folder.PROVENANCE).write_text(as_json(mark))

    def may_replace() -> bool:
        return not already_there(folder, identity, again)

    return result_folder.in_one_step(folder, write, may_replace)


def write_patients(endpoints: Sequence[Drawn], path: Path) -> None:
    """One row a patient: draw, endpoint, group, patient, days, event.

    days: from the endpoint's time zero to leaving. event: whether by the event; else censored. patient: within a draw
    and an endpoint; the patients of two endpoints are not the same people.
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


def _draw(found: Reconstruction, study: Study, until: float, there: Path) -> None:
    from haicsim.analysis.figures import reconstructed as figure
    from haicsim.analysis.figures import style

    draws = len(found.endpoints[0].days)
    said = f"{study.name}: {draws:,} data sets, each agreeing with every usable figure of its endpoint"
    style.save(figure.draw(found.endpoints, study, until, said), there, FIGURE)
