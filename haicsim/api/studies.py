"""Published studies: comparing a scenario with one, auditing its printed figures, rebuilding its patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.result import Progress, Result
from haicsim.sim.errors import Fault, InputError
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.audit.calibration_targets import TargetStatus
    from haicsim.analysis.audit.findings import Report
    from haicsim.analysis.km_solver.rounding import Convention
    from haicsim.analysis.reconstruction import Reconstruction
    from haicsim.analysis.studies import Study
    from haicsim.analysis.validation.verdict import Comparison

FEWEST_REPLICATES, MOST_REPLICATES, MOST_DRAWS = 100, 20_000, 100_000


@dataclass(frozen=True)
class ComparisonResult:
    """A scenario beside a published study. comparison: everything behind the tables."""

    comparison: "Comparison"

    @cached_property
    def table(self) -> "pandas.DataFrame":
        """Every printed number beside the same statistic in simulated studies of the published size."""
        import pandas as pd

        return pd.DataFrame([vars(row) for row in self.comparison.agreement.rows])

    @cached_property
    def scores(self) -> "pandas.DataFrame":
        """How likely the printed figures are together, by part of the paper and in all, beside the model's own studies."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.comparison.scores])

    @cached_property
    def counts(self) -> "pandas.DataFrame":
        """For each part of the paper: how many numbers lie inside, of how many, and how many usually would."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.comparison.counts])

    @cached_property
    def joint(self) -> "pandas.DataFrame":
        """Figures that contradict one another, each set as one target with several readings."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.comparison.joint])

    @cached_property
    def wrong_models(self) -> "pandas.DataFrame":
        """Wrong models: likelihood ratios, power, and what may be said; empty where none were tried."""
        import pandas as pd

        return pd.DataFrame([{**vars(each), "worth": each.worth} for each in self.comparison.wrong])

    def __repr__(self) -> str:
        """The scores in a few lines."""
        parts = [
            f" {each.part}: {each.position:.0%} of the model's own studies are no likelier"
            for each in self.comparison.scores
        ]
        head = f"<ComparisonResult with {self.comparison.study.name}: {len(self.comparison.margins):,} simulated studies"
        return "\n".join([head, *parts, " .table .scores .counts .joint .wrong_models>"])


@dataclass(frozen=True)
class AuditResult:
    """What an audit found. report: everything. targets: which printed numbers are usable, by reference."""

    report: "Report"
    targets: "dict[str, TargetStatus]"

    @property
    def contradicted(self) -> bool:
        """Whether a contradiction is proved."""
        return self.report.contradicted

    @cached_property
    def findings(self) -> "pandas.DataFrame":
        """One row a finding, the gravest first."""
        import pandas as pd

        return pd.DataFrame([vars(each) for each in self.report.findings])

    def __repr__(self) -> str:
        """How many findings of each gravity."""
        from collections import Counter

        counts = Counter(finding.severity for finding in self.report.findings)
        usable = sum(mark.status == "usable" for mark in self.targets.values())
        found = ", ".join(f"{number} {severity}" for severity, number in counts.items()) or "nothing found"
        return (
            f"<AuditResult {self.report.study}: {found}\n {usable} of {len(self.targets)} printed numbers usable\n"
            " .findings .targets .contradicted>"
        )


@dataclass(frozen=True)
class ReconstructionResult:
    """Data sets that agree with a study's usable figures. reconstruction: everything behind the tables."""

    study: "Study"
    reconstruction: "Reconstruction"
    until: float

    @cached_property
    def patients(self) -> "pandas.DataFrame":
        """One row a patient of each draw: draw, endpoint, group, patient, days, event."""
        from tempfile import TemporaryDirectory

        import pandas as pd

        from haicsim.analysis.reconstruction.write import PATIENTS, write_patients

        with TemporaryDirectory() as folder:
            path = Path(folder) / PATIENTS
            write_patients(self.reconstruction.endpoints, path)
            return pd.read_parquet(path)

    def summary(self) -> dict[str, Any]:
        """Restricted means, medians and log-rank with bands over the draws, as in `summary.json`."""
        from haicsim.analysis.reconstruction.write import summary

        return summary(self.reconstruction, self.study, self.until)

    def __repr__(self) -> str:
        """What was drawn."""
        endpoints = self.reconstruction.endpoints
        drawn = ", ".join(f"{each.material.endpoint} ({each.different:,} different)" for each in endpoints)
        draws = len(endpoints[0].days)
        return (
            f"<ReconstructionResult {self.study.name}: {draws:,} data sets of {drawn}\n .patients .summary()>"
        )


def compare(
    scenario: ScenarioLike | Result = "kurume",
    study: str | PathLike[str] = "kurume",
    *,
    patients: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    replicates: int = 2_000,
    power: bool = True,
    ranges: bool = False,
    progress: Progress | None = None,
) -> ComparisonResult:
    """Draw studies of the published size from the simulated patients and see where the printed figures lie among them.

    scenario: as for `run`, or a Result, whose scenario is taken. study: a shipped study by name, or a file. power: try
    wrong models too; ranges: also at both ends of the numbers the answer hinges on. Raises InputError with every fault, and
    where nobody would be in such a study.

    >>> import haicsim
    >>> found = haicsim.compare("kurume", patients=2000, replicates=100, power=False)  # doctest: +SKIP
    >>> found.scores[["part", "position", "low", "high"]]  # doctest: +SKIP
    """
    from haicsim.analysis.audit.calibration_targets import read_targets
    from haicsim.analysis.studies import load_study
    from haicsim.analysis.survival.counterparts import refuse_unknown_rule
    from haicsim.analysis.validation.verdict import compare_with

    if not FEWEST_REPLICATES <= replicates <= MOST_REPLICATES:
        rule = f"must be between {FEWEST_REPLICATES:,} and {MOST_REPLICATES:,}"
        raise InputError([Fault(f"replicates={replicates}", None, "", "", rule)])
    given = scenario.scenario if isinstance(scenario, Result) else scenario
    loaded = load_sized(given, overrides, {"patients": patients, "seed": seed}, "{name}={value!r}")
    published = load_study(str(study))
    refuse_unknown_rule(published)
    targets = read_targets(str(study))
    return ComparisonResult(compare_with(loaded, published, targets, power, replicates, progress, ranges))


def audit(
    study: str | PathLike[str] = "kurume", *, rounding: "Convention" = "any", progress: Progress | None = None
) -> AuditResult:
    """Examine whether the printed figures of a study can all be true together.

    rounding: how numbers were rounded, "any", "half_up", "half_even" or "truncated"; "any" proves what is impossible under
    each. Raises InputError where the study file is faulty.

    >>> import haicsim
    >>> haicsim.audit("kurume").contradicted
    True
    """
    from haicsim.analysis.audit import audit as examine
    from haicsim.analysis.audit.calibration_targets import usable_targets
    from haicsim.analysis.studies import load_study

    loaded = load_study(str(study))
    _refuse_rounding(rounding)
    report = examine(loaded, rounding, None if progress is None else lambda what: progress(what, 0.0))
    return AuditResult(report, usable_targets(loaded, report))


def reconstruct(
    study: str | PathLike[str] = "kurume",
    draws: int = 1000,
    *,
    seed: int = 0,
    only_usable: bool = False,
    until: float = 60.0,
    rounding: "Convention" = "any",
    progress: Progress | None = None,
) -> ReconstructionResult:
    """Draw data sets, one row a patient, that agree with every usable printed figure of survival.

    only_usable: leave out doubtful figures too. until: months to which means are restricted. Raises InputError where no
    patients can be behind the figures.

    >>> import haicsim
    >>> found = haicsim.reconstruct("kurume", draws=20)
    >>> found.patients["draw"].nunique()
    20
    """
    from haicsim.analysis.audit.calibration_targets import read_marks
    from haicsim.analysis.reconstruction import reconstruct as rebuild
    from haicsim.analysis.studies import load_study

    for name, value, low, high in (("draws", draws, 1, MOST_DRAWS), ("until", until, 1, 1200)):
        if not low <= value <= high:
            raise InputError(
                [Fault(f"{name}={value}", None, "", "", f"must be between {low:,} and {high:,}")]
            )
    if seed < 0:
        raise InputError([Fault(f"seed={seed}", None, "", "", "must be at least 0")])
    _refuse_rounding(rounding)
    loaded, marks = load_study(str(study)), read_marks(str(study))
    found = rebuild(loaded, marks, draws, seed, only_usable, rounding, progress)
    return ReconstructionResult(loaded, found, until)


def _refuse_rounding(rounding: str) -> None:
    known = ("any", "half_up", "half_even", "truncated")
    if rounding not in known:
        raise InputError([Fault(f"rounding={rounding}", None, "", "", f"must be one of {', '.join(known)}")])
