"""Folders of work beside a target: filled unseen, and tidied up by the next command where a process was killed over them.

Each holds `fresh/<name of the target>`, while it is filled, and `before/<name of the target>`, while it is replaced. The
process that works in one holds a lock on it, which the system takes back however that process ends.
"""

import ctypes
import errno
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FRESH, BEFORE = "fresh", "before"
MARKS = ("provenance.json", "pictures.json")  # what says that a folder is one of results
_PREFIX = ".haicsim-"
_NAME = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}")
_JUST_BEGUN = 60.0  # seconds in which an empty one may not be locked yet
_EXCHANGE, _HERE = 2, -100  # Linux: RENAME_EXCHANGE, AT_FDCWD
_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextmanager
def workplace(parent: Path) -> Iterator[Path]:
    """A folder of work in `parent`, gone at the end; what killed processes left there is tidied up first."""
    tidy(parent)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    lock = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # not every file system knows locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        (place / FRESH).mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def tidy(parent: Path) -> None:
    """Put back what a killed process had only put aside, and remove what it left half-written; others are let alone."""
    try:
        found = [Path(entry.path) for entry in os.scandir(parent) if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for place in found:
        with suppress(OSError):
            _tidy(place)


def _tidy(place: Path) -> None:
    lock = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError where somebody works in it
        there = set(os.listdir(place))
        age = time.time() - os.fstat(lock).st_mtime
        if there - {FRESH, BEFORE} or (not there and age < _JUST_BEGUN):
            return
        if BEFORE in there and not all(_settled(kept, place.parent) for kept in (place / BEFORE).iterdir()):
            return
        shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(lock)


def _settled(kept: Path, parent: Path) -> bool:
    """Whether what was put aside is back in its place, or other results of ours have taken it."""
    target = parent / kept.name
    with suppress(OSError):
        os.rename(kept, target)  # refused where anything but an empty folder stands there
        return True
    return any((target / mark).is_file() for mark in MARKS)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders take each other's place in one step; False where the system does not offer that.

    Raises FileNotFoundError where one of them is gone.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), ctypes.c_uint(_EXCHANGE)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), str(other))
