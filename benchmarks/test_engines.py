"""Both engines tell the same worlds, one group a world; processor time, which other programs do not lengthen."""

import time

import pytest

from benchmarks.speed.engines import bare_loop, events_of, plainly_told

pytestmark = pytest.mark.benchmark(timer=time.thread_time)


@pytest.fixture(autouse=True)
def one_group_a_world(benchmark, request):
    if "world" in request.fixturenames:
        benchmark.group = request.getfixturevalue("world").name


def test_compiled_engine(benchmark, world):
    journal = benchmark.pedantic(world.compiled, rounds=20, warmup_rounds=1)
    benchmark.extra_info["journal_rows"] = len(journal)


def test_simpy_engine(benchmark, world):
    journal = benchmark.pedantic(world.simpy, setup=lambda: ((world.cast(),), {}), rounds=3)
    benchmark.extra_info["journal_rows"] = len(journal)


@pytest.mark.benchmark(group="SimPy alone and the story alone")
def test_plain_story(benchmark, plain_world):
    benchmark.extra_info["words"] = benchmark.pedantic(plainly_told, args=(plain_world,), rounds=3)


@pytest.mark.benchmark(group="SimPy alone and the story alone")
def test_bare_simpy(benchmark, plain_world):
    events = events_of(plain_world)
    benchmark.extra_info["events"] = events
    benchmark.pedantic(bare_loop, args=(len(plain_world.rows), events), rounds=3)


@pytest.mark.benchmark(group="SimPy alone and the story alone")
def test_simpy_engine_for_comparison(benchmark, plain_world):
    benchmark.pedantic(plain_world.simpy, setup=lambda: ((plain_world.cast(),), {}), rounds=3)
