"""A report of any answer: made soon, small, and without a network."""

import time
from pathlib import Path

from offline import no_network
from pace import slowness

import haicsim

MOST_BYTES, MOST_SECONDS = 5_000_000, 10.0  # of processor


def is_reported_soon(folder: Path) -> None:
    """Make the report of a folder, beside it."""
    begun = time.process_time()
    with no_network():
        out = haicsim.report(folder, folder.with_name(f"{folder.name}-report.html"))
    assert time.process_time() - begun < MOST_SECONDS * slowness()
    assert out.stat().st_size < MOST_BYTES
