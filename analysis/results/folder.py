"""Folders of results: where they belong, whose they are, and how they come to be whole or not at all."""

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from haicsim.analysis.results.leftovers import BEFORE, FRESH, exchange, workplace
from haicsim.analysis.results.origin import (
    PROVENANCE,
    Signed,
    check_files,
    check_name,
    digest_of_file,
    files_in,
    read_mark,
    refusal,
    sign,
)
from haicsim.sim.provenance import digest, model_version
from haicsim.sim.scenario.model import Scenario

OUTCOMES, JOURNAL = "outcomes.parquet", "journal.parquet"
SUMMARY, LANDMARKS = "summary.json", "survival.csv"
COMPARISON, AGREEMENT = "comparison.csv", "agreement.json"
SCENARIO = "scenario.json"
ANOTHER = "holds another answer: name another folder with --out"
IN_FULL, BRIEFLY = "studies of its size", "survival only"  # how a run was compared


def folder_for(scenario: Scenario, out: Path | None = None) -> Path:
    """Where a scenario's results belong: `out` if named, else results/<scenario>-<8 of the digest>."""
    return out or named_folder(scenario.name, digest(scenario))


def named_folder(stem: str, identity: str) -> Path:
    """Where results belong that nobody named a folder for: results/<stem>-<8 of the digest>."""
    return Path("results") / f"{stem}-{identity[:8]}"


def already_there(
    folder: Path, scenario: Scenario, compared_with: Mapping[str, str], again: bool = False
) -> bool:
    """Whether the folder holds this very run's results, whole, so that nothing need be simulated.

    False where the folder is new or empty, with `again`, where another version of the analysis wrote it, and where more
    of a comparison is asked for: then it may be written. Raises InputError where it holds something else, where it may be
    written but holds a file haicsim did not write, and without `again` where it holds the comparison with another study
    or files changed since.
    """

    def outdated(mark: Signed) -> bool:
        before = mark.compared_with
        if before.get("analysis") != compared_with["analysis"]:
            return True
        if any(before.get(name) != compared_with[name] for name in ("study", "study_digest")):
            other = before.get("study")
            rule = f"holds the comparison with the study '{other}' as it was: --again replaces it, --out names another folder"
            raise refusal(folder, rule)
        return compared_with["how"] not in (before.get("how"), BRIEFLY)

    foreign = "holds the results of another scenario or model: name another folder with --out"
    return holds_whole(folder, digest(scenario), foreign, again, outdated)


def holds_whole(
    folder: Path,
    identity: str,
    foreign: str,
    again: bool = False,
    outdated: Callable[[Signed], bool] = lambda mark: False,
) -> bool:
    """Whether the folder holds the results of this digest, whole.

    False where it is new or empty, with `again` and where outdated: then it may be written. foreign: what is said of a
    folder with another digest. Raises InputError for that one, for a folder of something else, for files changed since,
    and where it may be written but holds a file haicsim did not write: nobody's own notes are deleted.
    """
    if not holds_something(folder):
        return False
    if not (folder / PROVENANCE).is_file():
        raise refusal(folder, "is there already and is no folder of results: name another with --out")
    mark = read_mark(folder)
    if mark.digest != identity:
        raise refusal(folder, foreign)
    if again or outdated(mark):
        refuse_strangers(folder, {*mark.files, PROVENANCE})
        return False
    check_files(folder, mark.files)
    return True


def check_ours(folder: Path) -> None:
    """That an answer may be written there, asked before it is sought: nothing stands there, or results and nothing else.

    Raises InputError where not.
    """
    check_place(folder)
    if holds_something(folder):
        if not (folder / PROVENANCE).is_file():
            raise refusal(folder, "is there already and is no folder of results: name another with --out")
        refuse_strangers(folder, {*read_mark(folder).files, PROVENANCE})


def keep_answer(folder: Path, write: Callable[[Path], None]) -> Path:
    """Write an answer into a folder of its own, signed, in one step; the very same answer is only written anew.

    write: fills the folder it is given. Raises InputError where the folder holds another answer, or a file of somebody's.
    """

    def signed(there: Path) -> None:
        write(there)
        texts = sorted(name for name in files_in(there) if not name.endswith((".png", ".svg", ".pdf")))
        said = "".join(f"{name} {digest_of_file(there / name)}\n" for name in texts)
        identity.append(sha256(said.encode()).hexdigest())
        sign(there, {"digest": identity[0], "model_version": model_version()})

    def may_replace() -> bool:
        return not holds_whole(folder, identity[0], ANOTHER, again=True)

    identity: list[str] = []
    return in_one_step(folder, signed, may_replace)


def refuse_strangers(folder: Path, known: Collection[str]) -> None:
    """InputError where a folder holds a file that is not among those known."""
    strangers = sorted(files_in(folder) - set(known))
    if strangers:
        rule = f"holds a file of yours, {strangers[0]}: move it out, or name another folder with --out"
        raise refusal(folder, rule)


def check_place(folder: Path) -> None:
    """That a folder can be made there, before anything long begins; InputError if not. Leaves nothing behind."""
    check_name(folder.absolute())
    place = folder.absolute().parent
    try:
        while not place.exists():
            place = place.parent
        with workplace(place):
            pass
    except OSError as problem:
        raise refusal(folder, f"cannot be written ({_reason(problem)})") from None


def in_one_step(folder: Path, write: Callable[[Path], None], may_replace: Callable[[], bool]) -> Path:
    """Fill a folder beside the target, then let it take the target's place: nobody ever sees half of it, or none.

    write: fills the folder it is given. may_replace: asked where the target holds something by then, perhaps from
    another process; False keeps what is there. Raises InputError where it cannot be written; what was there remains.
    """
    try:
        target = Path(os.path.realpath(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        with workplace(target.parent) as place:
            fresh = place / FRESH / target.name
            fresh.mkdir()
            write(fresh)
            try:
                while not _moved(fresh, target) and may_replace():
                    if _replaced(fresh, target, place / BEFORE):
                        break
            finally:
                _put_back(place / BEFORE / target.name, target)
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


def _replaced(fresh: Path, target: Path, before: Path) -> bool:
    """Take the place of what stands there; where that is not possible in one step, put it aside first, and say no."""
    with suppress(FileNotFoundError):  # another process may have been quicker
        if exchange(fresh, target):
            return True
        shutil.rmtree(before, ignore_errors=True)
        before.mkdir()
        os.rename(target, before / target.name)
    return False


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


def _reason(problem: OSError) -> str:
    return os.strerror(problem.errno) if problem.errno else str(problem)
