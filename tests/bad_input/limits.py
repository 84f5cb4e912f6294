"""What reading one file may cost, whatever is in it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pace import slowness

# of this process's own time, so that a busy machine does not matter; far below what reading twice over would take
MOST_SECONDS = 2.0
MOST_BYTES = 200_000_000
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@contextmanager
def within_limits() -> Iterator[None]:
    """Fail where what is done inside takes two seconds or more, or 200 MB at once (told by Linux only)."""
    before = _memory("VmRSS")
    start = time.process_time()
    yield
    seconds = time.process_time() - start
    assert seconds < MOST_SECONDS or seconds < MOST_SECONDS * slowness()
    assert _memory("VmHWM") - before < MOST_BYTES


def _memory(which: str) -> int:
    """Bytes this process holds now (VmRSS), which also starts counting anew, or held at most since then (VmHWM)."""
    if not _RESET.exists():
        return 0
    if which == "VmRSS":
        _RESET.write_text("5")
    line = next(line for line in _STATUS.read_text().split("\n") if line.startswith(which))
    return int(line.split()[1]) * 1024
