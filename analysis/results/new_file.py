"""A single file beside folders of results: never somebody else's, never within results, never half-written."""

import os
from contextlib import suppress
from pathlib import Path

from haicsim.analysis.results.origin import PROVENANCE, refusal


def check_new_file(target: Path, again: bool) -> None:
    """InputError where no file may be written there: a folder, within a folder of results, or a file that is there.

    again: a file that is there may be replaced.
    """
    if any((place / PROVENANCE).is_file() for place in target.absolute().parents):
        raise refusal(target, "lies in a folder of results, whose files are digested: name a file outside")
    if target.is_dir():
        raise refusal(target, "is a folder: name a file")
    if target.exists() and not again:
        raise refusal(target, "is there already: name another file, or replace it with --again")


def write_new_file(target: Path, content: bytes) -> Path:
    """Put the file in place in one step, so that nobody ever sees half of it; InputError where it cannot be written."""
    fresh = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        os.replace(fresh, target)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        raise refusal(target, f"cannot be written ({problem.strerror or problem})") from problem
    return target
