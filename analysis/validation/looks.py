"""Looks at held-out studies, each recorded with the parameters it was made with: a test that is looked at often tests less.

The record is no cache: it lies in the user's state folder (`$XDG_STATE_HOME/haicsim/looks.jsonl`, by default under
`~/.local/state`), one line of JSON a look, and only ever grows. Where it cannot be kept that is said, and nothing else fails.
"""

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from haicsim.analysis.validation.regimen_search import study_of
from haicsim.analysis.validation.trial_predictions import Prediction, scenario_of
from haicsim.sim.provenance import model_version


@dataclass(frozen=True)
class Look:
    """One look at one study.

    when: in UTC. version: of the model. parameters: digest of all parameters of the study's scenario. inside, of: printed
    figures where 95% of simulated studies lie, and all that were predicted.
    """

    when: str
    version: str
    parameters: str
    study: str
    inside: int
    of: int


@dataclass(frozen=True)
class Looked:
    """How often a study was looked at, this time included, and with how many different sets of parameters."""

    study: str
    times: int
    parameter_sets: int

    def __str__(self) -> str:
        """In words."""
        times = "once" if self.times == 1 else f"{self.times:,} times"
        sets = (
            "one parameter set"
            if self.parameter_sets == 1
            else f"{self.parameter_sets:,} different parameter sets"
        )
        return f"looked at {times} with {sets}"


@dataclass(frozen=True)
class Looks:
    """What is known of looks at the held-out studies asked for.

    place: of the record. unreadable: lines that are no looks and do not count. problem: why this look could not be recorded;
    empty where it was.
    """

    place: str
    studies: tuple[Looked, ...]
    unreadable: int = 0
    problem: str = ""


def record_looks(rows: Sequence[Prediction], overrides: Sequence[str] = ()) -> Looks | None:
    """Record a look at every held-out study among predictions, and say how many there were; None where none is held out.

    overrides: settings the predictions were made with.
    """
    names = [name for name in dict.fromkeys(row.trial for row in rows) if study_of(name).use == "held_out"]
    if not names:
        return None
    now = [_look(name, [row for row in rows if row.trial == name], overrides) for name in names]
    place = looks_place()
    if place is None:
        return Looks("", _counted(now, now), problem="there is no home folder, nor XDG_STATE_HOME")
    try:
        with _opened(place) as log:
            before, unreadable = _read(log)
            _append(log, now)
    except OSError as problem:
        before, unreadable = _known(place)
        return Looks(str(place), _counted([*before, *now], now), unreadable, problem.strerror or str(problem))
    return Looks(str(place), _counted([*before, *now], now), unreadable)


def looks_place() -> Path | None:
    """Where looks are recorded, there or not; None where the user has no home."""
    try:
        return (
            Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
            / "haicsim"
            / "looks.jsonl"
        )
    except RuntimeError:
        return None


def parameters_digest(trial: str, overrides: Sequence[str]) -> str:
    """Of every number, place and choice by which a trial is simulated; size and seed of the run aside."""
    content = {name: part for name, part in scenario_of(trial, overrides).content().items() if name != "run"}
    said = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(said.encode()).hexdigest()[:16]


def _look(trial: str, rows: Sequence[Prediction], overrides: Sequence[str]) -> Look:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    inside = sum(row.inside for row in rows)
    study, digest = study_of(trial).name, parameters_digest(trial, overrides)
    return Look(when, model_version(), digest, study, inside, len(rows))


def _counted(looks: Sequence[Look], now: Sequence[Look]) -> tuple[Looked, ...]:
    found = []
    for study in (each.study for each in now):
        mine = [look.parameters for look in looks if look.study == study]
        found.append(Looked(study, len(mine), len(set(mine))))
    return tuple(found)


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    """The record, made if need be, for this process alone while it is open; OSError where that cannot be."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(log).st_mode):
            raise OSError(None, "is not an ordinary file")
        fcntl.flock(log, fcntl.LOCK_EX)
        yield log
    finally:
        os.close(log)


def _append(log: int, looks: Sequence[Look]) -> None:
    """All lines by one write; a line that somebody left unfinished is ended first."""
    text = "".join(json.dumps(asdict(look), separators=(",", ":")) + "\n" for look in looks).encode()
    end = os.lseek(log, 0, os.SEEK_END)
    if end and os.pread(log, 1, end - 1) != b"\n":
        text = b"\n" + text
    if os.write(log, text) != len(text):
        raise OSError(None, "no room is left")
    os.fsync(log)


def _known(place: Path) -> tuple[list[Look], int]:
    """What a record that cannot be written holds; nothing where it cannot be read either."""
    try:
        if not place.is_file():
            return [], 0
        log = os.open(place, os.O_RDONLY)
    except OSError:
        return [], 0
    try:
        return _read(log)
    finally:
        os.close(log)


def _read(log: int) -> tuple[list[Look], int]:
    """The looks of a record, and how many of its lines are none."""
    with os.fdopen(os.dup(log), "rb") as file:
        file.seek(0)
        lines = [line for line in file.read().split(b"\n") if line.strip()]
    looks = [_as_look(line) for line in lines]
    return [look for look in looks if look is not None], looks.count(None)


def _as_look(line: bytes) -> Look | None:
    try:
        said = json.loads(line)
        look = Look(**{each.name: said[each.name] for each in fields(Look)})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    words = (look.when, look.version, look.parameters, look.study)
    counts = (look.inside, look.of)
    right = all(isinstance(each, str) for each in words) and all(type(each) is int for each in counts)
    return look if right else None
