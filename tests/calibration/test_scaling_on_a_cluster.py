"""Authority: the clock, for evaluations that only wait. Eight Dask workers against one, on the same scheduler in one run."""

from pathlib import Path

import pytest

from benchmarks.dask_scaling import measured


@pytest.mark.slow
def test_eight_workers_are_at_least_six_times_as_fast_as_one(tmp_path: Path) -> None:
    one, eight = measured(tmp_path)
    assert one / eight >= 6.0, (one, eight)
