"""From a sweep file to the work it asks for: every cell in order, checked as far as it can be before anything runs."""

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from haicsim.analysis.experiments.cells import Cell, Model, Simulation, cells_of, keys_of, version_here
from haicsim.analysis.experiments.draws import read_draws
from haicsim.analysis.experiments.points import Point, Points, plain, points_of, values_of
from haicsim.analysis.experiments.size import refuse_too_many_cells
from haicsim.analysis.experiments.spec import Spread, SweepFile
from haicsim.sim.engines.choice import choose
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.validation import ABSENT
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import (
    changeable,
    check_value,
    in_unit,
    is_share,
    numbers_by_path,
    why_unknown,
)


@dataclass(frozen=True)
class Work:
    """All cells of some work and how to run them.

    name: of the work. plan: everything the values follow from, by name, but for how many replications or draws there
    are: work may grow. scenarios: their names. patients: in one cell.
    """

    name: str
    model: Model
    cells: tuple[Cell, ...]
    plan: Mapping[str, Any]
    scenarios: tuple[str, ...]
    patients: int
    with_draws: bool = False


def work_of(file: SweepFile) -> Work:
    """The work of a sweep; InputError with every fault of its scenarios, values and draws, each on its line."""
    sweep = file.sweep
    scenarios = tuple(_scenario(file, place) for place in range(len(sweep.scenarios)))
    refuse_too_many_cells(file, 1)
    _refuse_values(file, scenarios)
    draws = _draws(file, scenarios)
    refuse_too_many_cells(file, len(draws or [{}]))
    cells = swept_cells(scenarios, points_of(sweep), draws, sweep.replications)
    engine = choose(sweep.engine, sweep.patients, len(cells)).engine
    plan = plan_of(scenarios, sweep.scenarios) | _asked(file) | {"points": _digest(cells, sweep.replications)}
    model = Simulation(scenarios, engine, version_here())
    return Work(sweep.name, model, cells, plan, sweep.scenarios, sweep.patients, draws is not None)


def swept_cells(
    scenarios: Sequence[Scenario], points: Points, draws: Sequence[Point] | None, replications: int
) -> tuple[Cell, ...]:
    """Every cell in order: by scenario, setting, draw and replication, the last changing fastest."""
    keys, units = [keys_of(scenario, version_here()) for scenario in scenarios], points.units
    settings = [
        (base, number, draw if draws else None, {**mine, **drawn})
        for base, scenario in enumerate(scenarios)
        for number, point in enumerate(points.points)
        for mine in [{path: in_unit(scenario, path, value, units.get(path)) for path, value in point.items()}]
        for draw, drawn in enumerate(draws or [{}])
    ]
    return cells_of(settings, replications, lambda base, values, k: keys[base](values, k))


def plan_of(scenarios: Sequence[Scenario], names: Sequence[str]) -> dict[str, Any]:
    """Everything the values follow from, by name: the scenarios' own values, the model, and how outcomes are counted."""
    plan: dict[str, Any] = {"model_version": version_here(), "outcomes_version": _outcomes_version()}
    for name, scenario in zip(names, scenarios, strict=True):
        content = scenario.content()
        flat = {**content["numbers"], **{f"capacity.{k}": v for k, v in content["capacity"].items()}}
        flat |= {f"policy.{k}": v for k, v in content["choices"].items()}
        flat |= {f"run.{k}": v for k, v in content["run"].items()}
        plan |= {f"{name}: {path}" if len(names) > 1 else path: value for path, value in flat.items()}
    return plan


def _outcomes_version() -> str:
    """A digest of the modules by which outcomes are counted."""
    from haicsim.analysis.measures import followed, outcome_measures, people
    from haicsim.analysis.survival import estimators, observation

    modules = (outcome_measures, followed, people, estimators, observation)
    files = [Path(inspect.getfile(module)) for module in modules]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _asked(file: SweepFile) -> dict[str, Any]:
    """What the sweep varies, by name, so that a change can be named."""
    said = file.sweep.model_dump(mode="json", include={"vary", "lists", "design", "draws", "scenarios"})
    return {**{f"vary.{path}": given for path, given in said.pop("vary").items()}, **said}


def _digest(cells: Sequence[Cell], replications: int) -> str:
    """Of all settings in order: another design is another sweep, more replications are not."""
    said = json.dumps([cell.settings for cell in cells[::replications]], separators=(",", ":"))
    return sha256(said.encode()).hexdigest()[:12]


def _scenario(file: SweepFile, place: int) -> Scenario:
    """A scenario of the sweep, in the sweep's size and with its seed."""
    sweep, named = file.sweep, file.sweep.scenarios[place]
    size = {"patients": sweep.patients, "replications": 1, "seed": sweep.seed}
    beside = file.place.parent / named
    try:
        found = beside if named.endswith((".yaml", ".yml")) and beside.is_file() else named
        return load_scenario(found, [*sweep.set, *(f"run.{name}={value}" for name, value in size.items())])
    except InputError as refusal:
        raise InputError([_placed(file, place, named, fault) for fault in refusal.faults]) from None


def _placed(file: SweepFile, place: int, named: str, fault: Fault) -> Fault:
    """A scenario that is not there is the sweep's fault; what is wrong in it, its own."""
    if fault.file != named or fault.line is not None:
        return fault
    return file.fault(("scenarios", place), named, fault.rule, fault.nearest)


def _refuse_values(file: SweepFile, scenarios: Sequence[Scenario]) -> None:
    """InputError for every path nobody knows, and every value or unit a field does not allow."""
    faults: list[Fault] = []
    for path, given in file.sweep.vary.items():
        if path not in changeable():
            faults.append(file.fault(("vary", path), ABSENT, *why_unknown(path)))
            continue
        if is_share(path) and sum(is_share(p) and _table(p) == _table(path) for p in file.sweep.vary) < 2:
            rule = "is one of several shares that add up to 1: vary another with it, lists side by side"
            faults.append(file.fault(("vary", path), ABSENT, rule))
        faults += _wrong_values(file, scenarios, path, given)
    if faults:
        raise InputError(faults)


def _wrong_values(file: SweepFile, scenarios: Sequence[Scenario], path: str, given: Any) -> list[Fault]:
    """Every value that is not allowed, where it stands; of an interval in steps the ends first."""
    if not isinstance(given, Spread):
        listed = enumerate(values_of(path, given))
        return [
            file.fault(("vary", path, place), value, rule)
            for place, value in listed
            for rule in _wrong(scenarios, path, value)
        ]
    try:
        for scenario in scenarios:
            in_unit(scenario, path, given.low, given.unit)
    except InputError as refusal:
        return [file.fault(("vary", path, "unit"), given.unit, refusal.faults[0].rule)]
    faults = [
        file.fault(("vary", path, end), value, rule)
        for end, value in (("low", given.low), ("high", given.high))
        for rule in _wrong(scenarios, path, value, given.unit)
    ]
    if faults or not given.steps:
        return faults
    rules = [rule for value in values_of(path, given) for rule in _wrong(scenarios, path, value, given.unit)]
    return [file.fault(("vary", path, "steps"), given.steps, rule) for rule in dict.fromkeys(rules)]


def _table(path: str) -> tuple[str, str]:
    entry = numbers_by_path()[path]
    return entry.topic, entry.key


def _wrong(scenarios: Sequence[Scenario], path: str, value: Any, unit: str | None = None) -> list[str]:
    """The rules a value breaks in any of the scenarios."""
    rules: list[str] = []
    for scenario in scenarios:
        try:
            mine = in_unit(scenario, path, plain(path, value), unit)
            rules += [fault.rule for fault in check_value(scenario, path, mine)]
        except InputError as refusal:
            rules += [fault.rule for fault in refusal.faults]
    return list(dict.fromkeys(rules))


def _draws(file: SweepFile, scenarios: Sequence[Scenario]) -> list[Point] | None:
    """The joint draws of a sweep; InputError where the table or a value in it is refused."""
    asked = file.sweep.draws
    if asked is None:
        return None
    draws = read_draws(file.place.parent / asked.file, asked.file, asked.most)
    faults = [
        file.fault(("vary", path), ABSENT, f"is set by the draws of {asked.file} too")
        for path in draws[0]
        if path in file.sweep.vary
    ]
    for path in draws[0]:
        ends = {min(float(d[path]) for d in draws), max(float(d[path]) for d in draws)}  # type: ignore[arg-type]
        wrong = [
            fault for end in ends for scenario in scenarios for fault in check_value(scenario, path, end)
        ]
        faults += [replace(fault, file=asked.file) for fault in wrong[:1]]
    if faults:
        raise InputError(faults)
    return draws
