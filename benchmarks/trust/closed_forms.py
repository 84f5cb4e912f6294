"""Both engines against closed forms: what theory says, what each engine gave, and how many standard errors lie between.

Standard errors are those of replications, since the waits of one queue depend on one another. The engines are given other
replications, so that one is no copy of the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import exp, inf, isfinite
from typing import Any

import numpy as np

from benchmarks.trust import project
from benchmarks.trust.stories import CLOCKS, QUEUE, Array, Run, customer, first, numbers_of, patient, waits
from benchmarks.trust.theory import (
    erlang_a,
    erlang_b,
    erlang_c,
    illness_and_death,
    pollaczek_khinchine,
    sessions,
    weibull_moment,
)
from haicsim.sim.codes import DEATH, PROGRESSED
from haicsim.sim.engines.compiled import CompiledEngine

MOST = 3.5  # standard errors
AT_ONCE = 1e-9  # days of patience of who does not wait
REPLICATIONS = {"compiled": (0, 40), "SimPy": (100, 20)}
COUNTED = {"compiled": 6000, "SimPy": 400}  # customers or patients of a replication, after the warm-up

Measured = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One law: its name, the setting, whose work it is, the story with its numbers, theory, and what is read of a journal.

    warm_up: customers left out at the start, ten relaxation times of the queue or more.
    """

    law: str
    setting: str
    source: str
    story: Callable[..., Any]
    run: Run
    warm_up: int
    theory: dict[str, float]
    read: Callable[[Array, Run], dict[str, Array]]

    @property
    def name(self) -> str:
        """The case in one line."""
        return f"{self.law}: {self.setting}"


def cases() -> list[Case]:
    """All of them."""
    return [*_waiting(), *_turned_away(), *_leaving(), *_any_service(), *_sessions(), *_clocks()]


def _waiting() -> list[Case]:
    found = []
    for servers, load in ((1, 0.3), (2, 0.6), (5, 0.7)):
        offered, spare = servers * load, servers * (1.0 - load)
        wait, later = erlang_c(servers, offered), 0.7 / spare
        theory = {
            "share who wait": wait,
            "mean wait, days": wait / spare,
            f"share who wait over {later:.2f} days": wait * exp(-spare * later),
        }
        run = Run(numbers_of(QUEUE, shape=1.0, scale_days=1.0), 0, 0, offered, servers)
        warm_up = max(120, round(10.0 * load / (1.0 - load**0.5) ** 2))
        setting = f"{servers} servers, {load:.0%} busy"
        found.append(
            Case("M/M/c", setting, "Erlang 1917", customer, run, warm_up, theory, _waits_longer_than(later))
        )
    return found


def _waits_longer_than(later: float) -> Callable[[Array, Run], dict[str, Array]]:
    def read(journal: Array, run: Run) -> dict[str, Array]:
        days, _ = waits(journal, run)
        long = f"share who wait over {later:.2f} days"
        return {"share who wait": days > 0.0, "mean wait, days": days, long: days > later}

    return read


SERVICES = {
    "exponential": {"shape": 1.0, "scale_days": 1.0},
    "fixed": {"shape": 0.0, "scale_days": 1.0},
    "Weibull 0.7": {"shape": 0.7, "scale_days": 1.0 / weibull_moment(0.7, 1.0, 1)},
    "Weibull 2": {"shape": 2.0, "scale_days": 1.0 / weibull_moment(2.0, 1.0, 1)},
    "log-normal 0.8": {"log_sd": 0.8, "scale_days": exp(-0.32)},
}
SECOND_MOMENT = {
    "exponential": 2.0,
    "fixed": 1.0,
    "Weibull 0.7": weibull_moment(0.7, SERVICES["Weibull 0.7"]["scale_days"], 2),
    "Weibull 2": weibull_moment(2.0, SERVICES["Weibull 2"]["scale_days"], 2),
    "log-normal 0.8": exp(0.64),
}


def _turned_away() -> list[Case]:
    found = []
    for servers, offered, service in ((2, 1.5, "exponential"), (5, 4.0, "fixed"), (5, 4.0, "log-normal 0.8")):
        numbers = numbers_of(QUEUE, patience_days=AT_ONCE, **SERVICES[service])
        setting = f"{servers} servers, {offered:g} offered, service {service}"
        theory = {"share turned away": erlang_b(servers, offered)}
        run = Run(numbers, 0, 0, offered, servers)
        found.append(
            Case("M/G/c/c", setting, "Erlang 1917 (B)", customer, run, 200, theory, _lost("turned away"))
        )
    return found


def _lost(how: str) -> Callable[[Array, Run], dict[str, Array]]:
    def read(journal: Array, run: Run) -> dict[str, Array]:
        days, served = waits(journal, run)
        return {"share who wait": days > 0.0, "mean wait, days": days, f"share {how}": ~served}

    return read


def _leaving() -> list[Case]:
    found = []
    for servers, offered, patience in ((1, 0.8, 0.5), (3, 3.6, 0.3), (5, 5.0, 1.0)):
        numbers = numbers_of(QUEUE, patience_per_day=patience, **SERVICES["exponential"])
        setting = f"{servers} servers, {offered:g} offered, patience {1.0 / patience:.2g} services"
        theory = erlang_a(servers, offered, 1.0, patience)
        run = Run(numbers, 0, 0, offered, servers)
        found.append(
            Case("M/M/c+M", setting, "Palm 1946 (Erlang A)", customer, run, 300, theory, _lost("who leave"))
        )
    return found


def _any_service() -> list[Case]:
    found = []
    for load, service in ((0.7, "fixed"), (0.6, "Weibull 0.7"), (0.7, "Weibull 2"), (0.6, "log-normal 0.8")):
        theory = {"mean wait, days": pollaczek_khinchine(load, 1.0, SECOND_MOMENT[service])}
        run = Run(numbers_of(QUEUE, **SERVICES[service]), 0, 0, load, 1)
        setting = f"one server {load:.0%} busy, service {service}"
        found.append(
            Case("M/G/1", setting, "Pollaczek, Khinchine", customer, run, 500, theory, _lost("who leave"))
        )
    return found


def _sessions() -> list[Case]:
    found = []
    for places, every, load in ((1, 7.0, 0.6), (3, 14.0, 0.8), (5, 7.0, 0.8)):
        theory = sessions(places, every, load * places / every)
        run = Run(numbers_of(QUEUE), 0, 0, load * places / every, places, every, horizon=1000.0)
        setting = f"{places} places every {every:g} days, {load:.0%} taken"
        chosen = {"mean wait, days": theory["mean wait, days"]}
        found.append(Case("Calendar", setting, "Bailey 1954", customer, run, 600, chosen, _lost("who leave")))
    return found


def _clocks() -> list[Case]:
    shares, alive = illness_and_death(0.02, 0.01, 0.05)
    numbers = numbers_of(
        CLOCKS, illness_per_day=0.02, shape=1.0, scale_days=100.0, ill_shape=1.0, ill_scale_days=20.0
    )
    days = (20.0, 60.0, 150.0)
    theory = shares | {f"alive after {day:g} days": alive(day) for day in days}
    found = [Case("Three exponential clocks", "illness 0.02, death 0.01, in illness 0.05 a day", "competing risks",
                  patient, Run(numbers, 0, 0), 0, theory, _lives(days))]  # fmt: skip
    for shape, scale in ((0.9, 600.0), (2.5, 30.0)):
        numbers = numbers_of(CLOCKS, shape=shape, scale_days=scale)
        theory = {
            "mean life, days": weibull_moment(shape, scale, 1),
            "mean square of life": weibull_moment(shape, scale, 2),
        }
        marks = (0.5 * scale, 1.5 * scale)
        theory |= {f"alive after {day:g} days": exp(-((day / scale) ** shape)) for day in marks}
        setting = f"shape {shape:g}, scale {scale:g} days"
        found.append(
            Case("Weibull clock", setting, "Weibull", patient, Run(numbers, 0, 0), 0, theory, _lives(marks))
        )
    return found


def _lives(marks: tuple[float, ...]) -> Callable[[Array, Run], dict[str, Array]]:
    def read(journal: Array, run: Run) -> dict[str, Array]:
        days = first(journal, DEATH, run.count, "day")
        ill = np.isfinite(first(journal, PROGRESSED, run.count, "day"))
        alive = {f"alive after {day:g} days": days > day for day in marks}
        return {"share ever ill": ill, "mean life, days": days, "mean square of life": days * days} | alive

    return read


@cache
def engine_of(story: Callable[..., Any]) -> CompiledEngine:
    """The story compiled, once a process."""
    return CompiledEngine(story)


def measure(case: Case, engine: str) -> dict[str, Measured]:
    """What the engine gave for each quantity: estimate, standard error, and standard errors from theory."""
    begin, count = REPLICATIONS[engine]
    seen: dict[str, list[float]] = {name: [] for name in case.theory}
    for k in range(begin, begin + count):
        run = replace(case.run, count=case.warm_up + COUNTED[engine], replication=k)
        journal = run.compiled(engine_of(case.story)) if engine == "compiled" else run.simpy(case.story)
        values = case.read(journal, run)
        for name, found in seen.items():
            found.append(float(values[name][case.warm_up :].mean()))
    return {name: _against(case.theory[name], np.array(found)) for name, found in seen.items()}


def _against(expected: float, values: Array) -> Measured:
    mean, error = float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5)
    z = (mean - expected) / error if error > 0.0 else inf
    assert isfinite(mean)
    return {"estimate": float(f"{mean:.8g}"), "error": float(f"{error:.4g}"), "z": round(z, 2)}


def keep_all() -> None:
    """Measure every case with both engines, and write all of it down."""
    rows: list[dict[str, Any]] = []
    for case in cases():
        found = {engine: measure(case, engine) for engine in REPLICATIONS}
        for name, expected in case.theory.items():
            engines = {engine: found[engine][name] for engine in REPLICATIONS}
            rows.append({"law": case.law, "setting": case.setting, "source": case.source, "quantity": name,
                         "expected": float(f"{expected:.8g}"), **engines})  # fmt: skip
        print(f"{case.name}: " + ", ".join(f"{row['compiled']['z']:+.2f} {row['SimPy']['z']:+.2f}" for row in rows
                                           if row["setting"] == case.setting), flush=True)  # fmt: skip
    content = project.occasion() | {
        "replications": REPLICATIONS,
        "counted": COUNTED,
        "most": MOST,
        "rows": rows,
    }
    project.keep("closed-forms", content)
