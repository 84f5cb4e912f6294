"""Measuring as ratios: two ways of the same work, in turn, several times over; never a pass or fail on time."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Clock = Callable[[], float]
Pair = tuple[float, float]


@dataclass(frozen=True)
class Measurement:
    """What was measured, several times, beside what is wanted.

    unit: "times" for a ratio, else "ns", "s" or "MB". goal, aim: a floor where `at_least`, else a ceiling; None where
    none was set. values: one per repetition.
    """

    name: str
    unit: str
    goal: float | None
    aim: float | None
    at_least: bool
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one of the repetitions."""
        return statistics.median(self.values)

    @property
    def lowest(self) -> float:
        """The smallest of the repetitions."""
        return min(self.values)

    @property
    def highest(self) -> float:
        """The largest of the repetitions."""
        return max(self.values)


def taken(work: Callable[[], Any], clock: Clock = time.thread_time, runs: int = 1) -> float:
    """Seconds the work takes: the middle one of so many runs.

    clock: by default the processor time of this thread, which other programs on the machine do not lengthen.
    """
    times = []
    for _ in range(runs):
        gc.collect()
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times)


def alternating(one: Callable[[], float], other: Callable[[], float], repetitions: int) -> list[Pair]:
    """Pairs of what the two give, each first by turns, so that a machine growing slower favours neither."""
    pairs = []
    for turn in range(repetitions):
        if turn % 2 == 0:
            first = one()
            pairs.append((first, other()))
        else:
            second = other()
            pairs.append((one(), second))
    return pairs


def ratios(pairs: list[Pair]) -> tuple[float, ...]:
    """How many times the second each first is."""
    return tuple(first / second for first, second in pairs)
