"""Where compiled code is kept on disk, known without loading the compiler.

Compiled code is run as it is read, so only a folder of which nobody else can write a byte is used.
"""

import os
import shutil
import stat
import sys
import warnings
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from haicsim.sim.sources import digest_of_sources

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def cache_base() -> Path | None:
    """The folder of all that haicsim keeps in the user's cache, there or not; None where the user has no home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "haicsim"
    except RuntimeError:
        return None


def cache_place() -> Path | None:
    """The folder of compiled code for these sources and versions, there or not; None where the user has no home."""
    base = cache_base()
    try:
        compiler = version("numba")
    except PackageNotFoundError:
        return None
    digest = sha256(f"{sys.version} {compiler} {digest_of_sources()}".encode())
    return None if base is None else base / digest.hexdigest()[:20]


def cache_folder() -> Path | None:
    """The same folder, made if need be, for this user alone; None where none can be written, or others can write there.

    Warns of the latter: then the model is compiled for this run alone.
    """
    folder = cache_place()
    if folder is None:
        return None
    try:
        for each in (folder.parent, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        unsafe = whose_others_is(folder)
    except OSError:  # no place to write
        return None
    if unsafe is not None:
        warnings.warn(
            f"{unsafe}: belongs to somebody else, or others can write there; compiled code is not read from it. "
            "Make it your own (chmod go-w), or clear it: haicsim cache --clear",
            stacklevel=2,
        )
        return None
    return folder if os.access(folder, os.W_OK) else None


def whose_others_is(folder: Path) -> Path | None:
    """The first of the cache's folders and files that others own or can write; None where there is none.

    What lies in a folder that nobody else may enter has whatever rights the compiler gave it.
    """
    entered = folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    within = list(folder.rglob("*")) if entered else []
    for path in (folder.parent, folder, *within):
        found = path.stat()
        if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
            return path
    return None


def holds_compiled_code() -> bool:
    """Whether an earlier process has left compiled code of these very sources there that may be used."""
    folder = cache_place()
    try:
        if folder is None or whose_others_is(folder) is not None:
            return False
        return any(path.stat().st_size for path in folder.rglob("*.nbc"))  # a folder within for each package
    except OSError:
        return False


def cache_sizes() -> dict[str, int]:
    """Bytes of everything in the cache, by the name of its folder; nothing where there is no cache."""
    base = cache_base()
    if base is None or not base.is_dir():
        return {}
    return {
        each.name: _bytes(each) for each in sorted(base.iterdir()) if each.is_dir() and not each.is_symlink()
    }


def clear_cache() -> None:
    """Remove everything in the cache; what is needed is made again. Raises OSError where that is not allowed."""
    base = cache_base()
    for name in cache_sizes():
        assert base is not None
        shutil.rmtree(base / name)


def _bytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
