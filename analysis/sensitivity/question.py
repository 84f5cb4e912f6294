"""From what somebody asks (a method, parameters, a size) to an analysis, or to the reason why it cannot be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haicsim.analysis.experiments.draws import read_draws
from haicsim.analysis.experiments.size import refuse_too_many
from haicsim.analysis.sensitivity.calibrated import Calibrated
from haicsim.analysis.sensitivity.compatible import LeftOutFactor, compatible, refuse_left_out
from haicsim.analysis.sensitivity.design import Analysis, ask, ask_draws
from haicsim.analysis.sensitivity.factors import Factor, factors_of, refuse_estimated_together
from haicsim.analysis.sensitivity.sampling import METHODS, SIZES, points_of
from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.scenario.model import Scenario

LARGEST = 1 << 20
REPLICATIONS = {"oneway": 10}  # where no number is asked for; 1 for the other methods
PATIENTS = 2000


@dataclass(frozen=True)
class Question:
    """An analysis to be run.

    paths: the columns of joint draws. left_out: parameters that cannot be moved so far. calibrated: what a posterior brings.
    """

    analysis: Analysis
    paths: tuple[str, ...] = ()
    left_out: tuple[LeftOutFactor, ...] = ()
    calibrated: Calibrated | None = None


def question_of(
    scenario: Scenario,
    method: str,
    vary: Sequence[str] = (),
    size: int | None = None,
    draws: Path | None = None,
    replications: int | None = None,
) -> Question:
    """The analysis that is asked for; InputError where the method does not fit.

    scenario: its run settings give patients, seed and engine. vary: each "path" or "path=low..high"; where none is
    named, all that a scenario states a range for. size: the method's. draws: a table of joint draws.
    """
    engine = scenario.run.engine
    repeat = replications or REPLICATIONS.get(method, 1)
    if method == "regression":
        if draws is None:
            raise _refused("--method regression", "needs --draws, a table of joint draws")
        table = read_draws(draws, str(draws), size)
        return Question(ask_draws(scenario, table, repeat, engine, str(draws)), tuple(table[0]))
    if method not in METHODS:
        known = [*METHODS, "regression"]
        raise _refused(
            f"--method {method}", f"must be one of {', '.join(known)}", nearest_name(method, known)
        )
    factors, left_out = _factors(scenario, method, vary, draws)
    many = SIZES[method] if size is None else size
    refuse_size(method, many, len(factors))
    parts = {"points": points_of(method, len(factors), many), "replications": repeat}
    refuse_too_many(f"--method {method}", parts, "take a smaller --size, or fewer parameters or replications")
    return Question(ask(scenario, factors, method, many, repeat, engine), (), tuple(left_out))


def _factors(
    scenario: Scenario, method: str, vary: Sequence[str], draws: Path | None
) -> tuple[list[Factor], list[LeftOutFactor]]:
    """The parameters moved: those asked for, or all that can be moved together; and those left out."""
    if not vary and method not in ("oneway", "morris"):
        raise _refused(
            f"--method {method}", "needs parameters: name each by --vary (morris finds which matter)"
        )
    factors, left_out = compatible(scenario, factors_of(scenario, vary), method != "oneway")
    if vary:
        refuse_left_out(left_out)
    if draws is not None:
        refuse_estimated_together(factors, list(read_draws(draws, str(draws))[0]), str(draws))
    return factors, left_out


def refuse_size(method: str, size: int, factors: int) -> None:
    """InputError for a design that cannot be made."""
    if method == "twoway" and factors != 2:
        raise _refused("--method twoway", f"needs two parameters, not {factors}")
    if not (3 if method == "twoway" else 1) <= size <= LARGEST:
        raise _refused(f"--size {size}", f"must be between 1 (3 for a map) and {LARGEST:,}")
    if method == "sobol" and size & (size - 1):
        raise _refused(f"--size {size}", "must be a power of 2 for a Sobol design")


def _refused(option: str, rule: str, nearest: str | None = None) -> InputError:
    return InputError([Fault(option, None, "", "", rule, nearest)])
