"""Sensitivity: which parameters the outcomes depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.api.cells import ResultOfCells
from haicsim.api.result import Progress
from haicsim.api.sweeps import carried_out, in_words_of_python, options_of
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.calibration.uncertain import Uncertain
    from haicsim.analysis.experiments.work import WorkDone
    from haicsim.analysis.measures.outcome_measures import Outcome
    from haicsim.analysis.sensitivity.question import Question
    from haicsim.analysis.sensitivity.report import SensitivityReport
    from haicsim.sim.scenario.model import Scenario


@dataclass(frozen=True)
class SensitivityResult(ResultOfCells):
    """What a sensitivity analysis gave.

    reports: one an outcome, none before every cell is done or where cells failed. left_out: parameters that cannot be
    moved over their ranges, and why. headlines: over a posterior, the outcomes with two intervals.
    """

    question: "Question"
    done: "WorkDone"
    reports: "tuple[SensitivityReport, ...]"
    headlines: "tuple[Uncertain, ...]" = ()

    @property
    def left_out(self) -> dict[str, str]:
        """Why parameters could not be moved, by their path."""
        return {each.path: each.rule for each in self.question.left_out}

    @property
    def over_the_posterior(self) -> "pandas.DataFrame":
        """The outcomes in the middle of the posterior, with 95% intervals by parameters and by chance; empty without one.

        Columns: outcome, now, parameters_low, parameters_middle, parameters_high, chance_low, chance_high.
        """
        import pandas as pd

        rows = []
        for each in self.headlines:
            low, middle, high = each.parameters
            rows.append(
                {"outcome": each.outcome, "now": each.now, "parameters_low": low, "parameters_middle": middle,
                 "parameters_high": high, "chance_low": each.chance[0], "chance_high": each.chance[1]}
            )  # fmt: skip
        return pd.DataFrame(rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known of numbers that were calibrated together, the posterior's alarm first; none without one."""
        from haicsim.analysis.sensitivity.over_posterior import notes

        mine = self.question.calibrated
        if mine is None:
            return ()
        alarm = (mine.posterior.alarm,) if mine.posterior.alarm else ()
        return (*alarm, *notes(self.question.analysis.method, mine))

    @cached_property
    def indices(self) -> "pandas.DataFrame":
        """Swings, indices or weights, whichever the method gives: one row an outcome and parameter."""
        import pandas as pd

        rows = [{"outcome": each.outcome.name, **vars(row)} for each in self.reports for row in each.rows]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        """What was asked and how far it is."""
        kept, of = self.done.kept, len(self.done.work.cells)
        state = "complete" if self.complete else f"{self.done.state}: call again to go on"
        failed = f", {len(self.failed):,} failed" if self.failed else ""
        return (
            f"<SensitivityResult {self.done.work.name}: {kept:,} of {of:,} cells{failed}, {state}\n"
            f" kept in {self.folder}/\n .indices .reports .left_out .over_the_posterior .notes>"
        )


def sensitivity(
    scenario: ScenarioLike = "kurume", method: str = "oneway", *,
    outcomes: Sequence[str] = ("conversion_rate", "itt60"), vary: Sequence[str] = (),
    size: int | None = None, draws: str | PathLike[str] | None = None, posterior: str | PathLike[str] | None = None,
    patients: int | None = None, replications: int | None = None, seed: int | None = None, engine: str | None = None,
    overrides: Sequence[str] = (), out: str | PathLike[str] | None = None, workers: int | None = None,
    cluster: str | None = None, shard: tuple[int, int] | None = None, max_hours: float | None = None,
    again: bool = False, progress: Progress | None = None,
) -> SensitivityResult:  # fmt: skip
    """Move parameters over their ranges and see which of them the outcomes depend on.

    method: "oneway", "twoway", "morris", "sobol", "pawn", "prcc" or "regression". vary: each "path" or "path=low..high";
    by default all that the scenario states a range for (one-way and Morris). size: Sobol's N, trajectories, or points.
    draws: a table of joint draws, for regression. posterior: calibrated numbers as its draws have them, the others named
    over their ranges (not Morris). patients: 2,000 a cell unless said. The rest as for `sweep`.

    >>> import haicsim, tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     found = haicsim.sensitivity(
    ...         "kurume", vary=["policy.refusal"], outcomes=["resection_rate"], patients=40, replications=2,
    ...         engine="process", out=place)
    >>> found.complete, found.indices["path"].unique().tolist()
    (True, ['policy.refusal'])
    """
    from haicsim.analysis.measures.outcome_measures import named_outcomes

    given = {"patients": patients, "replications": replications, "seed": seed, "engine": engine}
    loaded = _loaded(scenario, overrides, given)
    with in_words_of_python():
        asked = named_outcomes(",".join([outcomes] if isinstance(outcomes, str) else outcomes))
        question = _question(loaded, method, vary, size, draws, replications, posterior)
    options = options_of(shard, again, workers, cluster, max_hours)
    done = carried_out(question.analysis.work, out, options, progress)
    with in_words_of_python():
        return SensitivityResult(question, done, *_reports(question, done, asked))


def _question(
    scenario: "Scenario", method: str, vary: Sequence[str], size: int | None, draws: str | PathLike[str] | None,
    replications: int | None, posterior: str | PathLike[str] | None,
) -> "Question":  # fmt: skip
    from haicsim.analysis.sensitivity.over_posterior import asked_question, drawn_from

    varied = [vary] if isinstance(vary, str) else vary
    table = None if draws is None else Path(draws)
    return asked_question(scenario, method, varied, size, table, replications, drawn_from(posterior))


def _loaded(scenario: ScenarioLike, overrides: Sequence[str], size: Mapping[str, object]) -> "Scenario":
    """The scenario in the size asked for, one replication: the design sets their number."""
    from haicsim.analysis.sensitivity.question import PATIENTS

    wording = "{name}={value!r}"
    given = {**size, "patients": PATIENTS if size["patients"] is None else size["patients"]}
    load_sized(scenario, overrides, given, wording)  # refuses a faulty number of replications
    return load_sized(scenario, overrides, {**given, "replications": 1}, wording)


def _reports(
    question: "Question", done: "WorkDone", asked: "Sequence[Outcome]"
) -> "tuple[tuple[SensitivityReport, ...], tuple[Uncertain, ...]]":
    """The answers and, over a posterior, outcomes with two intervals; none where a cell is missing or failed.

    The answers are also written into the folder with their figures.
    """
    from haicsim.analysis.experiments.cells_folder import write_beside
    from haicsim.analysis.experiments.checkpoint_log import CheckpointLog
    from haicsim.analysis.figures.in_results import draw_sensitivity
    from haicsim.analysis.sensitivity.over_posterior import headlines
    from haicsim.analysis.sensitivity.report import answers_of, write_answers
    from haicsim.api.keep import backend_kept

    if done.state != "done" or done.failed:
        return (), ()
    log = CheckpointLog(done.folder, done.work.model.columns, dict(done.finished))
    answers = answers_of(question.analysis, log, asked, question.paths)

    def write(there: Path) -> None:
        write_answers(answers, there)
        with backend_kept():
            draw_sensitivity(question.analysis, log, answers, there)

    write_beside(done.folder, write)
    over = () if question.calibrated is None else headlines(question.analysis, log, asked)
    return tuple(answers), over
