"""Folders of results: where they belong, whose they are, and how they come to be whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from haicsim.sim.errors import Fault, InputError
from haicsim.sim.provenance import digest
from haicsim.sim.scenario.model import Scenario

PROVENANCE = "provenance.json"
OUTCOMES, JOURNAL = "outcomes.parquet", "journal.parquet"
SUMMARY, LANDMARKS = "summary.json", "survival.csv"
COMPARISON, AGREEMENT = "comparison.csv", "agreement.json"
SCENARIO = "scenario.json"
IN_FULL, BRIEFLY = "studies of its size", "survival only"  # how a run was compared


class EngineUsed(BaseModel):
    """The engine that told a run, and why that one."""

    told_by: str
    reason: str


class Provenance(BaseModel):
    """What `provenance.json` must say of the folder it lies in; it says more.

    digest: of the run. compared_with: the study and the analysis that wrote the comparison. files: the SHA-256 of
    every other file, by its name within the folder.
    """

    digest: str
    model_version: str
    seed: int
    patients: int
    replications: int
    engine: EngineUsed
    compared_with: dict[str, str]
    files: dict[str, str]


def refusal(folder: Path, rule: str) -> InputError:
    """A folder that cannot be used, and why."""
    return InputError([Fault(str(folder), None, "", "", rule)])


def folder_for(scenario: Scenario, out: Path | None = None) -> Path:
    """Where a scenario's results belong: `out` if named, else results/<scenario>-<8 of the digest>."""
    return out if out is not None else Path("results") / f"{scenario.name}-{digest(scenario)[:8]}"


def already_there(
    folder: Path, scenario: Scenario, compared_with: Mapping[str, str], again: bool = False
) -> bool:
    """Whether the folder holds this very run's results, whole, so that nothing need be simulated.

    False where the folder is new or empty, with `again`, where another version of the analysis wrote it, and where more
    of a comparison is asked for: then it may be written. Raises InputError where it holds something else, where it may be
    written but holds a file haicsim did not write, and without `again` where it holds the comparison with another study
    or files changed since.
    """
    if not holds_something(folder):
        return False
    if not (folder / PROVENANCE).is_file():
        raise refusal(folder, "is there already and is no folder of results: name another with --out")
    mark = read_provenance(folder)
    if mark.digest != digest(scenario):
        raise refusal(
            folder, "holds the results of another scenario or model: name another folder with --out"
        )
    before = mark.compared_with
    if again or before.get("analysis") != compared_with["analysis"]:
        _refuse_strangers(folder, mark)
        return False
    if any(before.get(name) != compared_with[name] for name in ("study", "study_digest")):
        other = mark.compared_with.get("study")
        rule = f"holds the comparison with the study '{other}' as it was: --again replaces it, --out names another folder"
        raise refusal(folder, rule)
    if compared_with["how"] not in (before.get("how"), BRIEFLY):
        _refuse_strangers(folder, mark)
        return False
    check_files(folder, mark.files)
    return True


def _refuse_strangers(folder: Path, mark: Provenance) -> None:
    """Nobody's own notes are deleted."""
    strangers = sorted(_files(folder) - set(mark.files) - {PROVENANCE})
    if strangers:
        rule = f"holds a file of yours, {strangers[0]}: move it out, or name another folder with --out"
        raise refusal(folder, rule)


def read_provenance(folder: Path) -> Provenance:
    """Whose results a folder holds; InputError where it is no folder of results, or the mark itself is damaged."""
    if not folder.exists():
        raise refusal(folder, "there is no such folder")
    if not (folder / PROVENANCE).is_file():
        raise refusal(folder, f"is no folder of results: there is no {PROVENANCE} in it")
    try:
        return Provenance.model_validate_json((folder / PROVENANCE).read_bytes(), strict=True)
    except (OSError, ValueError):
        rule = f"{PROVENANCE} is damaged or of another version: delete the folder and run the scenario again"
        raise refusal(folder, rule) from None


def check_files(folder: Path, names: Iterable[str]) -> None:
    """That files of a folder of results are as they were written; InputError for the first that is not."""
    files = read_provenance(folder).files
    for name in names:
        try:
            found = digest_of_file(folder / name)
        except OSError as problem:
            found = f"cannot be read ({problem.strerror})"
        if found != files.get(name):
            what = "is missing" if not (folder / name).exists() else "has changed since it was written"
            raise refusal(folder, f"{name} {what}: run the scenario with --again to write it anew")


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        whole = sha256()
        while piece := file.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


def check_place(folder: Path) -> None:
    """That a folder can be made there, before anything long begins; InputError if not. Leaves nothing behind."""
    place = folder.absolute().parent
    try:
        while not place.exists():
            place = place.parent
        os.rmdir(tempfile.mkdtemp(prefix=".haicsim-", dir=place))
    except OSError as problem:
        raise refusal(folder, f"cannot be written ({_reason(problem)})") from None


def in_one_step(folder: Path, write: Callable[[Path], None], may_replace: Callable[[], bool]) -> Path:
    """Fill a temporary folder beside the target, then rename it: nobody ever sees half of it.

    write: fills the folder it is given. may_replace: asked where the target holds something by then, perhaps from
    another process; False keeps what is there. Raises InputError where it cannot be written; what was there remains.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            fresh = temporary / target.name
            fresh.mkdir()
            write(fresh)
            while not _moved(fresh, target):
                if not may_replace():
                    break
                _put_aside(target, temporary / "before")
        finally:
            _put_back(temporary / "before", target)
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as problem:
        raise refusal(folder, f"cannot be written ({_reason(problem)})") from problem
    return folder


def _moved(fresh: Path, target: Path) -> bool:
    """Rename, unless something stands there; an empty folder does not count."""
    try:
        os.rename(fresh, target)
    except OSError:
        if holds_something(target):
            return False
        raise
    return True


def _put_aside(target: Path, before: Path) -> None:
    """Take away what stands there; another process may have been quicker."""
    shutil.rmtree(before, ignore_errors=True)
    with suppress(FileNotFoundError):
        os.rename(target, before)


def _put_back(before: Path, target: Path) -> None:
    """What was put aside, if nothing took its place."""
    if before.exists() and not target.exists():
        os.rename(before, target)


def holds_something(folder: Path) -> bool:
    """Whether there is anything at this place but an empty folder; InputError where it cannot be read."""
    try:
        return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    except OSError as problem:
        raise refusal(folder, f"cannot be read ({_reason(problem)})") from None


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _reason(problem: OSError) -> str:
    return os.strerror(problem.errno) if problem.errno else str(problem)


def as_json(content: Any) -> str:
    """Plain content as the text of a JSON file; what is not a number must be None."""
    return json.dumps(content, indent=2, allow_nan=False) + "\n"
