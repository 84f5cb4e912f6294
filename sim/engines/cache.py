"""Where compiled code is kept on disk, known without loading the compiler."""

import os
import sys
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from haicsim.sim.sources import digest_of_sources


def cache_place() -> Path | None:
    """The folder of compiled code for these sources and versions, there or not; None where the user has no home."""
    try:
        compiler = version("numba")
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except (PackageNotFoundError, RuntimeError):
        return None
    digest = sha256(f"{sys.version} {compiler} {digest_of_sources()}".encode())
    return Path(base) / "haicsim" / digest.hexdigest()[:20]


def cache_folder() -> Path | None:
    """The same folder, made if need be; None where none can be written."""
    folder = cache_place()
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # no place to write
        return None
    return folder if folder is not None and os.access(folder, os.W_OK) else None


def holds_compiled_code() -> bool:
    """Whether an earlier process has left compiled code of these very sources there."""
    folder = cache_place()
    try:
        return folder is not None and any(folder.rglob("*.nbc"))  # a folder within for each package
    except OSError:
        return False
