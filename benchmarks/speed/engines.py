"""How the engines compare: with one another, with one thread more, and with SimPy that does nothing else."""

import time
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.speed.measuring import Measurement, alternating, ratios, taken
from benchmarks.speed.worlds import World
from haicsim.sim.codes import STAY
from haicsim.sim.engines.process import Simulation
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

_RUNS = 5  # of the compiled engine for every one of SimPy: they are short
_WEEK = 7.0


def compiled_against_simpy(
    world: World, goal: float | None, aim: float | None, repetitions: int
) -> Measurement:
    """How many times faster the compiled engine tells a world and writes its journal; patients already drawn."""

    def simpy_takes() -> float:
        cast = world.cast()
        return taken(lambda: world.simpy(cast))

    world.compiled()
    pairs = alternating(simpy_takes, lambda: taken(world.compiled, runs=_RUNS), repetitions)
    return Measurement(f"compiled / SimPy, {world.name}", "times", goal, aim, True, ratios(pairs))


def a_word(world: World, goal: float, aim: float, repetitions: int) -> Measurement:
    """Nanoseconds of the compiled engine for every word said, chance and journal included."""
    words = plainly_told(world)
    world.compiled()
    values = tuple(taken(world.compiled, runs=_RUNS) * 1e9 / words for _ in range(repetitions))
    return Measurement("compiled, a word", "ns", goal, aim, False, values)


def simpy_against_bare(world: World, goal: float, aim: float, repetitions: int) -> Measurement:
    """How near the SimPy engine comes to SimPy alone plus the story alone: their time as a share of its own."""
    events = events_of(world)

    def least() -> float:
        return taken(lambda: bare_loop(len(world.rows), events)) + taken(lambda: plainly_told(world))

    def engine() -> float:
        cast = world.cast()
        return taken(lambda: world.simpy(cast))

    name = "SimPy engine / bare and plain"
    return Measurement(name, "times", goal, aim, True, ratios(alternating(least, engine, repetitions)))


def two_threads(patients: int, goal: float, repetitions: int) -> Measurement:
    """How many times faster two threads run the reference scenario than one, outcomes only; by the clock on the wall."""
    overrides = [f"run.patients={patients}", "run.engine=compiled"]
    scenario = load_scenario("kurume", overrides)

    def by(threads: int) -> float:
        return taken(lambda: run(scenario, journal=False, threads=threads), time.perf_counter)

    by(2)
    pairs = alternating(lambda: by(1), lambda: by(2), repetitions)
    return Measurement("two threads / one", "times", goal, None, True, ratios(pairs))


def plainly_told(world: World) -> int:
    """Tell a world's story in plain Python, nobody ever waiting; returns the number of words said."""
    cast = world.cast()
    words = 0
    for i, me in enumerate(cast.people):
        me.now = me.arrival
        limit = me.arrival + world.horizon
        for verb, _, amount in world.story(cast.people, i, cast.theta, cast.stream):
            words += 1
            if me.death_day <= me.now:
                break
            if verb == STAY:
                if me.now + amount >= min(me.death_day, limit):
                    break
                me.now += amount
    return words


def events_of(world: World) -> int:
    """How many events the SimPy engine schedules to tell a world."""
    cast = world.cast()
    ward = Simulation(
        world.story, cast.people, cast.theta, cast.stream, world.places, world.period, world.horizon
    )
    everybody = ward.env.all_of([ward.env.process(ward.patient(i)) for i in range(len(cast.people))])
    ward.env.run(until=everybody)
    return int(next(ward.env._eid))


def bare_loop(patients: int, events: int) -> None:
    """SimPy with as many processes and events, that do nothing; each process begins and ends with an event of its own."""
    env = simpy.Environment()
    stays, rest = divmod(max(events - 2 * patients, 0), patients)
    for i in range(patients):
        env.process(_doing_nothing(env, float(i), stays + (i < rest)))
    env.run()


def _doing_nothing(env: simpy.Environment, arrival: float, stays: int) -> Generator[Any, Any, None]:
    delay = arrival
    for _ in range(stays):
        yield env.timeout(delay)
        delay = _WEEK
