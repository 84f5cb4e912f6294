"""Policies compared and searched for, in plain numbers, for JSON and tables; what has no value is None."""

from typing import Any

from haicsim.analysis.results.composition import parts_of
from haicsim.analysis.results.difference import Output
from haicsim.analysis.whatif.coverage import Coverage, Ground
from haicsim.analysis.whatif.halving import difference
from haicsim.analysis.whatif.plain import decomposition, interval, number, ranged
from haicsim.analysis.whatif.policy_compare import Beside, Compared
from haicsim.analysis.whatif.policy_over_draws import OverDraws
from haicsim.analysis.whatif.policy_search import Fresh, Searched, Twice
from haicsim.analysis.whatif.treated import Some

Plain = dict[str, Any]


def compared_as_dict(found: Compared) -> Plain:
    """All policies beside the reference."""
    run = found.reference.scenario.run
    return {
        "reference": found.reference.name, "people": found.people, "seed": run.seed, "replications": run.replications,
        "policies": [_beside(each) for each in found.others],
    }  # fmt: skip


def searched_as_dict(found: Searched) -> Plain:
    """What was tried, the winner, and how far it is to be believed."""
    run, halved = found.scenario.run, found.halved
    return {
        "scenario": found.scenario.name, "set": list(found.scenario.set_by_hand),
        "patients": run.patients, "seed": run.seed, "maximised": found.objective.name,
        "limits": [str(limit) for limit in found.limits],
        "choices": {each.name: [option.words for option in each.options] for each in found.choices},
        "combinations": found.possible, "tried": len(found.tried), "excluded": found.excluded,
        "rungs": [_rung(found, place) for place in range(len(found.rungs))],
        "winner": None if found.winner is None else _policy(found, halved.winner),
        "not_distinguishable": [_level(found, place) for place in halved.level],
        "fresh": None if found.fresh is None else _fresh(found.fresh),
        "coverage": None if found.coverage is None else _coverage(found.coverage),
        **({} if found.over is None else {"over_the_posterior": _over(found, found.over)}),
    }  # fmt: skip


def _over(found: Searched, over: OverDraws) -> Plain:
    """The winner over draws; best_of: in how many draws each policy is the best."""
    low, middle, high = (number(each) for each in over.parameters)
    best = [
        {"policy": None if place is None else _policy(found, place), "draws": draws}
        for place, draws in sorted(over.best_of.items(), key=lambda item: -item[1])
    ]
    return {
        "posterior": over.posterior, "alarm": over.alarm, "draws": over.draws, "left_out": over.left_out,
        "patients": over.patients,
        "gain": {"now": number(over.gain), "parameters": [low, middle, high], "chance": [number(x) for x in over.chance]},
        "ahead": over.ahead, "policies": over.of, "best": over.best, "best_or_not_distinguishable": over.level,
        "breaks_a_limit": over.broken, "best_of": best,
    }  # fmt: skip


def _beside(each: Beside) -> Plain:
    return {
        "name": each.policy.name, "outcomes": [_output(output) for output in each.outputs],
        "whom": {name: _some(some) for name, some in each.whom.items()},
        "decomposition": decomposition(each.parts), "main": each.outputs[0].outcome.name, "over_the_ranges":
        ranged(each.ranges),
    }  # fmt: skip


def _output(each: Output) -> Plain:
    return {
        "outcome": each.outcome.name, "unit": each.outcome.unit, "before": number(each.before),
        "after": number(each.after), "change": number(each.change), "low": number(each.low), "high": number(each.high),
        "verdict": each.verdict, "why": each.why, **parts_of(each.people),
    }  # fmt: skip


def _some(some: Some) -> Plain:
    return {
        "people": some.people, "months": [number(each) for each in some.months],
        "features": {name: number(value) for name, value in some.features.items()},
    }  # fmt: skip


def _rung(found: Searched, place: int) -> Plain:
    rung = found.rungs[place]
    best = None if rung.best is None else dict(found.tried[rung.best].words)
    return {
        "patients": rung.patients, "tried": rung.tried, "dropped_for_a_limit": rung.broke, "kept": rung.kept,
        "best": best, "value": number(rung.value),
    }  # fmt: skip


def _policy(found: Searched, place: int | None) -> Plain:
    candidate = found.tried[place or 0]
    settings = {path: list(v) if isinstance(v, tuple) else v for path, v in candidate.settings.items()}
    return {"words": dict(candidate.words), "settings": settings}


def _level(found: Searched, place: int) -> Plain:
    scores, winner = found.halved.scores, found.halved.winner or 0
    return {**_policy(found, place), "less_than_winner": interval(difference(scores[winner], scores[place]))}


def _fresh(fresh: Fresh) -> Plain:
    limits = {
        name: {**interval(each), "kept": kept, "as_it_is": interval(own)}
        for name, (each, kept, own) in fresh.limits.items()
    }
    return {
        "replications": fresh.runs, "winner": _twice(fresh.winner), "as_it_is": _twice(fresh.reference),
        "gain": _twice(fresh.gain), "cost_of_choosing": interval(fresh.gain.less), "limits": limits,
    }  # fmt: skip


def _twice(each: Twice) -> Plain:
    return {"found": interval(each.found), "fresh": interval(each.fresh), "less": interval(each.less)}


def _coverage(coverage: Coverage) -> Plain:
    return {"settings": [_ground(each) for each in coverage.grounds], "cautions": list(coverage.cautions)}


def _ground(each: Ground) -> Plain:
    names = ("number", "value", "grade", "source")
    return {
        "path": each.path, "before": each.before, "value": each.value, "unit": each.unit,
        "range": None if each.range is None else list(each.range), "grade": each.grade, "source": each.source,
        "rests_on": [dict(zip(names, row, strict=True)) for row in each.rests_on], "flags": list(each.flags),
    }  # fmt: skip
