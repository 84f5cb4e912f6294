"""What only a fresh interpreter shows: loading, and a million patients."""

import pytest

from benchmarks.speed import fresh


@pytest.mark.benchmark(group="fresh interpreter")
@pytest.mark.parametrize("command", [["--help"], ["check", "kurume"]], ids=["help", "check"])
def test_start_up(benchmark, command):
    benchmark.pedantic(fresh.output, (["-m", "haicsim", *command],), rounds=5)


@pytest.mark.benchmark(group="fresh interpreter")
def test_what_a_command_needs(benchmark):
    benchmark.pedantic(fresh.output, (["-c", fresh.IMPORT],), rounds=5)


@pytest.mark.benchmark(group="fresh interpreter")
def test_a_million_outcomes(benchmark):
    time, _, memory = benchmark.pedantic(fresh.many_outcomes, (1_000_000, 5.0, 1000.0, 1), rounds=1)
    benchmark.extra_info["seconds"], benchmark.extra_info["megabytes"] = time.median, memory.median
