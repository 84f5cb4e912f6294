"""One life of the world that stands still, told by the SimPy engine, for the tests of the rules of HAIC."""

from still import overrides

from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

Rows = list[tuple[float, int, float]]


def lives(changes: dict[str, object], days: list[int], *more: str) -> list[Rows]:
    """The lives of as many patients as days of entry are given: (day, event, value)."""
    said = [f"run.patients={len(days)}", f"arrivals.days={days}", "run.engine=process", *more]
    journal = run(load_scenario("kurume", [*overrides(changes), *said])).journals[0]
    return [[tuple(row)[1:] for row in journal[journal["patient"] == k].tolist()] for k in range(len(days))]


def life(changes: dict[str, object], *more: str) -> Rows:
    """The life of the one who enters on day 0."""
    return lives(changes, [0], *more)[0]


def when(rows: Rows, event: int) -> list[float]:
    """The days of an event."""
    return [day for day, what, _ in rows if what == event]


def values(rows: Rows, event: int) -> list[float]:
    """The values of an event."""
    return [value for _, what, value in rows if what == event]
