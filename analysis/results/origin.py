"""Where results come from: `provenance.json`, written last, and the digest of every file, by which a change shows."""

import inspect
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from haicsim import analysis
from haicsim.analysis.results.formats import as_json
from haicsim.analysis.results.leftovers import tidy
from haicsim.analysis.studies import Study
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.sources import digest_of_sources

PROVENANCE = "provenance.json"


class EngineUsed(BaseModel):
    """The engine that simulated a run, and why that one."""

    told_by: str
    reason: str


Mark = TypeVar("Mark", bound="Signed")


class Signed(BaseModel):
    """What every `provenance.json` says of the folder it lies in; it says more.

    digest: of all that the results follow from. compared_with: the study and the analysis that wrote a comparison. files:
    the SHA-256 of every other file, by its name within the folder.
    """

    digest: str
    model_version: str
    compared_with: dict[str, str] = {}
    files: dict[str, str]


class Provenance(Signed):
    """What it says of a run."""

    seed: int
    patients: int
    replications: int
    engine: EngineUsed
    compared_with: dict[str, str]
    cohort_digest: str


def refusal(folder: Path, rule: str) -> InputError:
    """A folder that cannot be used, and why."""
    return InputError([Fault(str(folder), None, "", "", rule)])


def check_name(folder: Path) -> None:
    """InputError where a folder's name is no text in UTF-8: not every library can write there."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise refusal(folder, "is no name in UTF-8: name another folder with --out") from None


def read_provenance(folder: Path) -> Provenance:
    """Which run's results a folder holds; InputError where it is no folder of results, or the mark itself is damaged."""
    return _read(folder, Provenance)


def read_mark(folder: Path) -> Signed:
    """Whose results a folder holds, whatever kind of results they are; InputError as above."""
    return _read(folder, Signed)


def _read(folder: Path, kind: type[Mark]) -> Mark:
    if not folder.exists():
        tidy(folder.absolute().parent)  # it may only have been put aside
    if not folder.exists():
        raise refusal(folder, "there is no such folder")
    if not (folder / PROVENANCE).is_file():
        raise refusal(folder, f"is no folder of results: there is no {PROVENANCE} in it")
    try:
        return kind.model_validate_json((folder / PROVENANCE).read_bytes(), strict=True)
    except (OSError, ValueError):
        rule = f"{PROVENANCE} is damaged or of another version: name another folder with --out, or move this one away"
        raise refusal(folder, rule) from None


def check_files(folder: Path, names: Iterable[str]) -> None:
    """That files of a folder of results are as they were written; InputError for the first that is not."""
    files = read_mark(folder).files
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


def sign(there: Path, origin: Mapping[str, Any]) -> None:
    """Write `provenance.json`, the last file of a folder: where it comes from, and the digest of every other file."""
    files = {name: digest_of_file(there / name) for name in sorted(files_in(there))}
    (there / PROVENANCE).write_text(as_json({**origin, "files": files}), encoding="utf-8")


def files_in(folder: Path) -> set[str]:
    """Every file and link of a folder, by its name within it."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in found}


def compared_with(study: Study, how: str) -> dict[str, str]:
    """The study a run is compared with, how, and the program that compares: digests, so that a change shows."""
    content = sha256(study.model_dump_json().encode()).hexdigest()
    return {"study": study.name, "study_digest": content, "how": how, "analysis": program()}


def program() -> str:
    """The digest of the sources of the analysis."""
    return digest_of_sources(Path(inspect.getfile(analysis)).parent)
