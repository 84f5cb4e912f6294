"""A sensitivity analysis over a posterior: calibrated numbers as their draws have them, the others over their stated ranges.

Draws go together. So methods that look at a sample (PAWN, partial ranks, regression) take whole draws; Sobol indices, which
hold for independent factors alone, take all calibrated numbers as one factor; elementary effects are refused.
"""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from haicsim.analysis.calibration.posterior import Posterior, read_posterior
from haicsim.analysis.calibration.uncertain import Uncertain
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
from haicsim.analysis.experiments.size import refuse_too_many
from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.sensitivity.calibrated import Calibrated, calibrated
from haicsim.analysis.sensitivity.compatible import LeftOutFactor, compatible, refuse_left_out
from haicsim.analysis.sensitivity.design import Analysis, ask, ask_sample, merged
from haicsim.analysis.sensitivity.factors import Factor, factors_of
from haicsim.analysis.sensitivity.question import REPLICATIONS, Question, question_of, refuse_size
from haicsim.analysis.sensitivity.sampling import METHODS, SIZES, cube_of, points_of
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario

_SAMPLED = ("pawn", "prcc", "regression")
_Z = 1.959964


def asked_question(
    scenario: Scenario, method: str, vary: Sequence[str], size: int | None, draws: Path | None,
    replications: int | None, posterior: Posterior | None,
) -> Question:  # fmt: skip
    """The analysis that is asked for (see `question_of`), over a posterior if one is given; InputError where it cannot be."""
    if posterior is None or method not in (*METHODS, "regression"):
        return question_of(scenario, method, vary, size, draws, replications)
    if draws is not None:
        raise _refused("--draws", "does not go with --posterior: both are draws")
    mine = calibrated(scenario, posterior)
    if method == "morris":
        raise _refused("--method morris", _why_not(mine))
    repeat = replications or REPLICATIONS.get(method, 1)
    own, others = _named(mine, vary)
    if method in _SAMPLED:
        return _sampled(mine, method, others, size, repeat)
    if method == "sobol":
        return _sobol(mine, own, others, size, repeat)
    return _moved(mine, method, vary, own, others, size, repeat)


def drawn_from(named: str | PathLike[str] | None) -> Posterior | None:
    """The posterior of that name or file; None where none is named."""
    return None if named is None else read_posterior(Path(named))


def headlines(question: Analysis, log: CheckpointLog, outcomes: Sequence[Outcome]) -> tuple[Uncertain, ...]:
    """Outcomes with two intervals: over draws of the posterior, and by chance in runs of a cell's size at its middle."""
    found = []
    for outcome in outcomes:
        chance = question.by_chance(log, outcome.name)
        low, middle, high = np.quantile(question.over_draws(log, outcome.name), (0.025, 0.5, 0.975)).tolist()
        now, half = float(chance.mean()), _Z * float(chance.std(ddof=1))
        found.append(Uncertain(outcome.name, now, (low, middle, high), (now - half, now + half)))
    return tuple(found)


def notes(method: str, mine: Calibrated) -> tuple[str, ...]:
    """What has to be known of numbers that were calibrated together."""
    said = [
        f"{path} moves with {factor.path}, by the same factor, as in the calibration."
        for factor in mine.factors
        for path, _ in factor.tied
    ]
    pairs = "; ".join(f"{one} and {other} ({r:.2f})" for one, other, r in mine.together[:4])
    alone = f" Numbers that go together in the draws (rank correlation): {pairs}." if pairs else ""
    words = {
        "oneway": "A calibrated number moves alone over 95% of its draws, the others stay in the middle of theirs.",
        "twoway": "A calibrated number goes over 95% of its draws; corners of the map may be where no draw lies.",
        "sobol": "The calibrated numbers are one factor, whole draws: Sobol indices hold for independent factors alone.",
        "pawn": "Points are whole draws: a number also shows what those do that go with it.",
        "prcc": "Points are whole draws; the others are held, so numbers that go together share what they explain.",
        "regression": "Points are whole draws; the others are held, so numbers that go together share what they explain.",
    }
    return (*said, words[method] + ("" if method == "sobol" else alone))


def _named(mine: Calibrated, vary: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of what is to be varied the calibrated numbers, by the path of their factor, and the others as they were asked for."""
    by_path = {path: each.path for each in mine.factors for path in (each.path, *(p for p, _ in each.tied))}
    own, others = [], []
    for text in vary:
        path, equals, _ = text.partition("=")
        if path not in mine.posterior.paths:
            others.append(text)
        elif equals or path not in by_path:
            rule = f"is in the posterior {mine.posterior.plan}, whose draws say how far it moves: name it without ends"
            raise _refused(f"--vary {text}", rule)
        elif by_path[path] not in own:
            own.append(by_path[path])
    return own, others


def _others(
    mine: Calibrated, asked: Sequence[str], together: bool
) -> tuple[list[Factor], list[LeftOutFactor]]:
    """Factors over stated ranges, about the middle of the posterior; those left out, refused where asked for by name."""
    if not asked:
        return [], []
    kept, left_out = compatible(mine.scenario, factors_of(mine.scenario, asked), together)
    refuse_left_out(left_out)
    return kept, left_out


def _sampled(mine: Calibrated, method: str, asked: Sequence[str], size: int | None, repeat: int) -> Question:
    others, left_out = _others(mine, asked, True)
    most = len(mine.posterior.values)
    many = min(SIZES.get(method, most), most) if size is None else size
    if not 1 <= many <= most:
        raise _refused(f"--size {many}", f"must be between 1 and {most:,}, the draws of the posterior")
    scenario, factors = mine.scenario, [*mine.factors, *others]
    _refuse_too_many(method, many, repeat)
    cube = cube_of("sample", others, many, scenario.run.seed) if others else np.empty((many, 0))
    drawn = [merged(others, row) for row in cube.tolist()]
    settings = [{**mine_too, **rest} for mine_too, rest in zip(mine.drawn(many), drawn, strict=True)]
    values = np.array([[float(each[f.path]) for f in others] for each in drawn]).reshape(many, -1)  # type: ignore[arg-type]
    points = np.hstack([mine.rows(many), values])
    analysis = ask_sample(scenario, factors, method, settings, points, repeat, mine.joint)
    return Question(analysis, tuple(f.path for f in factors), tuple(left_out), mine)


def _sobol(
    mine: Calibrated, own: Sequence[str], asked: Sequence[str], size: int | None, repeat: int
) -> Question:
    if own:
        raise _refused(f"--vary {own[0]}", _why_not(mine))
    if not asked:
        rule = "takes the calibrated numbers as one factor: name others beside it by --vary, or take prcc, pawn or regression"
        raise _refused("--method sobol", rule)
    others, left_out = _others(mine, asked, True)
    return _as_designed(mine, "sobol", [mine.as_one(), *others], left_out, size, repeat)


def _moved(
    mine: Calibrated, method: str, vary: Sequence[str], own: Sequence[str], asked: Sequence[str], size: int | None,
    repeat: int,
) -> Question:  # fmt: skip
    """One or two at a time, about the middle of the posterior."""
    if not vary and method == "twoway":
        raise _refused("--method twoway", "needs parameters: name each by --vary")
    if vary:
        others, left_out = _others(mine, asked, method != "oneway")
    else:
        free = [f for f in factors_of(mine.scenario) if f.path not in mine.posterior.paths]
        others, left_out = compatible(mine.scenario, free, False)
    chosen = {f.path: f for f in (*(f for f in mine.factors if not vary or f.path in own), *others)}
    wanted = [own_path for text in vary if (own_path := _factor_of(mine, text)) in chosen] or list(chosen)
    return _as_designed(
        mine, method, [chosen[path] for path in dict.fromkeys(wanted)], left_out, size, repeat
    )


def _factor_of(mine: Calibrated, text: str) -> str:
    """The path of the factor that a text after --vary names."""
    path = text.partition("=")[0]
    return next((f.path for f in mine.factors if path in dict(f.tied)), path)


def _as_designed(
    mine: Calibrated, method: str, factors: Sequence[Factor], left_out: Sequence[LeftOutFactor], size: int | None,
    repeat: int,
) -> Question:  # fmt: skip
    """The method's own design over factors that are independent of one another, or moved one by one."""
    many = SIZES[method] if size is None else size
    refuse_size(method, many, len(factors))
    _refuse_too_many(method, points_of(method, len(factors), many), repeat)
    scenario = mine.scenario
    analysis = ask(scenario, factors, method, many, repeat, scenario.run.engine, mine.joint)
    return Question(analysis, (), tuple(left_out), mine)


def _refuse_too_many(method: str, points: int, repeat: int) -> None:
    parts = {"points": points, "replications": repeat}
    refuse_too_many(f"--method {method}", parts, "take a smaller --size, or fewer parameters or replications")


def _why_not(mine: Calibrated) -> str:
    pair = next(iter(mine.together), None)
    such = "" if pair is None else f" ({pair[0]} and {pair[1]}: rank correlation {pair[2]:.2f})"
    return (
        f"holds for numbers that are independent of one another, and those of the posterior {mine.posterior.plan} are not"
        f"{such}: take prcc, pawn or regression for each of them, oneway for its ends, or sobol with others alone, to which "
        "all calibrated numbers are one factor"
    )


def _refused(option: str, rule: str) -> InputError:
    return InputError([Fault(option, None, "", "", rule)])
